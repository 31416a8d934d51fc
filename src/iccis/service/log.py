"""The log of the service."""

import json
import logging


class Lines(logging.Formatter):
    """One JSON object a line; never the text of a query."""

    FIELDS = ("ended", "failure")

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        known = {name: getattr(record, name) for name in self.FIELDS if hasattr(record, name)}
        head = {"time": self.formatTime(record), "level": record.levelname, "message": record.getMessage()}
        fault = {"fault": self.formatException(record.exc_info)} if record.exc_info else {}
        return json.dumps(head | known | fault)

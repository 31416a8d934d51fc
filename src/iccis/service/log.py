"""The log of the service."""

import json
import logging

log = logging.getLogger("iccis.serve")


class JsonFormatter(logging.Formatter):
    """Formatter that writes one JSON object a line; the text of a query never appears in it."""

    def format(self, record: logging.LogRecord) -> str:
        """Format one record."""
        fields = {"time": self.formatTime(record), "level": record.levelname, "message": record.getMessage()}
        if hasattr(record, "ended"):
            fields["ended"] = record.ended
        if record.exc_info:
            fields["fault"] = self.formatException(record.exc_info)
        return json.dumps(fields)

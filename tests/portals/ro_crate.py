"""What roc-validator says of the RO-Crate: `python tests/portals/ro_crate.py FOLDER CONTEXT`.

It needs `pip install roc-validator`, and the context of RO-Crate 1.1 as a file, since it would fetch it: take
`docs/_specification/1.1/context.jsonld` in ResearchObject/ro-crate. docs/catalogue.md quotes the findings.
"""

import sys
from collections import Counter
from email.message import Message
from io import BytesIO
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.response import addinfourl


def main() -> int:
    """Print whether the crate conforms, and each kind of issue with its number."""
    import requests
    from rocrate_validator import models, services

    folder, context = sys.argv[1:]

    def local(*_: Any, **__: Any) -> addinfourl:
        headers = Message()
        headers["Content-Type"] = "application/ld+json"
        return addinfourl(
            BytesIO(Path(context).read_bytes()), headers, "https://w3id.org/ro/crate/1.1/context"
        )

    def fetched(*_: Any, **__: Any) -> Any:
        response = requests.Response()
        response.status_code, response._content = 200, Path(context).read_bytes()
        response.headers["Content-Type"] = "application/ld+json"
        return response

    settings = services.ValidationSettings(
        rocrate_uri=folder,
        profile_identifier="ro-crate-1.1",
        requirement_severity=models.Severity.REQUIRED,
    )
    with patch("rdflib.parser._urlopen", local), patch("requests_cache.CachedSession.request", fetched):
        result = services.validate(settings)
    issues = Counter(issue.message for issue in result.get_issues())
    print("does not conform" if issues else "conforms")
    for message, number in sorted(issues.items()):
        print(f"  {number} x {message}")
    return 1 if issues else 0


if __name__ == "__main__":
    sys.exit(main())

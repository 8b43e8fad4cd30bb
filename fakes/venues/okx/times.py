"""Times as this venue writes and reads them: milliseconds as texts, ISO 8601 in headers (OKX-04, OKX-09)."""

import re
from datetime import UTC, datetime
from typing import Final

_ISO: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")
_UNIX: Final = re.compile(r"\d{1,12}(\.\d{1,6})?")


def iso_s(text: str) -> float | None:
    """A time of a header as Unix seconds; None if it is none."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text).astimezone(UTC).timestamp()
    except ValueError:
        return None


def unix_s(text: str) -> float | None:
    """A time of a login, in seconds; None if it is none (OKX-59)."""
    return float(text) if _UNIX.fullmatch(text) else None

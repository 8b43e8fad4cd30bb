"""Times as this venue writes them: RFC 3339 in UTC (CBS-08), made from milliseconds of the venue's clock."""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

NONE: Final = "0001-01-01T00:00:00Z"
EPOCH: Final = "1970-01-01T00:00:00Z"


def micro(ms: int) -> str:
    return f"{_second(ms // 1000)}.{ms % 1000:03d}000Z"


def nano(ms: int) -> str:
    return f"{_second(ms // 1000)}.{ms % 1000:03d}000000Z"


def whole(ms: int) -> str:
    return f"{_second(ms // 1000)}Z"


def go(ms: int, running_s: float) -> str:
    """As Go prints a time, with the reading of its monotonic clock (CBS-68)."""
    return f"{_second(ms // 1000).replace('T', ' ')}.{ms % 1000:03d}000000 +0000 UTC m=+{running_s:.9f}"


def parsed_ms(text: str) -> int | None:
    """None for what is no RFC 3339 time."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if at.tzinfo is None else round(at.timestamp() * 1000)


@lru_cache(maxsize=256)
def _second(unix_s: int) -> str:
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%dT%H:%M:%S")

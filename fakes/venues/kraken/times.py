"""Times as this venue writes them: RFC 3339 in UTC (KRK-09), made from milliseconds of the venue's clock."""

from datetime import UTC, datetime
from functools import lru_cache


def microseconds(ms: int) -> str:
    return f"{_second(ms // 1000)}.{ms % 1000:03d}000Z"


def nanoseconds(ms: int) -> str:
    return f"{_second(ms // 1000)}.{ms % 1000:03d}000000Z"


def seconds(ms: int) -> str:
    return f"{_second(ms // 1000)}Z"


@lru_cache(maxsize=256)
def _second(unix_s: int) -> str:
    return datetime.fromtimestamp(unix_s, UTC).strftime("%Y-%m-%dT%H:%M:%S")

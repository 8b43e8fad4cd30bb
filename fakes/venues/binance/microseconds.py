"""Times in microseconds for those who ask (header `X-MBX-TIME-UNIT`, or `timeUnit` in a stream's URL)."""

from typing import Any, Final

_NAMED: Final = frozenset(
    {
        "authorizedSince",
        "closeTime",
        "connectedSince",
        "openTime",
        "serverTime",
        "time",
        "timestamp",
        "transactTime",
        "updateTime",
        "workingTime",
        "T",  # aggregate trades
    }
)
_KLINE_TIMES: Final = (0, 6)
_KLINE_LENGTH: Final = 12


def in_microseconds(payload: Any) -> Any:
    """A copy with every time field multiplied by 1000; -1 (never) stays as it is."""
    if isinstance(payload, dict):
        return {
            name: value * 1000
            if name in _NAMED and isinstance(value, int) and value > 0
            else in_microseconds(value)
            for name, value in payload.items()
        }
    if isinstance(payload, list):
        if len(payload) == _KLINE_LENGTH and isinstance(payload[0], int):
            return [value * 1000 if at in _KLINE_TIMES else value for at, value in enumerate(payload)]
        return [in_microseconds(value) for value in payload]
    return payload

"""Times of events in microseconds, for connections opened with `timeUnit=MICROSECOND`."""

from typing import Any, Final

_KLINE: Final = ("t", "T")
_ALWAYS: Final = ("E", "T")
_OF_TICKERS: Final = ("O", "C")
_OF_ORDERS: Final = ("O", "W", "D")


def event_in_microseconds(event: Any) -> Any:
    """A copy of a stream event with its times multiplied by 1000.

    Single letters mean different things in different events (`t` is a trade id in one, a time in
    another), so the event's own type decides.
    """
    if isinstance(event, list):
        return [event_in_microseconds(item) for item in event]
    kind = event.get("e", "")
    names: tuple[str, ...] = _ALWAYS
    if kind.endswith("Ticker"):
        names = (*_ALWAYS, *_OF_TICKERS)
    elif kind == "executionReport":
        names = (*_ALWAYS, *_OF_ORDERS)
    elif kind == "outboundAccountPosition":
        names = (*_ALWAYS, "u")
    elif kind == "referencePrice":
        names = ("t",)
    changed = {name: _longer(value) if name in names else value for name, value in event.items()}
    if kind == "kline":
        changed["k"] = {n: _longer(v) if n in _KLINE else v for n, v in event["k"].items()}
    return changed


def _longer(value: Any) -> Any:
    return value * 1000 if isinstance(value, int) and value > 0 else value

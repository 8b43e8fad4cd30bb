"""Which streams there are under which path (BFU-40). A name of another path stays silent."""

from typing import Final

from fakes.venues.binance.stream_names import INTERVALS_MS, Feed, Stream

_DEPTH_SPEEDS: Final = {"": 250, "500ms": 500, "100ms": 100}  # BFU-44
_MARK_SPEEDS: Final = {"": 3000, "1s": 1000}  # BFU-46


def public(name: str) -> Stream | None:
    """Book data, and single trades (BFU-45)."""
    found = _split(name)
    if found is None:
        return None
    symbol, what, speed = found
    if what == "bookTicker" and not speed:
        return Stream(name=name, feed=Feed.BOOK_TICKER, symbol=symbol)
    if what == "trade" and not speed:
        return Stream(name=name, feed=Feed.TRADE, symbol=symbol)
    if what.startswith("depth") and speed in _DEPTH_SPEEDS:
        levels = what.removeprefix("depth")
        if levels == "":
            return Stream(name=name, feed=Feed.DEPTH, symbol=symbol, speed_ms=_DEPTH_SPEEDS[speed])
        if levels in ("5", "10", "20"):
            return Stream(
                name=name,
                feed=Feed.PARTIAL_DEPTH,
                symbol=symbol,
                speed_ms=_DEPTH_SPEEDS[speed],
                levels=int(levels),
            )
    return None


def market(name: str) -> Stream | None:
    """All other market data."""
    found = _split(name)
    if found is None:
        return None
    symbol, what, speed = found
    if what == "aggTrade" and not speed:
        return Stream(name=name, feed=Feed.AGGREGATE_TRADE, symbol=symbol, speed_ms=100)
    if what == "markPrice" and speed in _MARK_SPEEDS:
        return Stream(name=name, feed=Feed.MARK_PRICE, symbol=symbol, speed_ms=_MARK_SPEEDS[speed])
    if what in ("ticker", "miniTicker") and not speed:
        return Stream(name=name, feed=Feed(what), symbol=symbol, speed_ms=2000)  # BFU-47
    interval = what.removeprefix("kline_")
    if what.startswith("kline_") and interval in INTERVALS_MS and interval != "1s" and not speed:
        return Stream(name=name, feed=Feed.KLINE, symbol=symbol, speed_ms=250, interval=interval)
    return None


def _split(name: str) -> tuple[str, str, str] | None:
    subject, at, suffix = name.partition("@")
    if not at or not subject or subject != subject.lower() or subject.startswith("!"):
        return None
    what, _, speed = suffix.partition("@")
    return subject.upper(), what, speed

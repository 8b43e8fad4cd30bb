"""What a stream name asks for.

Names are case-sensitive and symbols in them are lower case. A name that means nothing is
acknowledged all the same and stays silent (BIN-32), so reading one never fails: it returns None.

Source: web-socket-streams.md of binance/binance-spot-api-docs, "Detailed Stream information".
"""

from dataclasses import dataclass
from enum import StrEnum

from fakes.operations import StreamKind

INTERVALS_MS: dict[str, int] = {
    "1s": 1_000,
    "1m": 60_000,
    "3m": 180_000,
    "5m": 300_000,
    "15m": 900_000,
    "30m": 1_800_000,
    "1h": 3_600_000,
    "2h": 7_200_000,
    "4h": 14_400_000,
    "6h": 21_600_000,
    "8h": 28_800_000,
    "12h": 43_200_000,
    "1d": 86_400_000,
    "3d": 259_200_000,
    "1w": 604_800_000,
    "1M": 2_592_000_000,
}
"""Length of a kline; of a month its nominal 30 days."""

TICKER_WINDOWS_MS: dict[str, int] = {"1h": 3_600_000, "4h": 14_400_000, "1d": 86_400_000}
UTC_PLUS_8 = "+08:00"


class Feed(StrEnum):
    """One way of publishing one market; several stream names may share it at different speeds."""

    TRADE = "trade"
    AGGREGATE_TRADE = "aggTrade"
    BLOCK_TRADE = "blockTrade"
    DEPTH = "depth"
    PARTIAL_DEPTH = "partial depth"
    BOOK_TICKER = "bookTicker"
    KLINE = "kline"
    TICKER = "ticker"
    MINI_TICKER = "miniTicker"
    WINDOW_TICKER = "window ticker"
    AVERAGE_PRICE = "avgPrice"
    REFERENCE_PRICE = "referencePrice"
    MARK_PRICE = "markPrice"
    """Of contracts."""


KINDS: dict[Feed, StreamKind] = {
    Feed.TRADE: StreamKind.TRADE,
    Feed.AGGREGATE_TRADE: StreamKind.TRADE,
    Feed.BLOCK_TRADE: StreamKind.TRADE,
    Feed.DEPTH: StreamKind.DEPTH,
    Feed.PARTIAL_DEPTH: StreamKind.DEPTH,
    Feed.BOOK_TICKER: StreamKind.BOOK_TOP,
    Feed.KLINE: StreamKind.KLINE,
    Feed.TICKER: StreamKind.TICKER,
    Feed.MINI_TICKER: StreamKind.TICKER,
    Feed.WINDOW_TICKER: StreamKind.TICKER,
    Feed.AVERAGE_PRICE: StreamKind.TICKER,
    Feed.REFERENCE_PRICE: StreamKind.TICKER,
    Feed.MARK_PRICE: StreamKind.TICKER,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """A stream that exists. `symbol` is upper case, None for all markets in one array."""

    name: str
    feed: Feed
    symbol: str | None
    speed_ms: int = 0
    """Pushed at multiples of this; 0 = at once."""
    levels: int = 0
    interval: str = ""
    """Of a kline, or of a rolling window."""
    offset_ms: int = 0
    """Where days begin: 0, or eight hours for `@+08:00`."""

    @property
    def kind(self) -> StreamKind:
        return KINDS[self.feed]


def parse(name: str) -> Stream | None:
    """The stream of this name, None if there is none."""
    subject, at, suffix = name.partition("@")
    if not at:
        return None
    if subject.startswith("!"):
        return _all_markets(name, subject, suffix)
    if not subject or subject != subject.lower():
        return None
    symbol = subject.upper()
    return _plain(name, symbol, suffix) or _depth(name, symbol, suffix) or _windowed(name, symbol, suffix)


def _all_markets(name: str, subject: str, suffix: str) -> Stream | None:
    # `!ticker@arr` itself was removed on 2026-03-26 (CHANGELOG.md).
    if suffix != "arr":
        return None
    if subject == "!miniTicker":
        return Stream(name=name, feed=Feed.MINI_TICKER, symbol=None, speed_ms=1000)
    window = subject.removeprefix("!ticker_")
    if window in TICKER_WINDOWS_MS:
        return Stream(name=name, feed=Feed.WINDOW_TICKER, symbol=None, speed_ms=1000, interval=window)
    return None


def _plain(name: str, symbol: str, suffix: str) -> Stream | None:
    at_once = (Feed.TRADE, Feed.AGGREGATE_TRADE, Feed.BLOCK_TRADE, Feed.BOOK_TICKER)
    by_second = (Feed.TICKER, Feed.MINI_TICKER, Feed.AVERAGE_PRICE, Feed.REFERENCE_PRICE)
    for feed in at_once:
        if suffix == feed.value:
            return Stream(name=name, feed=feed, symbol=symbol)
    for feed in by_second:
        if suffix == feed.value:
            return Stream(name=name, feed=feed, symbol=symbol, speed_ms=1000)
    return None


def _depth(name: str, symbol: str, suffix: str) -> Stream | None:
    what, _, speed = suffix.partition("@")
    if speed not in ("", "100ms", "1000ms") or not what.startswith("depth"):
        return None
    speed_ms = 100 if speed == "100ms" else 1000
    levels = what.removeprefix("depth")
    if not levels:
        return Stream(name=name, feed=Feed.DEPTH, symbol=symbol, speed_ms=speed_ms)
    if levels in ("5", "10", "20"):
        return Stream(
            name=name, feed=Feed.PARTIAL_DEPTH, symbol=symbol, speed_ms=speed_ms, levels=int(levels)
        )
    return None


def _windowed(name: str, symbol: str, suffix: str) -> Stream | None:
    what, _, zone = suffix.partition("@")
    if what.startswith("kline_") and zone in ("", UTC_PLUS_8):
        interval = what.removeprefix("kline_")
        if interval not in INTERVALS_MS:
            return None
        speed_ms = 1000 if interval == "1s" else 2000
        offset_ms = 8 * 3_600_000 if zone else 0
        return Stream(
            name=name,
            feed=Feed.KLINE,
            symbol=symbol,
            speed_ms=speed_ms,
            interval=interval,
            offset_ms=offset_ms,
        )
    if what.startswith("ticker_") and not zone:
        window = what.removeprefix("ticker_")
        if window in TICKER_WINDOWS_MS:
            return Stream(name=name, feed=Feed.WINDOW_TICKER, symbol=symbol, speed_ms=1000, interval=window)
    return None

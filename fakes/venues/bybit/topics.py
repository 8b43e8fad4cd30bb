"""What can be subscribed to on public connections (BYB-70 to BYB-77)."""

from enum import StrEnum
from typing import Final

import msgspec

from fakes.operations import StreamKind
from fakes.venues.bybit.rest_tickers import INTERVALS


class Feed(StrEnum):
    BOOK = "orderbook"
    TRADE = "publicTrade"
    TICKER = "tickers"
    KLINE = "kline"
    PRICE_LIMIT = "priceLimit"


KINDS: Final = {
    Feed.BOOK: StreamKind.DEPTH,
    Feed.TRADE: StreamKind.TRADE,
    Feed.TICKER: StreamKind.TICKER,
    Feed.KLINE: StreamKind.KLINE,
    Feed.PRICE_LIMIT: StreamKind.SYSTEM,
}
FULL: Final = 10_000
"""So many levels of a side at most are in a full book."""
SPEEDS_MS: Final = {1: 10, 50: 20, 200: 100, 1000: 200, FULL: 200}
"""Depths of books, and how often they are told."""


class Topic(msgspec.Struct, frozen=True):
    """`name` is the whole of it; `depth` of a book, `interval` of candles, as the venue calls it."""

    name: str
    feed: Feed
    symbol: str
    depth: int = 0
    interval: str = ""

    @property
    def kind(self) -> StreamKind:
        return KINDS[self.feed]


def parse(name: str) -> Topic | None:
    """None for what is no topic; whether there is such a market is not looked at."""
    feed, *rest = name.split(".")
    match feed, rest:
        case "orderbook", ["full", symbol]:
            return Topic(name, Feed.BOOK, symbol, depth=FULL)
        case "orderbook", [depth, symbol] if (
            depth.isdecimal() and int(depth) in SPEEDS_MS and depth != str(FULL)
        ):
            return Topic(name, Feed.BOOK, symbol, depth=int(depth))
        case "kline", [interval, symbol] if interval in INTERVALS:
            return Topic(name, Feed.KLINE, symbol, interval=interval)
        case (("publicTrade" | "tickers" | "priceLimit"), [symbol]):
            return Topic(name, Feed(feed), symbol)
    return None

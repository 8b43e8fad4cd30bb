"""cryptofeed, unmodified and under its production URLs, follows the markets of the fakes.

Its feeds ask for the list of markets by a call that blocks, so they are made in a thread and dial over real
sockets. Candles come when their minute is over, which is too long to wait for. At Kraken it speaks version 1
of the WebSocket, at USD-M futures it dials addresses that are no more, and at Coinbase it signs as keys no
longer do: none of that is served.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import pytest
from cryptofeed.defines import L2_BOOK, TICKER, TRADES
from cryptofeed.exchanges import OKX, Binance, Bybit

from fakes.venue import FakeVenue, Key
from fakes.venues.okx import Okx
from tests.fidelity.binance_witnesses import BINANCE
from tests.fidelity.bybit_witnesses import BYBIT
from tests.fidelity.witness_stages import Places, Witnessed, take, top

SYMBOL = "BTCUSDT"
NOBODY = Key(api_key="nobody", secret="nothing")
OKX_MARKET = Witnessed(Okx, NOBODY)
VENUES = [
    pytest.param(BINANCE, Binance, "BTC-USDT", (TRADES, L2_BOOK, TICKER), id="binance"),
    pytest.param(BYBIT, Bybit, "BTC-USDT", (TRADES, L2_BOOK), id="bybit"),
    pytest.param(OKX_MARKET, OKX, "BTC-USDT", (TRADES, L2_BOOK, TICKER), id="okx"),
]
"""Where it is a witness, by what class of its, as what market, and for which of its channels."""


class Heard:
    """What a feed told, by channel, and how often its book was the venue's."""

    def __init__(self, venue: FakeVenue) -> None:
        self._venue = venue
        self.news: dict[str, list[Any]] = {}
        self.agreed = 0

    def is_enough(self, channels: Sequence[str]) -> bool:
        told_all = all(channel in self.news for channel in channels)
        return told_all and self.agreed >= 3 and len(self.news[TRADES]) >= 3

    @property
    def trades(self) -> list[tuple[Decimal, Decimal]]:
        return [(trade.price, trade.amount) for trade in self.news[TRADES]]

    @property
    def true_trades(self) -> list[tuple[Decimal, Decimal]]:
        instrument = self._venue.exchange.instrument(SYMBOL)
        return [
            (instrument.price(trade.ticks), instrument.quantity(trade.lots))
            for trade in self._venue.exchange.trades(SYMBOL)
        ]

    def ear(self, channel: str) -> Callable[[Any, float], Any]:
        async def hear(told: Any, _received_s: float) -> None:
            self.news.setdefault(channel, []).append(told)
            if channel == L2_BOOK:
                self.agreed += shown(told) == top(self._venue)

        return hear


def shown(told: Any) -> list[list[tuple[Decimal, Decimal]]]:
    book = told.book
    return [[(price, side[price]) for price in list(side)[:5]] for side in (book.bids, book.asks)]


@asynccontextmanager
async def fed(feed_class: Any, listed: str, channels: tuple[str, ...], heard: Heard) -> AsyncIterator[None]:
    callbacks = {channel: heard.ear(channel) for channel in channels}
    feed = await asyncio.to_thread(
        feed_class,
        symbols=[listed],
        channels=list(channels),
        callbacks=callbacks,
    )
    feed.start(asyncio.get_running_loop())
    try:
        yield
    finally:
        feed.stop()
        await feed.shutdown()


@pytest.mark.parametrize(("witnessed", "feed_class", "listed", "channels"), VENUES)
def test_it_follows_the_market(
    witnessed: Witnessed[FakeVenue],
    feed_class: Any,
    listed: str,
    channels: tuple[str, ...],
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def story(venue: FakeVenue, _: Places | None) -> Heard:
        heard = Heard(venue)
        async with fed(feed_class, listed, channels, heard):
            while not heard.is_enough(channels):
                take(venue, SYMBOL)
                await asyncio.sleep(0.5)
        return heard

    caplog.set_level(logging.WARNING, "feedhandler")
    heard = witnessed.under_its_names(story)

    assert [record.message for record in caplog.records] == []
    assert {told.symbol for news in heard.news.values() for told in news} == {listed}
    assert [trade for trade in heard.trades if trade not in heard.true_trades] == []

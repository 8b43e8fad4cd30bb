"""Channels that tell of contracts: funding, mark prices, open interest (OKX-90, OKX-91)."""

from collections.abc import Iterator
from typing import Any, Final

from fakes.derivatives.clockwork import next_funding_ms
from fakes.exchange import Exchange
from fakes.operations import StreamKind
from fakes.venues.okx.channel import Channel, Moved, Saying
from fakes.venues.okx.market_channels import MAKERS
from fakes.venues.okx.names import Market
from fakes.venues.okx.product import Product
from fakes.venues.okx.subscriptions import CHANNELS, Offer, Place
from fakes.venues.okx.swap.contract_rows import funding_row, interest_row, mark_row, swap_row

Json = Any


class _TimedChannel(Channel):
    """Tells its row at first, and then every so often."""

    every_ms = 0

    def __init__(self, exchange: Exchange, market: Market, now_ms: int) -> None:
        super().__init__(exchange, market, now_ms)
        self._spoke_ms = now_ms

    def first(self, now_ms: int) -> Saying:
        return Saying([self.row(now_ms)], None)

    def due_ms(self, now_ms: int) -> int:
        return max(self._spoke_ms + self.every_ms, now_ms)

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        if now_ms >= self.due_ms(now_ms):
            self._spoke_ms = now_ms
            yield Saying([self.row(now_ms)], None)

    def row(self, now_ms: int) -> Json:
        raise NotImplementedError


class FundingChannel(_TimedChannel):
    """Every half minute to a minute and a half; here every minute, and when funding is due."""

    every_ms = 60_000

    def due_ms(self, now_ms: int) -> int:
        instrument = self.exchange.instrument(self.market.symbol)
        return min(super().due_ms(now_ms), max(next_funding_ms(instrument, self._spoke_ms), now_ms))

    def row(self, now_ms: int) -> Json:
        return funding_row(self.exchange, self.market, now_ms)


class InterestChannel(_TimedChannel):
    every_ms = 3_000

    def row(self, now_ms: int) -> Json:
        return interest_row(self.exchange, self.market, now_ms)


class MarkChannel(_TimedChannel):
    """Every 200 ms while it changes, else every ten seconds."""

    every_ms = 10_000
    pace_ms = 200

    def __init__(self, exchange: Exchange, market: Market, now_ms: int) -> None:
        super().__init__(exchange, market, now_ms)
        self._told = exchange.contracts.mark_ticks(market.symbol)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        self.dirty = self.dirty or self.exchange.contracts.mark_ticks(self.market.symbol) != self._told
        return iter(())

    def due_ms(self, now_ms: int) -> int:
        quiet_ms = super().due_ms(now_ms)
        return min(quiet_ms, (now_ms // self.pace_ms + 1) * self.pace_ms) if self.dirty else quiet_ms

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        self._told = self.exchange.contracts.mark_ticks(self.market.symbol)
        self._spoke_ms = now_ms
        yield Saying([self.row(now_ms)], None)

    def row(self, now_ms: int) -> Json:
        return mark_row(self.exchange, self.market, now_ms)


SWAP: Final = Product(
    inst_type="SWAP",
    channels={
        **CHANNELS,
        "funding-rate": Offer(Place.PUBLIC, StreamKind.TICKER),
        "mark-price": Offer(Place.PUBLIC, StreamKind.TICKER),
        "open-interest": Offer(Place.PUBLIC, StreamKind.TICKER),
    },
    makers={
        **MAKERS,
        "funding-rate": FundingChannel,
        "mark-price": MarkChannel,
        "open-interest": InterestChannel,
    },
    row=swap_row,
    capped=True,
)

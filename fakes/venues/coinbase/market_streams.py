"""Who is subscribed to which public channel, and what they are told when a market moves or time passes."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fakes.exchange import Batch, Exchange
from fakes.ledger import LevelChanged, Traded
from fakes.operations import Role
from fakes.serving.publisher import Publisher
from fakes.serving.wire_json import encoded
from fakes.venues.coinbase.attendant import stream
from fakes.venues.coinbase.line import Line
from fakes.venues.coinbase.market_channels import MAKERS, MarketChannel, Said, StatusChannel
from fakes.venues.coinbase.products import Products
from fakes.venues.coinbase.subscriptions import CALLED, KINDS, Channel


@dataclass(slots=True)
class _Kept:
    symbol: str
    channel: Channel
    says: MarketChannel | StatusChannel
    listeners: dict[int, Line] = field(default_factory=dict)
    """By session, in order of subscription."""
    timer: asyncio.TimerHandle | None = None


class MarketStreams:
    """`clock_ms`: the venue's own clock."""

    def __init__(
        self, *, exchange: Exchange, products: Products, clock_ms: Callable[[], int], publisher: Publisher
    ) -> None:
        self._exchange = exchange
        self._products = products
        self._clock_ms = clock_ms
        self._publisher = publisher
        self._kept: dict[str, dict[Channel, _Kept]] = {}
        """By symbol, "" of what has none."""
        exchange.listen(self._on_batch)

    # --- who listens ------------------------------------------------------------------------------

    def join(self, line: Line, channel: Channel, symbol: str) -> None:
        channels = self._kept.setdefault(symbol, {})
        if channel not in channels:
            kept = channels[channel] = _Kept(symbol, channel, self._opened(channel, symbol))
            self._wait(kept)
        channels[channel].listeners[line.session.number] = line

    def _opened(self, channel: Channel, symbol: str) -> MarketChannel | StatusChannel:
        if channel is Channel.STATUS:
            return StatusChannel(self._exchange, self._products)
        return MAKERS[channel](self._exchange, self._products.of(symbol))

    def begin(self, line: Line, channel: Channel, symbol: str) -> None:
        """Whoever doubts a book subscribes again (CBS-70)."""
        kept = self._kept[symbol][channel]
        self._say([line], kept, kept.says.snapshot(self._clock_ms()))

    def leave(self, line: Line, channel: Channel, symbol: str) -> None:
        channels = self._kept.get(symbol, {})
        kept = channels.get(channel)
        if kept is None:
            return
        kept.listeners.pop(line.session.number, None)
        if not kept.listeners:
            del channels[channel]
            if kept.timer is not None:
                kept.timer.cancel()

    # --- news -------------------------------------------------------------------------------------

    def _on_batch(self, batch: Batch) -> None:
        channels = self._kept.get(batch.symbol)
        if not channels or not batch.symbol:
            return
        changes: list[LevelChanged] = []
        count = 0
        for step in batch.steps:
            if isinstance(step.fact, LevelChanged):
                changes.append(step.fact)
            elif isinstance(step.fact, Traded):
                count += 1
        if not changes and not count:
            return
        trades = self._exchange.trades(batch.symbol)[-count:] if count else ()
        for kept in tuple(channels.values()):
            said = kept.says.saw(changes, trades, batch.at_ms)
            if said is not None:
                self._say(tuple(kept.listeners.values()), kept, said)

    def _wait(self, kept: _Kept) -> None:
        every_s = kept.says.every_s
        if every_s is not None:
            kept.timer = asyncio.get_running_loop().call_later(every_s, self._due, kept)

    def _due(self, kept: _Kept) -> None:
        self._wait(kept)
        said = kept.says.due(self._clock_ms())
        if said is not None:
            self._say(tuple(kept.listeners.values()), kept, said)

    def _say(self, lines: Sequence[Line], kept: _Kept, said: Said) -> None:
        raw, name = encoded(said.events), stream(kept.channel, kept.symbol)
        for line in lines:
            message = line.message(
                CALLED[kept.channel],
                said.events,
                raw,
                role=Role.MARKET,
                kind=KINDS[kept.channel],
                stream=name,
                sequence=said.sequence,
            )
            if self._publisher.publish(line.session, message):
                line.spoken()

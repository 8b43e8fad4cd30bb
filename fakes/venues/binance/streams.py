"""Market streams: who listens to what, and carrying each market's news to them.

BIN-30 to BIN-39; web-socket-streams.md. Raw connections get the bare event, combined ones the event
with the name of its stream around it; a connection may change from one to the other.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final

from fakes.exchange import Batch, Exchange
from fakes.ledger import Ledger, LevelChanged, Subscribed, Traded, Unsubscribed
from fakes.matching.order import Depth
from fakes.operations import Role
from fakes.serving.publisher import Message, Publisher
from fakes.serving.session import Desk, Session
from fakes.serving.wire_json import encoded
from fakes.trades import Trade
from fakes.venues.binance.array_channels import ArrayChannel
from fakes.venues.binance.channel import Channel, Market, Moved, Saying
from fakes.venues.binance.channels import CHANNELS
from fakes.venues.binance.event_times import event_in_microseconds
from fakes.venues.binance.numbers import Scale
from fakes.venues.binance.stream_names import Feed, Stream

MAX_STREAMS: Final = 1024  # BIN-27
ChannelMaker = Callable[[Stream, Market, int], Channel]


class SubscriptionRefused(Exception):
    """A fault forbids it; nothing was subscribed."""


class Listener:
    """One market session's subscriptions, by name in order; None = a name that means nothing."""

    __slots__ = ("combined", "microseconds", "muted", "session", "streams")

    def __init__(self, session: Session, *, combined: bool, microseconds: bool) -> None:
        self.session = session
        self.combined = combined
        self.microseconds = microseconds
        self.streams: dict[str, Stream | None] = {}
        self.muted: dict[str, None] = {}


class MarketView:
    """One symbol of the exchange as channels see it."""

    __slots__ = ("_exchange", "_symbol", "scale")

    def __init__(self, exchange: Exchange, symbol: str, scale: Scale) -> None:
        self._exchange = exchange
        self._symbol = symbol
        self.scale = scale

    @property
    def trades(self) -> Sequence[Trade]:
        return self._exchange.trades(self._symbol)

    def depth(self, levels: int) -> Depth:
        return self._exchange.depth(self._symbol, levels)


class MarketStreams:
    channels: ClassVar[Mapping[Feed, ChannelMaker]] = CHANNELS
    scale_type: ClassVar[type[Scale]] = Scale

    def __init__(
        self,
        *,
        exchange: Exchange,
        ledger: Ledger,
        desk: Desk,
        clock_ms: Callable[[], int],
        publisher: Publisher,
    ) -> None:
        self._exchange = exchange
        self._ledger = ledger
        self._desk = desk
        self._clock_ms = clock_ms
        self._publisher = publisher
        self._channels: dict[str, Channel | ArrayChannel] = {}
        self._by_symbol: dict[str, dict[str, Channel | ArrayChannel]] = {}
        self._arrays: dict[str, Channel | ArrayChannel] = {}
        self._early: dict[str, list[tuple[Listener, Stream]]] = {}
        """Subscriptions to symbols not listed yet; they begin with the first thing to happen there."""
        exchange.listen(self._on_batch)

    # --- who listens ------------------------------------------------------------------------------

    def subscribe(self, listener: Listener, name: str, stream: Stream | None) -> bool:
        """Returns whether it may be acknowledged, or raises. Subscribing twice changes nothing."""
        opinion = self._desk.subscribe(listener.session.number, name)
        if opinion == "refuse":
            raise SubscriptionRefused(name)
        if name not in listener.streams:
            listener.streams[name] = stream
            self._ledger.record(Subscribed(session=listener.session.number, stream=name))
        if opinion == "mute":
            listener.muted[name] = None
        elif stream is not None and name not in listener.muted:
            self._join(listener, stream)
        return opinion != "drop_ack"

    def _join(self, listener: Listener, stream: Stream) -> None:
        channel = self._channel(stream)
        if channel is not None:
            channel.subscribers[listener.session.number] = listener
            self._arm(channel, self._clock_ms())
        elif stream.symbol is not None:
            self._early.setdefault(stream.symbol, []).append((listener, stream))

    def unsubscribe(self, listener: Listener, name: str) -> None:
        if name not in listener.streams:
            return
        del listener.streams[name]
        listener.muted.pop(name, None)
        self._ledger.record(Unsubscribed(session=listener.session.number, stream=name))
        self._leave(listener, name)

    def depart(self, listener: Listener) -> None:
        """The connection is gone."""
        for name in listener.streams:
            self._leave(listener, name)
        listener.streams.clear()

    def _leave(self, listener: Listener, name: str) -> None:
        channel = self._channels.get(name)
        if channel is None or channel.subscribers.pop(listener.session.number, None) is None:
            return
        if not channel.subscribers:
            del self._channels[name]
            self._register(channel.stream).pop(name, None)
            if channel.timer is not None:
                channel.timer.cancel()

    def _channel(self, stream: Stream) -> Channel | ArrayChannel | None:
        channel = self._channels.get(stream.name)
        if channel is not None:
            return channel
        if stream.symbol is None:
            channel = ArrayChannel(stream, self._view)
        elif self._exchange.lists(stream.symbol):
            channel = self.channels[stream.feed](stream, self._view(stream.symbol), self._clock_ms())
        else:
            return None
        self._channels[stream.name] = channel
        self._register(stream)[stream.name] = channel
        return channel

    def _view(self, symbol: str) -> MarketView:
        return MarketView(self._exchange, symbol, self.scale_type(self._exchange.instrument(symbol)))

    def _register(self, stream: Stream) -> dict[str, Channel | ArrayChannel]:
        return self._arrays if stream.symbol is None else self._by_symbol.setdefault(stream.symbol, {})

    # --- news -------------------------------------------------------------------------------------

    def _on_batch(self, batch: Batch) -> None:
        self._carry(batch)
        if self._early:
            for listener, stream in self._early.pop(batch.symbol, ()):
                if stream.name in listener.streams:
                    self._join(listener, stream)

    def _carry(self, batch: Batch) -> None:
        channels = self._by_symbol.get(batch.symbol)
        if not channels and not self._arrays:
            return
        changes: list[LevelChanged] = []
        count = 0
        for step in batch.steps:
            fact = step.fact
            if isinstance(fact, LevelChanged):
                changes.append(fact)
            elif isinstance(fact, Traded):
                count += 1
        if not changes and not count:
            return
        trades = self._exchange.trades(batch.symbol)[-count:] if count else ()
        moved = Moved(batch.symbol, changes, trades)
        now_ms = batch.at_ms
        for channel in (*(channels or {}).values(), *self._arrays.values()):
            was_dirty = channel.dirty
            for saying in channel.saw(moved, now_ms):
                self._say(channel, saying)
            if channel.timer is None or (channel.dirty and not was_dirty):
                self._arm(channel, now_ms)

    def _arm(self, channel: Channel | ArrayChannel, now_ms: int) -> None:
        """Anew, if it is: what waits for a candle to close may have grown meanwhile."""
        if channel.timer is not None:
            channel.timer.cancel()
            channel.timer = None
        due_ms = channel.due_ms(now_ms)
        if due_ms is not None:
            wait_s = max(due_ms - now_ms, 1) / 1000
            channel.timer = asyncio.get_running_loop().call_later(wait_s, self._pulse, channel)

    def _pulse(self, channel: Channel | ArrayChannel) -> None:
        channel.timer = None
        now_ms = self._clock_ms()
        for saying in channel.pulse(now_ms):
            self._say(channel, saying)
        self._arm(channel, now_ms)

    def _say(self, channel: Channel | ArrayChannel, saying: Saying) -> None:
        messages: dict[tuple[bool, bool], Message] = {}
        for listener in tuple(channel.subscribers.values()):
            form = (listener.microseconds, listener.combined)
            message = messages.get(form)
            if message is None:
                message = messages[form] = _message(channel.stream, saying, *form)
            self._publisher.publish(listener.session, message)


def _message(stream: Stream, saying: Saying, microseconds: bool, combined: bool) -> Message:
    payload = event_in_microseconds(saying.event) if microseconds else saying.event
    body = encoded(payload)
    return Message(
        role=Role.MARKET,
        kind=stream.kind,
        stream=stream.name,
        payload=payload,
        body=b'{"stream":%b,"data":%b}' % (encoded(stream.name), body) if combined else body,
        sequence=saying.sequence,
    )

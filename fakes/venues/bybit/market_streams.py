"""Who is subscribed to which public topic, and what they are told when a market moves."""

import asyncio
from collections.abc import Callable, Iterable, Sequence

from fakes.exchange import Batch, Exchange
from fakes.ledger import LevelChanged, Traded
from fakes.matching.order import Depth
from fakes.operations import Role
from fakes.rolling import RollingWindow
from fakes.serving.publisher import Message, Publisher
from fakes.serving.wire_json import encoded
from fakes.trades import Trade
from fakes.venues.bybit import market_messages
from fakes.venues.bybit.days import DayRow
from fakes.venues.bybit.digits import Digits
from fakes.venues.bybit.line import Line
from fakes.venues.bybit.market_channels import (
    FIRST_U,
    BookChannel,
    Channel,
    Moved,
    Saying,
    open_channel,
)
from fakes.venues.bybit.order_ids import OrderIds
from fakes.venues.bybit.order_rules import band
from fakes.venues.bybit.product import Product
from fakes.venues.bybit.sequences import Sequences
from fakes.venues.bybit.topics import FULL, Topic


class MarketView:
    """One symbol of the exchange as channels see it."""

    def __init__(
        self,
        exchange: Exchange,
        product: Product,
        sequences: Sequences,
        ids: OrderIds,
        digits: Digits,
        streamed_day: DayRow,
    ) -> None:
        self._exchange = exchange
        self._sequences = sequences
        self._symbol = digits.instrument.symbol
        self.ids = ids
        self.digits = digits
        self.ticker_ms = product.ticker_ms
        self.time_first = not product.padded
        self.ticker_deltas = product.ticker_deltas
        self.tick_directions = product.tick_directions
        self._streamed_day = streamed_day

    @property
    def trades(self) -> Sequence[Trade]:
        return self._exchange.trades(self._symbol)

    def depth(self, levels: int) -> Depth:
        return self._exchange.depth(self._symbol, levels)

    def seq(self, trade: Trade) -> int:
        return self._sequences.of_trade(self._symbol, trade.trade_id)

    def day(self, window: RollingWindow) -> market_messages.Message:
        return self._streamed_day(self.digits, window, self._exchange)

    def limits(self) -> tuple[int, int] | None:
        prices = band(self._exchange, self._symbol)
        if prices is None:
            return None
        return self.digits.instrument.ticks(prices[0]), self.digits.instrument.ticks(prices[1])


class MarketStreams:
    def __init__(
        self,
        *,
        exchange: Exchange,
        view_of: Callable[[str], MarketView],
        clock_ms: Callable[[], int],
        publisher: Publisher,
    ) -> None:
        self._exchange = exchange
        self._view_of = view_of
        self._clock_ms = clock_ms
        self._publisher = publisher
        self._channels: dict[str, Channel] = {}
        self._by_symbol: dict[str, dict[str, Channel]] = {}
        self._numbers: dict[str, int] = {}
        """`u` of books that nobody listens to any more, by topic."""
        exchange.listen(self._on_batch)

    def last_u(self, symbol: str) -> int:
        """Of the book of a thousand levels (BYB-18)."""
        return self._last(f"orderbook.1000.{symbol}")[0]

    def full_book(self, symbol: str) -> tuple[int, Depth]:
        """(`u`, the book): what the next message of the full book goes on from (BYB-96)."""
        u, told = self._last(f"orderbook.full.{symbol}")
        return u, told or self._exchange.depth(symbol, FULL)

    def restart_books(self, symbol: str | None) -> int:
        """BYB-71. Returns how many books began anew."""
        now_ms = self._clock_ms()
        books = [
            channel
            for channel in self._channels.values()
            if isinstance(channel, BookChannel) and symbol in (None, channel.topic.symbol)
        ]
        for channel in books:
            channel.restart(now_ms)
            self._say(channel, channel.snapshot(now_ms), tuple(channel.subscribers.values()))
        return len(books)

    def _last(self, name: str) -> tuple[int, Depth | None]:
        """The number of the last message of a book, and the book then, if somebody listens."""
        channel = self._channels.get(name)
        if isinstance(channel, BookChannel):
            return channel.u, channel.told
        return self._numbers.get(name, FIRST_U), None

    # --- who listens ------------------------------------------------------------------------------

    def join(self, line: Line, topic: Topic) -> None:
        """From now on, all that happens; what there is already comes with `begin`."""
        channel = self._channels.get(topic.name)
        if channel is None:
            u = self._numbers.get(topic.name, FIRST_U)
            channel = open_channel(topic, self._view_of(topic.symbol), self._clock_ms(), u)
            self._channels[topic.name] = channel
            self._by_symbol.setdefault(topic.symbol, {})[topic.name] = channel
        channel.subscribers[line.session.number] = line

    def begin(self, line: Line, topic: Topic) -> None:
        """What a topic starts with: whoever doubts a book subscribes anew (BYB-71, BYB-74)."""
        channel, now_ms = self._channels[topic.name], self._clock_ms()
        self._say(channel, channel.snapshot(now_ms), [line])
        self._arm(channel, now_ms)

    def leave(self, line: Line, topic: Topic) -> None:
        channel = self._channels.get(topic.name)
        if channel is None or channel.subscribers.pop(line.session.number, None) is None:
            return
        if not channel.subscribers:
            del self._channels[topic.name]
            del self._by_symbol[topic.symbol][topic.name]
            if channel.timer is not None:
                channel.timer.cancel()
            if isinstance(channel, BookChannel):
                self._numbers[topic.name] = channel.u

    # --- news -------------------------------------------------------------------------------------

    def _on_batch(self, batch: Batch) -> None:
        channels = self._by_symbol.get(batch.symbol)
        if not channels:
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
        moved = Moved(changes, trades)
        for channel in tuple(channels.values()):
            was_dirty = channel.dirty
            self._say(channel, channel.saw(moved, batch.at_ms), tuple(channel.subscribers.values()))
            if channel.timer is None or (channel.dirty and not was_dirty):
                self._arm(channel, batch.at_ms)

    def _arm(self, channel: Channel, now_ms: int) -> None:
        """Anew, if it is: what waits for a candle to close may have grown meanwhile."""
        if channel.timer is not None:
            channel.timer.cancel()
            channel.timer = None
        due_ms = channel.due_ms(now_ms)
        if due_ms is not None:
            wait_s = max(due_ms - now_ms, 1) / 1000
            channel.timer = asyncio.get_running_loop().call_later(wait_s, self._pulse, channel)

    def _pulse(self, channel: Channel) -> None:
        channel.timer = None
        now_ms = self._clock_ms()
        self._say(channel, channel.pulse(now_ms), tuple(channel.subscribers.values()))
        self._arm(channel, now_ms)

    def _say(self, channel: Channel, sayings: Iterable[Saying], lines: Sequence[Line]) -> None:
        for saying in sayings:
            message = Message(
                role=Role.MARKET,
                kind=channel.topic.kind,
                stream=channel.topic.name,
                payload=saying.message,
                body=encoded(saying.message),
                sequence=saying.sequence,
            )
            for line in lines:
                if self._publisher.publish(line.session, message):
                    line.alive()

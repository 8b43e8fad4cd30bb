"""Who is subscribed to which public channel, and what they are told when a market moves."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from fakes.exact_json import encoded
from fakes.exchange import Batch, Exchange
from fakes.ledger import LevelChanged, Traded
from fakes.matching.order import Depth
from fakes.operations import Role
from fakes.serving.publisher import Message, Publisher
from fakes.trades import Trade
from fakes.venues.kraken.digits import Digits
from fakes.venues.kraken.line import Line
from fakes.venues.kraken.market_channels import MarketChannel, Moved, Saying, open_channel
from fakes.venues.kraken.pairs import Pairs
from fakes.venues.kraken.subscriptions import KINDS, Wanted

Place = tuple[str, ...]
"""Where a channel is kept: its name and the options that make it another."""


@dataclass(slots=True)
class _Kept:
    symbol: str
    stream: str
    wanted: Wanted
    channel: MarketChannel
    listeners: dict[int, Line] = field(default_factory=dict)
    """By session, in order of subscription."""


class MarketView:
    """One symbol of the exchange as channels see it."""

    __slots__ = ("_exchange", "_symbol", "digits")

    def __init__(self, exchange: Exchange, symbol: str, digits: Digits) -> None:
        self._exchange = exchange
        self._symbol = symbol
        self.digits = digits

    @property
    def trades(self) -> Sequence[Trade]:
        return self._exchange.trades(self._symbol)

    def depth(self, levels: int) -> Depth:
        return self._exchange.depth(self._symbol, levels)


class MarketStreams:
    def __init__(
        self,
        *,
        exchange: Exchange,
        pairs: Pairs,
        clock_ms: Callable[[], int],
        publisher: Publisher,
    ) -> None:
        self._exchange = exchange
        self._pairs = pairs
        self._clock_ms = clock_ms
        self._publisher = publisher
        self._kept: dict[str, dict[Place, _Kept]] = {}
        """By symbol."""
        exchange.listen(self._on_batch)

    # --- who listens ------------------------------------------------------------------------------

    def join(self, line: Line, wanted: Wanted, symbol: str) -> None:
        """From now on, all that happens; what there is already comes with `begin`."""
        places = self._kept.setdefault(symbol, {})
        place = _place(wanted)
        if place not in places:
            view = MarketView(self._exchange, symbol, self._pairs.of(symbol).digits)
            places[place] = _Kept(symbol, f"{wanted.channel}:{symbol}", wanted, open_channel(wanted, view))
        places[place].listeners[line.session.number] = line

    def begin(self, line: Line, wanted: Wanted, symbol: str) -> None:
        """The snapshot, if one was asked for; whoever doubts a book asks again (KRK-58)."""
        if wanted.options["snapshot"]:
            kept = self._kept[symbol][_place(wanted)]
            self._say([line], kept, kept.channel.snapshot(self._clock_ms()))

    def leave(self, line: Line, wanted: Wanted, symbol: str) -> None:
        places = self._kept.get(symbol, {})
        kept = places.get(_place(wanted))
        if kept is None:
            return
        kept.listeners.pop(line.session.number, None)
        if not kept.listeners:
            del places[_place(wanted)]

    # --- news -------------------------------------------------------------------------------------

    def _on_batch(self, batch: Batch) -> None:
        places = self._kept.get(batch.symbol)
        if not places:
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
        for kept in tuple(places.values()):
            saying = kept.channel.saw(moved, batch.at_ms)
            if saying is not None:
                self._say(tuple(kept.listeners.values()), kept, saying)

    def _say(self, lines: Sequence[Line], kept: _Kept, saying: Saying) -> None:
        message = Message(
            role=Role.MARKET,
            kind=KINDS[kept.wanted.channel],
            stream=kept.stream,
            payload=saying.message,
            body=encoded(saying.message),
            sequence=saying.sequence,
        )
        for line in lines:
            if self._publisher.publish(line.session, message):
                line.spoken()


def _place(wanted: Wanted) -> Place:
    telling = ("depth", "interval", "event_trigger")
    return (wanted.channel, *(str(wanted.options[name]) for name in telling if name in wanted.options))

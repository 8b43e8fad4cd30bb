"""Who is subscribed to which public channel, and carrying each market's news to them."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fakes.exchange import Batch, Exchange
from fakes.ledger import LevelChanged, Traded
from fakes.operations import Role
from fakes.serving.publisher import Message, Publisher
from fakes.serving.wire_json import encoded
from fakes.venues.okx.book_channels import BooksChannel
from fakes.venues.okx.channel import Channel, Moved, Saying
from fakes.venues.okx.line import Line
from fakes.venues.okx.names import Markets
from fakes.venues.okx.product import Product
from fakes.venues.okx.subscriptions import Wanted


@dataclass(slots=True)
class _Kept:
    """`due_ms` and `timer` are of the next pulse."""

    wanted: Wanted
    channel: Channel
    listeners: dict[int, tuple[Line, Wanted]] = field(default_factory=dict)
    """By session, in order of subscription."""
    due_ms: int = 0
    timer: asyncio.TimerHandle | None = None


class MarketStreams:
    """`clock_ms`: the venue's own clock."""

    def __init__(
        self,
        *,
        exchange: Exchange,
        markets: Markets,
        product: Product,
        clock_ms: Callable[[], int],
        publisher: Publisher,
    ) -> None:
        self._product = product
        self._exchange = exchange
        self._markets = markets
        self._clock_ms = clock_ms
        self._publisher = publisher
        self._kept: dict[str, dict[str, _Kept]] = {}
        """By symbol and channel."""
        exchange.listen(self._on_batch)

    # --- who listens ------------------------------------------------------------------------------

    def join(self, line: Line, wanted: Wanted) -> None:
        """From now on, all that happens; what there is already comes with `begin`."""
        places = self._kept.setdefault(wanted.symbol, {})
        kept = places.get(wanted.channel)
        now_ms = self._clock_ms()
        if kept is None:
            market = self._markets.of(wanted.symbol)
            channel = self._product.makers[wanted.channel](self._exchange, market, now_ms)
            kept = places[wanted.channel] = _Kept(wanted, channel)
        kept.listeners[line.session.number] = (line, wanted)
        self._arm(kept, now_ms)

    def begin(self, line: Line, wanted: Wanted) -> None:
        kept = self._kept[wanted.symbol][wanted.channel]
        saying = kept.channel.first(self._clock_ms())
        if saying is not None:
            self._say([(line, wanted)], saying)

    def leave(self, line: Line, wanted: Wanted) -> None:
        places = self._kept.get(wanted.symbol, {})
        kept = places.get(wanted.channel)
        if kept is None:
            return
        kept.listeners.pop(line.session.number, None)
        if not kept.listeners:
            if kept.timer is not None:
                kept.timer.cancel()
            del places[wanted.channel]

    def restart_books(self, symbol: str | None) -> int:
        """OKX-64. Returns how many books begin to count anew."""
        books = [
            kept.channel
            for name, places in self._kept.items()
            for kept in places.values()
            if isinstance(kept.channel, BooksChannel) and symbol in (None, name)
        ]
        for book in books:
            book.restart()
        return len(books)

    # --- news -------------------------------------------------------------------------------------

    def _on_batch(self, batch: Batch) -> None:
        places = self._kept.get(batch.symbol)
        if not places:
            return
        book, count = False, 0
        for step in batch.steps:
            if isinstance(step.fact, LevelChanged):
                book = True
            elif isinstance(step.fact, Traded):
                count += 1
        if not book and not count:
            return
        trades = self._exchange.trades(batch.symbol)[-count:] if count else ()
        moved = Moved(book, trades)
        for kept in tuple(places.values()):
            for saying in kept.channel.saw(moved, batch.at_ms):
                self._say(tuple(kept.listeners.values()), saying)
            self._arm(kept, batch.at_ms)

    def _arm(self, kept: _Kept, now_ms: int) -> None:
        due_ms = kept.channel.due_ms(now_ms)
        if due_ms is None or (kept.timer is not None and kept.due_ms <= due_ms):
            return
        if kept.timer is not None:
            kept.timer.cancel()
        kept.due_ms = due_ms
        wait_s = max(due_ms - now_ms, 1) / 1000
        kept.timer = asyncio.get_running_loop().call_later(wait_s, self._pulse, kept)

    def _pulse(self, kept: _Kept) -> None:
        kept.timer = None
        now_ms = self._clock_ms()
        for saying in kept.channel.pulse(now_ms):
            self._say(tuple(kept.listeners.values()), saying)
        self._arm(kept, now_ms)

    def _say(self, listeners: Sequence[tuple[Line, Wanted]], saying: Saying) -> None:
        """Each is told under the argument that it gave."""
        messages: list[tuple[dict[str, Any], Message]] = []
        for line, wanted in listeners:
            message = next((made for arg, made in messages if arg == wanted.arg), None)
            if message is None:
                message = _message(wanted, saying)
                messages.append((wanted.arg, message))
            if self._publisher.publish(line.session, message):
                line.moved()


def _message(wanted: Wanted, saying: Saying) -> Message:
    """OKX-58."""
    payload: dict[str, Any] = {"arg": wanted.arg}
    if saying.action is not None:
        payload["action"] = saying.action
    payload["data"] = saying.data
    return Message(
        role=Role.MARKET,
        kind=wanted.kind,
        stream=wanted.stream,
        payload=payload,
        body=encoded(payload),
        sequence=saying.sequence,
    )

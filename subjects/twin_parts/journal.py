"""What was intended and what has become of it: one entry an order, written before anything is sent.

Entries move forward only. Whatever an answer or the stream leaves open is settled by asking for the
order (order.status) and for its fills (myTrades).
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from subjects.seen import FillSeen, Intent, OrderSeen, State, StreamLost
from subjects.twin_parts.dialing import Dialer
from subjects.twin_parts.entry import Entry
from subjects.twin_parts.errors import NotSent, TwinError, Unanswered, UnknownOrder
from subjects.twin_parts.keys import Params
from subjects.twin_parts.reading import order_parameters, reading

ORDER_WAITS_S = 5.0
"""An order that cannot leave by then is refused: its price is old."""
ABSENT_S = 20.0
"""An order that the venue does not know so long after it was sent can no longer come to be (BIN-04), and
its queries do not lag that much (BIN-15)."""
SWEEP_EVERY_S = 10.0
NO_NEWS_S = 60.0
CANCELS = 3
KNOWN_WITHIN_S = 30.0
"""How long a user waits to be told what became of something."""

Key = tuple[str, str]
News = OrderSeen | StreamLost


class Asked(Protocol):
    """A way to the venue: requests by the names that the WebSocket API has for them."""

    @property
    def dialer(self) -> Dialer: ...
    @property
    def ready(self) -> asyncio.Event: ...
    async def ask(
        self,
        method: str,
        params: Params | None = None,
        *,
        weight: int,
        signed: bool = True,
        order: bool = False,
        cancel: bool = False,
        within_s: float = 60.0,
    ) -> Any:
        """The result. Raises TwinError."""

    async def under_way_over(self, within_s: float) -> None:
        """Wait for the answers to what was sent."""


@dataclass(slots=True, repr=False)
class Journal:
    line: Asked
    entries: dict[Key, Entry] = field(default_factory=dict)
    watchers: list["asyncio.Queue[News]"] = field(default_factory=list)
    _trades: dict[tuple[str, int], None] = field(default_factory=dict)

    def tell(self, news: News) -> None:
        for queue in self.watchers:
            queue.put_nowait(news)

    # --- verbs ------------------------------------------------------------------------------------

    async def submit(self, intent: Intent) -> OrderSeen:
        return await self._place(intent, "order.place", order_parameters(intent))

    async def replace(self, symbol: str, name: str, intent: Intent) -> OrderSeen:
        """In one request, in which the venue places only after it has cancelled (BIN-59)."""
        params = order_parameters(intent) | {
            "cancelReplaceMode": "STOP_ON_FAILURE",
            "cancelOrigClientOrderId": name,
        }
        try:
            return await self._place(intent, "order.cancelReplace", params, "newOrderResponse")
        finally:
            await self.settle(self._entry(symbol, name))

    async def _place(self, intent: Intent, method: str, params: Params, member: str = "") -> OrderSeen:
        """`member` of the answer holds the new order; empty = it is the answer itself."""
        key = intent.symbol, intent.client_order_id
        if key in self.entries:
            raise NotSent(f"the id {intent.client_order_id} was used before")  # BIN-16
        entry = self.entries[key] = Entry(intent.symbol, intent.client_order_id, intent.quantity)
        entry.news_s = _now()
        unknown = True
        try:
            answer = await self.line.ask(method, params, weight=1, order=True, within_s=ORDER_WAITS_S)
            with reading("answer"):
                placed = answer[member] if member else answer
            self._answered(entry, placed)
            unknown = False
        except Unanswered:
            pass
        except TwinError:
            unknown = False
            del self.entries[key]
            raise
        finally:
            if unknown:
                entry.deciding = asyncio.create_task(self._decide(entry), name=f"twin decides {entry.name}")
        await _decided(entry)
        if entry.state is State.REJECTED:
            raise NotSent(f"{entry.name} never reached the venue")
        if entry.state is State.UNKNOWN:
            raise Unanswered(f"it is not known yet what became of {entry.name}")
        return entry.seen()

    async def cancel(self, symbol: str, name: str) -> OrderSeen:
        """Cancel until the order is finished in some way; a refusal is taken as a question (BIN-14)."""
        entry = self._entry(symbol, name)
        params = {"symbol": symbol, "origClientOrderId": name}
        for _ in range(CANCELS):
            failure: TwinError
            try:
                self._answered(entry, await self.line.ask("order.cancel", params, weight=1, cancel=True))
            except (UnknownOrder, Unanswered) as error:
                failure = error
                await self._look_at_last(entry)
            if entry.state.final:
                return entry.seen()
            await self.line.dialer.pause(1.0)
        raise failure

    async def cancel_all(self, symbol: str) -> list[OrderSeen]:
        """In one request; when its answer is lost, all that is not finished is asked for."""
        try:
            answers = await self.line.ask("openOrders.cancelAll", {"symbol": symbol}, weight=1, cancel=True)
        except UnknownOrder:
            return []  # BIN-62
        except Unanswered:
            await self.caught_up()
            raise
        ended = []
        with reading("orders"):
            for answer in answers:
                ended.append(self._entry(symbol, answer["origClientOrderId"]))
                self._answered(ended[-1], answer)
        return [entry.seen() for entry in ended]

    async def order(self, symbol: str, name: str) -> OrderSeen:
        entry = self.entries.get((symbol, name)) or Entry(symbol, name, Decimal(0))
        await _decided(entry)
        try:
            await self._look(entry)
        except UnknownOrder:
            if entry.state is State.UNKNOWN and entry.deciding is not None:
                raise Unanswered(f"it is not known yet what became of {name}") from None
            if entry.absent:
                raise
        return entry.seen()

    def listed(self, answer: Mapping[str, Any]) -> OrderSeen:
        """What is known of an order that the venue lists; the list may be older than what the stream told."""
        entry = self._entry(answer["symbol"], answer["clientOrderId"])
        if self._answered(entry, answer):
            self.tell(entry.seen())
        return entry.seen()

    def deciding(self) -> list["asyncio.Task[None]"]:
        return [each.deciding for each in self.entries.values() if each.deciding is not None]

    # --- the account's events ---------------------------------------------------------------------

    def heard(self, event: Mapping[str, Any]) -> None:
        """Raises LookupError, TypeError or ArithmeticError on an event it cannot read."""
        if event.get("e") != "executionReport":
            return
        entry = self._entry(event["s"], event["C"] or event["c"])  # BIN-42
        entry.quantity = Decimal(event["q"])
        changed = entry.move(event["X"], Decimal(event["z"]), event["i"], _now())
        if event["x"] == "TRADE":
            self._filled(entry, event["t"], Decimal(event["L"]), Decimal(event["l"]))
        elif changed:
            self.tell(entry.seen())

    def lost(self, reason: str) -> None:
        self.tell(StreamLost(stream="orders", reason=reason))

    async def caught_up(self) -> None:
        """Ask for all that was not finished: what the stream had to say meanwhile is gone."""
        for entry in list(self.entries.values()):
            if not entry.state.final:
                await self.settle(entry)

    async def sweep(self) -> None:
        """Now and then: fills that nobody told, and orders of which nothing was heard for long."""
        while not self.line.dialer.stopped.is_set():
            await self.line.dialer.pause(SWEEP_EVERY_S)
            for entry in list(self.entries.values()):
                quiet = not entry.state.final and _now() - entry.news_s > NO_NEWS_S
                if self.line.ready.is_set() and (quiet or entry.told < entry.filled):
                    await self.settle(entry)

    # --- asking -----------------------------------------------------------------------------------

    async def settle(self, entry: Entry) -> None:
        try:
            if not entry.state.final:
                await self._look(entry)
            if entry.told < entry.filled:
                params: dict[str, str | int] = {
                    "symbol": entry.symbol,
                    "orderId": int(entry.venue_id or 0),
                }
                trades = await self.line.ask("myTrades", params, weight=5)
                with reading("trades"):
                    for trade in trades:
                        self._filled(entry, trade["id"], Decimal(trade["price"]), Decimal(trade["qty"]))
        except TwinError:
            entry.news_s = _now()  # the next sweep asks again

    async def _look(self, entry: Entry) -> None:
        params = {"symbol": entry.symbol, "origClientOrderId": entry.name}
        entry.news_s = _now()
        if self._answered(entry, await self.line.ask("order.status", params, weight=4)):
            self.tell(entry.seen())

    async def _look_at_last(self, entry: Entry) -> None:
        """Ask until it is known what became of it. Raises UnknownOrder, or at last what went wrong."""
        given_up_s = _now() + KNOWN_WITHIN_S
        while not entry.state.final:
            try:
                return await self._look(entry)
            except UnknownOrder:
                raise
            except TwinError:
                if _now() > given_up_s or self.line.dialer.stopped.is_set():
                    raise
                await self.line.dialer.pause(2.0)

    async def _decide(self, entry: Entry) -> None:
        """After an unknown outcome: ask until the order is found, or can no longer come to be."""
        sent_s = _now()
        wait_s = 1.0
        while entry.state is State.UNKNOWN and not self.line.dialer.stopped.is_set():
            await self.line.dialer.pause(wait_s)
            wait_s = min(5.0, 2 * wait_s)
            asked_s = _now()
            try:
                await self._look(entry)
            except UnknownOrder:
                if asked_s - sent_s > ABSENT_S:
                    entry.state = State.REJECTED
                    self.tell(entry.seen())
            except TwinError:
                continue

    # --- moving forward ---------------------------------------------------------------------------

    def _entry(self, symbol: str, name: str) -> Entry:
        return self.entries.setdefault((symbol, name), Entry(symbol, name, Decimal(0), news_s=_now()))

    def _answered(self, entry: Entry, answer: Any) -> bool:
        """Whether the venue's order tells something new. Raises Unanswered if it is none."""
        with reading("order"):
            quantity, filled = Decimal(answer["origQty"]), Decimal(answer["executedQty"])
            changed = entry.move(answer["status"], filled, answer["orderId"], _now())
            entry.quantity = quantity
            for fill in answer.get("fills", ()):
                self._filled(entry, fill["tradeId"], Decimal(fill["price"]), Decimal(fill["qty"]))
        return changed

    def _filled(self, entry: Entry, trade_id: int, price: Decimal, quantity: Decimal) -> None:
        if (entry.symbol, trade_id) in self._trades:
            return
        self._trades[entry.symbol, trade_id] = None
        entry.told += quantity
        entry.filled = max(entry.filled, entry.told)
        self.tell(
            entry.seen(
                FillSeen(trade_id=trade_id, client_order_id=entry.name, price=price, quantity=quantity)
            )
        )


async def _decided(entry: Entry) -> None:
    """Wait for the decision, but not for ever: it goes on, and will be told by the stream."""
    if entry.deciding is not None:
        await asyncio.wait([entry.deciding], timeout=KNOWN_WITHIN_S)


def _now() -> float:
    return asyncio.get_running_loop().time()

"""What is known of the orders is folded out of facts: one queue, one function, callbacks at each change.

Nothing is compared as a matter of routine: an order is looked up only while something of it is doubtful.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from subjects.seen import FillSeen, Intent, OrderSeen, State, StreamLost
from subjects.twin_parts.errors import NotSent, TwinError, Unanswered, UnknownOrder
from subjects.twin_parts.journal import ABSENT_S, CANCELS, KNOWN_WITHIN_S, ORDER_WAITS_S, Asked, Key, News
from subjects.twin_parts.keys import Params
from subjects.twin_parts.reading import STATES, order_parameters, reading

LOOK_EVERY_S = 2.0
UNTOLD_S = 4.0
"""Executions are on their way for so long before they are asked for."""
QUIET_S = 45.0
"""An open order of which nothing was heard for so long is doubtful."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What was learnt of one order, by whatever way. None = it says nothing of that."""

    key: Key
    state: State | None = None
    quantity: Decimal | None = None
    filled: Decimal = Decimal(0)
    venue_id: str | None = None
    fill: FillSeen | None = None


@dataclass(frozen=True, slots=True)
class Known:
    state: State = State.UNKNOWN
    quantity: Decimal = Decimal(0)
    filled: Decimal = Decimal(0)
    venue_id: str | None = None
    told: Decimal = Decimal(0)
    trades: tuple[int, ...] = ()

    @property
    def absent(self) -> bool:
        return self.state in (State.UNKNOWN, State.REJECTED)


def fold(known: Known, fact: Fact) -> Known:
    """Forward only, and each execution once: facts may come late, twice and in any order."""
    state = known.state if fact.state is None or _stage(fact.state) <= _stage(known.state) else fact.state
    told, trades = known.told, known.trades
    if fact.fill is not None and fact.fill.trade_id not in trades:
        told, trades = told + fact.fill.quantity, (*trades, fact.fill.trade_id)
    return Known(
        state=state,
        quantity=known.quantity if fact.quantity is None else fact.quantity,
        filled=max(known.filled, fact.filled, told),
        venue_id=fact.venue_id or known.venue_id,
        told=told,
        trades=trades,
    )


@dataclass(slots=True, repr=False)
class Story:
    asked: Asked
    callbacks: list[Callable[[News], None]] = field(default_factory=list)
    known: dict[Key, Known] = field(default_factory=dict)
    _facts: "asyncio.Queue[Fact]" = field(default_factory=asyncio.Queue)
    _doubts: dict[Key, float] = field(default_factory=dict)
    _heard_s: dict[Key, float] = field(default_factory=dict)

    # --- the one queue ----------------------------------------------------------------------------

    async def run(self) -> None:
        while True:
            fact = await self._facts.get()
            before = self.known.get(fact.key, Known())
            after = self.known[fact.key] = fold(before, fact)
            self._heard_s[fact.key] = _now()
            fill = fact.fill if after.trades != before.trades else None
            if fill is not None or (after.state, after.filled) != (before.state, before.filled):
                for callback in self.callbacks:
                    callback(self.seen(fact.key, fill))
            self._facts.task_done()

    def seen(self, key: Key, fill: FillSeen | None = None) -> OrderSeen:
        known = self.known[key]
        return OrderSeen(
            symbol=key[0],
            client_order_id=key[1],
            venue_order_id=known.venue_id,
            state=known.state,
            quantity=known.quantity,
            filled=known.filled,
            fill=fill,
        )

    def heard(self, event: Mapping[str, Any]) -> None:
        """Raises LookupError, TypeError or ArithmeticError on an event it cannot read."""
        if event.get("e") != "executionReport":
            return
        key = event["s"], event["C"] or event["c"]  # BIN-42
        fact = Fact(
            key,
            STATES.get(event["X"]),
            Decimal(event["q"]),
            Decimal(event["z"]),
            str(event["i"]),
        )
        if event["x"] == "TRADE":
            fact = replace(fact, fill=_fill(key, event["t"], event["L"], event["l"]))
        self._facts.put_nowait(fact)

    def lost(self, reason: str) -> None:
        for callback in self.callbacks:
            callback(StreamLost(stream="orders", reason=reason))

    async def caught_up(self) -> None:
        """Whatever is open may have moved unseen."""
        for key, known in self.known.items():
            if not known.state.final:
                self._doubts[key] = _now()

    def read(self, answer: Any, key: Key | None = None) -> Key:
        """An order as the venue answers or lists it. Raises Unanswered if it is none."""
        with reading("order"):
            key = key or (answer["symbol"], answer["clientOrderId"])
            quantity, filled = Decimal(answer["origQty"]), Decimal(answer["executedQty"])
            fills = [_fill(key, row["tradeId"], row["price"], row["qty"]) for row in answer.get("fills", ())]
            facts = [Fact(key, None, quantity, fill=fill) for fill in fills]
            state = STATES.get(answer["status"])
            facts.append(Fact(key, state, quantity, filled, str(answer["orderId"])))
        for fact in facts:
            self._facts.put_nowait(fact)
        return key

    # --- doubts -----------------------------------------------------------------------------------

    async def reconcile(self) -> None:
        while not self.asked.dialer.stopped.is_set():
            await self.asked.dialer.pause(LOOK_EVERY_S)
            for key, known in list(self.known.items()):
                silent_s = _now() - self._heard_s.get(key, 0.0)
                if silent_s > UNTOLD_S and known.told < known.filled:
                    self._doubts.setdefault(key, _now())
                if silent_s > QUIET_S and not known.state.final and not known.absent:
                    self._doubts.setdefault(key, _now())
            for key in list(self._doubts):
                await self._look(key)

    async def _look(self, key: Key) -> None:
        since_s, asked_s = self._doubts[key], _now()
        params: dict[str, str | int] = {"symbol": key[0], "origClientOrderId": key[1]}
        try:
            self.read(await self.asked.ask("order.status", params, weight=4), key)
            await self._facts.join()
            if self.known[key].told < self.known[key].filled:
                await self._fetch_fills(key)
        except UnknownOrder:
            if not self.known.get(key, Known()).absent:
                return
            if asked_s - since_s <= ABSENT_S:
                return
            self._facts.put_nowait(Fact(key, State.REJECTED))
            await self._facts.join()
        except TwinError:
            return
        if self._doubts.get(key) == since_s:  # else there is a newer doubt, which this has not answered
            del self._doubts[key]

    async def _fetch_fills(self, key: Key) -> None:
        params: dict[str, str | int] = {"symbol": key[0], "orderId": int(self.known[key].venue_id or 0)}
        rows = await self.asked.ask("myTrades", params, weight=5)
        with reading("trades"):
            fills = [_fill(key, row["id"], row["price"], row["qty"]) for row in rows]
        for fill in fills:
            self._facts.put_nowait(Fact(key, fill=fill))
        await self._facts.join()

    async def _decided(self, key: Key) -> None:
        """Wait until it is no longer doubtful, but not for ever."""
        until_s = _now() + KNOWN_WITHIN_S
        while key in self._doubts and _now() < until_s and not self.asked.dialer.stopped.is_set():
            await self.asked.dialer.pause(0.5)
        await self._facts.join()

    # --- verbs ------------------------------------------------------------------------------------

    async def place(self, intent: Intent, method: str, params: Params, member: str = "") -> OrderSeen:
        key = intent.symbol, intent.client_order_id
        if key in self.known:
            raise NotSent(f"the id {intent.client_order_id} was used before")  # BIN-16
        self.known[key] = Known(quantity=intent.quantity)
        self._heard_s[key] = _now()
        doubtful = True
        try:
            answer = await self.asked.ask(method, params, weight=1, order=True, within_s=ORDER_WAITS_S)
            with reading("answer"):
                self.read(answer[member] if member else answer, key)
            doubtful = False
        except Unanswered:
            pass
        except TwinError:
            doubtful = False
            del self.known[key]
            raise
        finally:
            if doubtful:
                self._doubts[key] = _now()
        await self._decided(key)
        if self.known[key].state is State.REJECTED:
            raise NotSent(f"{key[1]} never reached the venue")
        if self.known[key].state is State.UNKNOWN:
            raise Unanswered(f"it is not known yet what became of {key[1]}")
        return self.seen(key)

    async def submit(self, intent: Intent) -> OrderSeen:
        return await self.place(intent, "order.place", order_parameters(intent))

    async def replace(self, symbol: str, name: str, intent: Intent) -> OrderSeen:
        extra = {"cancelReplaceMode": "STOP_ON_FAILURE", "cancelOrigClientOrderId": name}  # BIN-59
        try:
            return await self.place(
                intent, "order.cancelReplace", order_parameters(intent) | extra, "newOrderResponse"
            )
        finally:
            self._doubts.setdefault((symbol, name), _now())

    async def cancel(self, symbol: str, name: str) -> OrderSeen:
        """A refusal is taken as a question (BIN-14)."""
        key = symbol, name
        self.known.setdefault(key, Known())
        params = {"symbol": symbol, "origClientOrderId": name}
        for _ in range(CANCELS):
            failure: TwinError = Unanswered(f"{name} is not finished")
            try:
                self.read(await self.asked.ask("order.cancel", params, weight=1, cancel=True), key)
            except (UnknownOrder, Unanswered) as error:
                failure = error
                self._doubts.setdefault(key, _now())
            await self._decided(key)
            if self.known[key].state.final and self.known[key].state is not State.REJECTED:
                return self.seen(key)
        raise failure

    async def cancel_all(self, symbol: str) -> list[OrderSeen]:
        try:
            answers = await self.asked.ask("openOrders.cancelAll", {"symbol": symbol}, weight=1, cancel=True)
        except UnknownOrder:
            return []  # BIN-62
        except Unanswered:
            await self.caught_up()
            raise
        with reading("orders"):
            keys = [self.read(answer, (symbol, answer["origClientOrderId"])) for answer in answers]
        await self._facts.join()
        return [self.seen(key) for key in keys]

    async def order(self, symbol: str, name: str) -> OrderSeen:
        """From what is known, if that can change no more."""
        key = symbol, name
        known = self.known.get(key, Known())
        if known.absent or not known.state.final or key in self._doubts:
            await self._decided(key)
            params = {"symbol": symbol, "origClientOrderId": name}
            try:
                self.read(await self.asked.ask("order.status", params, weight=4), key)
            except UnknownOrder:
                if key in self._doubts:
                    raise Unanswered(f"it is not known yet what became of {name}") from None
                if self.known.get(key, Known()).absent:
                    raise
            await self._facts.join()
        return self.seen(key)

    async def open_orders(self, symbol: str) -> list[OrderSeen]:
        listed = await self.asked.ask("openOrders.status", {"symbol": symbol}, weight=6)
        with reading("orders"):
            keys = [self.read(order) for order in listed]
        await self._facts.join()
        return [self.seen(key) for key in keys if not self.known[key].state.final]


def _fill(key: Key, trade_id: int, price: str, quantity: str) -> FillSeen:
    return FillSeen(
        trade_id=int(trade_id), client_order_id=key[1], price=Decimal(price), quantity=Decimal(quantity)
    )


def _stage(state: State) -> int:
    if state is State.UNKNOWN:
        return 0
    return 3 if state.final else 2 if state is State.PARTIALLY_FILLED else 1


def _now() -> float:
    return asyncio.get_running_loop().time()

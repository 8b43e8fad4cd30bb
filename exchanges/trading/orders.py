"""Placing, cancelling and looking up orders; what is known of each is kept by the tracker."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping, Sequence

from msgspec.structs import replace
from structlog.typing import FilteringBoundLogger

from exchanges.backoff import Backoff
from exchanges.config import ConnectorConfig
from exchanges.dialect import VenueApi
from exchanges.errors import (
    DuplicateClientOrderId,
    ExchangeError,
    NotSent,
    OrderNotFound,
    OutcomeUnknown,
    Rejected,
)
from exchanges.models import Order, OrderRequest, OrderStatus
from exchanges.order_ids import OrderIds
from exchanges.orders import Ask, Lookup, OrderTracker, Updates
from exchanges.ratelimit import Priority

_CANCEL_ATTEMPTS = 5
_REPORT_S = 1.0
"""So long the private stream may take to tell what became of an order, or of a cancel, that was taken."""


class Orders:
    """``publish`` hands every change of an order to the user; ``allowed`` raises to stop a send."""

    def __init__(
        self,
        *,
        api: VenueApi,
        tracker: OrderTracker,
        ids: OrderIds,
        config: Callable[[], ConnectorConfig],
        backoff: Callable[[], Backoff],
        log: FilteringBoundLogger,
        publish: Callable[[Updates], None],
        allowed: Callable[[], None],
        acknowledged: Callable[[Order], None],
    ) -> None:
        self._api = api
        self._venue = api.venue
        self._tracker = tracker
        self._ids = ids
        self._config = config
        self._backoff = backoff
        self._log = log
        self._publish = publish
        self._allowed = allowed
        self._acknowledged = acknowledged
        # Ids mean something only together with their symbol.
        self._changed: dict[tuple[str, str], asyncio.Event] = {}
        self._doubt = asyncio.Event()
        self._in_flight = 0
        self._landed = asyncio.Event()
        self._closed = False

    def named(self, request: OrderRequest) -> OrderRequest:
        """The request with a client order id: without one, it could never be looked up."""
        if request.client_order_id is not None:
            return request
        return replace(request, client_order_id=self._ids.next())

    def close(self) -> None:
        """Nobody resolves anything any longer: whoever waits for that learns so now."""
        self._closed = True
        for changed in self._changed.values():
            changed.set()

    async def settled(self) -> None:
        """Wait until no placement is under way."""
        while self._in_flight:
            self._landed.clear()
            await self._landed.wait()

    # ---- placing -----------------------------------------------------------------------------

    async def submit(self, request: OrderRequest) -> Order:
        """Place an order that was checked and named. It is written to the socket at most once.

        (Once more only after a refusal for its stamp, which proves that nothing was done.) That the id is
        the same would not make a second one harmless: venues promise uniqueness among open orders at most.
        That an order is absent is believed when it can no longer arrive (``OrderRules.absent_after_s``).
        """
        identity = request.client_order_id
        assert identity is not None  # see ``named``
        symbol, loop = request.symbol, asyncio.get_running_loop()
        self._tracker.intend(request, loop.time())
        was_sent = False

        def before_send() -> None:
            nonlocal was_sent
            self._allowed()
            self._tracker.sent(symbol, identity, loop.time())
            was_sent = True

        self._in_flight += 1
        try:
            order, fills = await self._api.place(request, before_send)
        except (OutcomeUnknown, DuplicateClientOrderId) as error:
            # A duplicate proves that an order with this id is open, not that ours was refused.
            return await self._await_resolution(request, error)
        except (NotSent, Rejected) as error:
            error.client_order_id = identity
            return self._refused(symbol, identity, error)
        except asyncio.CancelledError:
            if was_sent:
                self._outcome_unknown(symbol, identity, "the caller gave up waiting")
            else:
                self.tell(self._tracker.refused(symbol, identity, "cancelled before it was sent", _now()))
            raise
        finally:
            self._in_flight -= 1
            self._landed.set()
        updates = self._tracker.seen(order, loop.time(), fills)
        self.tell(updates)
        self._acknowledged(order)
        self._log.debug("order.acknowledged", client_order_id=identity, symbol=symbol, status=order.status)
        if order.status is OrderStatus.PENDING:
            return await self._first_word(request)
        return updates[-1].order if updates else self._known(symbol, identity)

    async def _first_word(self, request: OrderRequest) -> Order:
        """The venue took the order and decides later: the private stream tells, or else a query."""
        identity, symbol = request.client_order_id or "", request.symbol
        try:
            async with asyncio.timeout(_REPORT_S):
                while self._known(symbol, identity).status is OrderStatus.PENDING and not self._closed:
                    await self._change_of(symbol, identity).wait()
        except TimeoutError:
            pass
        finally:
            self._let_go_of(symbol, identity)
        known = self._known(symbol, identity)
        if known.status is OrderStatus.REJECTED:
            raise Rejected(known.reason, venue=self._venue, client_order_id=identity)
        if known.status is not OrderStatus.PENDING:
            return known
        nothing_told = OutcomeUnknown("taken, and nothing was told of it since")
        return await self._await_resolution(request, nothing_told)

    def _refused(self, symbol: str, identity: str, error: ExchangeError) -> Order:
        self.tell(self._tracker.refused(symbol, identity, str(error), _now()))
        known = self._known(symbol, identity)
        if known.status is not OrderStatus.REJECTED:
            # The private stream told of the order: evidence that it exists outweighs the refusal.
            return known
        self._log.info("order.refused", client_order_id=identity, symbol=symbol, cause=type(error).__name__)
        raise error

    def _outcome_unknown(self, symbol: str, identity: str, cause: str) -> None:
        self._log.warning("order.outcome_unknown", client_order_id=identity, symbol=symbol, cause=cause)
        self.tell(self._tracker.outcome_unknown(symbol, identity, _now()))
        self._doubt.set()

    async def _await_resolution(self, request: OrderRequest, error: ExchangeError) -> Order:
        """Wait for the resolver, or for the private stream; it goes on when we stop waiting."""
        identity, symbol = request.client_order_id or "", request.symbol
        self._outcome_unknown(symbol, identity, type(error).__name__)
        try:
            async with asyncio.timeout(self._config().orders.resolve_s):
                while True:
                    order = self._known(symbol, identity)
                    if order.status not in (OrderStatus.PENDING, OrderStatus.UNKNOWN):
                        break
                    if self._closed:
                        raise TimeoutError
                    await self._change_of(symbol, identity).wait()
        except TimeoutError:
            unknown = error if isinstance(error, OutcomeUnknown) else OutcomeUnknown(error.message)
            unknown.venue, unknown.client_order_id = self._venue, identity
            raise unknown from None
        finally:
            self._let_go_of(symbol, identity)
        self._log.info("order.resolved", client_order_id=identity, symbol=symbol, status=order.status.value)
        if order.status is OrderStatus.REJECTED:
            raise Rejected(order.reason, venue=self._venue, client_order_id=identity)
        return order

    # ---- cancelling --------------------------------------------------------------------------

    async def cancel(self, symbol: str, identity: str) -> Order:
        """Cancel, and return the order as it ended, which may be FILLED.

        Cancelling twice does no harm, so it is repeated while its outcome is unknown.
        Raises OrderNotFound when the venue knows no such order, OutcomeUnknown when it may come.
        """
        backoff = self._backoff()
        error: ExchangeError | None = None
        for _ in range(_CANCEL_ATTEMPTS):
            try:
                order = await self._ask_to_cancel(symbol, identity)
            except (OrderNotFound, OutcomeUnknown) as failure:
                # Filled, cancelled before or never placed: only a query tells.
                error = failure
                error.client_order_id = identity
                self._tracker.cancel_unknown(symbol, identity, _now())
                known = await self._looked_up(symbol, identity)
                if known is not None and known.status.is_final:
                    return known
                await asyncio.sleep(backoff.next())
                continue
            if order is not None:
                self.tell(self._tracker.seen(order, _now()))
                self._acknowledged(order)
                return self._known(symbol, identity)
            ended = await self._end_of_the_cancelled(symbol, identity)
            if ended is not None:
                return ended
            why = "the cancel was taken, but the order has not ended"
            error = OutcomeUnknown(why, venue=self._venue, client_order_id=identity)
        assert error is not None  # every other way out of the loop returns
        raise self._still_unknown(symbol, identity) or error

    async def cancel_all(self, symbol: str) -> Sequence[Order]:
        """Cancel whatever may be open on the symbol, and see to each by itself: every end is then known.

        What is lost on the way is resolved as for one order. Raises the first OutcomeUnknown if some
        could not be; what an OrderNotFound says of an order needs no error here: it is over.
        """
        # Told to the tracker too: an order that others placed may have no other name than the venue's.
        listed = await self.open_now(symbol, Priority.RESOLVE)
        ours = [order for order in self._tracker.unfinished() if order.symbol == symbol]
        ends = await self.cancel_these((*listed, *ours))
        for _, end in ends:
            if isinstance(end, BaseException) and not isinstance(end, OrderNotFound):
                raise end
        return [end for _, end in ends if isinstance(end, Order)]

    async def cancel_these(self, orders: Iterable[Order]) -> list[tuple[Order, Order | BaseException]]:
        """Cancel each: how it ended, or why that is not known."""
        wanted = {(order.symbol, order.client_order_id): order for order in orders}
        taken = await self._cancel_together(tuple(wanted.values()))
        ends = await asyncio.gather(
            *(self._seen_to(symbol, identity, taken) for symbol, identity in wanted),
            return_exceptions=True,
        )
        return list(zip(wanted.values(), ends, strict=True))

    async def _cancel_together(self, orders: Sequence[Order]) -> dict[tuple[str, str], None]:
        """With as few requests as the venue knows how to; those that it took."""
        taken: dict[tuple[str, str], None] = {}
        most = self._api.cancels_together
        by_symbol: dict[str, list[Order]] = {}
        for order in orders if most else ():
            if order.venue_order_id is not None:
                by_symbol.setdefault(order.symbol, []).append(order)
        for symbol, named in by_symbol.items():
            for start in range(0, len(named), most):
                part = named[start : start + most]
                if len(part) > 1 and await self._take(symbol, part):
                    taken |= {(symbol, order.client_order_id): None for order in part}
        return taken

    async def _take(self, symbol: str, orders: Sequence[Order]) -> bool:
        try:
            await self._api.cancel_together(symbol, [order.venue_order_id or "" for order in orders])
        except ExchangeError as error:
            self._log.warning("orders.not_cancelled_together", symbol=symbol, cause=str(error))
            return False
        return True

    async def _seen_to(self, symbol: str, identity: str, taken: Mapping[tuple[str, str], None]) -> Order:
        """Cancelled with others, or else by its own request."""
        ended = None
        if (symbol, identity) in taken:
            ended = await self._end_of_the_cancelled(symbol, identity)
        return ended or await self.cancel(symbol, identity)

    async def _ask_to_cancel(self, symbol: str, identity: str) -> Order | None:
        """One attempt; returns the order as the venue answered, if it tells of it at all."""
        return await self._api.cancel(symbol, identity, self._venue_id_of(symbol, identity))

    async def _end_of_the_cancelled(self, symbol: str, identity: str) -> Order | None:
        """The venue took a cancel and said no more: the private stream tells the end, or else a query."""
        try:
            async with asyncio.timeout(_REPORT_S):
                while not self._closed:
                    known = self._tracker.find(symbol, identity)
                    if known is not None and known.status.is_final:
                        return known
                    await self._change_of(symbol, identity).wait()
        except TimeoutError:
            pass
        finally:
            self._let_go_of(symbol, identity)
        self._tracker.cancel_unknown(symbol, identity, _now())
        known = await self._looked_up(symbol, identity)
        return known if known is not None and known.status.is_final else None

    async def _looked_up(self, symbol: str, identity: str) -> Order | None:
        """What a query says now; ``None`` if it says nothing."""
        try:
            return await self.find(symbol, identity)
        except OrderNotFound:
            return None
        except ExchangeError as error:
            self._log.warning("order.lookup_failed", client_order_id=identity, cause=str(error))
            return None

    def _still_unknown(self, symbol: str, identity: str) -> ExchangeError | None:
        known = self._tracker.find(symbol, identity)
        if known is None or known.status not in (OrderStatus.PENDING, OrderStatus.UNKNOWN):
            return None
        return OutcomeUnknown(
            "the order is not there, but may still arrive", venue=self._venue, client_order_id=identity
        )

    # ---- asking ------------------------------------------------------------------------------

    async def find(self, symbol: str, identity: str, priority: Priority = Priority.RESOLVE) -> Order:
        """Ask the venue. An order whose fate is open is returned as UNKNOWN, not as missing.

        A user's curiosity asks with less ``priority``: it must not use up what cancels need.
        Raises OrderNotFound for an id that neither the venue nor we know.
        """
        try:
            order, fills = await self._api.order(
                symbol, identity, self._venue_id_of(symbol, identity), priority
            )
        except OrderNotFound:
            # Shortly after placing this proves nothing; the tracker counts and waits.
            self.tell(self._tracker.not_found(symbol, identity, _now()))
            known = self._tracker.find(symbol, identity)
            if known is None:
                raise
            return known
        self.tell(self._tracker.found(order, _now(), fills))
        return self._known(symbol, identity)

    async def fetch_open(
        self, symbol: str | None, priority: Priority = Priority.RESOLVE
    ) -> tuple[Sequence[Order], float]:
        """The venue's open orders and the loop time at which they were asked for."""
        asked_s = _now()
        return await self._api.open_orders(symbol, priority), asked_s

    async def open_now(self, symbol: str | None, priority: Priority) -> list[Order]:
        """The venue's open orders, less those that have ended since the list was made."""
        listed, asked_s = await self.fetch_open(symbol, priority)
        self.tell(self._tracker.reconcile(listed, asked_s, _now(), symbol))
        known = [self._tracker.find(order.symbol, order.client_order_id) or order for order in listed]
        return [order for order in known if not order.status.is_final]

    async def reconcile(self, symbols: Sequence[str | None]) -> bool:
        """Compare with the venue's open orders; True if that told anything new.

        Orders that are no longer open are looked up afterwards by ``resolve_forever``.
        """
        news = False
        if symbols and not self._api.lists_by_symbol:
            symbols = (None,)
        for symbol in symbols:
            orders, asked_s = await self.fetch_open(symbol)
            updates = self._tracker.reconcile(orders, asked_s, _now(), symbol)
            self.tell(updates)
            due_s = self._tracker.next_due_s()
            news = news or bool(updates) or (due_s is not None and due_s <= _now())
        self._doubt.set()
        return news

    async def resolve_forever(self) -> None:
        """Ask for everything that is in doubt, as long as it is."""
        while True:
            self._doubt.clear()
            due_s = self._tracker.next_due_s()
            try:
                async with asyncio.timeout_at(due_s):
                    await self._doubt.wait()
            except TimeoutError:
                pass
            # Side by side: one that hangs must not hold up the others.
            await asyncio.gather(*map(self._resolve, self._tracker.due(_now())))

    async def _resolve(self, lookup: Lookup) -> None:
        try:
            if lookup.ask is Ask.FILLS:
                fills = await self._api.fills(lookup)
                self.tell(self._tracker.found_fills(lookup, fills, _now()))
            else:
                await self.find(lookup.symbol, lookup.client_order_id)
        except OrderNotFound:
            pass  # ``find`` has told the tracker
        except ExchangeError as error:
            self._tracker.failed(lookup, _now())
            self._log.warning("order.lookup_failed", client_order_id=lookup.client_order_id, cause=str(error))

    # ---- telling -----------------------------------------------------------------------------

    def tell(self, updates: Updates) -> None:
        """Pass changes on, and wake whoever waits for one of these orders."""
        if self._changed:
            for update in updates:
                event = self._changed.get((update.order.symbol, update.order.client_order_id))
                if event is not None:
                    event.set()
        if updates:
            self._publish(updates)
        if self._tracker.next_due_s() is not None:
            self._doubt.set()

    def _change_of(self, symbol: str, identity: str) -> asyncio.Event:
        """Set when something is next told of the order. Several may wait for it."""
        event = self._changed.get((symbol, identity))
        if event is None or event.is_set():
            event = self._changed[symbol, identity] = asyncio.Event()
        return event

    def _let_go_of(self, symbol: str, identity: str) -> None:
        """One waiter is done with it; whoever else waits looks again, and waits for the next change."""
        event = self._changed.pop((symbol, identity), None)
        if event is not None:
            event.set()

    def _venue_id_of(self, symbol: str, identity: str) -> str | None:
        known = self._tracker.find(symbol, identity)
        return None if known is None else known.venue_order_id

    def _known(self, symbol: str, identity: str) -> Order:
        known = self._tracker.find(symbol, identity)
        assert known is not None  # registered before it was sent, or just seen
        return known


def _now() -> float:
    return asyncio.get_running_loop().time()

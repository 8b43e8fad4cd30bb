"""Every order we may have placed, and what is known of each. Sans-I/O.

An order is registered *before* it is sent, so that there is none that we might have placed and do
not know of. From then on, whatever is heard of it from whichever side is merged (``order_merge``),
every execution is reported once, and what is not known is listed by ``due`` to be asked for:

- an order whose answer was lost (status UNKNOWN), or that a lost cancel or a gap of the private
  stream left in doubt: look the order up;
- an order of which more is filled than the executions seen add up to: fetch its executions.

"Not found" is weak evidence: the venue may answer from a copy that lags, or the request may still
be on its way. It counts only ``absent_after_s`` after the last send (receive window of the request
plus the longest time that the venue lets its engine take) and after ``absent_lookups`` of them.

Times ``*_s`` are monotonic seconds. The tracker never sends, and never lets an id be sent twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

import msgspec
from msgspec.structs import replace

from exchanges.config import OrderRules
from exchanges.errors import InvalidRequest
from exchanges.models import Fill, Order, OrderRequest, OrderStatus, OrderUpdate
from exchanges.order_merge import merge, with_fills

Updates = tuple[OrderUpdate, ...]
Key = tuple[str, str]
"""(symbol, client order id): venues promise uniqueness only within a symbol."""


_LEASE_S = 30.0
"""A lookup handed out and never reported comes back after this."""


class Ask(Enum):
    ORDER = "order"
    FILLS = "fills"


@dataclass(frozen=True, slots=True)
class Lookup:
    """A question that the venue should be asked now.

    Report ``found``, ``not_found`` or ``failed`` for an order, ``found_fills`` or ``failed`` for
    its executions.
    """

    ask: Ask
    symbol: str
    client_order_id: str
    venue_order_id: str | None


class _Tracked(msgspec.Struct, eq=False, gc=False):
    key: Key
    """Of the order; one and the same wherever the order is filed."""
    order: Order
    sent_s: float
    touched_s: float
    proven: bool = False
    """The venue itself has said that the order exists."""
    fills: dict[str, Fill] = msgspec.field(default_factory=dict)
    fills_quantity: Decimal = Decimal(0)
    fills_quote: Decimal = Decimal(0)
    due_s: float | None = None
    doubt_until_s: float = 0.0
    fills_due_s: float | None = None
    lookups: int = 0
    absences: int = 0


class OrderTracker:
    def __init__(
        self,
        rules: OrderRules,
        *,
        venue: str = "",
        fills_are_told: bool = True,
        forgets_after_s: float | None = None,
    ) -> None:
        """``fills_are_told``: the private stream brings executions, within ``fills_grace_s``."""
        self.rules = rules
        self._fills_are_told = fills_are_told
        self._venue = venue
        self._forgets_after_s = forgets_after_s
        self._tracked: dict[Key, _Tracked] = {}
        self._by_venue_id: dict[Key, Key] = {}
        # Kept apart, in order of arrival, so that asking costs nothing while nothing is open.
        self._doubtful: dict[Key, _Tracked] = {}
        self._finished: dict[Key, None] = {}

    # What we do

    def intend(self, request: OrderRequest, now_s: float) -> Order:
        """Register an order about to be sent. Raises InvalidRequest if the id is known already."""
        identity = request.client_order_id
        if not identity:
            raise InvalidRequest("an order needs a client order id", venue=self._venue)
        key = (request.symbol, identity)
        if key in self._tracked:
            raise InvalidRequest(
                "this client order id was used before; sending it again could place a second order",
                venue=self._venue,
                client_order_id=identity,
            )
        order = Order(
            symbol=request.symbol,
            client_order_id=identity,
            side=request.side,
            type=request.type,
            quantity=request.quantity,
            price=request.price,
        )
        self._tracked[key] = _Tracked(key, order, sent_s=now_s, touched_s=now_s)
        return order

    def sent(self, symbol: str, client_order_id: str, now_s: float) -> None:
        """The request is being written now (again, after a refusal that allows it)."""
        tracked = self._tracked[symbol, client_order_id]
        tracked.sent_s = tracked.touched_s = now_s

    def refused(self, symbol: str, client_order_id: str, reason: str, now_s: float) -> Updates:
        """It did not happen: never sent, or the venue said so."""
        tracked = self._tracked.get((symbol, client_order_id))
        if tracked is None or tracked.proven:
            return ()
        return self._conclude(tracked, reason, now_s)

    def outcome_unknown(self, symbol: str, client_order_id: str, now_s: float) -> Updates:
        """The answer to the placement was lost; the order will be looked up."""
        tracked = self._tracked.get((symbol, client_order_id))
        if tracked is None or tracked.order.status.is_final:
            return ()
        self.suspect(symbol, client_order_id, now_s + self.rules.lookup_base_s)
        if tracked.order.status is not OrderStatus.PENDING:
            return ()
        return self._become(tracked, replace(tracked.order, status=OrderStatus.UNKNOWN), now_s)

    # What we hear

    def seen(self, order: Order, now_s: float, fills: Sequence[Fill] = ()) -> Updates:
        """An account of an order that came by itself: a report, or the answer to an action.

        It does not end a doubt (unless the order is finished): it may be older than the doubt.
        """
        tracked = self._find(order, now_s)
        tracked.proven = True
        # Nearly every account but the first is one that came over the other channel before.
        known = tracked.order
        updates = () if order == known else self._become(tracked, merge(known, order), now_s)
        if fills:
            told = [update for fill in fills for update in self._add_fill(tracked, fill, now_s)]
            updates = tuple(told) or updates
        if tracked.fills_due_s is not None or tracked.order.filled > tracked.fills_quantity:
            self._count_fills(tracked, now_s)
        return updates

    def found(self, order: Order, now_s: float, fills: Sequence[Fill] = ()) -> Updates:
        """The answer to a lookup, or a line of the list of open orders: it ends a doubt."""
        updates = self.seen(order, now_s, fills)
        tracked = self._find(order, now_s)
        if tracked.due_s is not None and now_s < tracked.doubt_until_s:
            # A cancel may still be on its way; "open" is not the last word yet.
            self._schedule(tracked, now_s)
        else:
            tracked.lookups = 0
            self._doubt_ends(tracked)
        return updates

    def found_fills(self, lookup: Lookup, fills: Sequence[Fill], now_s: float) -> Updates:
        """The answer to a question for executions; it is asked again while some are missing."""
        updates = self.seen_fills(fills, now_s)
        self.failed(lookup, now_s)
        return updates

    def seen_fills(self, fills: Iterable[Fill], now_s: float) -> Updates:
        """Executions from any list of the venue's; those known already are passed over.

        Executions of orders never heard of (placed elsewhere, and finished while we were cut off)
        are passed over too: they carry too little to make an order of.
        """
        updates: list[OrderUpdate] = []
        for fill in fills:
            key = self._by_venue_id.get((fill.symbol, fill.venue_order_id))
            tracked = self._tracked.get(key or (fill.symbol, fill.client_order_id))
            if tracked is None:
                continue
            updates.extend(self._add_fill(tracked, fill, now_s))
            self._count_fills(tracked, now_s)
        return tuple(updates)

    def not_found(self, symbol: str, client_order_id: str, now_s: float) -> Updates:
        """A lookup did not find the order. Not empty: it is now certain that it never came to be."""
        tracked = self._tracked.get((symbol, client_order_id))
        if tracked is None or tracked.due_s is None:
            return ()
        tracked.absences += 1
        absent_s = tracked.sent_s + self.rules.absent_after_s
        enough = tracked.absences >= self.rules.absent_lookups
        if not tracked.proven and enough and now_s >= absent_s:
            return self._conclude(tracked, "absent: the venue never received it", now_s)
        if enough and self._is_forgotten(tracked, now_s):
            ended = replace(tracked.order, status=OrderStatus.CANCELED, reason="the venue has forgotten it")
            return self._become(tracked, ended, now_s)
        self._schedule(tracked, now_s)
        if tracked.due_s < absent_s and tracked.absences + 1 >= self.rules.absent_lookups:
            # One more lookup settles it, provided that it comes late enough.
            tracked.due_s = absent_s
        return ()

    def _is_forgotten(self, tracked: _Tracked, now_s: float) -> bool:
        """It did exist; what was filled would have been kept, and so would what ended not long ago."""
        forgets_after_s = self._forgets_after_s
        if forgets_after_s is None or tracked.order.filled > 0 or tracked.fills:
            return False
        return tracked.proven and now_s >= tracked.sent_s + forgets_after_s

    def failed(self, lookup: Lookup, now_s: float) -> None:
        """A lookup got no usable answer: ask again later, ever less often, without end."""
        tracked = self._tracked.get((lookup.symbol, lookup.client_order_id))
        if tracked is None:
            return
        if lookup.ask is Ask.FILLS:
            if tracked.fills_due_s is not None:
                tracked.fills_due_s = now_s + self._delay_s(tracked)
                tracked.lookups += 1
        elif tracked.due_s is not None:
            self._schedule(tracked, now_s)

    def cancel_unknown(self, symbol: str, client_order_id: str, now_s: float) -> None:
        """The answer to a cancel was lost: look until the order is finished or the cancel is."""
        tracked = self._tracked.get((symbol, client_order_id))
        if tracked is not None:
            tracked.doubt_until_s = now_s + self.rules.absent_after_s
            self.suspect(symbol, client_order_id, now_s + self.rules.lookup_base_s)

    def suspect(self, symbol: str, client_order_id: str, due_s: float) -> None:
        """What is known of this order may be out of date: look it up at ``due_s``."""
        tracked = self._tracked.get((symbol, client_order_id))
        if tracked is None or tracked.order.status.is_final:
            return
        tracked.due_s = due_s if tracked.due_s is None else min(tracked.due_s, due_s)
        self._doubtful[symbol, client_order_id] = tracked

    def reconcile(
        self, open_orders: Sequence[Order], asked_s: float, now_s: float, symbol: str | None = None
    ) -> Updates:
        """The venue's list of open orders, requested at ``asked_s`` (of one symbol, or of all).

        Orders believed open that are not on it are looked up, for the list does not say how they
        ended. Those placed while the list was under way are left alone.
        """
        updates: list[OrderUpdate] = []
        listed: dict[Key, None] = {}
        for order in open_orders:
            tracked = self._find(order, now_s)
            listed[tracked.key] = None
            updates.extend(self.found(order, now_s))
        for key, tracked in self._tracked.items():
            if tracked.order.status.is_final or key in listed:
                continue
            if symbol is not None and key[0] != symbol:
                continue
            if tracked.touched_s < asked_s:
                self.suspect(*key, now_s)
        return tuple(updates)

    # What there is to do, and what is known

    def due(self, now_s: float) -> tuple[Lookup, ...]:
        """Questions to ask now. Each is handed out once and comes back if nobody reports."""
        questions: list[Lookup] = []
        for key, tracked in self._doubtful.items():
            venue_id = tracked.order.venue_order_id
            if tracked.due_s is not None and tracked.due_s <= now_s:
                questions.append(Lookup(Ask.ORDER, *key, venue_id))
                tracked.due_s = now_s + _LEASE_S
            if tracked.fills_due_s is not None and tracked.fills_due_s <= now_s:
                questions.append(Lookup(Ask.FILLS, *key, venue_id))
                tracked.fills_due_s = now_s + _LEASE_S
        return tuple(questions)

    def next_due_s(self) -> float | None:
        """When ``due`` will have something; ``None``: nothing is in doubt."""
        if not self._doubtful:
            return None
        times = [
            time_s
            for tracked in self._doubtful.values()
            for time_s in (tracked.due_s, tracked.fills_due_s)
            if time_s is not None
        ]
        return min(times, default=None)

    def find(self, symbol: str, client_order_id: str) -> Order | None:
        tracked = self._tracked.get((symbol, client_order_id))
        return None if tracked is None else tracked.order

    def fills(self, symbol: str, client_order_id: str) -> tuple[Fill, ...]:
        """Executions seen so far, in order of arrival."""
        tracked = self._tracked.get((symbol, client_order_id))
        return () if tracked is None else tuple(tracked.fills.values())

    def unfinished(self) -> tuple[Order, ...]:
        """Orders that may still be filled, oldest first."""
        return tuple(tracked.order for tracked in self._tracked.values() if not tracked.order.status.is_final)

    def unknown(self) -> tuple[Order, ...]:
        """Orders of which it is not known whether they exist."""
        if not self._doubtful:
            return ()
        return tuple(
            tracked.order
            for tracked in self._doubtful.values()
            if tracked.order.status is OrderStatus.UNKNOWN
        )

    # How it is kept

    def _find(self, order: Order, now_s: float) -> _Tracked:
        """The entry this account belongs to: by the venue's id first, ids of cancels mislead."""
        key = (order.symbol, order.client_order_id)
        by_venue = None
        if order.venue_order_id is not None:
            by_venue = self._by_venue_id.get((order.symbol, order.venue_order_id))
        tracked = self._tracked.get(by_venue or key)
        if tracked is None:
            # Placed by another process or before a restart: ours to report, not ours to doubt.
            blank = replace(
                order,
                status=OrderStatus.PENDING,
                filled=Decimal(0),
                quote_filled=Decimal(0),
                updated_ms=0,
                reason="",
            )
            tracked = _Tracked(key, blank, sent_s=now_s, touched_s=now_s)
            self._tracked[key] = tracked
        if order.venue_order_id is not None:
            self._by_venue_id[order.symbol, order.venue_order_id] = tracked.key
        return tracked

    def _add_fill(self, tracked: _Tracked, fill: Fill, now_s: float) -> Updates:
        if fill.trade_id in tracked.fills:
            return ()
        order = tracked.order
        fill = replace(fill, client_order_id=order.client_order_id)
        tracked.fills[fill.trade_id] = fill
        tracked.fills_quantity += fill.quantity
        tracked.fills_quote += fill.quantity * fill.price
        tracked.proven = True
        after = with_fills(order, tracked.fills_quantity, tracked.fills_quote, fill.time_ms)
        self._become(tracked, after, now_s)
        return (OrderUpdate(tracked.order, fill),)

    def _become(self, tracked: _Tracked, order: Order, now_s: float) -> Updates:
        if order is tracked.order or order == tracked.order:
            return ()
        tracked.order = order
        tracked.touched_s = now_s
        if order.status.is_final:
            self._doubt_ends(tracked)
            self._finish(tracked.key)
        elif self._finished:
            self._finished.pop(tracked.key, None)
        return (OrderUpdate(order),)

    def _conclude(self, tracked: _Tracked, reason: str, now_s: float) -> Updates:
        rejected = replace(tracked.order, status=OrderStatus.REJECTED, reason=reason)
        return self._become(tracked, rejected, now_s)

    def _schedule(self, tracked: _Tracked, now_s: float) -> None:
        tracked.due_s = now_s + self._delay_s(tracked)
        tracked.lookups += 1

    def _delay_s(self, tracked: _Tracked) -> float:
        doubled_s = self.rules.lookup_base_s * 2.0 ** min(tracked.lookups, 30)
        return min(self.rules.lookup_cap_s, doubled_s)

    def _count_fills(self, tracked: _Tracked, now_s: float) -> None:
        """More filled than executions seen: the stream may bring them, else they are fetched."""
        if tracked.fills_quantity >= tracked.order.filled:
            tracked.fills_due_s = None
        elif tracked.fills_due_s is None:
            tracked.fills_due_s = now_s + (self.rules.fills_grace_s if self._fills_are_told else 0.0)
            self._doubtful[tracked.key] = tracked
        self._drop_if_clear(tracked)

    def _doubt_ends(self, tracked: _Tracked) -> None:
        tracked.due_s = None
        self._drop_if_clear(tracked)

    def _drop_if_clear(self, tracked: _Tracked) -> None:
        if self._doubtful and tracked.due_s is None and tracked.fills_due_s is None:
            self._doubtful.pop(tracked.key, None)

    def _finish(self, key: Key) -> None:
        """Remember finished orders for a while: late reports and repeats still come."""
        self._finished[key] = None
        if len(self._finished) <= self.rules.keep_final:
            return
        # Not the one that has just finished: whether its executions are all there is seen only now.
        others = (known for known in self._finished if known != key and known not in self._doubtful)
        oldest = next(others, None)
        if oldest is not None:
            del self._finished[oldest]
            self._forget(oldest)

    def _forget(self, key: Key) -> None:
        venue_id = self._tracked.pop(key).order.venue_order_id
        if venue_id is not None:
            self._by_venue_id.pop((key[0], venue_id), None)

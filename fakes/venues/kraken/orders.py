"""What clients do to orders, over whichever protocol: place, cancel, and the switch that cancels for them.

Parameters have REST's names; a WebSocket's are translated to them. Every method raises Refuse with the
venue's own text. KRK-31 to KRK-49.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from fakes.exchange import Exchange
from fakes.matching import DoneReason, Order, OrderKind, RefusalReason
from fakes.serving.timers import Timers
from fakes.venues.kraken import errors
from fakes.venues.kraken import order_names as names
from fakes.venues.kraken.endpoints import Caller
from fakes.venues.kraken.errors import Refuse, invalid_arguments
from fakes.venues.kraken.limits import CANCELLING, FIXED, EngineLimits, by_age
from fakes.venues.kraken.order_reading import OrderReader, Wish
from fakes.venues.kraken.pairs import Pairs
from fakes.venues.kraken.parameters import INTEGER, Parameters
from fakes.venues.kraken.system import System
from fakes.venues.kraken.txids import Txids

BATCH: Final = (2, 15)
MOST_CANCELLED: Final = 50
LONGEST_SWITCH_S: Final = 86_400
_REFUSALS: Final = {
    RefusalReason.INSUFFICIENT_BALANCE: errors.INSUFFICIENT_FUNDS,
    RefusalReason.DUPLICATE_CLIENT_ORDER_ID: errors.DUPLICATE_ID,
    RefusalReason.UNKNOWN_SYMBOL: errors.UNKNOWN_PAIR,
    RefusalReason.UNKNOWN_ORDER: errors.UNKNOWN_ORDER,
    RefusalReason.WOULD_MATCH: errors.WOULD_TAKE,
    RefusalReason.MARKET_CLOSED: errors.CANCEL_ONLY,
}


def refused(reason: RefusalReason) -> Refuse:
    return Refuse(_REFUSALS.get(reason, errors.INVALID_ORDER))


class Placed(msgspec.Struct, frozen=True):
    """`order` None = it was only to be checked."""

    order: Order | None
    description: str


class Orders:
    def __init__(
        self,
        *,
        exchange: Exchange,
        pairs: Pairs,
        txids: Txids,
        limits: EngineLimits,
        system: System,
        clock_s: Callable[[], float],
    ) -> None:
        self.exchange = exchange
        self.pairs = pairs
        self.txids = txids
        self.limits = limits
        self.system = system
        self.reader = OrderReader(exchange, pairs)
        self.timers = Timers(clock_s)
        self._clock_s = clock_s
        self._by_txid: dict[str, Order] = {}
        self._by_cl_ord_id: dict[str, Order] = {}

    # --- looking ----------------------------------------------------------------------------------

    def of_txid(self, account: str, txid: str) -> Order | None:
        order = self._by_txid.get(txid)
        if order is None:  # perhaps one that came in by no protocol of the venue's
            return next((other for other in self.all(account) if self.txids.order(other) == txid), None)
        return order if order.account == account else None

    def meant(self, txid: str | None, cl_ord_id: str | None) -> Order | None:
        """The latest order of that id or of that client's name, whoever's it is."""
        return self._by_cl_ord_id.get(cl_ord_id) if cl_ord_id is not None else self._by_txid.get(txid or "")

    def all(self, account: str) -> Sequence[Order]:
        """Every order of the account, oldest first."""
        symbols = self.exchange.ledger.instruments
        orders = [order for symbol in symbols for order in self.exchange.all_orders(account, symbol)]
        return sorted(orders, key=lambda order: order.created_at_ms)

    def open_named(
        self, account: str, *, txid: str | None = None, cl_ord_id: str | None = None
    ) -> list[Order]:
        """The open orders that a client means: one by its id, or all that bear a `userref`."""
        resting = self.exchange.open_orders(account)
        if cl_ord_id is not None:
            named = [order for order in resting if names.cl_ord_id(order) == cl_ord_id]
        elif txid is not None and INTEGER.match(txid):
            named = [order for order in resting if names.userref(order) == int(txid)]
        else:
            order = self.of_txid(account, txid or "")
            named = [order] if order is not None and order.is_open else []
        return named

    def the_open_one(self, account: str, parameters: Parameters) -> Order:
        """The order that `txid` or `cl_ord_id` means. Raises Refuse."""
        txid, cl_ord_id = parameters.text("txid"), parameters.text("cl_ord_id")
        if (txid is None) == (cl_ord_id is None):
            raise Refuse(invalid_arguments("txid"))
        named = self.open_named(account, txid=txid, cl_ord_id=cl_ord_id)
        if not named:
            raise Refuse(errors.UNKNOWN_ORDER)  # KRK-41
        return named[0]

    def age_ms(self, order: Order) -> int:
        """Since it was made or last amended (KRK-25)."""
        since_ms = order.amendments[-1].at_ms if order.amendments else order.created_at_ms
        return self.exchange.now_ms() - since_ms

    # --- placing ----------------------------------------------------------------------------------

    def add(self, parameters: Parameters, caller: Caller) -> Placed:
        wish = self._read(parameters, caller)
        if not wish.validate:
            self.limits.pay(caller.account, wish.pair.symbol, FIXED)  # KRK-26: whatever comes of it
        return self.place(wish, caller)

    def add_batch(self, parameters: Parameters, caller: Caller) -> list[Placed | str]:
        """One order ill-formed, none is placed; one that cannot be paid for is refused by itself (KRK-74)."""
        rows = parameters.rows("orders")
        if not BATCH[0] <= len(rows) <= BATCH[1]:
            raise Refuse(invalid_arguments("orders"))
        shared = {name: parameters.required("pair") for name in ("pair",)}
        for name in ("deadline", "validate"):
            text = parameters.text(name)
            if text is not None:
                shared[name] = text
        wishes = [self._read(row.with_(**shared), caller) for row in rows]
        for wish in wishes:
            self.reader.checked(wish, caller, "")
        if not wishes[0].validate:
            self.limits.pay(caller.account, wishes[0].pair.symbol, Fraction(len(wishes), 2))
        outcomes: list[Placed | str] = []
        for wish in wishes:
            try:
                outcomes.append(self.place(wish, caller))
            except Refuse as refuse:
                outcomes.append(refuse.text)
        return outcomes

    def _read(self, parameters: Parameters, caller: Caller) -> Wish:
        wish = self.reader.read(parameters, caller)
        self.check_deadline(wish.deadline_s)
        self.system.check_placing(wish.pair.symbol, post_only=wish.post_only)
        return wish

    def check_deadline(self, deadline_s: float | None) -> None:
        """KRK-33: too late for the engine."""
        if deadline_s is not None and self._clock_s() > deadline_s:
            raise Refuse(errors.DEADLINE_ELAPSED)

    def place(self, wish: Wish, caller: Caller) -> Placed:
        """What was paid for already."""
        symbol = wish.pair.symbol
        txid = self.txids.new("O")
        new = self.reader.checked(wish, caller, txid)
        if wish.cl_ord_id is not None and self.open_named(caller.account, cl_ord_id=wish.cl_ord_id):
            raise Refuse(errors.DUPLICATE_ID)  # KRK-32
        if new.kind is not OrderKind.MARKET:
            open_orders = len(self.exchange.open_orders(caller.account, symbol))
            self.limits.check_open(caller.account, symbol, open_orders)
        description = self.reader.described(wish)
        if wish.validate:
            return Placed(None, description)
        order = self.exchange.place(symbol, new)
        if not isinstance(order, Order):
            raise refused(order.reason)
        self._by_txid[txid] = order
        if wish.cl_ord_id is not None:
            self._by_cl_ord_id[wish.cl_ord_id] = order
        if wish.expires_s is not None and order.is_open:
            self.timers.set(txid, wish.expires_s, lambda: self._out_of_time(order))
        return Placed(order, description)

    def _out_of_time(self, order: Order) -> None:
        if order.is_open:
            self.exchange.expire(order.symbol, order.order_id, DoneReason.OUT_OF_TIME)

    # --- cancelling -------------------------------------------------------------------------------

    def cancel(self, parameters: Parameters, caller: Caller) -> list[Order]:
        """By `txid` (an id or a userref) or `cl_ord_id`; at least one order is cancelled."""
        txid, cl_ord_id = parameters.text("txid"), parameters.text("cl_ord_id")
        if (txid is None) == (cl_ord_id is None):
            raise Refuse(invalid_arguments("txid"))
        named = self.open_named(caller.account, txid=txid, cl_ord_id=cl_ord_id)
        if not named:
            raise Refuse(errors.UNKNOWN_ORDER)
        return self._cancel(named, overshoots=len(named) > 1)

    def cancel_batch(self, parameters: Parameters, caller: Caller) -> list[Order]:
        """Names that mean no open order are passed over (KRK-74)."""
        txids, cl_ord_ids = parameters.listed("orders"), parameters.listed("cl_ord_ids")
        if not 0 < len(txids) + len(cl_ord_ids) <= MOST_CANCELLED:
            raise Refuse(invalid_arguments("orders"))
        account = caller.account
        named = [order for txid in txids for order in self.open_named(account, txid=txid)]
        named += [order for name in cl_ord_ids for order in self.open_named(account, cl_ord_id=name)]
        return self._cancel(
            list({self.txids.order(order): order for order in named}.values()), overshoots=True
        )

    def cancel_all(self, caller: Caller) -> list[Order]:
        return self._cancel(self.exchange.open_orders(caller.account), overshoots=True)

    def _cancel(self, orders: Sequence[Order], *, overshoots: bool) -> list[Order]:
        """Several at once are accepted even when they overshoot the limit (KRK-26)."""
        points: dict[str, int] = {}
        for order in orders:
            self.system.check_cancelling(order.symbol)
            points[order.symbol] = points.get(order.symbol, 0) + by_age(CANCELLING, self.age_ms(order))
        for symbol, cost in points.items():
            self.limits.pay(orders[0].account, symbol, cost, overshoots=overshoots)
        ended = []
        for order in orders:
            outcome = self.exchange.cancel(order.symbol, order.order_id)
            if isinstance(outcome, Order):
                ended.append(outcome)
                self.timers.stop(self.txids.order(order))
        return ended

    def cancel_all_after(self, parameters: Parameters, caller: Caller) -> tuple[float, float | None]:
        """(now, when it will strike; None = switched off), Unix seconds (KRK-49)."""
        timeout_s = parameters.integer("timeout", least=0, most=LONGEST_SWITCH_S)
        if timeout_s is None:
            raise Refuse(invalid_arguments("timeout"))
        now_s, name = self._clock_s(), f"after/{caller.account}"
        if timeout_s == 0:
            self.timers.stop(name)
            return now_s, None
        self.timers.set(name, now_s + timeout_s, lambda: self._strike(caller.account))
        return now_s, now_s + timeout_s

    def _strike(self, account: str) -> None:
        """The venue cancels for a client that is not heard any more: nobody is charged for it."""
        for order in self.exchange.open_orders(account):
            self.timers.stop(self.txids.order(order))
        self.exchange.cancel_all(account)

    def close(self) -> None:
        self.timers.close()

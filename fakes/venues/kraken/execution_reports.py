"""Rows of the channel `executions`: what a step of an order's life is to its owner (KRK-62 to KRK-64).

Which fields a row has hangs on its `exec_type`; `new` has so little that symbol and names must be
remembered from `pending_new`.
"""

from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol

from fakes.ledger import Fact, OrderAccepted, OrderAmended, OrderDone, Traded
from fakes.matching import DoneReason, FeeIn, Fill, Order, OrderKind, OrderStatus
from fakes.venues.kraken.digits import USD_DECIMALS, Digits, exact, rounded
from fakes.venues.kraken.reasons import REASONS
from fakes.venues.kraken.times import microseconds

Row = dict[str, Any]

AMENDED: Final = "User requested"
FILLS: Final = ("trade", "filled")
OPEN_AND_CLOSE: Final = ("new", "filled", "canceled", "expired")
"""All that is told with `order_status` false."""


class OrderNames(Protocol):
    """How the venue and its client call an order and its fills."""

    def order(self, order: Order) -> str:
        """The venue's id, `O...`."""

    def execution(self, order: Order, fill: Fill) -> str:
        """The id of one side of a trade, `T...` (KRK-39)."""

    def client(self, order: Order) -> Row:
        """`cl_ord_id`, or `order_userref` of an order that has none."""


UsdWorth = Callable[[str, int], int]
"""What so many atoms of an asset are worth, in units of 10**-USD_DECIMALS."""


class Reports:
    """Of one market. Reads snapshots of orders, right after the fact that is told."""

    def __init__(self, digits: Digits, names: OrderNames, usd: UsdWorth) -> None:
        self._digits = digits
        self._names = names
        self._usd = usd

    def of(self, fact: Fact, order: Order) -> Iterator[Row]:
        """In the order in which they are sent; none for facts that change nothing for the owner."""
        match fact:
            case OrderAccepted():
                yield self.pending(order)
                yield self._new(order)
            case Traded():
                yield self.trade(order, order.fills[-1], last=True)
            case OrderAmended():
                yield self._amended(order)
            case OrderDone():
                yield self._done(order)

    def pending(self, order: Order) -> Row:
        return self._described(order) | {
            "exec_type": "pending_new",
            "order_status": "pending_new",
            "cum_cost": self._digits.cost(0),
            "fee_usd_equiv": exact(0, USD_DECIMALS),
            "timestamp": microseconds(order.created_at_ms),
        }

    def resting(self, order: Order) -> Row:
        """An open order in the snapshot, with all that is known of it."""
        return self._described(order) | {
            "exec_type": "new",
            "order_status": _status(order),
            **self._totals(order),
            **({"amended": True} if order.amendments else {}),
            "timestamp": microseconds(order.updated_at_ms),
        }

    def trade(self, order: Order, fill: Fill, *, last: bool) -> Row:
        """`last` = it is the latest of the order's fills, whose totals are then told; even the one that
        completes the order says `partially_filled` (KRK-63)."""
        return {
            "order_id": self._names.order(order),
            **self._names.client(order),
            "exec_id": self._names.execution(order, fill),
            "exec_type": "trade",
            "trade_id": fill.trade_id,
            "symbol": self._digits.symbol,
            "side": order.side.value.lower(),
            "last_qty": self._digits.quantity(fill.lots),
            "last_price": self._digits.price(fill.ticks),
            "liquidity_ind": "m" if fill.is_maker else "t",
            "cost": self._digits.cost(fill.quote_atoms),
            "order_type": _type(order),
            "timestamp": microseconds(fill.at_ms),
            "order_status": "partially_filled" if last else _status(order),
            **(self._totals(order) if last else {}),
            "fee_usd_equiv": exact(self._usd(fill.fee_asset, fill.fee_atoms), USD_DECIMALS),
            "fees": [{"asset": fill.fee_asset, "qty": self._fee(fill)}],
        }

    def _new(self, order: Order) -> Row:
        return self._brief(order, "new", "new", order.created_at_ms)

    def _amended(self, order: Order) -> Row:
        return {
            "timestamp": microseconds(order.updated_at_ms),
            "exec_type": "amended",
            "order_status": _status(order),
            "cum_qty": self._digits.quantity(order.filled_lots),
            "reason": AMENDED,
            "amended": True,
            "order_qty": self._digits.quantity(order.lots),
            "limit_price": self._digits.price(order.ticks or 0),
            "limit_price_type": "static",
            **self._names.client(order),
            "order_id": self._names.order(order),
        }

    def _done(self, order: Order) -> Row:
        status = _status(order)
        row = self._brief(order, status, status, order.updated_at_ms) | self._totals(order)
        reason = REASONS.get(order.done_reason)
        return row if reason is None else row | {"cancel_reason": reason, "reason": reason}

    def _brief(self, order: Order, exec_type: str, status: str, at_ms: int) -> Row:
        return {
            "timestamp": microseconds(at_ms),
            "order_status": status,
            "exec_type": exec_type,
            **self._names.client(order),
            **({"post_only": True} if order.kind is OrderKind.LIMIT_MAKER else {}),
            "order_id": self._names.order(order),
        }

    def _described(self, order: Order) -> Row:
        priced = (
            {}
            if order.ticks is None
            else {
                "limit_price_type": "static",
                "limit_price": self._digits.price(order.ticks),
            }
        )
        return {
            "order_id": self._names.order(order),
            **self._names.client(order),
            "symbol": self._digits.symbol,
            "order_qty": self._digits.quantity(order.lots),
            "time_in_force": order.time_in_force.value,
            "side": order.side.value.lower(),
            "order_type": _type(order),
            **priced,
            "stop_price": exact(0, self._digits.price_decimals),
            **({"post_only": True} if order.kind is OrderKind.LIMIT_MAKER else {}),
            "fee_ccy_pref": "fcib" if order.fee_in is FeeIn.BASE else "fciq",
        }

    def _totals(self, order: Order) -> Row:
        return {
            "cum_qty": self._digits.quantity(order.filled_lots),
            "cum_cost": self._digits.cost(order.quote_filled_atoms),
            "avg_price": self._digits.average(order.quote_filled_atoms, order.filled_lots),
            "fee_usd_equiv": exact(
                sum(self._usd(fill.fee_asset, fill.fee_atoms) for fill in order.fills), USD_DECIMALS
            ),
        }

    def _fee(self, fill: Fill) -> Any:
        instrument = self._digits.instrument
        if fill.fee_asset == instrument.quote:
            return self._digits.cost(fill.fee_atoms)
        return rounded(fill.fee_atoms, instrument.base_precision, instrument.base_precision)


def _type(order: Order) -> str:
    return "market" if order.kind is OrderKind.MARKET else "limit"


def _status(order: Order) -> str:
    """`filled`, `canceled`, `expired`; of open orders `new` or `partially_filled`."""
    if order.is_open:
        return "partially_filled" if order.filled_lots else "new"
    if order.status is OrderStatus.FILLED:
        return "filled"
    return "expired" if order.done_reason is DoneReason.OUT_OF_TIME else "canceled"

"""An order as the channel `user` tells of it: totals, and nothing of single executions (CBS-75, CBS-76)."""

from typing import Any, Final

from fakes.matching import Order, OrderKind
from fakes.venues.coinbase import times
from fakes.venues.coinbase.identifiers import Identifiers
from fakes.venues.coinbase.order_view import Sums, end_time, product_id, status, time_in_force
from fakes.venues.coinbase.products import Products

Json = dict[str, Any]

ENDED: Final = ("FILLED", "CANCELLED", "EXPIRED", "FAILED")


class Reports:
    def __init__(self, products: Products, ids: Identifiers) -> None:
        self._products = products
        self._ids = ids

    def row(self, order: Order, called: str | None = None, held_atoms: int | None = None) -> Json:
        """`called`: the status to tell, if it is not the order's own (CBS-77); `held_atoms`: what it ties up
        now that its operation is settled, which a snapshot of it does not know."""
        product = self._products.of(order.symbol)
        digits, told = product.digits, called or status(order)
        sums = Sums(order, digits, held_atoms)
        return {
            "avg_price": sums.average,
            "cancel_reason": "User requested cancel" if told == "CANCELLED" and _by_client(order) else "",
            "client_order_id": order.client_order_id,
            "completion_percentage": sums.completed,
            "contract_expiry_type": "UNKNOWN_CONTRACT_EXPIRY_TYPE",
            "cumulative_quantity": sums.size,
            "filled_value": sums.value,
            "leaves_quantity": "0" if told in ENDED else digits.size(order.remaining),
            "limit_price": digits.price(order.ticks) if order.ticks is not None else "",
            "number_of_fills": sums.number,
            "order_id": self._ids.order(order),
            "order_side": order.side.value,
            "order_type": "Market" if order.kind is OrderKind.MARKET else "Limit",
            "outstanding_hold_amount": sums.held,
            "post_only": "true" if order.kind is OrderKind.LIMIT_MAKER else "false",
            "product_id": product_id(order, product),
            "product_type": "SPOT",
            "reject_reason": order.tags.get("reject_reason", ""),
            "retail_portfolio_id": self._ids.fixed(f"portfolio/{order.account}"),
            "risk_managed_by": "UNKNOWN_RISK_MANAGEMENT_TYPE",
            "status": told,
            "stop_price": "",
            "time_in_force": time_in_force(order),
            "total_fees": sums.fees,
            "total_value_after_fees": sums.filled,
            "trigger_status": "INVALID_ORDER_TYPE",
            "creation_time": times.micro(order.created_at_ms),
            "end_time": end_time(order),
            "start_time": times.NONE,
        }

    def product_of(self, order: Order) -> str:
        return product_id(order, self._products.of(order.symbol))


def _by_client(order: Order) -> bool:
    return order.done_reason.value == "by_client"

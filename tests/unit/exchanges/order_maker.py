"""Orders, reports and trackers for the tests of the order tracker."""

from decimal import Decimal

from exchanges.config import OrderRules
from exchanges.models import Fill, Order, OrderRequest, OrderStatus, OrderType, Side
from exchanges.orders import OrderTracker

SYMBOL = "FOOUSDT"
RULES = OrderRules(
    lookup_base_s=0.25, lookup_cap_s=5.0, absent_after_s=15.0, absent_lookups=3, fills_grace_s=2.0
)


def request(identity: str | None = "c1") -> OrderRequest:
    return OrderRequest(
        symbol=SYMBOL,
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity=Decimal(1),
        price=Decimal(100),
        client_order_id=identity,
    )


def account(
    status: OrderStatus = OrderStatus.NEW,
    *,
    identity: str = "c1",
    filled: str = "0",
    at_ms: int = 1,
    venue_id: str | None = "9001",
) -> Order:
    return Order(
        symbol=SYMBOL,
        client_order_id=identity,
        venue_order_id=venue_id,
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity=Decimal(1),
        price=Decimal(100),
        filled=Decimal(filled),
        quote_filled=Decimal(filled) * 100,
        status=status,
        updated_ms=at_ms,
    )


def fill(trade: str, quantity: str = "0.4", *, identity: str = "c1", venue_id: str = "9001") -> Fill:
    return Fill(
        symbol=SYMBOL,
        trade_id=trade,
        client_order_id=identity,
        venue_order_id=venue_id,
        side=Side.BUY,
        price=Decimal(100),
        quantity=Decimal(quantity),
        fee=Decimal("0.001"),
        fee_asset="FOO",
        time_ms=2,
        maker=True,
    )


def tracker_with_lost_answer(at_s: float = 0.0) -> OrderTracker:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), at_s)
    tracker.sent(SYMBOL, "c1", at_s)
    tracker.outcome_unknown(SYMBOL, "c1", at_s)
    return tracker


def status_of(tracker: OrderTracker) -> OrderStatus:
    order = tracker.find(SYMBOL, "c1")
    assert order is not None
    return order.status

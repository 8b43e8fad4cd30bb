"""Price-time priority in integers: one engine a symbol, pure, and told the time."""

from fakes.matching.engine import Engine, Identifiers
from fakes.matching.order import (
    Amendment,
    Depth,
    DoneReason,
    Fill,
    NewOrder,
    Order,
    OrderKind,
    OrderStatus,
    Quote,
    RefusalReason,
    Refused,
    Result,
    SelfTrade,
    Step,
    TimeInForce,
)

__all__ = [
    "Amendment",
    "Depth",
    "DoneReason",
    "Engine",
    "Fill",
    "Identifiers",
    "NewOrder",
    "Order",
    "OrderKind",
    "OrderStatus",
    "Quote",
    "RefusalReason",
    "Refused",
    "Result",
    "SelfTrade",
    "Step",
    "TimeInForce",
]

"""Price-time priority in integers: one engine a symbol, pure, and told the time."""

from fakes.matching.conventions import Conventions
from fakes.matching.engine import Engine
from fakes.matching.identifiers import Identifiers
from fakes.matching.order import (
    Amendment,
    Depth,
    DoneReason,
    FeeIn,
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
    "Conventions",
    "Depth",
    "DoneReason",
    "Engine",
    "FeeIn",
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

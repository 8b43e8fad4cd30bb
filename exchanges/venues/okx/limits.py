"""What the venue allows (OKX-22, OKX-23, OKX-25), and what a request costs of it."""

from __future__ import annotations

from exchanges.config import Limits
from exchanges.ratelimit import Cost, LimitKind, LimitRule
from exchanges.scoped import ScopedAllowance

_WINDOW_S = 2.0

_BY_ADDRESS = {"time": 10, "instruments": 20, "books": 40, "trades": 100, "history-trades": 20}
_BY_USER = {
    "balance": 10,
    "positions": 10,
    "order": 60,
    "orders-pending": 60,
    "fills": 60,
    "fills-history": 10,
}
_OF_ORDERS = {"place": 60, "cancel": 60, "cancel-batch": 300}

RULES = tuple(
    LimitRule(kind, _WINDOW_S, limit, name)
    for kind, limits in (
        (LimitKind.WEIGHT, _BY_ADDRESS | _BY_USER),
        (LimitKind.ORDERS, _OF_ORDERS),
    )
    for name, limit in limits.items()
)

TIME = Cost(1, scope="time")
BOOKS = Cost(1, scope="books")
TRADES = Cost(1, scope="trades")
HISTORY_TRADES = Cost(1, scope="history-trades")
BALANCE = Cost(1, scope="balance")
POSITIONS = Cost(1, scope="positions")
PENDING = Cost(1, scope="orders-pending")
FILLS = Cost(1, scope="fills")
FILLS_HISTORY = Cost(1, scope="fills-history")


def allowance(limits: Limits) -> ScopedAllowance:
    """Nothing of it is told by the venue, before or after (OKX-22)."""
    return ScopedAllowance(RULES, limits)


def listing(kind: str) -> Cost:
    return Cost(1, scope=f"instruments {kind}")


def asking(symbol: str) -> Cost:
    return Cost(1, scope=f"order {symbol}")


def placing(symbol: str) -> Cost:
    return Cost(orders=1, scope=f"place {symbol}")


def cancelling(symbol: str) -> Cost:
    return Cost(orders=1, scope=f"cancel {symbol}")


def cancelling_together(symbol: str, count: int) -> Cost:
    """A budget of its own, unless it is one order only."""
    return cancelling(symbol) if count == 1 else Cost(orders=count, scope=f"cancel-batch {symbol}")

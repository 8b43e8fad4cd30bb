"""Positions, and the asset that stands for them (OKX-86, OKX-88)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from exchanges.models import Balance, Position
from exchanges.venues.okx.messages import BalanceRow, PositionRow, amount, amount_or_none


def position_in(row: PositionRow, unit: Decimal) -> Position:
    """One-way: the sign of ``pos`` is the side."""
    quantity = amount(row.pos) * unit
    entry = amount_or_none(row.avgPx) if quantity else None
    return Position(symbol=row.instId, quantity=quantity, entry_price=entry or None)


def wallets_in(rows: Sequence[BalanceRow]) -> list[Balance]:
    """What new orders may use, at most all of the wallet, and the rest of it."""
    wallets = []
    for row in rows:
        wallet, free = amount(row.cashBal), amount(row.availBal)
        free = min(wallet, free)
        wallets.append(Balance(row.ccy, free, wallet - free))
    return wallets

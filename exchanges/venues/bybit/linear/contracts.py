"""Contracts, positions, and the coin that stands for them (BYB-17, BYB-61, BYB-86)."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

import msgspec

from exchanges.models import Balance, Instrument, Position
from exchanges.venues.bybit.instruments import STATUS, bound
from exchanges.venues.bybit.messages import amount

PERPETUAL, SETTLED_IN = "LinearPerpetual", "USDT"


class LotSizes(msgspec.Struct, frozen=True):
    qtyStep: Decimal
    minOrderQty: Decimal
    maxOrderQty: str = ""
    maxMktOrderQty: str = ""
    minNotionalValue: str = ""


class PriceRange(msgspec.Struct, frozen=True):
    tickSize: Decimal
    minPrice: str = ""
    maxPrice: str = ""


class ContractRow(msgspec.Struct, frozen=True):
    """BYB-17."""

    symbol: str
    contractType: str
    baseCoin: str
    quoteCoin: str
    settleCoin: str
    status: str
    lotSizeFilter: LotSizes
    priceFilter: PriceRange


class PositionRow(msgspec.Struct, frozen=True):
    """BYB-86; the average price has one name over REST and another in the stream."""

    symbol: str
    side: str
    size: str
    avgPrice: str = ""
    entryPrice: str = ""
    category: str = ""


class CollateralRow(msgspec.Struct, frozen=True):
    coin: str
    walletBalance: str
    equity: str = ""
    locked: str = ""
    totalOrderIM: str = ""
    totalPositionIM: str = ""


def contract(row: ContractRow) -> Instrument | None:
    """``None`` for what is no perpetual in USDT. Raises ValueError for one without a grid."""
    sizes, prices = row.lotSizeFilter, row.priceFilter
    if row.contractType != PERPETUAL or row.settleCoin != SETTLED_IN:
        return None
    if not prices.tickSize > 0 or not sizes.qtyStep > 0:
        raise ValueError("a contract without a grid")
    return Instrument(
        symbol=row.symbol,
        base=row.baseCoin,
        quote=row.quoteCoin,
        status=STATUS.get(row.status, STATUS[""]),
        tick_size=prices.tickSize,
        lot_size=sizes.qtyStep,
        min_quantity=sizes.minOrderQty,
        max_quantity=bound(sizes.maxOrderQty),
        market_max_quantity=bound(sizes.maxMktOrderQty),
        min_price=bound(prices.minPrice),
        max_price=bound(prices.maxPrice),
        min_notional=amount(sizes.minNotionalValue),
    )


def position_in(row: PositionRow) -> Position:
    """The side is a word of its own; flat is "" and zero."""
    size = amount(row.size)
    if size and row.side not in ("Buy", "Sell"):
        raise ValueError(f"{row.side!r} is no side of a position")
    entry = amount(row.avgPrice or row.entryPrice) if size else None
    return Position(
        symbol=row.symbol, quantity=-size if row.side == "Sell" else size, entry_price=entry or None
    )


def collateral_in(rows: Iterable[CollateralRow]) -> list[Balance]:
    """What new orders may use, losses and margins taken off, at most all of the wallet, and the rest."""
    balances = []
    for row in rows:
        wallet = amount(row.walletBalance)
        equity = amount(row.equity) if row.equity else wallet
        used = amount(row.locked) + amount(row.totalOrderIM) + amount(row.totalPositionIM)
        free = max(Decimal(0), min(wallet, equity - used))
        balances.append(Balance(row.coin, free, wallet - free))
    return balances

"""The rules of trading (BYB-15, BYB-16)."""

from __future__ import annotations

from decimal import Decimal

from exchanges.models import Instrument, InstrumentStatus
from exchanges.venues.bybit.messages import InstrumentRow, amount

STATUS = {
    "Trading": InstrumentStatus.TRADING,
    "PreLaunch": InstrumentStatus.HALTED,
    "Delivering": InstrumentStatus.HALTED,
    "Closed": InstrumentStatus.CLOSED,
    "": InstrumentStatus.UNRECOGNISED,
}


def instrument(row: InstrumentRow) -> Instrument:
    """Raises ValueError for a market without a grid."""
    sizes = row.lotSizeFilter
    if not row.priceFilter.tickSize > 0 or not sizes.basePrecision > 0:
        raise ValueError("a market without a grid")
    return Instrument(
        symbol=row.symbol,
        base=row.baseCoin,
        quote=row.quoteCoin,
        status=STATUS.get(row.status, STATUS[""]),
        tick_size=row.priceFilter.tickSize,
        lot_size=sizes.basePrecision,
        min_quantity=sizes.minOrderQty,
        max_quantity=bound(sizes.maxLimitOrderQty),
        market_max_quantity=bound(sizes.maxMarketOrderQty),
        min_notional=sizes.minOrderAmt,
        max_notional=bound(sizes.maxOrderAmt),
    )


def bound(text: str) -> Decimal | None:
    """Nothing, and zero, bound nothing."""
    return amount(text) or None

"""Trading rules: from this market's ``exchangeInfo`` to instruments (BFU-04, BFU-13, BFU-73)."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from exchanges.models import Instrument, InstrumentStatus, OrderType
from exchanges.venues.binance.messages import ExchangeInfo
from exchanges.venues.binance.usdm.messages import Filter, SymbolRow

PERPETUAL = "PERPETUAL"
_STATUS = {
    "TRADING": InstrumentStatus.TRADING,
    "PENDING_TRADING": InstrumentStatus.HALTED,
    "PRE_SETTLE": InstrumentStatus.HALTED,
    "SETTLING": InstrumentStatus.HALTED,
    "PRE_DELIVERING": InstrumentStatus.CANCEL_ONLY,
    "DELIVERING": InstrumentStatus.CLOSED,
    "DELIVERED": InstrumentStatus.CLOSED,
    "CLOSE": InstrumentStatus.CLOSED,
}
_NO_FILTER = Filter("")
_decode_row = msgspec.json.Decoder(SymbolRow).decode


def instruments_of(info: ExchangeInfo, on_unreadable: Callable[[str], None]) -> dict[str, Instrument]:
    """All perpetual contracts by symbol, in the venue's order; ``on_unreadable`` hears of rows left out."""
    instruments = {}
    for raw in info.symbols:
        try:
            row = _decode_row(raw)
        except msgspec.DecodeError as error:
            on_unreadable(str(error))
            continue
        if row.contractType == PERPETUAL:
            instruments[row.symbol] = _instrument(row)
    return instruments


def _instrument(row: SymbolRow) -> Instrument:
    filters = {item.filterType: item for item in row.filters}
    price = filters.get("PRICE_FILTER", _NO_FILTER)
    lot = filters.get("LOT_SIZE", _NO_FILTER)
    market = filters.get("MARKET_LOT_SIZE", _NO_FILTER)
    kinds = list(row.orderTypes)
    if "GTX" in row.timeInForce:  # BFU-18: post-only is a time in force here
        kinds.append(OrderType.LIMIT_MAKER.value)
    return Instrument(
        symbol=row.symbol,
        base=row.baseAsset,
        quote=row.quoteAsset,
        status=_STATUS.get(row.status, InstrumentStatus.UNRECOGNISED),
        tick_size=price.tickSize,
        lot_size=lot.stepSize,
        min_quantity=lot.minQty,
        max_quantity=lot.maxQty or None,
        min_price=price.minPrice or None,
        max_price=price.maxPrice or None,
        min_notional=filters.get("MIN_NOTIONAL", _NO_FILTER).notional,
        market_min_quantity=market.minQty or None,
        market_max_quantity=market.maxQty or None,
        market_lot_size=market.stepSize or None,
        order_types=tuple(kinds),
    )

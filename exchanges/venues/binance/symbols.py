"""Trading rules: from ``exchangeInfo`` to instruments (BIN-50, BIN-51)."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from exchanges.models import Instrument, InstrumentStatus
from exchanges.venues.binance.messages import ExchangeInfo, Filter, SymbolRow

# BIN-50. An unknown status becomes UNRECOGNISED and refuses orders here, instead of an exception.
_STATUS = {
    "TRADING": InstrumentStatus.TRADING,
    "CANCEL_ONLY": InstrumentStatus.CANCEL_ONLY,
    "HALT": InstrumentStatus.HALTED,
    "BREAK": InstrumentStatus.HALTED,
    "END_OF_DAY": InstrumentStatus.HALTED,
}

_NO_FILTER = Filter("")
_decode_row = msgspec.json.Decoder(SymbolRow).decode


def instruments_of(
    info: ExchangeInfo, on_unreadable: Callable[[str], None] = lambda cause: None
) -> dict[str, Instrument]:
    """All spot instruments by symbol, in the venue's order; ``on_unreadable`` hears of rows left out."""
    instruments = {}
    for raw in info.symbols:
        try:
            row = _decode_row(raw)
        except msgspec.DecodeError as error:
            on_unreadable(str(error))
            continue
        if row.isSpotTradingAllowed:
            instruments[row.symbol] = _instrument(row)
    return instruments


def _instrument(row: SymbolRow) -> Instrument:
    filters = {item.filterType: item for item in row.filters}
    price = filters.get("PRICE_FILTER", _NO_FILTER)
    lot = filters.get("LOT_SIZE", _NO_FILTER)
    market = filters.get("MARKET_LOT_SIZE", _NO_FILTER)
    notional = filters.get("NOTIONAL") or filters.get("MIN_NOTIONAL", _NO_FILTER)
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
        min_notional=notional.minNotional,
        max_notional=notional.maxNotional or None,
        market_min_quantity=market.minQty or None,
        market_max_quantity=market.maxQty or None,
        market_lot_size=market.stepSize or None,
        order_types=tuple(row.orderTypes),
    )

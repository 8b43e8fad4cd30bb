"""Trading rules: from ``exchangeInfo`` to instruments, and an order held against them (BIN-51)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import msgspec

from exchanges.errors import InvalidRequest, SymbolNotTrading
from exchanges.models import Instrument, InstrumentStatus, OrderRequest, OrderType
from exchanges.venues.binance.errors import VENUE
from exchanges.venues.binance.messages import ExchangeInfo, Filter, SymbolRow

# BIN-50. An unknown status becomes UNRECOGNISED and refuses orders here, instead of an exception.
_STATUS = {
    "TRADING": InstrumentStatus.TRADING,
    "CANCEL_ONLY": InstrumentStatus.CANCEL_ONLY,
    "HALT": InstrumentStatus.HALTED,
    "BREAK": InstrumentStatus.HALTED,
    "END_OF_DAY": InstrumentStatus.HALTED,
}

_CLIENT_ORDER_ID = re.compile(r"[A-Za-z0-9_-]{1,36}")  # BIN-52
_NO_FILTER = Filter("")
_ANY = Decimal(0)
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


def refuse_if_wrong(request: OrderRequest, instrument: Instrument) -> None:
    """Raise InvalidRequest or SymbolNotTrading for an order that can only be refused."""
    if instrument.status is not InstrumentStatus.TRADING:
        raise SymbolNotTrading(
            f"{instrument.symbol} is {instrument.status.value}",
            venue=VENUE,
            client_order_id=request.client_order_id,
        )
    complaint = _complaint(request, instrument)
    if complaint is not None:
        raise InvalidRequest(complaint, venue=VENUE, client_order_id=request.client_order_id)


def _complaint(request: OrderRequest, instrument: Instrument) -> str | None:
    identity, quantity, price = request.client_order_id, request.quantity, request.price
    if identity is not None and not _CLIENT_ORDER_ID.fullmatch(identity):
        return "a client order id is 1 to 36 of letters, digits, - and _"
    if not _is_amount(quantity):
        return f"quantity {quantity!r} is not a finite Decimal above 0"
    if price is not None and not _is_amount(price):
        return f"price {price!r} is not a finite Decimal above 0"
    if request.type is OrderType.MARKET:
        if price is not None:
            return "a market order has no price"
        return _off_grid(
            "quantity",
            quantity,
            instrument.market_lot_size or instrument.lot_size,
            instrument.market_min_quantity or instrument.min_quantity,
            instrument.market_max_quantity or instrument.max_quantity,
        )
    if request.type is OrderType.UNRECOGNISED:
        return "this order type cannot be placed"
    if price is None:
        return "the order needs a price"
    return (
        _off_grid("quantity", quantity, instrument.lot_size, instrument.min_quantity, instrument.max_quantity)
        or _off_grid("price", price, instrument.tick_size, instrument.min_price, instrument.max_price)
        or _off_grid("notional", price * quantity, _ANY, instrument.min_notional, instrument.max_notional)
    )


def _is_amount(value: object) -> bool:
    return isinstance(value, Decimal) and value.is_finite() and value > _ANY


def _off_grid(
    name: str, value: Decimal, step: Decimal, least: Decimal | None, most: Decimal | None
) -> str | None:
    if step and value % step:
        return f"{name} {value} is not a multiple of {step}"
    if least is not None and value < least:
        return f"{name} {value} is below {least}"
    if most is not None and value > most:
        return f"{name} {value} is above {most}"
    return None

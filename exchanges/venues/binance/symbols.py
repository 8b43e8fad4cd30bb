"""Trading rules: from ``exchangeInfo`` to instruments, and an order held against them (BIN-51)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

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


def instruments_of(info: ExchangeInfo) -> dict[str, Instrument]:
    """All spot instruments by symbol, in the venue's order."""
    return {row.symbol: _instrument(row) for row in info.symbols if row.isSpotTradingAllowed}


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
    for complaint in _complaints(request, instrument):
        raise InvalidRequest(complaint, venue=VENUE, client_order_id=request.client_order_id)


def _complaints(request: OrderRequest, instrument: Instrument) -> Iterable[str]:
    identity = request.client_order_id
    if identity is not None and not _CLIENT_ORDER_ID.fullmatch(identity):
        yield "a client order id is 1 to 36 of letters, digits, - and _"
    for name, value in (("quantity", request.quantity), ("price", request.price)):
        if value is not None and not isinstance(value, Decimal):
            yield f"{name} must be a Decimal, not {type(value).__name__}"
        elif value is not None and not (value.is_finite() and value > 0):
            yield f"{name} {value} is not a finite number above 0"
    if request.type is OrderType.MARKET:
        if request.price is not None:
            yield "a market order has no price"
        yield from _quantity(
            request.quantity,
            instrument.market_lot_size or instrument.lot_size,
            instrument.market_min_quantity or instrument.min_quantity,
            instrument.market_max_quantity or instrument.max_quantity,
        )
        return
    if request.type is OrderType.UNRECOGNISED:
        yield "this order type cannot be placed"
    if request.price is None:
        yield "the order needs a price"
        return
    yield from _quantity(
        request.quantity, instrument.lot_size, instrument.min_quantity, instrument.max_quantity
    )
    yield from _price(request.price, instrument)
    notional = request.price * request.quantity
    if notional < instrument.min_notional:
        yield f"notional {notional} is below {instrument.min_notional}"
    if instrument.max_notional is not None and notional > instrument.max_notional:
        yield f"notional {notional} is above {instrument.max_notional}"


def _quantity(quantity: Decimal, step: Decimal, least: Decimal, most: Decimal | None) -> Iterable[str]:
    if step and quantity % step:
        yield f"quantity {quantity} is not a multiple of {step}"
    if quantity < least:
        yield f"quantity {quantity} is below {least}"
    if most is not None and quantity > most:
        yield f"quantity {quantity} is above {most}"


def _price(price: Decimal, instrument: Instrument) -> Iterable[str]:
    if instrument.tick_size and price % instrument.tick_size:
        yield f"price {price} is not a multiple of {instrument.tick_size}"
    if instrument.min_price is not None and price < instrument.min_price:
        yield f"price {price} is below {instrument.min_price}"
    if instrument.max_price is not None and price > instrument.max_price:
        yield f"price {price} is above {instrument.max_price}"

"""An order held against the trading rules of its instrument, before it is sent."""

from __future__ import annotations

from decimal import Decimal

from exchanges.dialect import IdRule
from exchanges.errors import InvalidRequest, SymbolNotTrading
from exchanges.models import Instrument, InstrumentStatus, OrderRequest, OrderType

_ANY = Decimal(0)
_PLACED = (OrderType.LIMIT, OrderType.MARKET, OrderType.LIMIT_MAKER)


def refuse_if_wrong(request: OrderRequest, instrument: Instrument, ids: IdRule, *, venue: str) -> None:
    """Raise InvalidRequest or SymbolNotTrading for an order that can only be refused."""
    if instrument.status is not InstrumentStatus.TRADING:
        raise SymbolNotTrading(
            f"{instrument.symbol} is {instrument.status.value}",
            venue=venue,
            client_order_id=request.client_order_id,
        )
    kind = request.type
    if instrument.order_types and kind.value not in instrument.order_types and kind in _PLACED:
        raise SymbolNotTrading(
            f"{instrument.symbol} takes no {kind.value} orders now",
            venue=venue,
            client_order_id=request.client_order_id,
        )
    complaint = _complaint(request, instrument, ids)
    if complaint is not None:
        raise InvalidRequest(complaint, venue=venue, client_order_id=request.client_order_id)


def _complaint(request: OrderRequest, instrument: Instrument, ids: IdRule) -> str | None:
    identity, quantity, price = request.client_order_id, request.quantity, request.price
    if identity is not None and not ids.pattern.fullmatch(identity):
        return f"a client order id is {ids.words}"
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

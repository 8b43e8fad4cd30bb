"""How an order is written here (CBS-30), and what answers about orders say."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from exchanges.models import Order, OrderRequest, OrderType, TimeInForce
from exchanges.venues.coinbase.accounts import order_in_list
from exchanges.venues.coinbase.messages import Created, OneOrder, OrderList

_decode_created = msgspec.json.Decoder(Created).decode
_decode_order = msgspec.json.Decoder(OneOrder).decode
_decode_orders = msgspec.json.Decoder(OrderList).decode


def configuration(request: OrderRequest) -> dict[str, dict[str, Any]]:
    """Its one member has the name of the kind of order."""
    terms: dict[str, Any] = {"base_size": format(request.quantity, "f")}
    if request.type is OrderType.MARKET:
        return {"market_market_ioc": terms}
    assert request.price is not None  # a limit order has one, see exchanges.trading.rules
    terms["limit_price"] = format(request.price, "f")
    if request.type is OrderType.LIMIT and request.time_in_force is TimeInForce.IOC:
        return {"sor_limit_ioc": terms}
    if request.type is OrderType.LIMIT and request.time_in_force is TimeInForce.FOK:
        return {"limit_limit_fok": terms}
    return {"limit_limit_gtc": terms | {"post_only": request.type is OrderType.LIMIT_MAKER}}


def id_of_the_created(body: bytes) -> str:
    """Raises ValueError if there is none."""
    order_id = _decode_created(body).success_response.order_id
    if not order_id:
        raise ValueError("no id")
    return order_id


def read_order(body: bytes) -> Order:
    """One that was asked for by the venue's id (CBS-37)."""
    return order_in_list(_decode_order(body).order)


def read_orders(body: bytes) -> tuple[list[Order], str]:
    """Orders of one page, and the cursor of the next if there is one."""
    page = _decode_orders(body)
    return [order_in_list(row) for row in page.orders], page.cursor if page.has_next else ""


def rfc3339(at_ms: int) -> str:
    """A time as the venue writes it, to the millisecond."""
    moment = datetime.fromtimestamp(at_ms / 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"

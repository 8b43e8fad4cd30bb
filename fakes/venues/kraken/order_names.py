"""What a client called an order and asked of it, as the venue keeps it in the order's tags.

An order that came in by no protocol of the venue's (somebody placed it by hand) has none of them: its own
name is shown then.
"""

from fakes.instruments import BUY
from fakes.matching import Order
from fakes.venues.kraken.order_rules import CL_ORD_ID


def cl_ord_id(order: Order) -> str | None:
    if "txid" in order.tags:
        return order.tags.get("cl_ord_id")
    return order.client_order_id if CL_ORD_ID.match(order.client_order_id) else None


def userref(order: Order) -> int | None:
    text = order.tags.get("userref")
    return None if text is None else int(text)


def flags(order: Order) -> str:
    """`oflags`."""
    return order.tags.get("oflags") or ("fciq" if order.side is BUY else "fcib")


def expires_s(order: Order) -> float:
    """Unix seconds; 0 = it has no end."""
    return float(order.tags.get("expiretm", "0"))

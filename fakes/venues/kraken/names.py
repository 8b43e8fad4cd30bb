"""What venue and client call orders and fills, as channels tell it."""

from fakes.matching import Fill, Order
from fakes.venues.kraken.execution_reports import Row
from fakes.venues.kraken.order_names import cl_ord_id, userref
from fakes.venues.kraken.txids import Txids


class Names:
    def __init__(self, txids: Txids) -> None:
        self._txids = txids

    def order(self, order: Order) -> str:
        return self._txids.order(order)

    def execution(self, order: Order, fill: Fill) -> str:
        return self._txids.trade(order, fill)  # KRK-39

    def client(self, order: Order) -> Row:
        """`cl_ord_id` excludes `order_userref`, which is 0 when unset (KRK-31)."""
        name = cl_ord_id(order)
        return {"order_userref": userref(order) or 0} if name is None else {"cl_ord_id": name}

"""Replacing an order by another: cancel, look what was in the way, and only then place. Venue-neutral.

Venues that replace in one request still fill the old order in part before they do, and place the new one
in full: what is bought is then more than was meant.
"""

from __future__ import annotations

from typing import Protocol

from exchanges.models import Order, OrderRequest, OrderStatus


class Trader(Protocol):
    """As much of a connector as this needs."""

    async def find(self, symbol: str, client_order_id: str) -> Order: ...
    async def cancel(self, symbol: str, client_order_id: str) -> Order: ...
    async def submit(self, request: OrderRequest) -> Order: ...


async def cancel_then_place(
    trader: Trader, symbol: str, client_order_id: str, request: OrderRequest
) -> Order:
    """The new order; or the old one as it ended, if more of it was filled before it could be cancelled.

    Raises what ``cancel`` raises (the old order may live, the new one was not sent), or what ``submit``
    raises (the old order is cancelled).
    """
    before = await trader.find(symbol, client_order_id)
    ended = await trader.cancel(symbol, client_order_id)
    if ended.status is not OrderStatus.CANCELED or ended.filled > before.filled:
        return ended
    return await trader.submit(request)

"""ccxt at Kraken: `clientOrderId` names an order; asking for one takes the venue's id, or lists."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import ccxt.pro as ccxt

from subjects.base import Endpoints, Unsupported
from subjects.ccxt_parts.dialect import Dialect, Told, decimal, fill_of
from subjects.seen import Intent, OrderSeen, State

_STATES = {
    "pending_new": State.OPEN,
    "new": State.OPEN,
    "partially_filled": State.PARTIALLY_FILLED,
    "filled": State.FILLED,
    "canceled": State.CANCELED,
    "expired": State.EXPIRED,
}


class KrakenDialect(Dialect):
    @staticmethod
    def redirect(api: dict[str, Any], to: Endpoints) -> None:
        api["public"] = api["private"] = to.rest
        api["ws"]["publicV2"] = to.stream + "/v2"
        api["ws"]["privateV2"] = to.ws_api + "/v2"
        api["ws"]["private"] = to.ws_api

    def naming(self, client_order_id: str) -> dict[str, Any]:
        return {"clientOrderId": client_order_id}

    def placed(self, order: Told, intent: Intent) -> OrderSeen:
        """The answer has the venue's id and a description, nothing else (KRK-34)."""
        return self.order_seen(order, intent.client_order_id, intent.symbol)

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        named = {"clientOrderId": client_order_id}
        order = await self.exchange.cancel_order("", self.names.theirs(symbol), named)
        return self.order_seen(order, client_order_id, symbol)

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        """By the id that the venue gave it if that is known, else among the open and the closed ones."""
        unified = self.names.theirs(symbol)
        if (id_ := self.id_of(client_order_id)) is not None:
            return self.order_seen(await self.exchange.fetch_order(id_, unified), client_order_id, symbol)
        named = {"clientOrderId": client_order_id}
        for fetch in (self.exchange.fetch_open_orders, self.exchange.fetch_closed_orders):
            if orders := await fetch(unified, None, None, named):
                return self.order_seen(orders[-1], client_order_id, symbol)
        raise ccxt.OrderNotFound(f"neither open nor closed: {client_order_id}")

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen:
        """The library amends at this venue: the order keeps its name, and none is placed."""
        raise Unsupported("replace")

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]:
        """The library's answer holds an order of which nothing is known."""
        orders = await self.exchange.cancel_all_orders(self.names.theirs(symbol))
        return [self.order_seen(order) for order in orders if order["id"] is not None]

    def fill_seen(self, trade: Told) -> OrderSeen:
        """Past trades, as a subscription begins with, come without the sum of their order: then a user knows
        the fill, and nothing of the order."""
        info, id_ = trade["info"], str(trade["order"])
        known = self.known(id_)
        told = replace(
            known,
            name=info.get("cl_ord_id") or known.name,
            symbol=self.names.ours(str(info["symbol"])),
        )
        if "cum_qty" in info:
            state = _STATES.get(str(info.get("order_status")), known.state)
            told = replace(told, filled=decimal(info["cum_qty"]), state=state)
        self.learn(id_, told)
        return OrderSeen(
            symbol=told.symbol,
            client_order_id=told.name,
            venue_order_id=id_,
            state=told.state,
            quantity=told.quantity,
            filled=told.filled,
            fill=fill_of(trade, int(info["trade_id"]), told.name),
        )

    def _name(self, order: Told) -> str:
        """On the stream the library reads `order_userref` only; the venue's own field is in the raw part."""
        return str(order["clientOrderId"] or _raw(order).get("cl_ord_id") or "")

    def _filled(self, order: Told) -> Decimal | None:
        """On the stream it is left to the user to read the venue's sum."""
        filled = _raw(order).get("cum_qty") if order["filled"] is None else order["filled"]
        return None if filled is None else decimal(filled)


def _raw(order: Told) -> Mapping[str, Any]:
    """The venue's own fields, if what came had any."""
    info = order["info"]
    return info if isinstance(info, dict) else {}

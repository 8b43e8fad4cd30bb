"""ccxt at Bybit (unified account): `clientOrderId` names an order; answers to orders hold ids only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import ccxt.pro as ccxt

from subjects.base import Endpoints, Unsupported
from subjects.ccxt_parts.dialect import Dialect, Told, decimal, fill_of
from subjects.seen import Intent, OrderSeen


class BybitDialect(Dialect):
    options: ClassVar[Mapping[str, Any]] = {
        "defaultType": "spot",
        "adjustForTimeDifference": True,
        "fetchMarkets": {"types": ["spot"]},
        # The library asks its user to say that he knows: only the last 500 orders are found so.
        "fetchOrder": {"acknowledged": True},
    }

    @staticmethod
    def redirect(api: dict[str, Any], to: Endpoints) -> None:
        for name in ("spot", "futures", "v2", "public", "private"):
            api[name] = to.rest
        api["ws"]["public"]["spot"] = to.stream + "/v5/public/spot"
        api["ws"]["private"]["spot"]["unified"] = to.ws_api + "/v5/private"
        api["ws"]["private"]["contract"] = to.ws_api + "/v5/private"
        api["ws"]["private"]["trade"] = to.ws_api + "/v5/trade"

    def naming(self, client_order_id: str) -> dict[str, Any]:
        return {"clientOrderId": client_order_id}

    def placed(self, order: Told, intent: Intent) -> OrderSeen:
        return self.order_seen(order, intent.client_order_id, intent.symbol)

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        named = {"orderLinkId": client_order_id}
        order = await self.exchange.cancel_order(None, self.names.theirs(symbol), named)
        return self.order_seen(order, client_order_id, symbol)

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        """By the id that the venue gave it if that is known, else among the open and the closed ones."""
        unified = self.names.theirs(symbol)
        if (id_ := self.id_of(client_order_id)) is not None:
            return self.order_seen(await self.exchange.fetch_order(id_, unified), client_order_id, symbol)
        named = {"orderLinkId": client_order_id}
        for fetch in (self.exchange.fetch_open_orders, self.exchange.fetch_closed_orders):
            if orders := await fetch(unified, None, None, named):
                return self.order_seen(orders[-1], client_order_id, symbol)
        raise ccxt.OrderNotFound(f"neither open nor closed: {client_order_id}")

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen:
        """The library amends at this venue: the order keeps its name, and none is placed."""
        raise Unsupported("replace")

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]:
        orders = await self.exchange.cancel_all_orders(self.names.theirs(symbol))
        return [self.order_seen(order, symbol=symbol) for order in orders if order["id"] is not None]

    def fill_seen(self, trade: Told) -> OrderSeen:
        info, id_ = trade["info"], str(trade["order"])
        known = self.known(id_)
        quantity = decimal(info["orderQty"])
        told = replace(
            known,
            name=info["orderLinkId"] or known.name,
            symbol=self.names.ours(str(trade["symbol"])),
            quantity=known.quantity or quantity,
            filled=quantity - decimal(info["leavesQty"]),
        )
        self.learn(id_, told)
        return OrderSeen(
            symbol=told.symbol,
            client_order_id=told.name,
            venue_order_id=id_,
            state=told.state,
            quantity=told.quantity,
            filled=told.filled,
            fill=fill_of(trade, int(trade["id"]), told.name),
        )

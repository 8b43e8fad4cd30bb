"""ccxt at Binance: orders are named, asked for and cancelled by parameters of the venue's own."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from subjects.base import Endpoints
from subjects.ccxt_parts.dialect import Dialect, Told, decimal, fill_of
from subjects.seen import Intent, OrderSeen, State

_STATES = {
    "NEW": State.OPEN,
    "PARTIALLY_FILLED": State.PARTIALLY_FILLED,
    "FILLED": State.FILLED,
    "CANCELED": State.CANCELED,
    "EXPIRED": State.EXPIRED,
    "EXPIRED_IN_MATCH": State.EXPIRED,
    "REJECTED": State.REJECTED,
}


class BinanceDialect(Dialect):
    options: ClassVar[Mapping[str, Any]] = {
        "defaultType": "spot",
        "adjustForTimeDifference": True,
        "fetchMarkets": {"types": ["spot"]},
        "fetchMargins": False,
        "fetchCurrencies": False,
    }

    @staticmethod
    def redirect(api: dict[str, Any], to: Endpoints) -> None:
        for name, path in (("public", "/api/v3"), ("private", "/api/v3"), ("sapi", "/sapi/v1")):
            api[name] = to.rest + path
        api["ws"]["spot"] = to.stream + "/ws"
        api["ws"]["ws-api"]["spot"] = to.ws_api + "/ws-api/v3"

    def naming(self, client_order_id: str) -> dict[str, Any]:
        return {"newClientOrderId": client_order_id}

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        named = {"origClientOrderId": client_order_id}
        order = await self.exchange.cancel_order("", self.names.theirs(symbol), named)
        return self.order_seen(order, client_order_id)

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        named = {"origClientOrderId": client_order_id}
        order = await self.exchange.fetch_order("", self.names.theirs(symbol), named)
        return self.order_seen(order, client_order_id)

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen:
        order = await self.exchange.edit_order(
            "",
            self.names.theirs(symbol),
            "limit",
            intent.side.lower(),
            float(intent.quantity),
            None if intent.price is None else float(intent.price),
            {"cancelOrigClientOrderId": client_order_id, "newClientOrderId": intent.client_order_id},
        )
        return self.order_seen(order)

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]:
        orders = await self.exchange.cancel_all_orders(self.names.theirs(symbol))
        # BIN-47: in the venue's answer the order's own id is the original one.
        return [self.order_seen(order, order["info"].get("origClientOrderId")) for order in orders]

    def fill_seen(self, trade: Told) -> OrderSeen:
        info = trade["info"]
        name = info.get("c") or self.known(str(trade["order"])).name
        return OrderSeen(
            symbol=str(info["s"]),
            client_order_id=name,
            venue_order_id=str(trade["order"]),
            state=_STATES.get(str(info.get("X")), State.UNKNOWN),
            quantity=decimal(info["q"]),
            filled=decimal(info["z"]),
            fill=fill_of(trade, int(trade["id"]), name),
        )

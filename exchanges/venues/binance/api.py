"""What is asked over REST here, and what the answers say."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import msgspec

from exchanges.dialect import Holdings, IdRule, Snapshot, Told, VenueApi
from exchanges.errors import ExchangeError
from exchanges.models import Balance, Fill, Instrument, Order, OrderRequest, OrderType, Trade
from exchanges.orders import Lookup
from exchanges.ratelimit import Cost, Priority
from exchanges.venues.binance.accounts import fill_in_list, order_in_answer
from exchanges.venues.binance.errors import NO_SUCH_SYMBOL, VENUE
from exchanges.venues.binance.messages import (
    AccountBody,
    DepthSnapshot,
    ExchangeInfo,
    MyTrade,
    OrderBody,
    TradeRow,
)
from exchanges.venues.binance.symbols import instruments_of
from exchanges.venues.binance.wire import limit_rules

_ORDER = "/api/v3/order"
_PAGE = 1000
_DEPTH_COSTS = ((100, Cost(5)), (500, Cost(25)), (1000, Cost(50)), (5000, Cost(250)))  # BIN-37
_ONE = Cost(1)
_PLACING = Cost(1, 1)
_LOOKUP = Cost(4)

_decode_info = msgspec.json.Decoder(ExchangeInfo).decode
_decode_depth = msgspec.json.Decoder(DepthSnapshot).decode
_decode_trades = msgspec.json.Decoder(list[TradeRow]).decode
_decode_order = msgspec.json.Decoder(OrderBody).decode
_decode_orders = msgspec.json.Decoder(list[OrderBody]).decode
_decode_fills = msgspec.json.Decoder(list[MyTrade]).decode
_decode_account = msgspec.json.Decoder(AccountBody).decode


class BinanceApi(VenueApi):
    """That an order is absent is believed when neither its receive window nor the engine's patience can let
    it arrive any longer (BIN-04, BIN-11): both are shorter than ``OrderRules.absent_after_s``. A name is no
    protection against sending twice (BIN-16), and means something together with its symbol only (BIN-44).
    """

    venue = VENUE
    client_order_ids = IdRule(
        re.compile(r"[A-Za-z0-9_-]{1,36}"), "1 to 36 of letters, digits, - and _"
    )  # BIN-52

    # ---- market ------------------------------------------------------------------------------

    async def instruments(self, on_unreadable: Callable[[str], None]) -> dict[str, Instrument]:
        info = await self._rest.public(
            "/api/v3/exchangeInfo", {}, _decode_info, cost=Cost(20), priority=Priority.RESOLVE
        )
        rules = limit_rules(info.rateLimits)
        if rules:
            self._rest.adopt_limits(rules)
        return instruments_of(info, on_unreadable)

    async def snapshot(self, symbol: str, levels: int) -> Snapshot:
        cost = next((cost for most, cost in _DEPTH_COSTS if levels <= most), _DEPTH_COSTS[-1][1])
        told = await self._rest.public(
            "/api/v3/depth", {"symbol": symbol, "limit": str(levels)}, _decode_depth, cost=cost
        )
        return Snapshot(told.lastUpdateId, told.bids, told.asks)

    async def trades(self, symbol: str, first: int | None, count: int, since_ms: int) -> Sequence[Trade]:
        path = "/api/v3/trades"
        parameters = {"symbol": symbol, "limit": str(count)}
        if first is not None:
            path = "/api/v3/historicalTrades"
            parameters["fromId"] = str(first)
        rows = await self._rest.public(path, parameters, _decode_trades, cost=Cost(25))
        return [row.trade(symbol) for row in rows]

    def is_unknown_symbol(self, error: ExchangeError) -> bool:
        return error.code == NO_SUCH_SYMBOL

    # ---- orders ------------------------------------------------------------------------------

    async def place(self, request: OrderRequest, before_send: Callable[[], None]) -> Told:
        return await self._rest.signed(
            "POST",
            _ORDER,
            _parameters(request),
            _told(request.symbol, request.client_order_id or ""),
            cost=_PLACING,
            priority=Priority.ORDER,
            group="orders",
            before_send=before_send,
            refund=_ONE,  # BIN-24: success is free
        )

    async def cancel(self, symbol: str, client_order_id: str, venue_order_id: str | None) -> Order:
        order, _ = await self._rest.signed(
            "DELETE",
            _ORDER,
            {"symbol": symbol, "origClientOrderId": client_order_id},
            _told(symbol, client_order_id),
            cost=_ONE,
            priority=Priority.CANCEL,
            group="cancels",
            refund=_ONE,  # BIN-24
        )
        return order

    async def order(
        self, symbol: str, client_order_id: str, venue_order_id: str | None, priority: Priority
    ) -> Told:
        return await self._rest.signed(
            "GET",
            _ORDER,
            {"symbol": symbol, "origClientOrderId": client_order_id},
            _told(symbol, client_order_id),
            cost=_LOOKUP,
            priority=priority,
            group="lookups",
        )

    async def open_orders(self, symbol: str | None, priority: Priority) -> Sequence[Order]:
        return await self._rest.signed(
            "GET",
            "/api/v3/openOrders",
            {} if symbol is None else {"symbol": symbol},
            lambda body: [order_in_answer(row)[0] for row in _decode_orders(body)],
            cost=Cost(80) if symbol is None else Cost(6),
            priority=priority,
            group="lookups",
        )

    async def fills(self, lookup: Lookup) -> Sequence[Fill]:
        """BIN-48."""
        fills: list[Fill] = []
        parameters = {
            "symbol": lookup.symbol,
            "orderId": lookup.venue_order_id or "",
            "limit": str(_PAGE),
        }
        while True:
            page = await self._rest.signed(
                "GET",
                "/api/v3/myTrades",
                parameters,
                lambda body: [fill_in_list(row, lookup.client_order_id) for row in _decode_fills(body)],
                cost=Cost(5),
                priority=Priority.RESOLVE,
                group="lookups",
            )
            fills += page
            if len(page) < _PAGE:
                return fills
            parameters["fromId"] = str(int(page[-1].trade_id) + 1)

    # ---- account -----------------------------------------------------------------------------

    async def holdings(self) -> Holdings:
        body = await self._rest.signed(
            "GET",
            "/api/v3/account",
            {"omitZeroBalances": "true"},
            _decode_account,
            cost=Cost(20),
            priority=Priority.RESOLVE,
        )
        return Holdings([Balance(row.asset, row.free, row.locked) for row in body.balances], body.updateTime)


def _parameters(request: OrderRequest) -> dict[str, str]:
    parameters = {
        "symbol": request.symbol,
        "side": request.side,
        "type": request.type,
    }
    if request.type is OrderType.LIMIT:
        parameters["timeInForce"] = request.time_in_force
    parameters["quantity"] = format(request.quantity, "f")
    if request.price is not None:
        parameters["price"] = format(request.price, "f")
    parameters["newClientOrderId"] = request.client_order_id or ""
    parameters["newOrderRespType"] = "FULL"
    return parameters


def _told(symbol: str, identity: str) -> Callable[[bytes], Told]:
    """Read an answer about one order, and refuse one about another."""

    def read(body: bytes) -> Told:
        told = order_in_answer(_decode_order(body))
        if told[0].symbol != symbol or told[0].client_order_id != identity:
            raise ValueError("the answer is about another order")
        return told

    return read

"""What is asked over REST here, and what the answers say."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence

import msgspec

from exchanges.dialect import Holdings, IdRule, Snapshot, Told, VenueApi
from exchanges.errors import ExchangeError
from exchanges.models import Fill, Instrument, Order, OrderRequest, OrderType, Trade
from exchanges.orders import Lookup
from exchanges.ratelimit import Cost, Priority
from exchanges.venues.binance.errors import NO_SUCH_SYMBOL
from exchanges.venues.binance.messages import DepthSnapshot, ExchangeInfo, TradeRow
from exchanges.venues.binance.usdm.accounts import fill_in_list, holdings_in, order_in_answer
from exchanges.venues.binance.usdm.errors import VENUE
from exchanges.venues.binance.usdm.messages import AccountBody, Done, OrderBody, UserTrade
from exchanges.venues.binance.usdm.symbols import instruments_of
from exchanges.venues.binance.usdm.wire import HISTORY
from exchanges.venues.binance.wire import limit_rules

_ORDER = "/fapi/v1/order"
_PAGE = 1000
_HISTORY_PAGE = 500
_DEPTHS = ((5, 2), (10, 2), (20, 2), (50, 2), (100, 5), (500, 10), (1000, 20))
"""BFU-34: the only ones there are, and what they cost."""
_ONE = Cost(1)
_PLACING = Cost(0, 1)  # BFU-32

_decode_info = msgspec.json.Decoder(ExchangeInfo).decode
_decode_depth = msgspec.json.Decoder(DepthSnapshot).decode
_decode_trades = msgspec.json.Decoder(list[TradeRow]).decode
_decode_order = msgspec.json.Decoder(OrderBody).decode
_decode_orders = msgspec.json.Decoder(list[OrderBody]).decode
_decode_fills = msgspec.json.Decoder(list[UserTrade]).decode
_decode_account = msgspec.json.Decoder(AccountBody).decode
_decode_done = msgspec.json.Decoder(Done | list[msgspec.Raw]).decode


class UsdmApi(VenueApi):
    """That an order is absent is believed as on Spot: neither its receive window nor the backend's patience
    can let it arrive any longer (BFU-02, BFU-11)."""

    venue = VENUE
    client_order_ids = IdRule(
        re.compile(r"[\.A-Z:/a-z0-9_-]{1,36}"), "1 to 36 of letters, digits and . : / _ -"
    )  # BFU-16
    trades_in_a_page = _HISTORY_PAGE
    """Of older ones; there are more in an answer for who has no key."""
    cancels_together = 10  # BFU-72

    # ---- market ------------------------------------------------------------------------------

    async def instruments(self, on_unreadable: Callable[[str], None]) -> dict[str, Instrument]:
        info = await self._rest.public(
            "/fapi/v1/exchangeInfo", {}, _decode_info, cost=_ONE, priority=Priority.RESOLVE
        )
        rules = limit_rules(info.rateLimits)
        if rules:
            self._rest.adopt_limits(rules)
        return instruments_of(info, on_unreadable)

    async def snapshot(self, symbol: str, levels: int) -> Snapshot:
        limit, weight = next((one for one in _DEPTHS if levels <= one[0]), _DEPTHS[-1])
        told = await self._rest.public(
            "/fapi/v1/depth", {"symbol": symbol, "limit": str(limit)}, _decode_depth, cost=Cost(weight)
        )
        return Snapshot(told.lastUpdateId, told.bids[:levels], told.asks[:levels])

    async def trades(self, symbol: str, first: int | None, count: int, since_ms: int) -> Sequence[Trade]:
        """Older ones only for who has a key (BFU-03); else the newest, which may leave a hole."""
        if first is None or not self._rest.has_key:
            path, cost = "/fapi/v1/trades", Cost(5)
            parameters = {"symbol": symbol, "limit": str(min(count, _PAGE))}
        else:
            path, cost = HISTORY, Cost(20)
            parameters = {"symbol": symbol, "limit": str(min(count, _HISTORY_PAGE)), "fromId": str(first)}
        rows = await self._rest.public(path, parameters, _decode_trades, cost=cost)
        return [row.trade(symbol) for row in rows]

    def is_unknown_symbol(self, error: ExchangeError) -> bool:
        return error.code == NO_SUCH_SYMBOL

    # ---- orders ------------------------------------------------------------------------------

    async def place(self, request: OrderRequest, before_send: Callable[[], None]) -> Told:
        order = await self._rest.signed(
            "POST",
            _ORDER,
            _parameters(request),
            _told(request.symbol, request.client_order_id or ""),
            cost=_PLACING,
            priority=Priority.ORDER,
            group="orders",
            before_send=before_send,
        )
        return order, ()

    async def cancel(self, symbol: str, client_order_id: str, venue_order_id: str | None) -> Order:
        return await self._rest.signed(
            "DELETE",
            _ORDER,
            {"symbol": symbol, "origClientOrderId": client_order_id},
            _told(symbol, client_order_id),
            cost=_ONE,
            priority=Priority.CANCEL,
            group="cancels",
        )

    async def cancel_together(self, symbol: str, venue_order_ids: Sequence[str]) -> None:
        """What became of each comes by the stream: the answer mixes orders and refusals (BFU-72)."""
        numbers = json.dumps([int(number) for number in venue_order_ids], separators=(",", ":"))
        await self._rest.signed(
            "DELETE",
            "/fapi/v1/batchOrders",
            {"symbol": symbol, "orderIdList": numbers},
            _decode_done,
            cost=_ONE,
            priority=Priority.CANCEL,
            group="cancels",
        )

    async def cancel_all_after(self, symbol: str, within_s: float) -> None:
        """BFU-66."""
        await self._rest.signed(
            "POST",
            "/fapi/v1/countdownCancelAll",
            {"symbol": symbol, "countdownTime": str(round(within_s * 1000))},
            _decode_done,
            cost=Cost(10),
            priority=Priority.CANCEL,
            group="cancels",
        )

    async def order(
        self, symbol: str, client_order_id: str, venue_order_id: str | None, priority: Priority
    ) -> Told:
        order = await self._rest.signed(
            "GET",
            _ORDER,
            {"symbol": symbol, "origClientOrderId": client_order_id},
            _told(symbol, client_order_id),
            cost=_ONE,
            priority=priority,
            group="lookups",
        )
        return order, ()

    async def open_orders(self, symbol: str | None, priority: Priority) -> Sequence[Order]:
        return await self._rest.signed(
            "GET",
            "/fapi/v1/openOrders",
            {} if symbol is None else {"symbol": symbol},
            lambda body: [order_in_answer(row) for row in _decode_orders(body)],
            cost=Cost(40) if symbol is None else _ONE,
            priority=priority,
            group="lookups",
        )

    async def fills(self, lookup: Lookup) -> Sequence[Fill]:
        """BFU-69."""
        fills: list[Fill] = []
        parameters = {
            "symbol": lookup.symbol,
            "orderId": lookup.venue_order_id or "",
            "limit": str(_PAGE),
        }
        while True:
            page = await self._rest.signed(
                "GET",
                "/fapi/v1/userTrades",
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
            "/fapi/v3/account",
            {},
            _decode_account,
            cost=Cost(5),
            priority=Priority.RESOLVE,
        )
        return holdings_in(body)


def _parameters(request: OrderRequest) -> dict[str, str]:
    """BFU-60, BFU-61, BFU-62."""
    post_only = request.type is OrderType.LIMIT_MAKER
    parameters = {
        "symbol": request.symbol,
        "side": request.side,
        "type": OrderType.LIMIT if post_only else request.type,
    }
    if request.type is not OrderType.MARKET:
        parameters["timeInForce"] = "GTX" if post_only else request.time_in_force
    parameters["quantity"] = format(request.quantity, "f")
    if request.price is not None:
        parameters["price"] = format(request.price, "f")
    if request.reduce_only:
        parameters["reduceOnly"] = "true"
    parameters["newClientOrderId"] = request.client_order_id or ""
    parameters["newOrderRespType"] = "RESULT"
    return parameters


def _told(symbol: str, identity: str) -> Callable[[bytes], Order]:
    """Read an answer about one order, and refuse one about another."""

    def read(body: bytes) -> Order:
        order = order_in_answer(_decode_order(body))
        if order.symbol != symbol or order.client_order_id != identity:
            raise ValueError("the answer is about another order")
        return order

    return read

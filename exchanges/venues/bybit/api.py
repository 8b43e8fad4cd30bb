"""What is asked over REST here, and what the answers say."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

import msgspec

from exchanges.config import ConnectorConfig
from exchanges.dialect import Holdings, IdRule, Snapshot, Told, VenueApi
from exchanges.errors import ExchangeError, OrderNotFound
from exchanges.models import (
    Fill,
    Instrument,
    InstrumentStatus,
    Order,
    OrderRequest,
    OrderStatus,
    OrderType,
    Side,
    Trade,
)
from exchanges.orders import Lookup
from exchanges.ratelimit import Cost, Priority
from exchanges.requests import Requests
from exchanges.venues.bybit.accounts import balances_in, fill_in, is_trade, order_in
from exchanges.venues.bybit.errors import NO_SUCH_SYMBOL, VENUE
from exchanges.venues.bybit.ids import trade_number
from exchanges.venues.bybit.instruments import instrument
from exchanges.venues.bybit.limits import (
    CANCEL,
    CREATE,
    EXECUTIONS,
    HISTORY,
    QUESTION,
    REALTIME,
    WALLET,
    cancelling_together,
)
from exchanges.venues.bybit.messages import (
    Acknowledged,
    Depth,
    ExecutionRow,
    InstrumentRow,
    Listed,
    OrderRow,
    RecentTrade,
    Wallet,
)
from exchanges.venues.bybit.wire import dated_result, result

T = TypeVar("T")

_MOST_PAGES = 100
"""A list that is longer goes round in circles."""

_decode_instruments = result(Listed[msgspec.Raw])
_decode_instrument = msgspec.json.Decoder(InstrumentRow).decode
_decode_depth = result(Depth)
_decode_trades = result(Listed[RecentTrade])
_decode_acknowledged = result(Acknowledged)
_decode_batch = result(Listed[msgspec.Raw])
_decode_orders = result(Listed[OrderRow])
_decode_executions = result(Listed[ExecutionRow])
_decode_wallet = dated_result(Listed[Wallet])


class BybitApi(VenueApi):
    venue = VENUE
    category: ClassVar[str] = "spot"
    """BYB-14: of all that is asked here."""
    all_symbols: ClassVar[Mapping[str, str]] = {}
    """What a list of all symbols is asked for with, where it has to be asked for something."""
    trades_in_a_page = 60  # BYB-19
    lists_by_symbol = False
    cancels_together = 10
    client_order_ids = IdRule(
        re.compile(r"[A-Za-z0-9_-]{1,36}"), "at most 36 letters, digits, dashes and underscores"
    )  # BYB-36

    def __init__(self, rest: Requests, config: Callable[[], ConnectorConfig]) -> None:
        super().__init__(rest, config)
        self._listed: dict[str, Instrument] = {}

    # ---- market ------------------------------------------------------------------------------

    async def instruments(self, on_unreadable: Callable[[str], None]) -> dict[str, Instrument]:
        """BYB-15: only what trades is listed, so what was and is not any more does not trade."""
        instruments = {}
        for raw in await _all_pages(
            lambda more: self._public(
                "/v5/market/instruments-info", {"limit": "1000"} | more, _decode_instruments, Priority.RESOLVE
            )
        ):
            try:
                one = self._instrument(raw)
            except (msgspec.DecodeError, ValueError, ArithmeticError) as error:
                on_unreadable(f"{bytes(raw)[:60]!r}: {error}")
                continue
            if one is not None:
                instruments[one.symbol] = one
        if instruments:
            for symbol, gone in self._listed.items():
                instruments.setdefault(symbol, replace(gone, status=InstrumentStatus.CLOSED))
            self._listed = instruments
        return instruments

    def _instrument(self, raw: msgspec.Raw) -> Instrument | None:
        """``None`` for what is not traded here. Raises ValueError or msgspec's errors."""
        return instrument(_decode_instrument(raw))

    async def snapshot(self, symbol: str, levels: int) -> Snapshot:
        """BYB-18: its number is that of another stream, so it says nothing here."""
        told = await self._public(
            "/v5/market/orderbook", {"symbol": symbol, "limit": str(min(levels, 1000))}, _decode_depth
        )
        return Snapshot(0, told.b, told.a)

    async def trades(self, symbol: str, first: int | None, count: int, since_ms: int) -> Sequence[Trade]:
        """BYB-19: the newest, whatever is asked for."""
        count = min(count, self.trades_in_a_page)
        told = await self._public(
            "/v5/market/recent-trade", {"symbol": symbol, "limit": str(count)}, _decode_trades
        )
        return [_trade(symbol, row) for row in reversed(told.rows)]

    def is_unknown_symbol(self, error: ExchangeError) -> bool:
        return error.code in NO_SUCH_SYMBOL

    # ---- orders ------------------------------------------------------------------------------

    async def place(self, request: OrderRequest, before_send: Callable[[], None]) -> Told:
        """BYB-35: taken, and whether it is accepted comes by the stream."""
        told = await self._order(
            "create",
            self._parameters(request),
            _decode_acknowledged,
            CREATE,
            Priority.ORDER,
            "orders",
            before_send,
        )
        order = Order(
            symbol=request.symbol,
            client_order_id=request.client_order_id or told.orderId,
            venue_order_id=told.orderId,
            side=request.side,
            type=request.type,
            quantity=request.quantity,
            price=request.price,
            status=OrderStatus.PENDING,
        )
        return order, ()

    async def cancel(self, symbol: str, client_order_id: str, venue_order_id: str | None) -> Order | None:
        """BYB-35: taken, and how the order ended comes by the stream."""
        named = {"symbol": symbol} | _named(client_order_id, venue_order_id)
        await self._order("cancel", named, _decode_acknowledged, CANCEL, Priority.CANCEL, "cancels")
        return None

    async def cancel_together(self, symbol: str, venue_order_ids: Sequence[str]) -> None:
        """BYB-52: which of them were taken, it says; how each ended comes by the stream or is asked."""
        cost = cancelling_together(len(venue_order_ids))
        orders = {"symbol": symbol, "orderIds": ",".join(venue_order_ids)}
        await self._order("cancel-batch", orders, _decode_batch, cost, Priority.CANCEL, "cancels")

    async def order(
        self, symbol: str, client_order_id: str, venue_order_id: str | None, priority: Priority
    ) -> Told:
        """Where the newest are (BYB-45), then in the history: a restart moves there what has ended."""
        named = {"symbol": symbol} | _named(client_order_id, venue_order_id)
        for path, cost in (("/v5/order/realtime", REALTIME), ("/v5/order/history", HISTORY)):
            found = await self._lookup(path, named, _decode_orders, cost, priority)
            for row in found.rows:
                meant = row.orderId == venue_order_id or row.orderLinkId == client_order_id
                if meant and row.symbol == symbol:
                    return order_in(row), ()
        raise OrderNotFound("no such order", venue=VENUE, client_order_id=client_order_id)

    async def open_orders(self, symbol: str | None, priority: Priority) -> Sequence[Order]:
        asked = {"limit": "50", **(self.all_symbols if symbol is None else {"symbol": symbol})}
        rows = await self._all_rows("/v5/order/realtime", asked, _decode_orders, REALTIME, priority)
        # By the venue's id: a list that grows at its head while it is read tells some twice.
        orders = {row.orderId: order_in(row) for row in rows}
        return [order for order in orders.values() if not order.status.is_final]

    async def fills(self, lookup: Lookup) -> Sequence[Fill]:
        """BYB-47: newest first there, oldest first here."""
        asked = {"limit": "100"} | _named(lookup.client_order_id, lookup.venue_order_id)
        rows = await self._all_rows(
            "/v5/execution/list", asked, _decode_executions, EXECUTIONS, Priority.RESOLVE
        )
        mine = {row.execId: fill_in(row) for row in rows if is_trade(row) and row.symbol == lookup.symbol}
        return list(mine.values())[::-1]

    # ---- account -----------------------------------------------------------------------------

    async def holdings(self) -> Holdings:
        """BYB-61; the account as it was when the venue answered."""
        return await self._wallet(_held)

    async def _wallet(self, decode: Callable[[bytes], T]) -> T:
        return await self._rest.signed(
            "GET",
            "/v5/account/wallet-balance",
            {"accountType": "UNIFIED"},
            decode,
            cost=WALLET,
            priority=Priority.RESOLVE,
        )

    # ---- inside ------------------------------------------------------------------------------

    async def _public(
        self,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        priority: Priority = Priority.DATA,
    ) -> T:
        asked = {"category": self.category, **parameters}
        return await self._rest.public(path, asked, decode, cost=QUESTION, priority=priority)

    async def _order(
        self,
        method: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        cost: Cost,
        priority: Priority,
        group: str,
        before_send: Callable[[], None] | None = None,
    ) -> T:
        return await self._rest.signed(
            "POST",
            f"/v5/order/{method}",
            {"category": self.category, **parameters},
            decode,
            cost=cost,
            priority=priority,
            group=group,
            before_send=before_send,
        )

    async def _lookup(
        self,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        cost: Cost,
        priority: Priority,
    ) -> T:
        asked = {"category": self.category, **parameters}
        return await self._rest.signed(
            "GET", path, asked, decode, cost=cost, priority=priority, group="lookups"
        )

    async def _all_rows(
        self,
        path: str,
        asked: Mapping[str, str],
        decode: Callable[[bytes], Listed[T]],
        cost: Cost,
        priority: Priority,
    ) -> list[T]:
        return await _all_pages(lambda more: self._lookup(path, {**asked, **more}, decode, cost, priority))

    def _parameters(self, request: OrderRequest) -> dict[str, Any]:
        market = request.type is OrderType.MARKET
        parameters: dict[str, Any] = {
            "symbol": request.symbol,
            "side": "Buy" if request.side is Side.BUY else "Sell",
            "orderType": "Market" if market else "Limit",
            "qty": format(request.quantity, "f"),
        }
        if market:
            parameters["marketUnit"] = "baseCoin"  # BYB-38
        else:
            maker = request.type is OrderType.LIMIT_MAKER
            parameters["timeInForce"] = "PostOnly" if maker else request.time_in_force.value  # BYB-40
        if request.price is not None:
            parameters["price"] = format(request.price, "f")
        if request.client_order_id is not None:
            parameters["orderLinkId"] = request.client_order_id
        return parameters


async def _all_pages(ask: Callable[[dict[str, str]], Awaitable[Listed[T]]]) -> list[T]:
    """Page by page, as long as the venue names a next one (BYB-48)."""
    rows: list[T] = []
    more: dict[str, str] = {}
    for _ in range(_MOST_PAGES):
        page = await ask(more)
        rows += page.rows
        if not page.rows or not page.nextPageCursor:
            break
        more = {"cursor": page.nextPageCursor}
    return rows


def _named(client_order_id: str, venue_order_id: str | None) -> dict[str, str]:
    """By the venue's id where it is known: that one counts (BYB-50)."""
    return {"orderLinkId": client_order_id} if venue_order_id is None else {"orderId": venue_order_id}


def _held(body: bytes) -> Holdings:
    told = _decode_wallet(body)
    coins = [coin for wallet in told.result.rows for coin in wallet.coin]
    return Holdings(balances_in(coins), told.time)


def _trade(symbol: str, row: RecentTrade) -> Trade:
    return Trade(symbol, trade_number(row.execId), row.price, row.size, int(row.time), row.side == "Sell")

"""What is asked over REST here, and what the answers say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from exchanges.config import ConnectorConfig
from exchanges.dialect import Holdings, IdRule, Parameters, Snapshot, Told, VenueApi
from exchanges.errors import ExchangeError, OrderNotFound
from exchanges.models import Fill, Instrument, Order, OrderRequest, OrderStatus, Trade
from exchanges.orders import Lookup
from exchanges.ratelimit import Priority
from exchanges.requests import Requests
from exchanges.venues.coinbase.accounts import balances_in, fill_in_list
from exchanges.venues.coinbase.errors import NO_SUCH_PRODUCT, VENUE, refused
from exchanges.venues.coinbase.limits import CALL, PUBLIC_CALL
from exchanges.venues.coinbase.messages import (
    AccountList,
    AccountRow,
    BookAnswer,
    CancelResult,
    CancelResults,
    FillList,
    ProductList,
    TradeList,
    TradeRow,
    epoch_ms,
)
from exchanges.venues.coinbase.orders import (
    configuration,
    id_of_the_created,
    read_order,
    read_orders,
    rfc3339,
)
from exchanges.venues.coinbase.products import Products
from exchanges.venues.coinbase.wire import BROKERAGE, ORDERS

T = TypeVar("T")

_ORDERS_A_PAGE = 250
_FILLS_A_PAGE = 100
_ACCOUNTS_A_PAGE = 250
_PAGES = 20
"""Of a list that is looked through for one order, or for trades: what lies beyond is history."""
_BEFORE_PLACING_MS = 60_000
"""A list that is looked through for an order begins so long before it was sent."""
_REMEMBERED_ORDERS = 10_000

_decode_products = msgspec.json.Decoder(ProductList).decode
_decode_book = msgspec.json.Decoder(BookAnswer).decode
_decode_trades = msgspec.json.Decoder(TradeList).decode
_decode_cancelled = msgspec.json.Decoder(CancelResults).decode
_decode_fills = msgspec.json.Decoder(FillList).decode
_decode_accounts = msgspec.json.Decoder(AccountList).decode


class CoinbaseApi(VenueApi):
    venue = VENUE
    lists_by_symbol = False
    streams_balances = False  # CBS-78
    streams_fills = False  # CBS-75
    cancels_together = 100  # CBS-35
    client_order_ids = IdRule(re.compile(r"[!-~]{1,128}"), "at most 128 characters of ASCII")  # CBS-32

    def __init__(self, rest: Requests, config: Callable[[], ConnectorConfig]) -> None:
        super().__init__(rest, config)
        self.products = Products()
        self._sent_ms: dict[str, int] = {}
        """When an order was sent, by our id: where to look for it in a list."""
        self._as_of_ms = 0

    # ---- market ------------------------------------------------------------------------------

    async def instruments(self, on_unreadable: Callable[[str], None]) -> dict[str, Instrument]:
        rows: list[msgspec.Raw] = []
        asked: dict[str, str] = {"product_type": "SPOT"}
        while True:
            page = await self._public("market/products", asked, _decode_products, Priority.RESOLVE)
            rows += page.products
            if page.pagination is None or not page.pagination.has_next or not page.pagination.next_cursor:
                return self.products.adopt(rows, on_unreadable)
            asked["cursor"] = page.pagination.next_cursor

    async def snapshot(self, symbol: str, levels: int) -> Snapshot:
        asked = {"product_id": symbol, "limit": str(levels)}
        book = (await self._public("market/product_book", asked, _decode_book)).pricebook
        return Snapshot(
            0,
            [(level.price, level.size) for level in book.bids],
            [(level.price, level.size) for level in book.asks],
        )

    async def trades(self, symbol: str, first: int | None, count: int, since_ms: int) -> Sequence[Trade]:
        """CBS-27: by time and the newest first, so pages go back until they reach the one that is wanted."""
        asked = {"limit": str(count)}
        if first is None or not since_ms:
            return sorted(await self._trades(symbol, asked), key=_by_id)
        found: dict[int, Trade] = {}
        asked["start"] = str(since_ms // 1000)
        end_s = self._rest.venue_ms() // 1000 + 2
        for _ in range(_PAGES):
            known = len(found)
            page = await self._trades(symbol, asked | {"end": str(end_s)})
            found |= {trade.trade_id: trade for trade in page}
            if len(found) == known or min(found) <= first:
                break
            end_s = found[min(found)].time_ms // 1000 + 1
        return sorted(found.values(), key=_by_id)

    def is_unknown_symbol(self, error: ExchangeError) -> bool:
        return error.code in NO_SUCH_PRODUCT

    # ---- orders ------------------------------------------------------------------------------

    async def place(self, request: OrderRequest, before_send: Callable[[], None]) -> Told:
        """The answer has an id and no more (CBS-33)."""
        client_order_id = request.client_order_id or ""

        def sending() -> None:
            before_send()
            self._remember(client_order_id)

        order_id = await self._rest.signed(
            "POST",
            ORDERS,
            {
                "client_order_id": client_order_id,
                "product_id": request.symbol,
                "side": request.side.value,
                "order_configuration": configuration(request),
            },
            id_of_the_created,
            cost=CALL,
            priority=Priority.ORDER,
            group="orders",
            before_send=sending,
        )
        order = Order(
            symbol=request.symbol,
            client_order_id=client_order_id or order_id,
            venue_order_id=order_id,
            side=request.side,
            type=request.type,
            quantity=request.quantity,
            price=request.price,
            status=OrderStatus.NEW,
        )
        return order, ()

    async def cancel(self, symbol: str, client_order_id: str, venue_order_id: str | None) -> Order | None:
        """By the venue's id only (CBS-35), which has to be looked for if it is not known."""
        if venue_order_id is None:
            found, _ = await self.order(symbol, client_order_id, None, Priority.CANCEL)
            if found.status.is_final:
                return found
            venue_order_id = found.venue_order_id or ""
        for result in await self._cancelled([venue_order_id]):
            if result.order_id == venue_order_id and not result.success:
                if result.failure_reason == "DUPLICATE_CANCEL_REQUEST":
                    return None  # it has begun
                raise refused(result.failure_reason)
        return None

    async def cancel_together(self, symbol: str, venue_order_ids: Sequence[str]) -> None:
        """Those that cannot be cancelled have ended, or are seen to one by one."""
        await self._cancelled(venue_order_ids)

    async def order(
        self, symbol: str, client_order_id: str, venue_order_id: str | None, priority: Priority
    ) -> Told:
        """By the venue's id, or else looked for in the list (CBS-37), which may lag behind the engine."""
        if venue_order_id is None:
            found = await self._looked_for(symbol, client_order_id, priority)
        else:
            path = f"orders/historical/{quote(venue_order_id, safe='')}"
            found = await self._lookup(path, {}, read_order, priority)
        if found is None or found.symbol != symbol:
            raise OrderNotFound("no such order", venue=VENUE, client_order_id=client_order_id)
        return found, ()

    async def open_orders(self, symbol: str | None, priority: Priority) -> Sequence[Order]:
        """Those that are not yet OPEN are missing (CBS-33): that they are is for the tracker to judge."""
        asked: dict[str, Any] = {"order_status": "OPEN", "limit": str(_ORDERS_A_PAGE)}
        if symbol is not None:
            asked["product_ids"] = symbol
        orders: list[Order] = []
        while True:
            page = await self._lookup("orders/historical/batch", asked, read_orders, priority)
            orders += page[0]
            if not page[1]:
                return orders
            asked["cursor"] = page[1]

    async def fills(self, lookup: Lookup) -> Sequence[Fill]:
        asked: dict[str, Any] = {"order_ids": lookup.venue_order_id or "", "limit": str(_FILLS_A_PAGE)}
        fee_asset = self.products.quote(lookup.symbol)
        fills: list[Fill] = []
        while True:
            page = await self._lookup("orders/historical/fills", asked, _decode_fills, Priority.RESOLVE)
            for row in page.fills:
                fill = fill_in_list(row, lookup.client_order_id, fee_asset)
                if fill is not None and fill.venue_order_id == lookup.venue_order_id:
                    fills.append(fill)
            if not page.cursor or not page.fills:
                # The newest come first, and those of one moment too.
                return sorted(reversed(fills), key=lambda fill: fill.time_ms)
            asked["cursor"] = page.cursor

    # ---- account -----------------------------------------------------------------------------

    async def holdings(self) -> Holdings:
        """As of the moment of asking, for no answer has a time; each is newer than the one before."""
        self._as_of_ms = max(self._rest.venue_ms(), self._as_of_ms + 1)
        as_of_ms = self._as_of_ms
        rows: list[AccountRow] = []
        asked = {"limit": str(_ACCOUNTS_A_PAGE)}
        while True:
            page = await self._rest.signed(
                "GET",
                f"{BROKERAGE}/accounts",
                asked,
                _decode_accounts,
                cost=CALL,
                priority=Priority.RESOLVE,
            )
            rows += page.accounts
            if not page.has_next or not page.cursor:
                return Holdings(balances_in(rows), as_of_ms)
            asked["cursor"] = page.cursor

    # ---- inside ------------------------------------------------------------------------------

    async def _public(
        self,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        priority: Priority = Priority.DATA,
    ) -> T:
        return await self._rest.public(
            f"{BROKERAGE}/{path}", parameters, decode, cost=PUBLIC_CALL, priority=priority
        )

    async def _lookup(
        self, path: str, parameters: Parameters, decode: Callable[[bytes], T], priority: Priority
    ) -> T:
        return await self._rest.signed(
            "GET", f"{BROKERAGE}/{path}", parameters, decode, cost=CALL, priority=priority, group="lookups"
        )

    async def _trades(self, symbol: str, parameters: Mapping[str, str]) -> list[Trade]:
        product = quote(self.products.told_as(symbol), safe="")
        told = await self._public(f"market/products/{product}/ticker", parameters, _decode_trades)
        return [trade_in(row) for row in told.trades]

    async def _cancelled(self, venue_order_ids: Sequence[str]) -> Sequence[CancelResult]:
        told = await self._rest.signed(
            "POST",
            f"{ORDERS}/batch_cancel",
            {"order_ids": list(venue_order_ids)},
            _decode_cancelled,
            cost=CALL,
            priority=Priority.CANCEL,
            group="cancels",
        )
        return told.results

    async def _looked_for(self, symbol: str, client_order_id: str, priority: Priority) -> Order | None:
        asked: dict[str, Any] = {"product_ids": symbol, "limit": str(_ORDERS_A_PAGE)}
        sent_ms = self._sent_ms.get(client_order_id)
        if sent_ms is not None:
            asked["start_date"] = rfc3339(sent_ms - _BEFORE_PLACING_MS)
        for _ in range(_PAGES):
            orders, cursor = await self._lookup("orders/historical/batch", asked, read_orders, priority)
            for order in orders:
                if client_order_id in (order.client_order_id, order.venue_order_id):
                    return order
            if not cursor:
                return None
            asked["cursor"] = cursor
        return None

    def _remember(self, client_order_id: str) -> None:
        self._sent_ms[client_order_id] = self._rest.venue_ms()
        while len(self._sent_ms) > _REMEMBERED_ORDERS:
            del self._sent_ms[next(iter(self._sent_ms))]


def trade_in(row: TradeRow) -> Trade:
    """The side of a trade is the maker's (CBS-28)."""
    return Trade(
        row.product_id, int(row.trade_id), row.price, row.size, epoch_ms(row.time), row.side == "BUY"
    )


def _by_id(trade: Trade) -> int:
    return trade.trade_id

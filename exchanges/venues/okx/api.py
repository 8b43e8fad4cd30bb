"""What is asked over REST here, and what the answers say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar, TypeVar

import msgspec

from exchanges.dialect import Holdings, IdRule, Snapshot, Told, VenueApi
from exchanges.errors import ExchangeError, OrderNotFound
from exchanges.models import Fill, Instrument, Order, OrderRequest, OrderStatus, OrderType, TimeInForce, Trade
from exchanges.orders import Lookup
from exchanges.ratelimit import Cost, Priority
from exchanges.venues.okx import limits
from exchanges.venues.okx.accounts import ONE, balances_in, fill_in_list, order_in, side_of
from exchanges.venues.okx.errors import BEING_CANCELLED, NO_SUCH_MARKET, VENUE
from exchanges.venues.okx.markets import instruments_in, spot
from exchanges.venues.okx.messages import (
    AccountRow,
    BookData,
    FillRow,
    InstrumentRow,
    OrderRow,
    Outcome,
    TradeRow,
    amount,
    one,
    rows,
)
from exchanges.venues.okx.wire import CANCEL_BATCH, PLACE

T = TypeVar("T")

_PAGE = 100
"""OKX-10."""
_DEEPEST_BOOK = 400
_MOST_PAGES = 50
_V5 = "/api/v5/"

_KINDS = {OrderType.MARKET: "market", OrderType.LIMIT_MAKER: "post_only"}
_LIMIT_KINDS = {TimeInForce.GTC: "limit", TimeInForce.IOC: "ioc", TimeInForce.FOK: "fok"}

_decode_instruments = rows(msgspec.Raw)
_decode_book = one(BookData)
_decode_public_trades = rows(TradeRow)
_decode_outcome = one(Outcome)
_decode_outcomes = rows(Outcome)
_decode_order = one(OrderRow)
_decode_orders = rows(OrderRow)
_decode_fills = rows(FillRow)
_decode_account = one(AccountRow)


class OkxApi(VenueApi):
    venue = VENUE
    trades_in_a_page = _PAGE
    cancels_together = 20  # OKX-43
    client_order_ids = IdRule(re.compile(r"[A-Za-z0-9]{1,32}"), "1 to 32 letters and digits")  # OKX-40
    forgets_after_s = 7_200.0  # OKX-38
    market_kind: ClassVar[str] = "SPOT"

    # ---- market ------------------------------------------------------------------------------

    async def instruments(self, on_unreadable: Callable[[str], None]) -> dict[str, Instrument]:
        listed = await self._public(
            "public/instruments",
            {"instType": self.market_kind},
            _decode_instruments,
            limits.listing(self.market_kind),
            Priority.RESOLVE,
        )
        return instruments_in(listed, self._instrument, on_unreadable)

    def _instrument(self, row: InstrumentRow) -> Instrument | None:
        """``None`` for one that is not traded here."""
        return spot(row)

    def unit(self, symbol: str) -> Decimal:
        """What sizes count, in the base asset. Raises ValueError for a market of which that is not known."""
        return ONE

    def levels(self, symbol: str, rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
        """Price and quantity in the base asset."""
        return [row[:2] for row in rows]

    async def snapshot(self, symbol: str, levels: int) -> Snapshot:
        parameters = {"instId": symbol, "sz": str(min(levels, _DEEPEST_BOOK))}
        told = await self._public("market/books", parameters, _decode_book, limits.BOOKS)
        return Snapshot(told.seqId, self.levels(symbol, told.bids), self.levels(symbol, told.asks))

    async def trades(self, symbol: str, first: int | None, count: int, since_ms: int) -> Sequence[Trade]:
        """Numbers of trades have no holes, so the page before a number (OKX-10) is the one that is wanted."""
        if first is None:
            parameters = {"instId": symbol, "limit": str(min(count, _PAGE))}
            return await self._public("market/trades", parameters, self._trades_in, limits.TRADES)
        limit = min(count, _PAGE)
        parameters = {"instId": symbol, "type": "1", "after": str(first + limit), "limit": str(limit)}
        return await self._public("market/history-trades", parameters, self._trades_in, limits.HISTORY_TRADES)

    def _trades_in(self, body: bytes) -> list[Trade]:
        return [trade_in(row, self.unit(row.instId)) for row in reversed(_decode_public_trades(body))]

    def is_unknown_symbol(self, error: ExchangeError) -> bool:
        return error.code == NO_SUCH_MARKET

    # ---- orders ------------------------------------------------------------------------------

    async def place(self, request: OrderRequest, before_send: Callable[[], None]) -> Told:
        """OKX-32: the answer has an id and no more."""
        taken = await self._rest.signed(
            "POST",
            PLACE,
            self._parameters(request),
            _decode_placed,
            cost=limits.placing(request.symbol),
            priority=Priority.ORDER,
            group="orders",
            before_send=before_send,
        )
        order = Order(
            symbol=request.symbol,
            client_order_id=request.client_order_id or taken.ordId,
            venue_order_id=taken.ordId,
            side=request.side,
            type=request.type,
            quantity=request.quantity,
            price=request.price,
            status=OrderStatus.NEW,
        )
        return order, ()

    def _parameters(self, request: OrderRequest) -> dict[str, Any]:
        kind = _KINDS.get(request.type) or _LIMIT_KINDS[request.time_in_force]
        parameters: dict[str, Any] = {
            "instId": request.symbol,
            "tdMode": "cash",
            "side": request.side.value.lower(),
            "ordType": kind,
            "sz": format(request.quantity, "f"),
        }
        if request.price is not None:
            parameters["px"] = format(request.price, "f")
        if request.type is OrderType.MARKET:
            parameters["tgtCcy"] = "base_ccy"  # OKX-31
        if request.client_order_id is not None:
            parameters["clOrdId"] = request.client_order_id
        return parameters

    async def cancel(self, symbol: str, client_order_id: str, venue_order_id: str | None) -> Order | None:
        """OKX-32: the answer says that the cancel was taken, not that the order has ended."""
        try:
            await self._rest.signed(
                "POST",
                f"{_V5}trade/cancel-order",
                _named(symbol, client_order_id, venue_order_id),
                _decode_outcome,
                cost=limits.cancelling(symbol),
                priority=Priority.CANCEL,
                group="cancels",
            )
        except ExchangeError as error:
            if error.code != BEING_CANCELLED:
                raise
        return None

    async def cancel_together(self, symbol: str, venue_order_ids: Sequence[str]) -> None:
        """OKX-43. What was refused of it is seen to one by one, for its order does not end."""
        await self._rest.signed(
            "POST",
            CANCEL_BATCH,
            {"instId": symbol, "ordIds": ",".join(venue_order_ids)},
            _decode_outcomes,
            cost=limits.cancelling_together(symbol, len(venue_order_ids)),
            priority=Priority.CANCEL,
            group="cancels",
        )

    async def order(
        self, symbol: str, client_order_id: str, venue_order_id: str | None, priority: Priority
    ) -> Told:
        """OKX-37: open or ended, in one place; of several that had the name, the newest."""
        named = _named(symbol, client_order_id, venue_order_id)
        row = await self._lookup("trade/order", named, _decode_order, limits.asking(symbol), priority)
        if row.instId != symbol:
            raise OrderNotFound("no such order", venue=VENUE, client_order_id=client_order_id)
        return self.order_in(row), ()

    async def open_orders(self, symbol: str | None, priority: Priority) -> Sequence[Order]:
        parameters = {"instType": self.market_kind, "limit": str(_PAGE)}
        if symbol is not None:
            parameters["instId"] = symbol
        listed = await self._pages(
            "trade/orders-pending",
            parameters,
            _decode_orders,
            lambda row: row.ordId,
            limits.PENDING,
            priority,
        )
        return [self.order_in(row) for row in listed]

    async def fills(self, lookup: Lookup) -> Sequence[Fill]:
        """Those of three days, else those of three months (OKX-39)."""
        parameters = {
            "instType": self.market_kind,
            "instId": lookup.symbol,
            "ordId": lookup.venue_order_id or "",
            "limit": str(_PAGE),
        }
        for path, cost in (("trade/fills", limits.FILLS), ("trade/fills-history", limits.FILLS_HISTORY)):
            listed = await self._pages(
                path, parameters, _decode_fills, lambda row: row.billId, cost, Priority.RESOLVE
            )
            if listed:
                break
        unit = self.unit(lookup.symbol)
        fills = [fill_in_list(row, lookup.client_order_id, unit) for row in listed]
        return sorted(fills, key=lambda fill: fill.time_ms)

    def order_in(self, row: OrderRow) -> Order:
        return order_in(row, self.unit(row.instId))

    # ---- account -----------------------------------------------------------------------------

    async def holdings(self) -> Holdings:
        told = await self._lookup("account/balance", {}, _decode_account, limits.BALANCE, Priority.RESOLVE)
        return Holdings(balances_in(told.details), int(told.uTime))

    # ---- inside ------------------------------------------------------------------------------

    async def _public(
        self,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        cost: Cost,
        priority: Priority = Priority.DATA,
    ) -> T:
        return await self._rest.public(f"{_V5}{path}", parameters, decode, cost=cost, priority=priority)

    async def _lookup(
        self,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        cost: Cost,
        priority: Priority,
    ) -> T:
        return await self._rest.signed(
            "GET", f"{_V5}{path}", parameters, decode, cost=cost, priority=priority, group="lookups"
        )

    async def _pages(
        self,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], list[T]],
        place_of: Callable[[T], str],
        cost: Cost,
        priority: Priority,
    ) -> list[T]:
        """Newest first; a page that is not full is the last (OKX-10)."""
        listed: list[T] = []
        asked = dict(parameters)
        for _ in range(_MOST_PAGES):
            page = await self._lookup(path, asked, decode, cost, priority)
            listed += page
            if len(page) < _PAGE:
                break
            asked["after"] = place_of(page[-1])
        return listed


def _named(symbol: str, client_order_id: str, venue_order_id: str | None) -> dict[str, str]:
    """One order; beside both ids the venue's would decide (OKX-41)."""
    if venue_order_id is not None:
        return {"instId": symbol, "ordId": venue_order_id}
    return {"instId": symbol, "clOrdId": client_order_id}


def _decode_placed(body: bytes) -> Outcome:
    taken = _decode_outcome(body)
    if not taken.ordId:
        raise ValueError("an order without an id")
    return taken


def trade_in(row: TradeRow, unit: Decimal) -> Trade:
    """OKX-67: ``side`` is the taker's."""
    return Trade(
        row.instId,
        int(row.tradeId),
        amount(row.px),
        amount(row.sz) * unit,
        int(row.ts),
        side_of(row.side).value == "SELL",
    )

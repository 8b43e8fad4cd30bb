"""What is asked over REST here, and what the answers say."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import msgspec

from exchanges.config import ConnectorConfig
from exchanges.dialect import Holdings, IdRule, Snapshot, Told, VenueApi
from exchanges.errors import ExchangeError, OrderNotFound
from exchanges.models import Fill, Instrument, Order, OrderRequest, OrderStatus, OrderType, TimeInForce, Trade
from exchanges.orders import Lookup
from exchanges.ratelimit import Priority
from exchanges.requests import Requests
from exchanges.venues.kraken.accounts import balances_in, fill_in_list, order_in_list
from exchanges.venues.kraken.errors import NO_SUCH_PAIR, VENUE
from exchanges.venues.kraken.limits import CALL, PUBLIC_CALL, cancelling, cancelling_together, placing
from exchanges.venues.kraken.messages import (
    Added,
    AssetRow,
    BalanceRow,
    Cancelled,
    ClosedList,
    Depth,
    OpenList,
    OrderRow,
    PublicTrade,
    TradeRow,
)
from exchanges.venues.kraken.pairs import Names
from exchanges.venues.kraken.wire import CANCEL_BATCH, PRIVATE, result

T = TypeVar("T")

_TRADES_IN_A_QUESTION = 20
"""KRK-38."""
_REMEMBERED_AGES = 10_000

_decode_pairs = result(dict[str, msgspec.Raw])
_decode_assets = result(dict[str, AssetRow])
_decode_depth = result(dict[str, Depth])
_decode_public_trades = result(dict[str, msgspec.Raw])
_decode_rows = msgspec.json.Decoder(list[PublicTrade]).decode
_decode_added = result(Added)
_decode_cancelled = result(Cancelled)
_decode_open = result(OpenList)
_decode_closed = result(ClosedList)
_decode_orders = result(dict[str, OrderRow])
_decode_trades = result(dict[str, TradeRow])
_decode_balances = result(dict[str, BalanceRow])


class KrakenApi(VenueApi):
    venue = VENUE
    lists_by_symbol = False
    cancels_together = 50
    client_order_ids = IdRule(
        re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32}|[!-~]{1,18}"),
        "a UUID, 32 hexadecimal digits, or at most 18 characters of ASCII",
    )  # KRK-31

    def __init__(self, rest: Requests, config: Callable[[], ConnectorConfig]) -> None:
        super().__init__(rest, config)
        self.names = Names()
        self._opened_ms: dict[str, int] = {}
        """When an order was opened, by the venue's id: what cancelling it costs hangs on its age."""
        self._as_of_ms = 0

    # ---- market ------------------------------------------------------------------------------

    async def instruments(self, on_unreadable: Callable[[str], None]) -> dict[str, Instrument]:
        assets = await self._public("Assets", {}, _decode_assets, Priority.RESOLVE)
        pairs = await self._public("AssetPairs", {}, _decode_pairs, Priority.RESOLVE)
        self.names.adopt_assets(assets)
        return self.names.adopt(pairs, on_unreadable)

    async def snapshot(self, symbol: str, levels: int) -> Snapshot:
        key = self.names.pair(symbol).key
        told = await self._public("Depth", {"pair": key, "count": str(levels)}, _of_pair(key, _decode_depth))
        return Snapshot(0, [row[:2] for row in told.bids], [row[:2] for row in told.asks])

    async def trades(self, symbol: str, first: int | None, count: int, since_ms: int) -> Sequence[Trade]:
        """KRK-59: there is no asking by id, so pages go by time."""
        key = self.names.pair(symbol).key
        parameters = {"pair": key, "count": str(count)}
        if first is not None and since_ms:
            # Exclusive, and times are cut to ms here: one nanosecond before.
            parameters["since"] = str(since_ms * 1_000_000 - 1)
        rows = _of_pair(key, _decode_public_trades)
        return await self._public(
            "Trades", parameters, lambda body: [_trade(symbol, row) for row in _decode_rows(rows(body))]
        )

    def is_unknown_symbol(self, error: ExchangeError) -> bool:
        return error.code == NO_SUCH_PAIR

    # ---- orders ------------------------------------------------------------------------------

    async def place(self, request: OrderRequest, before_send: Callable[[], None]) -> Told:
        """KRK-34: the answer has an id and no more."""
        added = await self._rest.signed(
            "POST",
            f"{PRIVATE}AddOrder",
            self._parameters(request),
            _one_id,
            cost=placing(request.symbol),
            priority=Priority.ORDER,
            group="orders",
            before_send=before_send,
        )
        self._remember(added, self._rest.venue_ms())
        order = Order(
            symbol=request.symbol,
            client_order_id=request.client_order_id or added,
            venue_order_id=added,
            side=request.side,
            type=request.type,
            quantity=request.quantity,
            price=request.price,
            status=OrderStatus.NEW,
        )
        return order, ()

    async def cancel(self, symbol: str, client_order_id: str, venue_order_id: str | None) -> Order | None:
        """KRK-40: the answer does not tell how the order ended."""
        known = venue_order_id is not None
        told = await self._rest.signed(
            "POST",
            f"{PRIVATE}CancelOrder",
            {"txid": venue_order_id or ""} if known else {"cl_ord_id": client_order_id},
            _decode_cancelled,
            cost=cancelling(symbol, self._age_s(venue_order_id)),
            priority=Priority.CANCEL,
            group="cancels",
        )
        if told.count == 0 and not told.pending:
            raise OrderNotFound("nothing to cancel", venue=VENUE, client_order_id=client_order_id)
        return None

    async def cancel_together(self, symbol: str, venue_order_ids: Sequence[str]) -> None:
        """KRK-74: the answer says how many there were to cancel, and not which."""
        await self._rest.signed(
            "POST",
            CANCEL_BATCH,
            {"orders": ",".join(venue_order_ids)},
            _decode_cancelled,
            cost=cancelling_together(symbol, map(self._age_s, venue_order_ids)),
            priority=Priority.CANCEL,
            group="cancels",
        )

    async def order(
        self, symbol: str, client_order_id: str, venue_order_id: str | None, priority: Priority
    ) -> Told:
        """By the venue's id if that is known, else among open orders and then among closed ones (KRK-36).

        In that order, for an order goes from the first list to the second and never back. All of them may
        lag behind the engine (KRK-37): that it is in none is for the tracker to judge.
        """
        if venue_order_id is not None:
            named = self._named(_decode_orders, client_order_id)
            found = await self._lookup("QueryOrders", {"txid": venue_order_id}, named, priority)
        else:
            asked = {"cl_ord_id": client_order_id}
            opened = self._named(lambda body: _decode_open(body).open, client_order_id)
            found = await self._lookup("OpenOrders", asked, opened, priority)
            if found is None:
                asked["without_count"] = "true"
                closed = self._named(lambda body: _decode_closed(body).closed, client_order_id)
                found = await self._lookup("ClosedOrders", asked, closed, priority)
        if found is None or found.symbol != symbol:
            raise OrderNotFound("no such order", venue=VENUE, client_order_id=client_order_id)
        return found, ()

    async def open_orders(self, symbol: str | None, priority: Priority) -> Sequence[Order]:
        opened = await self._lookup("OpenOrders", {}, self._read_open, priority)
        return [order for order in opened if symbol in (None, order.symbol)]

    async def fills(self, lookup: Lookup) -> Sequence[Fill]:
        """An order names its trades, and each tells itself: two calls instead of a history of 4 (KRK-21)."""
        order_id = lookup.venue_order_id or ""
        rows = await self._lookup(
            "QueryOrders", {"txid": order_id, "trades": "true"}, _decode_orders, Priority.RESOLVE
        )
        row = rows.get(order_id)
        trades = [] if row is None else row.trades
        # A trade does not say in which asset its fee is; its order does (KRK-72).
        base, _, quote = lookup.symbol.partition("/")
        fee_asset = base if row is not None and "fcib" in row.oflags.split(",") else quote
        fills: list[Fill] = []
        for start in range(0, len(trades), _TRADES_IN_A_QUESTION):
            asked = ",".join(trades[start : start + _TRADES_IN_A_QUESTION])
            fills += await self._lookup(
                "QueryTrades",
                {"txid": asked},
                lambda body: [
                    fill_in_list(trade, lookup.client_order_id, fee_asset, self.names)
                    for trade in _decode_trades(body).values()
                    if trade.ordertxid == order_id
                ],
                Priority.RESOLVE,
            )
        return sorted(fills, key=lambda fill: fill.time_ms)

    # ---- account -----------------------------------------------------------------------------

    async def holdings(self) -> Holdings:
        """Not dated by the venue: as of the moment of asking, and each later than the one before."""
        self._as_of_ms = max(self._as_of_ms + 1, self._rest.venue_ms())
        as_of_ms = self._as_of_ms
        balances = await self._rest.signed(
            "POST",
            f"{PRIVATE}BalanceEx",
            {},
            lambda body: balances_in(_decode_balances(body), self.names),
            cost=CALL,
            priority=Priority.RESOLVE,
        )
        return Holdings(balances, as_of_ms)

    # ---- inside ------------------------------------------------------------------------------

    async def _public(
        self,
        method: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        priority: Priority = Priority.DATA,
    ) -> T:
        return await self._rest.public(
            f"/0/public/{method}", parameters, decode, cost=PUBLIC_CALL, priority=priority
        )

    async def _lookup(
        self, method: str, parameters: Mapping[str, str], decode: Callable[[bytes], T], priority: Priority
    ) -> T:
        return await self._rest.signed(
            "POST", f"{PRIVATE}{method}", parameters, decode, cost=CALL, priority=priority, group="lookups"
        )

    def _parameters(self, request: OrderRequest) -> dict[str, str]:
        parameters = {
            "pair": self.names.pair(request.symbol).key,
            "type": request.side.value.lower(),
            "ordertype": "market" if request.type is OrderType.MARKET else "limit",
            "volume": format(request.quantity, "f"),
        }
        if request.price is not None:
            parameters["price"] = format(request.price, "f")
        if request.type is OrderType.LIMIT_MAKER:
            parameters["oflags"] = "post"  # KRK-43
        elif request.type is OrderType.LIMIT and request.time_in_force is not TimeInForce.GTC:
            parameters["timeinforce"] = request.time_in_force.value  # KRK-42
        if request.client_order_id is not None:
            parameters["cl_ord_id"] = request.client_order_id
        return parameters

    def _named(
        self, decode: Callable[[bytes], Mapping[str, OrderRow]], client_order_id: str
    ) -> Callable[[bytes], Order | None]:
        """Reads the one order that is meant. Of several that had its id one after the other (KRK-32), the
        newest: lists begin with it."""

        def read(body: bytes) -> Order | None:
            for order_id, row in decode(body).items():
                order = order_in_list(order_id, row, self.names)
                if client_order_id in (order.client_order_id, order_id):
                    self._remember(order_id, int(row.opentm * 1000))
                    return order
            return None

        return read

    def _read_open(self, body: bytes) -> list[Order]:
        orders = []
        for order_id, row in _decode_open(body).open.items():
            orders.append(order_in_list(order_id, row, self.names))
            self._remember(order_id, int(row.opentm * 1000))
        return orders

    def _remember(self, order_id: str, opened_ms: int) -> None:
        self._opened_ms[order_id] = opened_ms
        while len(self._opened_ms) > _REMEMBERED_AGES:
            del self._opened_ms[next(iter(self._opened_ms))]

    def _age_s(self, order_id: str | None) -> float:
        """Of an order of which nothing is known: it may be as young as can be."""
        opened_ms = self._opened_ms.get(order_id or "")
        return 0.0 if opened_ms is None else max(0.0, (self._rest.venue_ms() - opened_ms) / 1000)


def _of_pair(key: str, decode: Callable[[bytes], Mapping[str, T]]) -> Callable[[bytes], T]:
    """Reads the part about one pair: other keys are about something else (``last``)."""

    def read(body: bytes) -> T:
        told = decode(body).get(key)
        if told is None:
            raise ValueError(f"nothing about {key}")
        return told

    return read


def _trade(symbol: str, row: PublicTrade) -> Trade:
    price, quantity, time_s, side, _, _, number = row
    return Trade(symbol, number, price, quantity, int(time_s * 1000), side == "s")


def _one_id(body: bytes) -> str:
    ids = _decode_added(body).txid
    if len(ids) != 1 or not ids[0]:
        raise ValueError("not one id")
    return ids[0]

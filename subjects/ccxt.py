"""ccxt.pro on Binance Spot, unmodified, configured as its manual recommends.

Sources: the ccxt manual ("Error Handling", "Rate Limit", "Overriding exchange properties", "ccxt.pro":
https://docs.ccxt.com) and its option `adjustForTimeDifference`, which the manual gives as the cure for
clocks that disagree. Streams are watched in a loop that catches the exception and watches again.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import ccxt.pro as ccxt

from subjects.base import Access, Capability, Session, Subject, Tell
from subjects.seen import (
    BalanceSeen,
    BookSeen,
    Claim,
    FillSeen,
    InstrumentSeen,
    Intent,
    LogSeen,
    OrderSeen,
    State,
    StreamLost,
    TradeSeen,
)

LEVELS = 10
OPTIONS = {
    "defaultType": "spot",
    "adjustForTimeDifference": True,
    "fetchMarkets": {"types": ["spot"]},
    "fetchMargins": False,
    "fetchCurrencies": False,
}


class Ccxt(Subject):
    name = "ccxt"
    venues = frozenset({"binance"})
    capabilities = (
        Capability.BOOK
        | Capability.STREAMS
        | Capability.TRADES
        | Capability.ORDERS
        | Capability.ORDER_STREAM
        | Capability.BALANCES
        | Capability.INSTRUMENTS
        | Capability.FEES
        | Capability.LOGS
        | Capability.ED25519
        | Capability.SANDBOX
        | Capability.CANCEL_ALL
        | Capability.REPLACE
        | Capability.OWN_IDS
        | Capability.TRADE_TIMES
    )

    @property
    def version(self) -> str:
        return f"ccxt {ccxt.__version__}"

    @property
    def options(self) -> Mapping[str, Any]:
        return {"enableRateLimit": True, **OPTIONS}

    @asynccontextmanager
    async def open(self, access: Access) -> AsyncIterator[Session]:
        exchange = ccxt.binance(
            {
                "apiKey": access.api_key,
                "secret": access.private_key_pem or access.api_secret,
                "enableRateLimit": True,
                "options": {**OPTIONS},
            }
        )
        if access.sandbox:
            exchange.set_sandbox_mode(True)
        if access.endpoints is not None:
            _redirect(exchange, access)
        try:
            await exchange.load_markets()
            yield CcxtSession(exchange)
        finally:
            await exchange.close()

    def claim(self, error: BaseException) -> Claim:
        """The manual: an ExchangeError is an answer of the exchange, a NetworkError is not."""
        refused = (ccxt.DDoSProtection, ccxt.RateLimitExceeded, ccxt.InvalidNonce)
        if isinstance(error, refused):
            return Claim.DID_NOT_HAPPEN
        if isinstance(error, ccxt.OperationFailed):
            return Claim.UNKNOWN
        return Claim.DID_NOT_HAPPEN if isinstance(error, ccxt.ExchangeError) else Claim.UNKNOWN

    def documents(self, error: BaseException) -> bool:
        return isinstance(error, ccxt.BaseError)

    def read_log(self, record: Mapping[str, Any]) -> LogSeen | None:
        """By default the library logs neither requests nor connections, and it has no ids for them."""
        return None


class CcxtSession(Session):
    def __init__(self, exchange: Any) -> None:
        self._exchange = exchange
        self._books: dict[str, BookSeen] = {}
        self._client_ids: dict[str, str] = {}

    def _unified(self, symbol: str) -> str:
        return str(self._exchange.markets_by_id[symbol][0]["symbol"])

    async def instruments(self) -> Sequence[InstrumentSeen]:
        """A market whose precision the library could not read has none; a user leaves it out."""
        await self._exchange.load_markets(True)
        return [
            InstrumentSeen(
                symbol=market["id"],
                tick=_decimal(market["precision"]["price"]),
                step=_decimal(market["precision"]["amount"]),
                trading=bool(market["active"]),
            )
            for market in self._exchange.markets.values()
            if None not in (market["precision"]["price"], market["precision"]["amount"])
        ]

    async def watch_book(self, symbol: str, tell: Tell) -> None:
        unified = self._unified(symbol)
        while True:
            try:
                book = await self._exchange.watch_order_book(unified)
            except ccxt.BaseError as error:
                self._books.pop(symbol, None)
                await tell(StreamLost(stream=f"book:{symbol}", reason=_short(error)))
                continue
            self._books[symbol] = _book(symbol, book)
            await tell(self._books[symbol])

    def book(self, symbol: str) -> BookSeen | None:
        return self._books.get(symbol)

    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        unified = self._unified(symbol)
        while True:
            try:
                trades = await self._exchange.watch_trades(unified)
            except ccxt.BaseError as error:
                await tell(StreamLost(stream=f"trades:{symbol}", reason=_short(error)))
                continue
            for trade in trades:
                await tell(
                    TradeSeen(
                        symbol=symbol,
                        trade_id=int(trade["id"]),
                        price=_decimal(trade["price"]),
                        quantity=_decimal(trade["amount"]),
                        time_ms=trade["timestamp"],
                    )
                )

    async def watch_orders(self, tell: Tell) -> None:
        """Orders and fills come from two streams of the library; a user watches both."""
        orders = asyncio.create_task(self._watch_orders(tell))
        fills = asyncio.create_task(self._watch_fills(tell))
        try:
            await asyncio.gather(orders, fills)
        finally:
            orders.cancel()
            fills.cancel()

    async def _watch_orders(self, tell: Tell) -> None:
        while True:
            try:
                orders = await self._exchange.watch_orders()
            except ccxt.BaseError as error:
                await tell(StreamLost(stream="orders", reason=_short(error)))
                continue
            for order in orders:
                seen = _order(order)
                self._client_ids[str(order["id"])] = seen.client_order_id
                await tell(seen)

    async def _watch_fills(self, tell: Tell) -> None:
        while True:
            try:
                fills = await self._exchange.watch_my_trades()
            except ccxt.BaseError as error:
                await tell(StreamLost(stream="fills", reason=_short(error)))
                continue
            for fill in fills:
                await tell(self._fill(fill))

    def _fill(self, trade: Mapping[str, Any]) -> OrderSeen:
        info = trade["info"]
        client_order_id = info.get("c") or self._client_ids.get(str(trade["order"]), "")
        return OrderSeen(
            symbol=str(info["s"]),
            client_order_id=client_order_id,
            venue_order_id=str(trade["order"]),
            state=_STATES_RAW.get(str(info.get("X")), State.UNKNOWN),
            quantity=Decimal(str(info["q"])),
            filled=Decimal(str(info["z"])),
            fill=FillSeen(
                trade_id=int(trade["id"]),
                client_order_id=client_order_id,
                price=_decimal(trade["price"]),
                quantity=_decimal(trade["amount"]),
                fee=_decimal(trade["fee"]["cost"]),
                fee_asset=str(trade["fee"]["currency"]),
            ),
        )

    async def submit(self, intent: Intent) -> OrderSeen:
        parameters: dict[str, Any] = {}
        if intent.client_order_id:
            parameters["newClientOrderId"] = intent.client_order_id
        if intent.post_only:
            parameters["postOnly"] = True
        elif intent.price is not None:
            parameters["timeInForce"] = intent.time_in_force
        order = await self._exchange.create_order(
            self._unified(intent.symbol),
            "market" if intent.price is None else "limit",
            intent.side.lower(),
            float(intent.quantity),
            None if intent.price is None else float(intent.price),
            parameters,
        )
        return _order(order)

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        order = await self._exchange.cancel_order(
            "", self._unified(symbol), {"origClientOrderId": client_order_id}
        )
        return _order(order, client_order_id)

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        order = await self._exchange.fetch_order(
            "", self._unified(symbol), {"origClientOrderId": client_order_id}
        )
        return _order(order, client_order_id)

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen:
        order = await self._exchange.edit_order(
            "",
            self._unified(symbol),
            "limit",
            intent.side.lower(),
            float(intent.quantity),
            None if intent.price is None else float(intent.price),
            {"cancelOrigClientOrderId": client_order_id, "newClientOrderId": intent.client_order_id},
        )
        return _order(order)

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]:
        orders = await self._exchange.cancel_all_orders(self._unified(symbol))
        # BIN-47: in the venue's answer the order's own id is the original one.
        return [_order(order, order["info"].get("origClientOrderId")) for order in orders]

    async def open_orders(self, symbol: str) -> Sequence[OrderSeen]:
        return [_order(order) for order in await self._exchange.fetch_open_orders(self._unified(symbol))]

    async def balances(self) -> Mapping[str, BalanceSeen]:
        balance = await self._exchange.fetch_balance()
        return {
            asset: BalanceSeen(
                asset=asset, free=_decimal(balance["free"][asset]), locked=_decimal(balance["used"][asset])
            )
            for asset in balance["total"]
        }

    async def stop(self) -> None:
        await self._exchange.close()


_STATES = {
    "open": State.OPEN,
    "closed": State.FILLED,
    "canceled": State.CANCELED,
    "expired": State.EXPIRED,
    "rejected": State.REJECTED,
}
_STATES_RAW = {
    "NEW": State.OPEN,
    "PARTIALLY_FILLED": State.PARTIALLY_FILLED,
    "FILLED": State.FILLED,
    "CANCELED": State.CANCELED,
    "EXPIRED": State.EXPIRED,
    "EXPIRED_IN_MATCH": State.EXPIRED,
    "REJECTED": State.REJECTED,
}


def _order(order: Mapping[str, Any], client_order_id: str | None = None) -> OrderSeen:
    filled = _decimal(order["filled"] or 0)
    state = _STATES.get(str(order["status"]), State.UNKNOWN)
    if state is State.OPEN and filled:
        state = State.PARTIALLY_FILLED
    return OrderSeen(
        symbol=str(order["info"].get("symbol") or order["info"].get("s") or ""),
        client_order_id=client_order_id or str(order["clientOrderId"]),
        venue_order_id=str(order["id"]),
        state=state,
        quantity=_decimal(order["amount"] or 0),
        filled=filled,
    )


def _book(symbol: str, book: Mapping[str, Any]) -> BookSeen:
    return BookSeen(
        symbol=symbol,
        bids=tuple((_decimal(level[0]), _decimal(level[1])) for level in book["bids"][:LEVELS]),
        asks=tuple((_decimal(level[0]), _decimal(level[1])) for level in book["asks"][:LEVELS]),
        sequence=book["nonce"],
    )


def _decimal(number: Any) -> Decimal:
    return Decimal(str(number))


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error)[:120]}"


def _redirect(exchange: Any, access: Access) -> None:
    """Point the library at other addresses by its own table of URLs."""
    assert access.endpoints is not None
    api = exchange.urls["api"]
    for name, path in (("public", "/api/v3"), ("private", "/api/v3"), ("sapi", "/sapi/v1")):
        api[name] = access.endpoints.rest + path
    api["ws"]["spot"] = access.endpoints.stream + "/ws"
    api["ws"]["ws-api"]["spot"] = access.endpoints.ws_api + "/ws-api/v3"

"""python-binance's AsyncClient and socket managers, unmodified, used as its documentation shows.

Source: https://python-binance.readthedocs.io ("Async basics", "Websockets", "Depth Cache", "Exceptions").
The documentation says that a message {"e": "error"} tells of a lost connection and that the socket must be
opened again when its read loop has ended.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any

import binance
from binance import AsyncClient, BinanceSocketManager
from binance.exceptions import BinanceAPIException, BinanceOrderException, BinanceRequestException
from binance.ws.depthcache import DepthCacheManager

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
AGAIN_S = 1.0
_UNKNOWN_CODES = (-1000, -1001, -1006, -1007)
"""Codes after which Binance itself says that the outcome is unknown (rest-api/errors.md)."""


class PythonBinance(Subject):
    name = "python_binance"
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
        return f"python-binance {binance.__version__}"

    @property
    def options(self) -> Mapping[str, Any]:
        return {
            "depth cache": "conv_type=Decimal, ws_interval=100",
            "after an exception a socket is reopened in": f"{AGAIN_S:g} s",
        }

    @asynccontextmanager
    async def open(self, access: Access) -> AsyncIterator[Session]:
        if access.endpoints is not None:
            _redirect(access)
        client = await AsyncClient.create(
            access.api_key,
            access.api_secret,
            testnet=access.sandbox,
            private_key=access.private_key_pem or None,
        )
        try:
            yield PythonBinanceSession(client)
        finally:
            await client.close_connection()

    def claim(self, error: BaseException) -> Claim:
        if isinstance(error, BinanceAPIException):
            unknown = error.status_code >= 500 or error.code in _UNKNOWN_CODES
            return Claim.UNKNOWN if unknown else Claim.DID_NOT_HAPPEN
        if isinstance(error, BinanceOrderException):
            return Claim.DID_NOT_HAPPEN
        return Claim.UNKNOWN

    def kind(self, error: BaseException) -> str:
        """One class carries all errors of the venue; its code tells them apart, as documented."""
        code = getattr(error, "code", None)
        return type(error).__name__ if code is None else f"{type(error).__name__}({code})"

    def documents(self, error: BaseException) -> bool:
        return isinstance(error, BinanceAPIException | BinanceRequestException | BinanceOrderException)

    def read_log(self, record: Mapping[str, Any]) -> LogSeen | None:
        """By default the library logs neither requests nor connections, and it has no ids for them."""
        return None


class PythonBinanceSession(Session):
    def __init__(self, client: Any) -> None:
        self._client = client
        self._sockets = BinanceSocketManager(client)
        self._books: dict[str, BookSeen] = {}

    async def instruments(self) -> Sequence[InstrumentSeen]:
        """The library hands over the venue's rows; a user takes those that he can read."""
        info = await self._client.get_exchange_info()
        return [seen for symbol in info["symbols"] if (seen := _instrument(symbol)) is not None]

    async def watch_book(self, symbol: str, tell: Tell) -> None:
        while True:
            manager = DepthCacheManager(
                self._client, symbol, bm=self._sockets, conv_type=Decimal, ws_interval=100
            )
            try:
                async with manager as stream:
                    while True:
                        news = await stream.recv()
                        if isinstance(news, dict):
                            self._books.pop(symbol, None)
                            await tell(StreamLost(stream=f"book:{symbol}", reason=str(news.get("m"))))
                            if _over(news):
                                break
                            continue
                        self._books[symbol] = _book(symbol, news, manager)
                        await tell(self._books[symbol])
            except Exception as error:
                self._books.pop(symbol, None)
                await tell(StreamLost(stream=f"book:{symbol}", reason=type(error).__name__))
                await _pause()

    def book(self, symbol: str) -> BookSeen | None:
        return self._books.get(symbol)

    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        async for message in self._messages(
            lambda: self._sockets.trade_socket(symbol), f"trades:{symbol}", tell
        ):
            if message.get("e") == "trade":
                await tell(
                    TradeSeen(
                        symbol=message["s"],
                        trade_id=message["t"],
                        price=Decimal(message["p"]),
                        quantity=Decimal(message["q"]),
                        time_ms=message["T"],
                    )
                )

    async def watch_orders(self, tell: Tell) -> None:
        async for message in self._messages(self._sockets.user_socket, "orders", tell):
            if message.get("e") == "executionReport":
                await tell(_report(message))

    async def _messages(self, socket: Any, stream: str, tell: Tell) -> AsyncIterator[dict[str, Any]]:
        while True:
            try:
                async with socket() as opened:
                    while True:
                        message = await opened.recv()
                        if message.get("e") == "error":
                            await tell(StreamLost(stream=stream, reason=str(message.get("m"))))
                            if _over(message):
                                break
                            continue
                        yield message.get("event", message)
            except Exception as error:
                await tell(StreamLost(stream=stream, reason=type(error).__name__))
                await _pause()

    async def submit(self, intent: Intent) -> OrderSeen:
        placed = await self._client.create_order(**_parameters(intent))
        return _order(placed, intent.symbol, intent.client_order_id or placed["clientOrderId"])

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen:
        answer = await self._client.cancel_replace_order(
            **_parameters(intent),
            cancelReplaceMode="STOP_ON_FAILURE",
            cancelOrigClientOrderId=client_order_id,
        )
        return _order(answer["newOrderResponse"], symbol, intent.client_order_id)

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        order = await self._client.cancel_order(symbol=symbol, origClientOrderId=client_order_id)
        return _order(order, symbol, client_order_id)

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        order = await self._client.get_order(symbol=symbol, origClientOrderId=client_order_id)
        return _order(order, symbol, client_order_id)

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]:
        ended = await self._client.cancel_all_open_orders(symbol=symbol)
        return [_order(order, symbol, order["origClientOrderId"]) for order in ended]

    async def open_orders(self, symbol: str) -> Sequence[OrderSeen]:
        return [
            _order(order, symbol, order["clientOrderId"])
            for order in await self._client.get_open_orders(symbol=symbol)
        ]

    async def balances(self) -> Mapping[str, BalanceSeen]:
        account = await self._client.get_account()
        return {
            balance["asset"]: BalanceSeen(
                asset=balance["asset"], free=Decimal(balance["free"]), locked=Decimal(balance["locked"])
            )
            for balance in account["balances"]
        }

    async def stop(self) -> None:
        await self._client.close_connection()


async def _pause() -> None:
    """Wait before a socket is opened again, unless the watch was cancelled: the library may turn a
    cancellation into an error of its own, and the watch would never end."""
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
    await asyncio.sleep(AGAIN_S)


_GOES_ON = (
    "IncompleteReadError",
    "gaierror",
    "ConnectionClosedError",
    "ConnectionClosedOK",
    "BinanceWebsocketClosed",
)
"""Errors after which the library's read loop connects again by itself; any other ends it."""
_STATES = {
    "NEW": State.OPEN,
    "PENDING_NEW": State.OPEN,
    "PARTIALLY_FILLED": State.PARTIALLY_FILLED,
    "FILLED": State.FILLED,
    "CANCELED": State.CANCELED,
    "EXPIRED": State.EXPIRED,
    "EXPIRED_IN_MATCH": State.EXPIRED,
    "REJECTED": State.REJECTED,
}


def _over(message: Mapping[str, Any]) -> bool:
    """Whether the read loop ends with this error, so that the socket must be opened again."""
    return message.get("type") not in _GOES_ON


def _report(event: Mapping[str, Any]) -> OrderSeen:
    client_order_id = event["C"] or event["c"]
    fill = None
    if event["x"] == "TRADE":
        fill = FillSeen(
            trade_id=event["t"],
            client_order_id=client_order_id,
            price=Decimal(event["L"]),
            quantity=Decimal(event["l"]),
            fee=Decimal(event["n"]),
            fee_asset=event["N"],
        )
    return OrderSeen(
        symbol=event["s"],
        client_order_id=client_order_id,
        venue_order_id=str(event["i"]),
        state=_STATES.get(event["X"], State.UNKNOWN),
        quantity=Decimal(event["q"]),
        filled=Decimal(event["z"]),
        fill=fill,
    )


def _parameters(intent: Intent) -> dict[str, Any]:
    order: dict[str, Any] = {
        "symbol": intent.symbol,
        "side": intent.side,
        "quantity": f"{intent.quantity:f}",
    }
    if intent.client_order_id:
        order["newClientOrderId"] = intent.client_order_id
    if intent.price is None:
        return order | {"type": "MARKET"}
    if intent.post_only:
        return order | {"type": "LIMIT_MAKER", "price": f"{intent.price:f}"}
    return order | {"type": "LIMIT", "price": f"{intent.price:f}", "timeInForce": intent.time_in_force}


def _order(order: Mapping[str, Any], symbol: str, client_order_id: str) -> OrderSeen:
    """The library hands over what the venue sent: that it did not raise is its way to say "done"."""
    return OrderSeen(
        symbol=symbol,
        client_order_id=client_order_id,
        venue_order_id=str(order["orderId"]) if "orderId" in order else None,
        state=_STATES.get(order.get("status", "NEW"), State.UNKNOWN),
        quantity=Decimal(order.get("origQty") or "0"),
        filled=Decimal(order.get("executedQty") or "0"),
    )


def _instrument(symbol: Mapping[str, Any]) -> InstrumentSeen | None:
    try:
        filters = {entry["filterType"]: entry for entry in symbol["filters"]}
        return InstrumentSeen(
            symbol=symbol["symbol"],
            tick=Decimal(filters["PRICE_FILTER"]["tickSize"]),
            step=Decimal(filters["LOT_SIZE"]["stepSize"]),
            trading=symbol["status"] == "TRADING",
        )
    except (LookupError, TypeError, ValueError, ArithmeticError):
        return None


def _book(symbol: str, cache: Any, manager: Any) -> BookSeen:
    return BookSeen(
        symbol=symbol,
        bids=tuple((price, quantity) for price, quantity in cache.get_bids()[:LEVELS]),
        asks=tuple((price, quantity) for price, quantity in cache.get_asks()[:LEVELS]),
        # The library does not publish the number of the last update, only its manager knows it.
        sequence=manager._last_update_id,
    )


def _redirect(access: Access) -> None:
    """The library's addresses are class attributes; a process scores one venue at a time."""
    assert access.endpoints is not None
    AsyncClient.API_URL = access.endpoints.rest + "/api"
    AsyncClient.WS_API_URL = access.endpoints.ws_api + "/ws-api/v3"
    BinanceSocketManager.STREAM_URL = access.endpoints.stream + "/"

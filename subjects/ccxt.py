"""ccxt.pro on Binance Spot and on Kraken, unmodified, configured as its manual recommends.

Sources: the ccxt manual ("Error Handling", "Rate Limit", "Overriding exchange properties", "ccxt.pro":
https://docs.ccxt.com) and its option `adjustForTimeDifference`, which the manual gives as the cure for
clocks that disagree. Streams are watched in a loop that catches the exception and watches again.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar

import ccxt.pro as ccxt

from subjects.base import Access, Capability, Session, Subject, Tell
from subjects.ccxt_parts.binance import BinanceDialect
from subjects.ccxt_parts.dialect import Dialect, decimal
from subjects.ccxt_parts.kraken import KrakenDialect
from subjects.naming import Names, with_slash
from subjects.seen import (
    BalanceSeen,
    BookSeen,
    Claim,
    InstrumentSeen,
    Intent,
    LogSeen,
    OrderSeen,
    StreamLost,
    TradeSeen,
)

LEVELS = 10


class Ccxt(Subject):
    name = "ccxt"
    venues = frozenset({"binance", "kraken"})
    dialects: ClassVar[Mapping[str, type[Dialect]]] = {"binance": BinanceDialect, "kraken": KrakenDialect}
    where: ClassVar[str] = "binance"
    """The venue whose options are shown."""
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
        return {"enableRateLimit": True, **self.dialects[self.where].options}

    def at(self, venue: str) -> Subject:
        return CcxtAtKraken() if venue == "kraken" else self

    @asynccontextmanager
    async def open(self, access: Access) -> AsyncIterator[Session]:
        # Of the venue that is opened: where several stand together, one subject opens them all.
        dialect = self.dialects[access.venue]
        exchange = getattr(ccxt, access.venue)(
            {
                "apiKey": access.api_key,
                "secret": access.private_key_pem or access.api_secret,
                "enableRateLimit": True,
                "options": {**dialect.options},
            }
        )
        if access.sandbox:
            exchange.set_sandbox_mode(True)
        if access.endpoints is not None:
            dialect.redirect(exchange.urls["api"], access.endpoints)
        try:
            await exchange.load_markets()
            yield CcxtSession(dialect(exchange, Names(access, with_slash)))
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


class CcxtAtKraken(Ccxt):
    """There it amends orders where it replaces them elsewhere, and names none by itself."""

    capabilities = Ccxt.capabilities & ~(
        Capability.REPLACE | Capability.OWN_IDS | Capability.ED25519 | Capability.SANDBOX
    )
    where = "kraken"


class CcxtSession(Session):
    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._exchange = dialect.exchange
        self._names = dialect.names
        self._books: dict[str, BookSeen] = {}

    async def instruments(self) -> Sequence[InstrumentSeen]:
        """A market whose precision the library could not read has none; a user leaves it out."""
        await self._exchange.load_markets(True)
        return [
            InstrumentSeen(
                symbol=self._names.ours(market["symbol"]),
                tick=decimal(market["precision"]["price"]),
                step=decimal(market["precision"]["amount"]),
                trading=bool(market["active"]),
            )
            for market in self._exchange.markets.values()
            if None not in (market["precision"]["price"], market["precision"]["amount"])
        ]

    async def watch_book(self, symbol: str, tell: Tell) -> None:
        unified = self._names.theirs(symbol)
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
        unified = self._names.theirs(symbol)
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
                        price=decimal(trade["price"]),
                        quantity=decimal(trade["amount"]),
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
                await tell(self._dialect.order_seen(order))

    async def _watch_fills(self, tell: Tell) -> None:
        while True:
            try:
                fills = await self._exchange.watch_my_trades()
            except ccxt.BaseError as error:
                await tell(StreamLost(stream="fills", reason=_short(error)))
                continue
            for fill in fills:
                await tell(self._dialect.fill_seen(fill))

    async def submit(self, intent: Intent) -> OrderSeen:
        parameters: dict[str, Any] = {}
        if intent.client_order_id:
            parameters |= self._dialect.naming(intent.client_order_id)
        if intent.post_only:
            parameters["postOnly"] = True
        elif intent.price is not None:
            parameters["timeInForce"] = intent.time_in_force
        order = await self._exchange.create_order(
            self._names.theirs(intent.symbol),
            "market" if intent.price is None else "limit",
            intent.side.lower(),
            float(intent.quantity),
            None if intent.price is None else float(intent.price),
            parameters,
        )
        return self._dialect.placed(order, intent)

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        return await self._dialect.cancel(symbol, client_order_id)

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        return await self._dialect.order(symbol, client_order_id)

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen:
        return await self._dialect.replace(symbol, client_order_id, intent)

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]:
        return await self._dialect.cancel_all(symbol)

    async def open_orders(self, symbol: str) -> Sequence[OrderSeen]:
        orders = await self._exchange.fetch_open_orders(self._names.theirs(symbol))
        return [self._dialect.order_seen(order) for order in orders]

    async def balances(self) -> Mapping[str, BalanceSeen]:
        balance = await self._exchange.fetch_balance()
        return {
            asset: BalanceSeen(
                asset=asset, free=decimal(balance["free"][asset]), locked=decimal(balance["used"][asset])
            )
            for asset in balance["total"]
        }

    async def stop(self) -> None:
        await self._exchange.close()


def _book(symbol: str, book: Mapping[str, Any]) -> BookSeen:
    return BookSeen(
        symbol=symbol,
        bids=tuple((decimal(level[0]), decimal(level[1])) for level in book["bids"][:LEVELS]),
        asks=tuple((decimal(level[0]), decimal(level[1])) for level in book["asks"][:LEVELS]),
        sequence=book["nonce"],
    )


def _short(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error)[:120]}"

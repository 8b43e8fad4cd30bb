"""A connector as one is written in an evening: everything that the checklist asks for is wrong in it.

No defect is there for the sake of a check: each line is the first thing that comes to mind. It must score
under 20; when it scores more, the checklist has gone blind.
"""

import asyncio
import hashlib
import hmac
import json
import logging
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp

from subjects.base import Access, Capability, ConfigTrait, Endpoints, Session, Subject, Tell
from subjects.seen import (
    BalanceSeen,
    BookSeen,
    Claim,
    CountsSeen,
    FillSeen,
    HealthSeen,
    InstrumentSeen,
    Intent,
    LogSeen,
    OrderSeen,
    State,
    TradeSeen,
)

LIVE = Endpoints(
    rest="https://api.binance.com",
    stream="wss://stream.binance.com:9443",
    ws_api="wss://ws-api.binance.com:443",
)
log = logging.getLogger("canary")
_STATES = {
    "NEW": State.OPEN,
    "PARTIALLY_FILLED": State.PARTIALLY_FILLED,
    "FILLED": State.FILLED,
    "CANCELED": State.CANCELED,
    "EXPIRED": State.FILLED,
}


class Canary(Subject):
    name = "canary"
    venues = frozenset({"binance"})
    capabilities = ~Capability.NONE & ~Capability.ED25519

    @asynccontextmanager
    async def open(self, access: Access) -> AsyncIterator[Session]:
        session = CanarySession(access)
        await session.balances()
        yield session

    def claim(self, error: BaseException) -> Claim:
        return Claim.DID_NOT_HAPPEN

    def write_key_file(self, access: Access) -> Path:
        assert access.folder is not None  # every play has one
        path = access.folder / "key.json"
        path.write_text(json.dumps([access.api_key, access.api_secret]))
        return path

    @asynccontextmanager
    async def open_with_key_file(self, access: Access, path: Path) -> AsyncIterator[Session]:
        async with self.open(access) as session:
            yield session

    def config_text(self, access: Access, traits: ConfigTrait) -> str:
        return json.dumps({"traits": traits.value})

    @asynccontextmanager
    async def open_with_config_file(self, access: Access, path: Path) -> AsyncIterator[Session]:
        async with self.open(access) as session:
            yield session

    def read_log(self, record: Mapping[str, Any]) -> LogSeen | None:
        return None

    def audit_is_whole(self, lines: Sequence[str]) -> bool:
        return True


class CanarySession(Session):
    def __init__(self, access: Access) -> None:
        self._key, self._secret = access.api_key, access.api_secret
        self._at = access.endpoints or LIVE
        self._http = aiohttp.ClientSession()
        self._books: dict[str, tuple[dict[float, float], dict[float, float], int]] = {}
        self._created = 0
        self._tasks: list[asyncio.Task[None]] = []

    async def _ask(self, method: str, path: str, **parameters: Any) -> Any:
        while True:
            query = urlencode({**parameters, "timestamp": int(time.time() * 1000)})
            url = f"{self._at.rest}{path}?{query}&signature={self._sign(query)}"
            log.info("%s %s with key %s", method, url, self._key)
            try:
                async with self._http.request(method, url, headers={"X-MBX-APIKEY": self._key}) as answer:
                    body = await answer.json()
            except (aiohttp.ClientError, TimeoutError):
                await asyncio.sleep(0.1)
                continue
            if answer.status in (418, 429) or answer.status >= 500:
                await asyncio.sleep(0.1)
                continue
            return body

    def _sign(self, text: str) -> str:
        return hmac.new(self._secret.encode(), text.encode(), hashlib.sha256).hexdigest()

    async def instruments(self) -> Sequence[InstrumentSeen]:
        info = await self._ask("GET", "/api/v3/exchangeInfo")
        return [
            InstrumentSeen(symbol=row["symbol"], tick=Decimal("0.01"), step=Decimal("0.0001"), trading=True)
            for row in info["symbols"]
        ]

    async def _messages(self, stream: str) -> AsyncIterator[Any]:
        while True:
            socket = await self._http.ws_connect(f"{self._at.stream}/ws/{stream}")
            async for message in socket:
                yield json.loads(message.data)

    async def watch_book(self, symbol: str, tell: Tell) -> None:
        bids, asks, _ = self._books.setdefault(symbol, ({}, {}, 0))
        async for news in self._messages(f"{symbol.lower()}@depth"):
            bids.update({float(price): float(quantity) for price, quantity in news["b"]})
            asks.update({float(price): float(quantity) for price, quantity in news["a"]})
            self._books[symbol] = (bids, asks, news["u"])
            if (book := self.book(symbol)) is not None:
                await tell(book)

    def book(self, symbol: str) -> BookSeen | None:
        if symbol not in self._books:
            return None
        bids, asks, sequence = self._books[symbol]
        return BookSeen(
            symbol=symbol,
            bids=tuple((Decimal(p), Decimal(q)) for p, q in sorted(bids.items(), reverse=True)[:10]),
            asks=tuple((Decimal(p), Decimal(q)) for p, q in sorted(asks.items())[:10]),
            sequence=sequence,
        )

    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        async for news in self._messages(f"{symbol.lower()}@trade"):
            price, quantity = Decimal(float(news["p"])), Decimal(float(news["q"]))
            await tell(TradeSeen(symbol=symbol, trade_id=news["t"], price=price, quantity=quantity))

    async def watch_orders(self, tell: Tell) -> None:
        socket = await self._http.ws_connect(f"{self._at.ws_api}/ws-api/v3")
        query = f"apiKey={self._key}&timestamp={int(time.time() * 1000)}"
        named = dict(part.split("=") for part in query.split("&")) | {"signature": self._sign(query)}
        await socket.send_json({"id": 1, "method": "userDataStream.subscribe.signature", "params": named})
        async for message in socket:
            event = json.loads(message.data).get("event", {})
            if event.get("e") == "executionReport":
                await tell(_report(event))

    async def submit(self, intent: Intent) -> OrderSeen:
        order: dict[str, Any] = {"symbol": intent.symbol, "side": intent.side, "type": "MARKET"}
        order["quantity"] = f"{float(intent.quantity):.3f}"
        if intent.price is not None:
            order |= {"type": "LIMIT", "price": f"{float(intent.price):.2f}"}
            order["timeInForce"] = intent.time_in_force
        await self._ask("POST", "/api/v3/order", newClientOrderId=intent.client_order_id, **order)
        return _seen(intent.symbol, intent.client_order_id, State.OPEN)

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        await self._ask("DELETE", "/api/v3/order", symbol=symbol, origClientOrderId=client_order_id)
        return _seen(symbol, client_order_id, State.CANCELED)

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        told = await self._ask("GET", "/api/v3/order", symbol=symbol, origClientOrderId=client_order_id)
        return _seen(symbol, client_order_id, _STATES[told["status"]])

    async def open_orders(self, symbol: str) -> Sequence[OrderSeen]:
        told = await self._ask("GET", "/api/v3/openOrders", symbol=symbol)
        return [_seen(symbol, order["clientOrderId"], State.OPEN) for order in told]

    async def balances(self) -> Mapping[str, BalanceSeen]:
        if not hasattr(self, "_balances"):
            account = await self._ask("GET", "/api/v3/account")
            self._balances = {
                row["asset"]: BalanceSeen(
                    asset=row["asset"], free=Decimal(float(row["free"])), locked=Decimal(0)
                )
                for row in account["balances"]
            }
        return self._balances

    def health(self) -> HealthSeen:
        return HealthSeen(healthy=True)

    def counts(self) -> CountsSeen:
        return CountsSeen(requests=0, errors=0, reconnects=0)

    def audit(self) -> Sequence[str]:
        return ()

    async def switch_trading(self, on: bool) -> None:
        log.info("trading is %s", "on" if on else "off")

    async def create(self) -> int:
        await self._ask("GET", "/api/v3/account")
        self._created += 1
        self._tasks.append(asyncio.create_task(self._keep_alive()))
        return self._created

    async def release(self, number: int) -> None:
        log.info("connector %d is not needed any more", number)

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(30.0)
            await self._ask("GET", "/api/v3/ping")

    async def stop(self) -> None:
        log.info("stopped")


def _seen(symbol: str, client_order_id: str, state: State, fill: FillSeen | None = None) -> OrderSeen:
    return OrderSeen(
        symbol=symbol,
        client_order_id=client_order_id,
        venue_order_id=None,
        state=state,
        quantity=Decimal(0),
        filled=Decimal(0),
        fill=fill,
    )


def _report(event: Mapping[str, Any]) -> OrderSeen:
    fill = None
    if event["x"] == "TRADE":
        price, quantity = Decimal(float(event["L"])), Decimal(float(event["l"]))
        fill = FillSeen(trade_id=event["t"], client_order_id=event["c"], price=price, quantity=quantity)
    return _seen(event["s"], event["c"], _STATES[event["X"]], fill)

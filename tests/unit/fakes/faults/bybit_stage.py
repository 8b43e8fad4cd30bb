"""A whole Bybit in virtual time with one planned fault, and clients that know nothing of either."""

import hashlib
import hmac
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import aiohttp

from fakes.faults import Planned
from fakes.market.scripts import QUIET
from fakes.venue import Key
from fakes.venues.bybit import Bybit
from tests.unit.fakes.hosted import Hosted, hosted

API_KEY, SECRET = "fakeKeyForTests01", "fakeSecretForTests0123456789"
REST = "https://api.bybit.com/v5/"
STREAM = "wss://stream.bybit.com/v5/"
ORDER = {
    "symbol": "BTCUSDT",
    "side": "Buy",
    "orderType": "Limit",
    "qty": "0.01",
    "price": "50000",
}
BALANCES = {"USDT": Decimal(1_000_000), "BTC": Decimal(10)}


def signature(text: str) -> str:
    return hmac.new(SECRET.encode(), text.encode(), hashlib.sha256).hexdigest()


def login() -> dict[str, Any]:
    expires = int(time.time() * 1000) + 10_000
    return {"op": "auth", "args": [API_KEY, expires, signature(f"GET/realtime{expires}")]}


class BybitStage(Hosted[Bybit]):
    """Asks by aiohttp, of the markets of the venue's own product."""

    async def ask(self, name: str, **parameters: str) -> Any:
        """The decoded body of a public answer."""
        async with self.http.get(REST + name, params=parameters) as answer:
            return await answer.json()

    async def get(self, name: str, **parameters: str) -> Any:
        """The decoded body of a private one."""
        query = urlencode({"category": self.venue.product.category, **parameters})
        async with self.http.get(f"{REST}{name}?{query}", headers=self._headers(query)) as answer:
            return await answer.json()

    async def post(self, name: str, **parameters: Any) -> Any:
        body = json.dumps({"category": self.venue.product.category, **parameters})
        async with self.http.post(REST + name, data=body, headers=self._headers(body)) as answer:
            return await answer.json()

    def _headers(self, payload: str) -> dict[str, str]:
        at = str(int(time.time() * 1000))
        return {
            "X-BAPI-API-KEY": API_KEY,
            "X-BAPI-TIMESTAMP": at,
            "X-BAPI-RECV-WINDOW": "5000",
            "X-BAPI-SIGN": signature(f"{at}{API_KEY}5000{payload}"),
            "Content-Type": "application/json",
        }

    async def place(self, name: str, **changed: str) -> Any:
        """A limit order that rests far below the market."""
        return await self.post("order/create", **{**ORDER, "orderLinkId": name, **changed})


def play(
    story: Callable[[BybitStage], Awaitable[None]],
    *faults: Planned,
    limits: Mapping[str, int] | None = None,
    venue_class: type[Bybit] = Bybit,
) -> str:
    """The digest of everything that went over the network."""

    async def told(venue: Bybit, http: aiohttp.ClientSession) -> None:
        await story(BybitStage(venue, http))

    accounts = [Key(api_key=API_KEY, secret=SECRET, balances=BALANCES)]
    return hosted(
        venue_class, told, accounts=accounts, faults=faults, market=QUIET, limits=limits, jitter_s=0.002
    )[1]

"""A whole Kraken in virtual time with one planned fault, and clients that know nothing of either."""

import base64
import hashlib
import hmac
from collections.abc import Awaitable, Callable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import aiohttp

from fakes.faults import Planned
from fakes.ledger import RequestAnswered
from fakes.market.scripts import QUIET
from fakes.venue import Key
from fakes.venues.kraken import Kraken
from tests.unit.fakes.hosted import Hosted, hosted

API_KEY, SECRET = "k" * 56, base64.b64encode(b"s" * 64).decode()
REST = "https://api.kraken.com"
ORDER = {"pair": "XBTUSDT", "type": "buy", "ordertype": "limit", "volume": "0.01", "price": "50000"}
BALANCES = {"USDT": Decimal(1_000_000), "BTC": Decimal(10)}


class KrakenStage(Hosted[Kraken]):
    """Asks by aiohttp."""

    def __init__(self, venue: Kraken, http: aiohttp.ClientSession) -> None:
        super().__init__(venue, http)
        self._nonce = 0

    @property
    def outcomes(self) -> list[str]:
        """What the ledger says came of each request."""
        return [fact.outcome for fact in self.facts(RequestAnswered)]

    async def get(self, name: str, **parameters: str) -> Any:
        """The decoded body of a public answer."""
        async with self.http.get(f"{REST}/0/public/{name}", params=parameters) as answer:
            return await answer.json()

    async def post(self, name: str, **parameters: str) -> Any:
        """The decoded body of a private one."""
        async with self.asked(name, **parameters) as answer:
            return await answer.json()

    def asked(self, name: str, **parameters: str) -> Any:
        """The request, to be awaited or entered."""
        self._nonce += 1
        path = f"/0/private/{name}"
        body = urlencode({"nonce": str(self._nonce), **parameters})
        inner = hashlib.sha256(f"{self._nonce}{body}".encode()).digest()
        mac = hmac.new(base64.b64decode(SECRET), path.encode() + inner, hashlib.sha512)
        headers = {
            "API-Key": API_KEY,
            "API-Sign": base64.b64encode(mac.digest()).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self.http.post(REST + path, data=body, headers=headers)

    async def place(self, cl_ord_id: str, **changed: str) -> Any:
        """A limit order that rests far below the market."""
        return await self.post("AddOrder", **{**ORDER, "cl_ord_id": cl_ord_id, **changed})

    async def open_named(self, cl_ord_id: str) -> Any:
        """The open orders of that name."""
        return (await self.post("OpenOrders", cl_ord_id=cl_ord_id))["result"]["open"]


def play(
    story: Callable[[KrakenStage], Awaitable[None]],
    *faults: Planned,
    limits: Mapping[str, int] | None = None,
) -> str:
    """The digest of everything that went over the network."""

    async def told(venue: Kraken, http: aiohttp.ClientSession) -> None:
        await story(KrakenStage(venue, http))

    accounts = [Key(api_key=API_KEY, secret=SECRET, balances=BALANCES)]
    return hosted(
        Kraken, told, accounts=accounts, faults=faults, market=QUIET, limits=limits, jitter_s=0.002
    )[1]

"""Calls the market of contracts as its REST server would, without a socket; its clock stands still."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from fakes.faults.schedule import Planned
from fakes.venue import Key
from fakes.venues.binance.endpoints import Request, Security
from fakes.venues.binance.usdm import BinanceUsdm
from tests.unit.fakes.still_venue import BALANCES, StillVenue

API_KEY, SECRET, OTHER_KEY, READER = "k" * 64, "s" * 64, "o" * 64, "r" * 64
ADDRESS = "10.0.0.1"


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> int | None:
        """Of a refusal."""
        return self.body["code"] if self.status >= 400 else None

    @property
    def ok(self) -> Any:
        assert self.status == 200, self.body
        return self.body


def sign(payload: str, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()


class UsdmCaller(StillVenue[BinanceUsdm]):
    """With a key that may trade, one that may only read, and one of another account."""

    def __init__(self, *, limits: Mapping[str, int] | None = None, faults: tuple[Planned, ...] = ()) -> None:
        accounts = [
            Key(api_key=API_KEY, secret=SECRET, balances=BALANCES),
            Key(api_key=READER, secret=SECRET, permissions=("READ",)),
            Key(api_key=OTHER_KEY, secret=SECRET, account="other", balances=BALANCES),
        ]
        super().__init__(BinanceUsdm, accounts, limits=limits, faults=faults)
        # What somebody else has paid last, as on any market that is open.
        self.crowd("BUY", Decimal(60_000), "0.1")
        self.crowd("SELL", Decimal(60_000), "0.1")
        self._endpoints = {(one.method, one.path): one for one in self.venue.requests}

    def call(self, method: str, path: str, /, **given: Any) -> Answer:
        """`path` below /fapi/v1/ or whole. Signed where the endpoint wants that. Beside its parameters may be
        given `api_key`, `secret`, `source` and `stamp_ms`."""
        api_key, secret = given.pop("api_key", API_KEY), given.pop("secret", SECRET)
        source, stamp_ms = given.pop("source", ADDRESS), given.pop("stamp_ms", int(self.now_s * 1000))
        endpoint = self._endpoints[method, path if path.startswith("/") else f"/fapi/v1/{path}"]
        sent = {name: str(value) for name, value in given.items() if value is not None}
        signature = None
        if endpoint.security in (Security.TRADE, Security.USER_DATA):
            sent["timestamp"] = str(stamp_ms)
            signature = sign(urlencode(sent), secret)
        request = Request(
            endpoint=endpoint,
            parameters=sent,
            source=source,
            api_key=api_key,
            signature=signature,
            payload=urlencode(sent).encode(),
        )
        reply = self.settled(self.venue.gateway.handle(request))
        return Answer(reply.status, json.loads(reply.body), dict(reply.headers))

    def place(self, **changed: Any) -> Answer:
        """A bid for 0.01 at 50,000; `changed` may take parts of it away with None."""
        order = {
            "symbol": "BTCUSDT",
            "side": "BUY",
            "type": "LIMIT",
            "timeInForce": "GTC",
            "quantity": "0.01",
            "price": "50000",
        }
        return self.call("POST", "order", **{**order, **changed})

    def placed(self, **changed: Any) -> int:
        """The venue's number of an order that it took."""
        number: int = self.place(**changed).ok["orderId"]
        return number

    def bought(self, quantity: str = "0.01") -> int:
        """At the market, from the crowd."""
        return self.placed(type="MARKET", timeInForce=None, price=None, quantity=quantity)

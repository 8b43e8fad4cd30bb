"""Calls the venue as its REST server would, without a socket and with a clock that stands still."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fakes.exchange import SymbolStatus
from fakes.faults.schedule import Planned
from fakes.venue import Key
from fakes.venues.binance import Binance
from fakes.venues.binance.endpoints import Request
from tests.unit.fakes.still_venue import BALANCES, StillVenue

API_KEY = "k" * 64
SECRET = "secret"
BID = Decimal("59900.00")
ASK = Decimal("60100.00")


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: dict[str, str]

    @property
    def code(self) -> int:
        return int(self.body["code"])


def sign(payload: str, secret: str = SECRET) -> str:
    return hmac.new(secret.encode(), payload.encode(), hashlib.sha256).hexdigest()


class RestCaller(StillVenue[Binance]):
    """With a key that may trade."""

    bid, ask = BID, ASK

    def __init__(self, *, limits: Mapping[str, int] | None = None, faults: tuple[Planned, ...] = ()) -> None:
        accounts = [Key(api_key=API_KEY, secret=SECRET, balances=BALANCES)]
        super().__init__(Binance, accounts, limits=limits, faults=faults)
        self._endpoints = {(each.method, each.path): each for each in self.venue.requests}

    def get(self, path: str, **parameters: Any) -> Answer:
        """A public request."""
        return self.send("GET", path, urlencode(parameters))

    def signed(self, method: str, path: str, *, api_key: str = API_KEY, **parameters: Any) -> Answer:
        """With a timestamp of now unless given, and the right signature unless given."""
        parameters.setdefault("timestamp", int(self.now_s * 1000))
        signature = parameters.pop("signature", None)
        payload = urlencode(parameters)
        return self.send(method, path, payload, signature=signature or sign(payload), api_key=api_key)

    def place(self, **parameters: Any) -> Answer:
        """A limit buy that rests, unless told otherwise."""
        defaults = {
            "symbol": "BTCUSDT",
            "side": "BUY",
            "type": "LIMIT",
            "timeInForce": "GTC",
            "quantity": "0.01",
            "price": "59000.00",
        }
        given = {name: value for name, value in {**defaults, **parameters}.items() if value is not None}
        return self.signed("POST", "/api/v3/order", **given)

    def send(
        self,
        method: str,
        path: str,
        query: str,
        *,
        signature: str | None = None,
        api_key: str | None = None,
        source: str = "10.0.0.1",
    ) -> Answer:
        request = Request(
            endpoint=self._endpoints[method, path],
            parameters=dict(parse_qsl(query, keep_blank_values=True)),
            source=source,
            api_key=api_key,
            signature=signature,
            payload=query.encode(),
        )
        reply = self.settled(self.venue.gateway.handle(request))
        return Answer(reply.status, json.loads(reply.body), dict(reply.headers))

    def close_market(self) -> None:
        self.exchange.set_status("BTCUSDT", SymbolStatus.BREAK)

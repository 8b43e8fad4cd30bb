"""Calls the venue as its REST server would, without a socket; its clock stands still unless moved."""

import base64
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
from fakes.venues.kraken import Kraken
from fakes.venues.kraken.gateway import Request
from fakes.venues.kraken.parameters import Parameters
from tests.unit.fakes.still_venue import BALANCES, StillVenue

API_KEY = "k" * 56
SECRET = base64.b64encode(bytes(range(64))).decode()
OTHER_KEY = "o" * 56


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any

    @property
    def error(self) -> str | None:
        """The first; None on success."""
        errors = self.body["error"]
        return errors[0] if errors else None

    @property
    def result(self) -> Any:
        assert self.body["error"] == []
        return self.body["result"]


def sign(path: str, nonce: str, body: str, secret: str = SECRET) -> str:
    inner = hashlib.sha256((nonce + body).encode()).digest()
    mac = hmac.new(base64.b64decode(secret), path.encode() + inner, hashlib.sha512)
    return base64.b64encode(mac.digest()).decode()


class KrakenCaller(StillVenue[Kraken]):
    """With a key that may trade, and one of another account."""

    bid, ask = Decimal("59900.0"), Decimal("60100.0")

    def __init__(
        self,
        *,
        limits: Mapping[str, int] | None = None,
        faults: tuple[Planned, ...] = (),
        permissions: tuple[str, ...] = ("READ", "TRADE"),
    ) -> None:
        accounts = [
            Key(api_key=API_KEY, secret=SECRET, balances=BALANCES, permissions=permissions),
            Key(api_key=OTHER_KEY, secret=SECRET, account="other", balances=BALANCES),
        ]
        super().__init__(Kraken, accounts, limits=limits, faults=faults)
        self.nonce = 1_800_000_000_000
        self._endpoints = {each.name: each for each in self.venue.requests}

    def get(self, name: str, *, source: str = "10.0.0.1", **parameters: str) -> Answer:
        """A public question."""
        request = Request(
            endpoint=self._endpoints[name],
            parameters=Parameters(parameters),
            source=source,
            path=f"/0/public/{name}",
        )
        return self._handled(request)

    def post(
        self,
        name: str,
        *,
        api_key: str = API_KEY,
        nonce: str | None = None,
        signature: str | None = None,
        source: str = "10.0.0.1",
        **parameters: str,
    ) -> Answer:
        """A private one, with the next nonce and the right signature unless given."""
        if nonce is None:
            self.nonce += 1
            nonce = str(self.nonce)
        path = f"/0/private/{name}"
        sent = {"nonce": nonce, **parameters} if nonce else parameters
        body = urlencode(sent)
        request = Request(
            endpoint=self._endpoints[name],
            parameters=Parameters(sent),
            source=source,
            path=path,
            api_key=api_key,
            signature=sign(path, nonce, body) if signature is None else signature,
            nonce=nonce,
            body=body.encode(),
        )
        return self._handled(request)

    def post_json(self, name: str, **parameters: Any) -> Answer:
        """The same with a body of JSON, as batches need it."""
        self.nonce += 1
        path = f"/0/private/{name}"
        sent = {"nonce": str(self.nonce), **parameters}
        body = json.dumps(sent)
        request = Request(
            endpoint=self._endpoints[name],
            parameters=Parameters(sent),
            source="10.0.0.1",
            path=path,
            api_key=API_KEY,
            signature=sign(path, sent["nonce"], body),
            nonce=sent["nonce"],
            body=body.encode(),
        )
        return self._handled(request)

    def place(self, **parameters: str | None) -> Answer:
        """A limit buy that rests, unless told otherwise; None leaves a parameter out."""
        defaults = {
            "pair": "XBTUSDT",
            "type": "buy",
            "ordertype": "limit",
            "volume": "0.01",
            "price": "50000",
        }
        given = {name: value for name, value in {**defaults, **parameters}.items() if value is not None}
        return self.post("AddOrder", **given)

    def placed(self, **parameters: str | None) -> str:
        """The id of an order that was accepted."""
        txid: str = self.place(**parameters).result["txid"][0]
        return txid

    def order(self, txid: str) -> Any:
        """As QueryOrders shows it."""
        return self.post("QueryOrders", txid=txid).result[txid]

    def _handled(self, request: Request) -> Answer:
        reply = self.settled(self.venue.gateway.handle(request))
        return Answer(reply.status, json.loads(reply.body))

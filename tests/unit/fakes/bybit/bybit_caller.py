"""Calls the venue as its REST server would, without a socket; its clock stands still unless moved."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from fakes.faults.schedule import Planned
from fakes.serving.http_replies import pairs
from fakes.venue import Key
from fakes.venues.bybit import Bybit
from fakes.venues.bybit.gateway import Request
from fakes.venues.bybit.parameters import Parameters
from tests.unit.fakes.still_venue import BALANCES, StillVenue

API_KEY = "fakeKeyForTests01"
SECRET = "fakeSecretForTests0123456789"
OTHER_KEY = "fakeKeyForTests02"
ORDER = {
    "symbol": "BTCUSDT",
    "side": "Buy",
    "orderType": "Limit",
    "qty": "0.01",
    "price": "50000",
}


@dataclass(frozen=True)
class Answer:
    """`body` is None where it is no JSON."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def code(self) -> int:
        return int(self.body["retCode"])

    @property
    def result(self) -> Any:
        assert self.body["retCode"] == 0, self.body
        return self.body["result"]

    @property
    def codes(self) -> list[int]:
        """Of the orders of a batch."""
        return [row["code"] for row in self.body["retExtInfo"]["list"]]


def sign(timestamp: str, window: str, payload: str, api_key: str = API_KEY, secret: str = SECRET) -> str:
    text = f"{timestamp}{api_key}{window}{payload}"
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


class BybitCaller(StillVenue[Bybit]):
    """With a key that may trade, and one of another account."""

    bid, ask = Decimal("59900.0"), Decimal("60100.0")
    venue_class: type[Bybit] = Bybit
    category = "spot"

    def __init__(
        self,
        *,
        limits: Mapping[str, int] | None = None,
        faults: tuple[Planned, ...] = (),
        permissions: tuple[str, ...] = ("READ", "TRADE"),
        sources: tuple[str, ...] = (),
    ) -> None:
        mine = Key(
            api_key=API_KEY, secret=SECRET, balances=BALANCES, permissions=permissions, sources=sources
        )
        other = Key(api_key=OTHER_KEY, secret=SECRET, account="other", balances=BALANCES)
        super().__init__(self.venue_class, [mine, other], limits=limits, faults=faults)
        self._endpoints = {each.name: each for each in self.venue.requests}

    @property
    def now_ms(self) -> int:
        return round(self.now_s * 1000)

    def public(self, name: str, *, source: str = "10.0.0.1", **parameters: str) -> Answer:
        """A public question."""
        endpoint = self._endpoints[name]
        request = Request(endpoint=endpoint, parameters=Parameters(parameters), source=source)
        return self._handled(request)

    def get(self, name: str, **given: Any) -> Answer:
        """A signed question; see `_signed` for what may be given besides parameters."""
        sending, parameters = _apart(given)
        query = urlencode({"category": self.category, **parameters})
        return self._signed(name, pairs(query)[0], query, **sending)

    def post(self, name: str, **given: Any) -> Answer:
        sending, parameters = _apart(given)
        body = {"category": self.category, **parameters}
        return self._signed(name, body, json.dumps(body), **sending)

    def _signed(
        self,
        name: str,
        parameters: Mapping[str, Any],
        payload: str,
        *,
        api_key: str = API_KEY,
        timestamp: str | None = None,
        window: str = "5000",
        signature: str | None = None,
        source: str = "10.0.0.1",
    ) -> Answer:
        """With the time and the right signature unless given."""
        at = str(self.now_ms) if timestamp is None else timestamp
        request = Request(
            endpoint=self._endpoints[name],
            parameters=Parameters(parameters),
            source=source,
            api_key=api_key,
            timestamp=at,
            window=window,
            signature=sign(at, window, payload, api_key) if signature is None else signature,
            payload=payload.encode(),
        )
        return self._handled(request)

    def place(self, **changed: Any) -> Answer:
        """A limit buy that rests, unless told otherwise; None leaves a parameter out."""
        given = {name: value for name, value in {**ORDER, **changed}.items() if value is not None}
        return self.post("order/create", **given)

    def placed(self, **changed: Any) -> str:
        """The id of an order that was accepted."""
        order_id: str = self.place(**changed).result["orderId"]
        return order_id

    def order(self, order_id: str, *, api_key: str = API_KEY) -> Any:
        """As `order/realtime` shows it."""
        [row] = self.get("order/realtime", orderId=order_id, api_key=api_key).result["list"]
        return row

    def balance(self, coin: str) -> tuple[Decimal, Decimal]:
        """(total, locked)"""
        [account] = self.get("account/wallet-balance", accountType="UNIFIED", coin=coin).result["list"]
        [row] = account["coin"]
        return Decimal(row["walletBalance"]), Decimal(row["locked"])

    def _handled(self, request: Request) -> Answer:
        reply = self.settled(self.venue.gateway.handle(request))
        try:
            body = json.loads(reply.body)
        except ValueError:
            body = None
        return Answer(reply.status, body, dict(reply.headers))


SENDING = ("api_key", "timestamp", "window", "signature", "source")


def _apart(given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """How it is sent, and what."""
    sending = {name: value for name, value in given.items() if name in SENDING}
    return sending, {name: value for name, value in given.items() if name not in SENDING}

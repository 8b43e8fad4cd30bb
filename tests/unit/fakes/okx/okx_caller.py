"""Calls the venue as its REST server would, without a socket; its clock stands still unless moved."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, ClassVar
from urllib.parse import urlencode

from fakes.faults.schedule import Planned
from fakes.venue import Key
from fakes.venues.okx import Okx
from fakes.venues.okx.gateway import Request
from fakes.venues.okx.parameters import Parameters, read_body
from fakes.venues.okx.security import Signed
from tests.unit.fakes.still_venue import BALANCES, StillVenue

API_KEY = "0a1b2c3d-0000-4000-8000-0123456789ab"
SECRET = "22582BD0CFF14C41EDBF1AB98506286D"
PASSPHRASE = "pass of a play"
OTHER_KEY = "ffffffff-0000-4000-8000-0123456789ab"
ORDER = {
    "instId": "BTC-USDT",
    "tdMode": "cash",
    "side": "buy",
    "ordType": "limit",
    "px": "50000",
    "sz": "0.01",
}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any

    @property
    def code(self) -> int:
        """What decides: an `sCode`, where there is one (OKX-06)."""
        rows = self.body.get("data", [])
        codes = [int(row["sCode"]) for row in rows if isinstance(row, dict) and "sCode" in row]
        return next((code for code in codes if code), int(self.body["code"]) if not codes else 0)

    @property
    def data(self) -> Any:
        assert self.body["code"] == "0", self.body
        return self.body["data"]

    @property
    def row(self) -> Any:
        [row] = self.data
        return row


def sign(text: str, secret: str = SECRET) -> str:
    return base64.b64encode(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest()).decode()


def iso(at_s: float) -> str:
    return datetime.fromtimestamp(at_s, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"


class OkxCaller(StillVenue[Okx]):
    """With a key that may trade, and one of another account."""

    bid, ask = Decimal("59900.0"), Decimal("60100.0")
    venue_class: type[Okx] = Okx
    inst_id = "BTC-USDT"
    inst_type = "SPOT"
    ordered: ClassVar[Mapping[str, Any]] = ORDER

    def __init__(
        self,
        *,
        limits: Mapping[str, int] | None = None,
        faults: tuple[Planned, ...] = (),
        permissions: tuple[str, ...] = ("READ", "TRADE"),
        balances: Mapping[str, Decimal] = BALANCES,
        sources: tuple[str, ...] = (),
    ) -> None:
        accounts = [
            Key(
                api_key=API_KEY,
                secret=SECRET,
                passphrase=PASSPHRASE,
                balances=balances,
                permissions=permissions,
                sources=sources,
            ),
            Key(
                api_key=OTHER_KEY,
                secret=SECRET,
                passphrase=PASSPHRASE,
                account="other",
                balances=balances,
            ),
        ]
        super().__init__(self.venue_class, accounts, limits=limits, faults=faults)
        self._endpoints = {(each.method, each.name): each for each in self.venue.requests}

    def get(self, name: str, /, *, source: str = "10.0.0.1", **parameters: str) -> Answer:
        """A question; signed if it is a private one."""
        return self.asked("GET", name, parameters, source=source)

    def post(self, name: str, /, *, api_key: str = API_KEY, **body: Any) -> Answer:
        return self.asked("POST", name, body, api_key=api_key)

    def post_list(self, name: str, rows: list[Any]) -> Answer:
        return self.asked("POST", name, rows)

    def asked(
        self,
        method: str,
        name: str,
        sent: Any,
        *,
        source: str = "10.0.0.1",
        api_key: str = API_KEY,
        passphrase: str = PASSPHRASE,
        timestamp: str | None = None,
        signature: str | None = None,
        simulated: bool = False,
        exp_time: str = "",
    ) -> Answer:
        """Everything right unless given."""
        path = f"/api/v5/{name}"
        body = json.dumps(sent) if method == "POST" else ""
        if method == "GET" and sent:
            path += "?" + urlencode(sent)
        at = iso(self.venue.clock_s()) if timestamp is None else timestamp
        text = f"{method}{path}{body}"
        signed = Signed(
            api_key=api_key,
            sign=sign(at + text) if signature is None else signature,
            timestamp=at,
            passphrase=passphrase,
            simulated=simulated,
            text=text.encode(),
        )
        parameters = read_body(body.encode()) if body else Parameters(sent)
        assert parameters is not None
        request = Request(
            endpoint=self._endpoints[method, name],  # type: ignore[index]  # one of the two methods
            parameters=parameters,
            source=source,
            path=path,
            signed=signed,
            exp_time=exp_time,
        )
        reply = self.settled(self.venue.gateway.handle(request))
        return Answer(reply.status, json.loads(reply.body))

    def place(self, *, api_key: str = API_KEY, **changed: Any) -> Answer:
        """A limit buy that rests, unless told otherwise; None leaves a parameter out."""
        return self.post("trade/order", api_key=api_key, **self.order_of(**changed))

    def order_of(self, **changed: Any) -> dict[str, Any]:
        return {name: value for name, value in {**self.ordered, **changed}.items() if value is not None}

    def placed(self, **changed: Any) -> str:
        """The id of an order that was accepted."""
        row = self.place(**changed).row
        assert row["sCode"] == "0", row
        ord_id: str = row["ordId"]
        return ord_id

    def order(self, ord_id: str) -> Any:
        return self.get("trade/order", instId=self.inst_id, ordId=ord_id).row

    def cancel(self, **named: Any) -> Answer:
        return self.post("trade/cancel-order", **{"instId": self.inst_id, **named})

    def amend(self, **changed: Any) -> Answer:
        return self.post("trade/amend-order", **{"instId": self.inst_id, **changed})

    def balance(self, ccy: str) -> tuple[Decimal, Decimal]:
        """(all of it, what is free)."""
        [detail] = self.get("account/balance", ccy=ccy).row["details"]
        return Decimal(detail["cashBal"]), Decimal(detail["availBal"])

"""Calls the venue as its REST server would, without a socket and with a clock that stands still."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode

from fakes.exchange import SymbolStatus
from fakes.faults.fault import Reply
from fakes.faults.schedule import Planned
from fakes.instruments import Side
from fakes.market.scripts import SILENT
from fakes.matching import NewOrder
from fakes.venue import Key
from fakes.venues.binance import Binance
from fakes.venues.binance.endpoints import Request
from fakes.wire import Wire
from tests.unit.fakes.no_wire import NoWire

OPENED_S = 1_800_000_000.0
API_KEY = "k" * 64
SECRET = "secret"
BALANCES = {"BTC": Decimal(10), "USDT": Decimal(1_000_000)}
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


class RestCaller:
    """One venue with a book of one bid and one ask on BTCUSDT (1 BTC each), and a key that may trade."""

    def __init__(self, *, limits: Mapping[str, int] | None = None, faults: tuple[Planned, ...] = ()) -> None:
        self.now_s = OPENED_S
        wire: Wire = NoWire()
        self.venue = Binance(
            seed=1,
            market=SILENT,
            wire=wire,
            faults=faults,
            accounts=[Key(api_key=API_KEY, secret=SECRET, balances=BALANCES)],
            wall=lambda: self.now_s,
            stage_now=lambda: self.now_s - OPENED_S,
            limits=limits,
        )
        self.exchange = self.venue.exchange
        self._endpoints = {(each.method, each.path): each for each in self.venue.requests}
        accounts = self.exchange.accounts
        for asset in ("BTC", "USDT"):
            accounts.credit("crowd", asset, 10**18)
        self.crowd("BUY", BID, "1")
        self.crowd("SELL", ASK, "1")

    def crowd(self, side: str, price: Decimal, quantity: str) -> None:
        """Somebody else's limit order."""
        instrument = self.exchange.instrument("BTCUSDT")
        self.exchange.place(
            "BTCUSDT",
            NewOrder(
                account="crowd",
                client_order_id=f"crowd-{len(self.venue.ledger.entries)}",
                side=Side(side),
                ticks=instrument.ticks(price),
                lots=instrument.lots(Decimal(quantity)),
            ),
        )

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
        settled = asyncio.run(self.venue.gateway.handle(request))
        assert isinstance(settled, Reply)
        return Answer(settled.status, json.loads(settled.body), dict(settled.headers))

    def close_market(self) -> None:
        self.exchange.set_status("BTCUSDT", SymbolStatus.BREAK)

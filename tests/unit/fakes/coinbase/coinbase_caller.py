"""Calls the venue as its REST server would, without a socket; its clock stands still unless moved."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from fakes.faults.fault import Reply
from fakes.faults.schedule import Planned
from fakes.venue import Key
from fakes.venues.coinbase import Coinbase
from fakes.venues.coinbase.endpoints import V3, Routes
from fakes.venues.coinbase.gateway import Request
from fakes.venues.coinbase.parameters import Parameters
from fakes.venues.coinbase.security import Credentials
from tests.unit.fakes.coinbase.keys import (
    HOST,
    NAME,
    OTHER_NAME,
    OTHER_SECRET,
    RETIRED_NAME,
    RETIRED_SECRET,
    SECRET,
    token,
)
from tests.unit.fakes.still_venue import BALANCES, StillVenue

ORDER: dict[str, Any] = {"client_order_id": "a", "product_id": "BTC-USDT", "side": "BUY"}
RESTING: dict[str, Any] = {"base_size": "0.01", "limit_price": "50000"}


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def reason(self) -> str | None:
        """Why an order was not placed or not changed; None on success."""
        if self.status != 200:
            return str(self.body["error"]) if isinstance(self.body, dict) else str(self.body)
        if self.body.get("success") is not False:
            return None
        if "errors" in self.body:
            return str(self.body["errors"][0]["edit_failure_reason"])
        told = self.body["error_response"]
        said = (told["new_order_failure_reason"], told["preview_failure_reason"])
        return str(said[0] if said[0] != "UNKNOWN_FAILURE_REASON" else said[1])


class CoinbaseCaller(StillVenue[Coinbase]):
    """With a key that may trade, one of another account, and a retired one of the first account."""

    def __init__(
        self,
        *,
        limits: Mapping[str, int] | None = None,
        faults: tuple[Planned, ...] = (),
        permissions: tuple[str, ...] = ("READ", "TRADE"),
    ) -> None:
        accounts = [
            Key(api_key=NAME, secret=SECRET, balances=BALANCES, permissions=permissions),
            Key(api_key=OTHER_NAME, secret=OTHER_SECRET, account="other", balances=BALANCES),
            Key(api_key=RETIRED_NAME, secret=RETIRED_SECRET, permissions=permissions),
        ]
        super().__init__(Coinbase, accounts, limits=limits, faults=faults)
        self._routes = Routes(self.venue.requests)

    # --- asking -----------------------------------------------------------------------------------

    def get(
        self,
        path: str,
        *,
        credentials: Credentials | None = None,
        source: str = "10.0.0.1",
        fresh: bool = False,
        **parameters: Any,
    ) -> Answer:
        """A question with the usual token if it needs one; lists are names that come several times."""
        return self._asked("GET", path, urlencode(parameters, doseq=True), b"", credentials, source, fresh)

    def post(self, path: str, body: Any, *, credentials: Credentials | None = None) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return self._asked("POST", path, "", raw, credentials, "10.0.0.1", False)

    def token(self, method: str, path: str, **changed: Any) -> Credentials:
        return Credentials(bearer=token(self.now_s, f"{method} {HOST}{path}", **changed))

    def _asked(
        self,
        method: str,
        path: str,
        query: str,
        body: bytes,
        credentials: Credentials | None,
        source: str,
        fresh: bool,
    ) -> Answer:
        path = path if path.startswith("/v2") else V3 + path
        found = self._routes.find(method, path)
        assert found is not None, path
        endpoint, named = found
        sent = Parameters.of_query(query) if method == "GET" else Parameters.of_body(body)
        assert sent is not None
        if credentials is None:
            credentials = Credentials() if endpoint.needs is None else self.token(method, path)
        request = Request(
            endpoint=endpoint,
            parameters=sent.with_(**named),
            source=source,
            path=path,
            query=query,
            body=body,
            credentials=credentials,
            fresh=fresh,
        )
        return answered(self.settled(self.venue.gateway.handle(request)))

    # --- orders -----------------------------------------------------------------------------------

    def place(self, configuration: Any = None, **changed: Any) -> Answer:
        """A limit buy that rests, unless told otherwise; None leaves a parameter out."""
        configured = {"limit_limit_gtc": RESTING} if configuration is None else configuration
        order = {**ORDER, "order_configuration": configured, **changed}
        return self.post("/orders", {name: value for name, value in order.items() if value is not None})

    def limit(self, kind: str = "limit_limit_gtc", **changed: Any) -> Answer:
        """The same with changes in what is configured; those that begin with `_` are of the order."""
        inner = {**RESTING, **{name: value for name, value in changed.items() if not name.startswith("_")}}
        outer = {name[1:]: value for name, value in changed.items() if name.startswith("_")}
        return self.place(
            {kind: {name: value for name, value in inner.items() if value is not None}}, **outer
        )

    def market(self, side: str = "BUY", **size: str) -> Answer:
        return self.place({"market_market_ioc": size}, side=side, client_order_id=f"m{self.next()}")

    def placed(self, kind: str = "limit_limit_gtc", **changed: Any) -> str:
        """The id of an order that was taken, with a name of its own."""
        answer = self.limit(kind, **{"_client_order_id": f"o{self.next()}", **changed})
        assert answer.reason is None, answer.body
        order_id: str = answer.body["success_response"]["order_id"]
        return order_id

    def next(self) -> int:
        self._count = getattr(self, "_count", 0) + 1
        return self._count

    def order(self, order_id: str) -> Any:
        return self.get(f"/orders/historical/{order_id}").body["order"]

    def cancel(self, *order_ids: str) -> Answer:
        return self.post("/orders/batch_cancel", {"order_ids": list(order_ids)})

    def edit(self, order_id: str, **changed: Any) -> Answer:
        return self.post("/orders/edit", {"order_id": order_id, **changed})


def answered(reply: Reply) -> Answer:
    body = json.loads(reply.body) if reply.content_type == "application/json" else reply.body.decode()
    return Answer(reply.status, body, dict(reply.headers))

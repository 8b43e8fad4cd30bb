"""The one door for requests: from what the server read to what it writes."""

from dataclasses import replace

import msgspec

from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Reply, RequestSeen
from fakes.ledger import Ledger, RequestReceived
from fakes.operations import Operation, Outcome
from fakes.serving.handling import Handling, Settled
from fakes.serving.wire_json import encoded
from fakes.venue import Key
from fakes.venues.coinbase import errors
from fakes.venues.coinbase.cache import Cache
from fakes.venues.coinbase.endpoints import Caller, Endpoint
from fakes.venues.coinbase.errors import Refuse
from fakes.venues.coinbase.limits import Limits, Standing
from fakes.venues.coinbase.orders import Orders
from fakes.venues.coinbase.parameters import Parameters
from fakes.venues.coinbase.security import Credentials, Guard, check_permission


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request as the server understood it, not yet believed. `body` is what was signed."""

    endpoint: Endpoint
    parameters: Parameters
    source: str
    path: str
    query: str = ""
    body: bytes = b""
    credentials: Credentials = Credentials()
    fresh: bool = False
    """It goes round the cache (CBS-20)."""


class Gateway:
    def __init__(
        self,
        *,
        ledger: Ledger,
        desk: FaultDesk,
        guard: Guard,
        limits: Limits,
        cache: Cache,
        orders: Orders,
    ) -> None:
        self.guard = guard
        self.limits = limits
        self.cache = cache
        self.orders = orders
        self._last_request_id = 0
        self._handling = Handling(ledger=ledger, desk=desk)

    async def handle(self, request: Request) -> Settled:
        """Everything between the request's last byte and the answer's first, waiting included."""
        self._last_request_id += 1
        return await self._handling.handle(CoinbaseCase(self, request, self._last_request_id))

    def close(self) -> None:
        """Forget what was still on its way to the matching engine."""
        self._handling.close()


class CoinbaseCase:
    """Rate of the address; token, rate of the user, permission; then the act (CBS-85)."""

    patience_s = None
    """How long the venue waits for its engine is not documented: here, as long as it takes."""

    def __init__(self, gateway: Gateway, request: Request, request_id: int) -> None:
        self._gateway = gateway
        self._request = request
        self._key: Key | None = None
        self._standing: Standing | None = None
        endpoint = request.endpoint
        self.seen = RequestSeen(
            request_id=request_id,
            operation=_operation(endpoint, request.parameters),
            transport="rest",
            parameters=self._spoken_of(),
            source=request.source,
            api_key=request.credentials.named or None,
            method=endpoint.name,
        )

    def _spoken_of(self) -> dict[str, str]:
        """What was sent, with the lab's names of market and order beside the venue's."""
        orders = self._gateway.orders
        spoken = self._request.parameters.spoken()
        product = orders.products.named(spoken.get("product_id", ""))
        if product is not None:
            spoken["symbol"] = product.symbol
        for number, name in enumerate([text for at, text in spoken.items() if at.startswith("order_id")]):
            order = orders.known(name)
            if order is not None:
                spoken["symbol"] = order.symbol
                spoken["client_order_id" if not number else f"client_order_id[{number}]"] = (
                    order.client_order_id
                )
        return spoken

    @property
    def received(self) -> RequestReceived:
        seen, request = self.seen, self._request
        return RequestReceived(
            request_id=seen.request_id,
            operation=seen.operation.value,
            transport=seen.transport,
            method=request.endpoint.method,
            path=request.path,
            source=seen.source,
            api_key=seen.api_key,
            client_order_id=seen.parameters.get("client_order_id"),
            weight=int(request.endpoint.needs is not None),
        )

    # --- before the act ---------------------------------------------------------------------------

    def admit(self) -> Reply | None:
        endpoint, limits = self._request.endpoint, self._gateway.limits
        if endpoint.needs is not None:
            return None
        counted = limits.wallet if endpoint.wallet else limits.ask
        refused, self._standing = counted(self._request.source)
        return refused

    def believe(self) -> Reply | None:
        endpoint, request = self._request.endpoint, self._request
        if endpoint.needs is None:
            return None
        path = request.path
        if endpoint.wallet and request.credentials.api_key and request.query:
            path += f"?{request.query}"  # there a retired key signs the query too (CBS-07)
        self._key = self._gateway.guard.of_request(
            request.credentials, request.source, endpoint.method, path, request.body
        )
        if self._key is None:
            return errors.UNAUTHORISED
        limits = self._gateway.limits
        counted = limits.wallet if endpoint.wallet else limits.call
        refused, self._standing = counted(self._key.account)
        if refused is not None:
            return self.instead(refused)
        try:
            check_permission(self._key, endpoint.needs)
        except Refuse as refuse:
            return self.instead(refuse.reply)
        return None

    # --- the act ----------------------------------------------------------------------------------

    def act(self) -> Reply:
        request, key = self._request, self._key
        cached = request.endpoint.cached and not request.fresh
        question = f"{request.path}?{request.query}"
        body = self._gateway.cache.get(question) if cached else None
        if body is None:
            caller = Caller(
                request_id=self.seen.request_id,
                account=key.account if key is not None else "",
                api_key=key.api_key if key is not None else "",
            )
            try:
                body = encoded(request.endpoint.act(request.parameters, caller))
            except Refuse as refuse:
                return self.instead(refuse.reply)
            if request.endpoint.cached:
                self._gateway.cache.keep(question, body)
        return self.instead(Reply(status=200, body=body))

    def out_of_patience(self) -> Reply:
        return errors.page(504)

    def instead(self, reply: Reply) -> Reply:
        if self._standing is None or reply.content_type == "text/html":
            return reply
        said = dict(reply.headers)
        more = tuple(each for each in self._standing.headers if each[0] not in said)
        return replace(reply, headers=(*reply.headers, *more))

    def outcome(self, reply: Reply) -> tuple[Outcome, str | None]:
        return errors.outcome(reply)


def _operation(endpoint: Endpoint, parameters: Parameters) -> Operation:
    """A list that is filtered by ids is a question for those orders, one of open orders is that (CBS-37)."""
    if endpoint.operation is not Operation.ALL_ORDERS:
        return endpoint.operation
    if parameters.raw("order_ids"):
        return Operation.QUERY
    return Operation.OPEN_ORDERS if parameters.raw("order_status") == "OPEN" else Operation.ALL_ORDERS

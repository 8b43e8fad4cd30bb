"""The one door for requests, whichever transport they came over.

REST and the trade socket turn what they received into a `Request` and write what `handle` returns: an
envelope (BYB-05), out of which the socket takes its parts again.
"""

from collections.abc import Callable
from typing import Any, Literal

import msgspec

from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Reply, RequestSeen
from fakes.ledger import Ledger, RequestReceived
from fakes.operations import Operation, Outcome
from fakes.serving.handling import Handling, Settled
from fakes.serving.wire_json import encoded
from fakes.venue import Key
from fakes.venues.bybit import errors
from fakes.venues.bybit.endpoints import Caller, Endpoint
from fakes.venues.bybit.errors import Refuse
from fakes.venues.bybit.limits import Limits, Standing, TooManyVisits
from fakes.venues.bybit.orders import Orders
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.security import Guard, check_permission


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request as a transport understood it. On REST it is not yet believed: `payload` is what was signed;
    on a socket `key` is who logged in there. `signed` False = its headers are not all there (BYB-09)."""

    endpoint: Endpoint
    parameters: Parameters
    source: str
    transport: Literal["rest", "ws"] = "rest"
    api_key: str = ""
    timestamp: str = ""
    window: str = ""
    signature: str = ""
    payload: bytes = b""
    key: Key | None = None

    @property
    def signed(self) -> bool:
        return bool(self.api_key and self.timestamp and self.signature)


class Gateway:
    def __init__(
        self,
        *,
        ledger: Ledger,
        desk: FaultDesk,
        guard: Guard,
        limits: Limits,
        orders: Orders,
        next_request_id: Callable[[], int],
        clock_ms: Callable[[], int],
    ) -> None:
        self.guard = guard
        self.limits = limits
        self.orders = orders
        self.clock_ms = clock_ms
        self._next_request_id = next_request_id
        self._handling = Handling(ledger=ledger, desk=desk)

    async def handle(self, request: Request) -> Settled:
        """Everything between the request's last byte and the answer's first, waiting included."""
        return await self._handling.handle(BybitCase(self, request, self._next_request_id()))

    def close(self) -> None:
        """Forget what was still on its way to the matching engine."""
        self._handling.close()


class BybitCase:
    """Address, headers, key, time, signature, permission, the account's limit; then the act (BYB-10)."""

    patience_s = None
    """How long the venue waits for its engine is not documented: here, as long as it takes."""

    def __init__(self, gateway: Gateway, request: Request, request_id: int) -> None:
        self._gateway = gateway
        self._request = request
        self._key = request.key
        self._standing: Standing | None = None
        endpoint = request.endpoint
        self.seen = RequestSeen(
            request_id=request_id,
            operation=_operation(endpoint, request.parameters),
            transport=request.transport,
            parameters=self._spoken_of(),
            source=request.source,
            api_key=request.api_key or None,
            method=endpoint.name,
        )

    def _spoken_of(self) -> dict[str, str]:
        """What was sent, with the lab's name of the order beside the venue's."""
        spoken = self._request.parameters.texts()
        order = self._gateway.orders.meant(spoken.get("orderId"), spoken.get("orderLinkId"))
        if order is not None:
            spoken["symbol"] = order.symbol
            spoken["client_order_id"] = order.client_order_id
        return spoken

    @property
    def received(self) -> RequestReceived:
        seen, endpoint = self.seen, self._request.endpoint
        return RequestReceived(
            request_id=seen.request_id,
            operation=seen.operation.value,
            transport=seen.transport,
            method=endpoint.method,
            path=f"/v5/{endpoint.name}",
            source=seen.source,
            api_key=seen.api_key,
            client_order_id=seen.parameters.get("orderLinkId") or seen.parameters.get("client_order_id"),
            weight=1,
        )

    # --- before the act ---------------------------------------------------------------------------

    def admit(self) -> Reply | None:
        request, limits = self._request, self._gateway.limits
        if request.transport == "ws":
            if not limits.admits_on_socket(request.source):
                return self._refused(errors.ADDRESS_TOO_FAST)
            return None
        return None if limits.admits(request.source) else errors.banned()

    def believe(self) -> Reply | None:
        request, endpoint = self._request, self._request.endpoint
        if not endpoint.private:
            return None
        if request.key is None and not request.signed:
            return errors.page(401)
        try:
            key = self._key = self._believed()
            check_permission(key, endpoint.needs)
            self._standing = self._gateway.limits.visit(key.account, endpoint.name)
        except TooManyVisits as refuse:
            return self._refused(refuse.error, refuse.standing)
        except Refuse as refuse:
            return self._refused(refuse.error)
        return None

    def _believed(self) -> Key:
        request, guard = self._request, self._gateway.guard
        if request.key is not None:
            guard.check_time(request.timestamp, request.window)  # BYB-83
            return guard.known(request.key.api_key, request.source)
        return guard.authorise(
            source=request.source,
            api_key=request.api_key,
            timestamp=request.timestamp,
            window=request.window,
            signature=request.signature,
            payload=request.payload,
        )

    def _refused(self, error: errors.Error, standing: Standing | None = None) -> Reply:
        headers = () if standing is None else standing.headers()
        return errors.envelope(error, self._gateway.clock_ms(), headers)

    # --- the act ----------------------------------------------------------------------------------

    def act(self) -> Reply:
        request, key = self._request, self._key
        caller = Caller(
            request_id=self.seen.request_id,
            source=request.source,
            account=key.account if key is not None else "",
            api_key=key.api_key if key is not None else "",
            transport=request.transport,
        )
        try:
            done = request.endpoint.act(request.parameters, caller)
        except Refuse as refuse:
            return self._refused(refuse.error, self._standing)
        if request.endpoint.by_order and key is not None:
            self._standing = self._gateway.limits.standing(key.account, request.endpoint.name)
        told: dict[str, Any] = {
            "retCode": 0,
            "retMsg": done.text,
            "result": done.result,
            "retExtInfo": done.more,
            "time": self._gateway.clock_ms(),
        }
        headers = () if self._standing is None else self._standing.headers()
        return Reply(status=200, body=encoded(told), headers=headers)

    def out_of_patience(self) -> Reply:
        return self._refused(errors.TIMEOUT)

    def instead(self, reply: Reply) -> Reply:
        return reply

    def outcome(self, reply: Reply) -> tuple[Outcome, int | None]:
        return errors.outcome(reply)


def _operation(endpoint: Endpoint, parameters: Parameters) -> Operation:
    """A list that is filtered by an id is a question for that order (BYB-45)."""
    lists = (Operation.OPEN_ORDERS, Operation.ALL_ORDERS)
    named = "orderId" in parameters or "orderLinkId" in parameters
    return Operation.QUERY if endpoint.operation in lists and named else endpoint.operation

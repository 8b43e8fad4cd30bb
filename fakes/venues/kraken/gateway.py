"""The one door for requests, whichever transport they came over.

REST and the WebSocket turn what they received into a `Request` and write what `handle` returns: an envelope
(KRK-05), whose `result` or first error a WebSocket takes out again.
"""

from collections.abc import Callable
from typing import Literal

import msgspec

from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Reply, RequestSeen
from fakes.ledger import Ledger, RequestReceived
from fakes.operations import Operation, Outcome
from fakes.serving.handling import Handling, Settled
from fakes.serving.wire_json import encoded
from fakes.venue import Key
from fakes.venues.kraken import errors
from fakes.venues.kraken.endpoints import Caller, Endpoint
from fakes.venues.kraken.errors import Refuse
from fakes.venues.kraken.limits import CallLimits
from fakes.venues.kraken.orders import Orders
from fakes.venues.kraken.parameters import Parameters
from fakes.venues.kraken.security import Guard, check_permission
from fakes.venues.kraken.system import MAINTENANCE, System


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request as a transport understood it. On REST it is not yet believed: `body` is what was signed;
    on a WebSocket `key` is whose token it bore."""

    endpoint: Endpoint
    parameters: Parameters
    source: str
    transport: Literal["rest", "ws"] = "rest"
    path: str = ""
    api_key: str = ""
    signature: str = ""
    nonce: str = ""
    body: bytes = b""
    key: Key | None = None


class Gateway:
    def __init__(
        self,
        *,
        ledger: Ledger,
        desk: FaultDesk,
        guard: Guard,
        calls: CallLimits,
        orders: Orders,
        system: System,
        next_request_id: Callable[[], int],
        clock_s: Callable[[], float],
    ) -> None:
        self.guard = guard
        self.calls = calls
        self.orders = orders
        self.system = system
        self.clock_s = clock_s
        self._next_request_id = next_request_id
        self._handling = Handling(ledger=ledger, desk=desk)

    async def handle(self, request: Request) -> Settled:
        """Everything between the request's last byte and the answer's first, waiting included."""
        self.calls.begin(request.api_key)
        try:
            return await self._handling.handle(KrakenCase(self, request, self._next_request_id()))
        finally:
            self.calls.end(request.api_key)

    def close(self) -> None:
        """Forget what was still on its way to the matching engine."""
        self._handling.close()


class KrakenCase:
    """Lockout and public limits; key, signature, nonce, calls, permission and mode; then the act."""

    patience_s = None
    """How long the venue waits for its engine is not documented: here, as long as it takes."""

    def __init__(self, gateway: Gateway, request: Request, request_id: int) -> None:
        self._gateway = gateway
        self._request = request
        self._arrived_s = gateway.clock_s()
        self._key = request.key
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
        """What was sent, with the lab's names of market and order beside the venue's."""
        parameters, orders = self._request.parameters, self._gateway.orders
        spoken = parameters.texts()
        for number, row in enumerate(parameters.mappings("orders")):
            spoken |= Parameters({f"orders[{number}][{name}]": value for name, value in row.items()}).texts()
        pair = orders.pairs.asked(spoken.get("pair", ""))
        if pair is not None:
            spoken["symbol"] = pair.symbol
        order = orders.meant(spoken.get("txid"), spoken.get("cl_ord_id"))
        if order is not None:
            spoken["symbol"] = order.symbol
            spoken["client_order_id"] = order.client_order_id
        return spoken

    @property
    def received(self) -> RequestReceived:
        seen, request = self.seen, self._request
        named = seen.parameters.get("cl_ord_id") or seen.parameters.get("client_order_id")
        return RequestReceived(
            request_id=seen.request_id,
            operation=seen.operation.value,
            transport=seen.transport,
            method="POST" if request.endpoint.private else "GET",
            path=request.path,
            source=seen.source,
            api_key=seen.api_key,
            client_order_id=named,
            weight=self._cost,
        )

    @property
    def _cost(self) -> int:
        return self._request.endpoint.cost if self._request.transport == "rest" else 0

    # --- before the act ---------------------------------------------------------------------------

    def admit(self) -> Reply | None:
        if self._request.transport == "ws":
            return None
        try:
            self._gateway.guard.check_lockout(self._request.source)
            if not self._request.endpoint.private:
                self._gateway.calls.ask(self._asker())
        except Refuse as refuse:
            return errors.envelope(refuse.text)
        return None

    def _asker(self) -> str:
        symbol = self.seen.parameters.get("symbol")
        by_pair = self._request.endpoint.by_pair and symbol is not None
        return f"{self._request.source}/{symbol}" if by_pair else self._request.source

    def believe(self) -> Reply | None:
        endpoint = self._request.endpoint
        try:
            if endpoint.private:
                self._key = self._believed()
                check_permission(self._key, endpoint.needs)
            if self._gateway.system.mode == MAINTENANCE and not endpoint.while_down:
                raise Refuse(errors.UNAVAILABLE)
        except Refuse as refuse:
            return errors.envelope(refuse.text)
        return None

    def _believed(self) -> Key:
        request, gateway = self._request, self._gateway
        if request.key is not None:
            return gateway.guard.known(request.key.api_key, request.source)
        key = gateway.guard.authorise(
            source=request.source,
            api_key=request.api_key,
            signature=request.signature,
            path=request.path,
            nonce=request.nonce,
            body=request.body,
        )
        gateway.calls.check_running(request.api_key)
        gateway.calls.call(request.api_key, self._cost)
        return key

    # --- the act ----------------------------------------------------------------------------------

    def act(self) -> Reply:
        request, key = self._request, self._key
        caller = Caller(
            request_id=self.seen.request_id,
            source=request.source,
            account=key.account if key is not None else "",
            api_key=key.api_key if key is not None else "",
            transport=request.transport,
            arrived_s=self._arrived_s,
        )
        try:
            result = request.endpoint.act(request.parameters, caller)
        except Refuse as refuse:
            return errors.envelope(refuse.text)
        return Reply(status=200, body=encoded({"error": [], "result": result}))

    def out_of_patience(self) -> Reply:
        return errors.envelope(errors.TIMEOUT)

    def instead(self, reply: Reply) -> Reply:
        return reply

    def outcome(self, reply: Reply) -> tuple[Outcome, str | None]:
        return errors.outcome(reply)


def _operation(endpoint: Endpoint, parameters: Parameters) -> Operation:
    """A list that is filtered by a client's own id is a question for that order (KRK-36)."""
    lists = (Operation.OPEN_ORDERS, Operation.ALL_ORDERS)
    named = endpoint.operation in lists and "cl_ord_id" in parameters
    return Operation.QUERY if named else endpoint.operation

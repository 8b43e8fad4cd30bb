"""The one door for requests, whichever transport they came over.

REST and the WebSocket API turn what they received into a `Request` and write what `handle` returns.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import ClassVar, Final

from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Reply, RequestSeen
from fakes.ledger import Ledger, RequestReceived
from fakes.operations import Outcome
from fakes.serving.handling import Handling, Settled
from fakes.serving.wire_json import encoded
from fakes.venues.binance import errors
from fakes.venues.binance.endpoints import Caller, Request, Security
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.limits import Limits
from fakes.venues.binance.microseconds import in_microseconds
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.security import Authorised, Guard

SIGNED_EXTRAS: Final = frozenset({"timestamp", "recvWindow"})
ENGINE_TIMEOUT_S: Final = 10.0  # BIN-11
ORDER_NAMES: Final = ("newClientOrderId", "origClientOrderId", "cancelOrigClientOrderId")


class Gateway:
    case_type: "ClassVar[type[BinanceCase]]"

    def __init__(
        self,
        *,
        ledger: Ledger,
        desk: FaultDesk,
        guard: Guard,
        limits: Limits,
        next_request_id: Callable[[], int],
        clock_ms: Callable[[], int],
    ) -> None:
        self.limits = limits
        self.guard = guard
        self.clock_ms = clock_ms
        self._handling = Handling(ledger=ledger, desk=desk)
        self._next_request_id = next_request_id

    async def handle(self, request: Request) -> Settled:
        """Everything between the request's last byte and the answer's first, waiting included.

        A `Reply` is to be written as it is (on the WebSocket API its body becomes `result` or, from
        status 400 on, `error`); `Lost` and `Truncated` say how the answer fails to arrive.
        """
        return await self._handling.handle(self.case_type(self, request, self._next_request_id()))

    def close(self) -> None:
        """Forget what was still on its way to the matching engine."""
        self._handling.close()


class BinanceCase:
    """One request: ban and request limits, security, the act, and the headers of every answer."""

    def __init__(self, gateway: Gateway, request: Request, request_id: int) -> None:
        self._limits = gateway.limits
        self._guard = gateway.guard
        self._clock_ms = gateway.clock_ms
        self._request = request
        self._parameters = Parameters(request.parameters)
        self._authorised: Authorised | None = None
        weight = request.endpoint.weight
        self._cost = weight if isinstance(weight, int) else weight(self._parameters)
        self.seen = RequestSeen(
            request_id=request_id,
            operation=request.endpoint.operation,
            transport=request.transport,
            parameters=dict(request.parameters),
            source=request.source,
            api_key=request.api_key or request.logged_on,
        )

    @property
    def received(self) -> RequestReceived:
        seen, names = self.seen, self._request.parameters
        return RequestReceived(
            request_id=seen.request_id,
            operation=seen.operation.value,
            transport=seen.transport,
            method=self._request.endpoint.method,
            path=self._request.endpoint.path,
            source=seen.source,
            api_key=seen.api_key,
            client_order_id=next((names[name] for name in ORDER_NAMES if name in names), None),
            weight=self._cost,
        )

    @property
    def patience_s(self) -> float | None:
        return ENGINE_TIMEOUT_S if self._request.endpoint.security is Security.TRADE else None

    # --- before the act ---------------------------------------------------------------------------

    def admit(self) -> Reply | None:
        try:
            self._limits.admit(self._request.source, self._cost)
        except Refuse as refuse:
            return self._finished(refuse.refused.reply(), None)
        return None

    def believe(self) -> Reply | None:
        try:
            self._authorised = self._authorise()
        except Refuse as refuse:
            return self._finished(refuse.refused.reply(), None)
        return None

    def _authorise(self) -> Authorised | None:
        endpoint = self._request.endpoint
        if self._request.duplicates:
            raise Refuse(errors.DUPLICATE_PARAMETER)
        if endpoint.security is Security.NONE:
            self._parameters.accept_only(endpoint.accepts)
            return None
        authorised = self._guard.authorise(self._request, self._parameters)
        self._parameters.accept_only(endpoint.accepts | SIGNED_EXTRAS)
        return authorised

    # --- the act ----------------------------------------------------------------------------------

    def act(self) -> Reply:
        request, authorised = self._request, self._authorised
        endpoint = request.endpoint
        account = authorised.key.account if authorised is not None else None
        caller = Caller(
            request_id=self.seen.request_id,
            source=request.source,
            account=account,
            transport=request.transport,
        )
        try:
            if authorised is not None and endpoint.security is Security.TRADE:
                self._check_again(authorised, endpoint.counts_orders)
            payload = endpoint.act(self._parameters, caller)
        except Refuse as refuse:
            return self._finished(refuse.refused.reply(), account)
        if endpoint.refunded:
            self._limits.refund(request.source, endpoint.weight if isinstance(endpoint.weight, int) else 0)
        if request.microseconds:
            payload = in_microseconds(payload)
        return self._finished(Reply(status=200, body=encoded(payload)), account)

    def _check_again(self, authorised: Authorised, counts: bool) -> None:
        """BIN-04: the second look at the clock. What it stops has cost an order all the same."""
        try:
            authorised.freshness.check_age(self._clock_ms())
        except Refuse:
            if counts:
                self._limits.count_order(authorised.key.account)
            raise

    def out_of_patience(self) -> Reply:
        return errors.TIMEOUT.reply()

    # --- the answer -------------------------------------------------------------------------------

    def instead(self, reply: Reply) -> Reply:
        self._limits.observe(self._request.source, reply)
        if reply.content_type != "application/json":
            return reply  # it never came as far as the venue's own servers
        return self._finished(reply, None)

    def outcome(self, reply: Reply) -> tuple[Outcome, int | None]:
        code = _code(reply) if reply.status >= 400 else None
        return errors.outcome(reply.status, code), code

    def _finished(self, reply: Reply, account: str | None) -> Reply:
        """The headers that every answer carries (BIN-21), and on a socket the time to wait in the body."""
        request = self._request
        headers = reply.headers + self._limits.headers(
            request.source, account if request.endpoint.counts_orders and reply.status == 200 else None
        )
        if request.transport == "ws" and reply.status in (418, 429):
            reply = self._with_retry_data(reply)
        return Reply(status=reply.status, body=reply.body, headers=headers, content_type=reply.content_type)

    def _with_retry_data(self, reply: Reply) -> Reply:
        wait_s = next((int(value) for name, value in reply.headers if name == "Retry-After"), None)
        if wait_s is None:
            return reply
        now_ms = self._clock_ms()
        body = json.loads(reply.body)
        body["data"] = {"serverTime": now_ms, "retryAfter": now_ms + wait_s * 1000}
        return replace(reply, body=json.dumps(body, separators=(",", ":")).encode())


Gateway.case_type = BinanceCase


def _code(reply: Reply) -> int | None:
    try:
        code = json.loads(reply.body).get("code")
    except (ValueError, AttributeError):
        return None
    return code if isinstance(code, int) else None

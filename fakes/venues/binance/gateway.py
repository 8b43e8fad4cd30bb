"""The one door for requests, whichever transport they came over.

REST and the WebSocket API turn what they received into a `Request` and write what `handle` returns.
In this order: ban and request limits, faults, security, the act, what it costs, faults again.
"""

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Answer, Late, Lost, Reply, RequestSeen, Truncated
from fakes.ledger import AnswerLost, Ledger, RequestAnswered, RequestReceived
from fakes.venues.binance import errors
from fakes.venues.binance.endpoints import Caller, Request, Security
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.limits import Limits
from fakes.venues.binance.microseconds import in_microseconds
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.security import Authorised, Guard
from fakes.venues.binance.wire_json import encoded

SIGNED_EXTRAS: Final = frozenset({"timestamp", "recvWindow"})
ENGINE_TIMEOUT_S: Final = 10.0  # BIN-11
ORDER_NAMES: Final = ("newClientOrderId", "origClientOrderId", "cancelOrigClientOrderId")

Settled = Reply | Lost | Truncated


class Gateway:
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
        self._ledger = ledger
        self._desk = desk
        self._guard = guard
        self._next_request_id = next_request_id
        self._clock_ms = clock_ms
        self._late: dict[int, asyncio.Task[Reply]] = {}

    async def handle(self, request: Request) -> Settled:
        """Everything between the request's last byte and the answer's first, waiting included.

        A `Reply` is to be written as it is (on the WebSocket API its body becomes `result` or, from
        status 400 on, `error`); `Lost` and `Truncated` say how the answer fails to arrive.
        """
        parameters = Parameters(request.parameters)
        weight = request.endpoint.weight
        cost = weight if isinstance(weight, int) else weight(parameters)
        seen = self._received(request, cost)
        try:
            self.limits.admit(request.source, cost)
        except Refuse as refuse:
            return self._left(seen, self._finished(request, refuse.refused.reply(), None))
        answer = self._desk.request(seen)
        if answer is not None and not (isinstance(answer, Late) and answer.reply is None):
            return self._left(seen, await self._forged(request, answer))
        try:
            authorised = self._authorise(request, parameters)
        except Refuse as refuse:
            reply = self._finished(request, refuse.refused.reply(), None)
        else:
            reply = await self._acted(request, seen, parameters, authorised, answer)
        return await self._sent(seen, reply)

    def close(self) -> None:
        """Forget what was still on its way to the matching engine."""
        for task in self._late.values():
            task.cancel()
        self._late.clear()

    # --- before the act ---------------------------------------------------------------------------

    def _received(self, request: Request, cost: int) -> RequestSeen:
        names = request.parameters
        seen = RequestSeen(
            request_id=self._next_request_id(),
            operation=request.endpoint.operation,
            transport=request.transport,
            parameters=dict(names),
            source=request.source,
            api_key=request.api_key or request.logged_on,
        )
        self._ledger.record(
            RequestReceived(
                request_id=seen.request_id,
                operation=seen.operation.value,
                transport=seen.transport,
                method=request.endpoint.method,
                path=request.endpoint.path,
                source=seen.source,
                api_key=seen.api_key,
                client_order_id=next((names[name] for name in ORDER_NAMES if name in names), None),
                weight=cost,
            )
        )
        return seen

    def _authorise(self, request: Request, parameters: Parameters) -> Authorised | None:
        endpoint = request.endpoint
        if request.duplicates:
            raise Refuse(errors.DUPLICATE_PARAMETER)
        if endpoint.security is Security.NONE:
            parameters.accept_only(endpoint.accepts)
            return None
        authorised = self._guard.authorise(request, parameters)
        parameters.accept_only(endpoint.accepts | SIGNED_EXTRAS)
        return authorised

    # --- the act ----------------------------------------------------------------------------------

    async def _acted(
        self,
        request: Request,
        seen: RequestSeen,
        parameters: Parameters,
        authorised: Authorised | None,
        delay: Answer | None,
    ) -> Reply:
        """Act now, or when the delay is over: on its own if the venue stops waiting first (BIN-11)."""
        if not isinstance(delay, Late):
            return self._act(request, seen, parameters, authorised)
        if request.endpoint.security is not Security.TRADE or delay.seconds <= ENGINE_TIMEOUT_S:
            await asyncio.sleep(delay.seconds)
            return self._act(request, seen, parameters, authorised)

        async def act_late(seconds: float) -> Reply:
            await asyncio.sleep(seconds)
            self._late.pop(seen.request_id, None)
            return self._act(request, seen, parameters, authorised)

        self._late[seen.request_id] = asyncio.ensure_future(act_late(delay.seconds))
        await asyncio.sleep(ENGINE_TIMEOUT_S)
        return self._finished(request, errors.TIMEOUT.reply(), None)

    def _act(
        self, request: Request, seen: RequestSeen, parameters: Parameters, authorised: Authorised | None
    ) -> Reply:
        endpoint = request.endpoint
        account = authorised.key.account if authorised is not None else None
        caller = Caller(
            request_id=seen.request_id, source=request.source, account=account, transport=request.transport
        )
        try:
            if authorised is not None and endpoint.security is Security.TRADE:
                self._check_again(authorised, endpoint.counts_orders)
            payload = endpoint.act(parameters, caller)
        except Refuse as refuse:
            return self._finished(request, refuse.refused.reply(), account)
        if endpoint.refunded:
            self.limits.refund(request.source, endpoint.weight if isinstance(endpoint.weight, int) else 0)
        if request.microseconds:
            payload = in_microseconds(payload)
        return self._finished(request, Reply(status=200, body=encoded(payload)), account)

    def _check_again(self, authorised: Authorised, counts: bool) -> None:
        """BIN-04: the second look at the clock. What it stops has cost an order all the same."""
        try:
            authorised.freshness.check_age(self._clock_ms())
        except Refuse:
            if counts:
                self.limits.count_order(authorised.key.account)
            raise

    # --- the answer -------------------------------------------------------------------------------

    def _finished(self, request: Request, reply: Reply, account: str | None) -> Reply:
        """The headers that every answer carries (BIN-21), and on a socket the time to wait in the body."""
        headers = reply.headers + self.limits.headers(
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

    async def _forged(self, request: Request, answer: Answer) -> Settled:
        """What a fault says instead of acting."""
        if isinstance(answer, Late):
            await asyncio.sleep(answer.seconds)
            answer = answer.reply or errors.TIMEOUT.reply()
        if isinstance(answer, Truncated) and answer.reply is None:
            answer = replace(answer, reply=errors.TIMEOUT.reply())
        if not isinstance(answer, Reply):
            return answer
        self.limits.observe(request.source, answer)
        if answer.content_type != "application/json":
            return answer  # it never came as far as the venue's own servers
        return self._finished(request, answer, None)

    async def _sent(self, seen: RequestSeen, reply: Reply) -> Settled:
        """What the faults leave of the venue's answer: a 5xx here hides an act that was done (BIN-10)."""
        answer = self._desk.answer(seen, reply)
        if answer is None:
            return self._left(seen, reply)
        if isinstance(answer, Late):
            await asyncio.sleep(answer.seconds)
            return self._left(seen, answer.reply or reply)
        if isinstance(answer, Truncated) and answer.reply is None:
            answer = replace(answer, reply=reply)
        return self._left(seen, answer)

    def _left(self, seen: RequestSeen, settled: Settled) -> Settled:
        operation = seen.operation.value
        if not isinstance(settled, Reply):
            self._ledger.record(AnswerLost(request_id=seen.request_id, operation=operation))
            return settled
        self._ledger.record(
            RequestAnswered(
                request_id=seen.request_id,
                operation=operation,
                status=settled.status,
                code=_code(settled) if settled.status >= 400 else None,
            )
        )
        return settled


def _code(reply: Reply) -> int | None:
    try:
        code = json.loads(reply.body).get("code")
    except (ValueError, AttributeError):
        return None
    return code if isinstance(code, int) else None

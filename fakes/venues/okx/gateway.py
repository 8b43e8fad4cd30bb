"""The one door for requests, whichever transport they came over.

REST and the WebSocket turn what they received into a `Request` and write what `handle` returns: an envelope
(OKX-05), which a WebSocket puts into a frame of its own.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Final, Literal

import msgspec

from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Reply, RequestSeen
from fakes.ledger import Ledger, RequestReceived
from fakes.operations import Operation, Outcome
from fakes.serving.handling import Handling, Settled
from fakes.venue import Key
from fakes.venues.okx import codes, errors
from fakes.venues.okx.endpoints import Caller, Endpoint
from fakes.venues.okx.errors import Refuse, envelope
from fakes.venues.okx.in_flight import InFlight, Place
from fakes.venues.okx.limits import Rates, by_whom
from fakes.venues.okx.orders import Orders
from fakes.venues.okx.parameters import Parameters
from fakes.venues.okx.security import Guard, Signed, check_permission
from fakes.venues.okx.trading import BUDGETS, Budget, budgets_of

Json = Any
PATIENCE_S: Final = 10.0
"""How long the venue waits for its engine is not documented (OKX-76)."""
OVERDUE: Final = {
    Operation.PLACE: codes.ORDER_TIMEOUT,
    Operation.CANCEL: codes.CANCEL_TIMEOUT,
    Operation.AMEND: codes.REQUEST_TIMEOUT,
}
"""What the venue says then of an order; of all else that its endpoint timed out (OKX-13)."""


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """One request as a transport understood it. On REST it is not yet believed: `signed` is by what it may
    be; on a WebSocket `key` is who has logged in. `exp_time`: as it was sent (OKX-45)."""

    endpoint: Endpoint
    parameters: Parameters
    source: str
    transport: Literal["rest", "ws"] = "rest"
    path: str = ""
    signed: Signed | None = None
    key: Key | None = None
    exp_time: str = ""


class Gateway:
    """`clock_s`: the venue's own clock, Unix time. `capped`: see Product."""

    def __init__(
        self,
        *,
        ledger: Ledger,
        desk: FaultDesk,
        guard: Guard,
        rates: Rates,
        orders: Orders,
        capped: bool,
        next_request_id: Callable[[], int],
        clock_s: Callable[[], float],
    ) -> None:
        self.capped = capped
        self.guard = guard
        self.rates = rates
        self.orders = orders
        self.clock_s = clock_s
        self.in_flight = InFlight()
        self._next_request_id = next_request_id
        self._handling = Handling(ledger=ledger, desk=desk)

    async def handle(self, request: Request) -> Settled:
        """Everything between the request's last byte and the answer's first, waiting included."""
        return await self._handling.handle(OkxCase(self, request, self._next_request_id()))

    def close(self) -> None:
        """Forget what was still on its way to the matching engine."""
        self._handling.close()


class OkxCase:
    """Limits by address; key, signature, permission, limits by user, the request's own end; then the act."""

    patience_s = PATIENCE_S

    def __init__(self, gateway: Gateway, request: Request, request_id: int) -> None:
        self._gateway = gateway
        self._request = request
        self._arrived_us = int(gateway.clock_s() * 1_000_000)
        self._key = request.key
        self._flying: Place | None = None
        self._acts = request.endpoint.trades and request.endpoint.operation in BUDGETS
        api_key = request.signed.api_key if request.signed is not None else ""
        if request.key is not None:
            api_key = request.key.api_key
        self.seen = RequestSeen(
            request_id=request_id,
            operation=request.endpoint.operation,
            transport=request.transport,
            parameters=self._spoken_of(),
            source=request.source,
            api_key=api_key or None,
            method=request.endpoint.limit,
        )

    def _spoken_of(self) -> dict[str, str]:
        """What was sent, with the lab's names of market and order beside the venue's."""
        orders, rows = self._gateway.orders, self._request.parameters.rows
        if len(rows) == 1:
            spoken = rows[0].texts()
        else:
            spoken = {
                f"[{n}][{name}]": text for n, row in enumerate(rows) for name, text in row.texts().items()
            }
        market = orders.markets.asked(spoken.get("instId"))
        if market is not None:
            spoken["symbol"] = market.symbol
        order = orders.meant(spoken.get("ordId"), spoken.get("clOrdId"))
        if order is not None:
            spoken["client_order_id"] = order.client_order_id
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
            client_order_id=seen.parameters.get("clOrdId") or seen.parameters.get("client_order_id"),
            weight=1,
        )

    # --- before the act ---------------------------------------------------------------------------

    def admit(self) -> Reply | None:
        if self._request.endpoint.private:
            return None
        try:
            self._charge("")
        except Refuse as refused:
            return refused.reply()
        return None

    def believe(self) -> Reply | None:
        endpoint = self._request.endpoint
        if not endpoint.private:
            return None
        try:
            self._key = self._believed()
            check_permission(self._key, trades=endpoint.trades)
            self._charge(self._key.account)
            self._check_expiry(codes.EXPIRY_PAST)
            self._take_off()
        except Refuse as refused:
            return self.instead(refused.reply())
        return None

    def _take_off(self) -> None:
        """On its way to the engine from now on. Raises Refuse."""
        name = self.seen.parameters.get("ordId") or self.seen.parameters.get("clOrdId")
        if name is not None:
            self._flying = self._gateway.in_flight.begin(self.seen.operation, name)

    def _believed(self) -> Key:
        request, guard = self._request, self._gateway.guard
        if request.key is not None:
            return guard.known(request.key.api_key, request.source)
        assert request.signed is not None  # a private request of REST has headers, if only empty ones
        return guard.authorise(request.signed, request.source)

    def _charge(self, account: str) -> None:
        request, rates = self._request, self._gateway.rates
        for each in self._budgets():
            caller = by_whom(
                each.limit,
                source=request.source,
                account=account,
                inst_id=each.inst_id,
                inst_type=request.parameters.texts().get("instType", ""),
            )
            rates.charge(each.limit, caller, each.amount)

    def _budgets(self) -> Sequence[Budget]:
        endpoint, parameters = self._request.endpoint, self._request.parameters
        if self._acts:
            return budgets_of(endpoint.operation, parameters, capped=self._gateway.capped)
        return (Budget(endpoint.limit, parameters.texts().get("instId", ""), 1),)

    def _check_expiry(self, code: int) -> None:
        """OKX-45. Raises Refuse."""
        text = self._request.exp_time
        if not text or not self._request.endpoint.trades:
            return
        if not text.isdigit():
            raise Refuse(codes.PARAMETER_ERROR, "expTime")
        if int(text) < int(self._gateway.clock_s() * 1000):
            raise Refuse(code)

    # --- the act ----------------------------------------------------------------------------------

    def act(self) -> Reply:
        request, key = self._request, self._key
        caller = Caller(
            request_id=self.seen.request_id,
            source=request.source,
            account=key.account if key is not None else "",
            api_key=key.api_key if key is not None else "",
            transport=request.transport,
            arrived_us=self._arrived_us,
        )
        self._gateway.in_flight.end(self._flying)
        try:
            self._check_expiry(codes.EXPIRED)
            data = request.endpoint.act(request.parameters, caller)
        except Refuse as refused:
            return self._timed(refused.reply())
        code = _code_of(data) if self._acts else codes.OK
        return self._timed(Reply(status=200, body=envelope(code, codes.TEXTS[code][1], data)))

    def out_of_patience(self) -> Reply:
        return errors.refuse(OVERDUE.get(self.seen.operation, codes.TIMEOUT))

    def instead(self, reply: Reply) -> Reply:
        """What is wrong with an order is told in an element of its own (OKX-06)."""
        told = _told(reply) if self._acts else None
        if told is None:
            return reply
        code = int(told["code"])
        if reply.status != 200 or code < codes.PARAMETER_ERROR:
            return reply
        parameters = self._request.parameters.rows[0].texts()
        row = {
            "ordId": parameters.get("ordId", ""),
            "clOrdId": parameters.get("clOrdId", ""),
            "tag": parameters.get("tag", ""),
            "ts": str(self._arrived_us // 1000),
            "sCode": str(code),
            "sMsg": told["msg"],
            "subCode": "",
        }
        body = envelope(codes.ALL_FAILED, codes.TEXTS[codes.ALL_FAILED][1], [row])
        return self._timed(replace(reply, body=body))

    def _timed(self, reply: Reply) -> Reply:
        """When it came in and goes out, of what acts on orders that it names."""
        told = _told(reply) if self._acts else None
        if told is None or "data" not in told:
            return reply
        times = {"inTime": str(self._arrived_us), "outTime": str(int(self._gateway.clock_s() * 1_000_000))}
        body = envelope(int(told["code"]), told["msg"], told["data"], times)
        return replace(reply, body=body)

    def outcome(self, reply: Reply) -> tuple[Outcome, str | None]:
        return errors.outcome(reply)


def _told(reply: Reply) -> Json | None:
    """The envelope; None for a page, or for what a fault has made of it."""
    try:
        told = json.loads(reply.body)
        return told if isinstance(told, dict) and str(told.get("code")).isdigit() else None
    except ValueError:
        return None


def _code_of(data: Sequence[Json]) -> int:
    """All failed, or some, or none (OKX-43)."""
    failed = sum(row.get("sCode", "0") != "0" for row in data)
    if not failed:
        return codes.OK
    return codes.ALL_FAILED if failed == len(data) else codes.SOME_FAILED

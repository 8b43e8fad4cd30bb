"""Requests of this venue: paced, stamped, signed, sent once, and their answers classified."""

from __future__ import annotations

import asyncio
import contextlib
import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import quote

import msgspec
from multidict import istr
from prometheus_client import Histogram
from structlog.typing import FilteringBoundLogger

from exchanges.breaker import Breakers, CircuitBreaker
from exchanges.config import ConnectorConfig
from exchanges.credentials import Credentials
from exchanges.errors import (
    AuthenticationFailed,
    Banned,
    CircuitOpen,
    ClockSkewed,
    ExchangeError,
    NotConnected,
    NotSent,
    OutcomeUnknown,
    PermissionDenied,
    RateLimited,
    UnreadableResponse,
)
from exchanges.http import Answer, HttpClient
from exchanges.metrics import ConnectorMetrics
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import Grant, LimitKind, LimitRule, Priority
from exchanges.signing import signer_for
from exchanges.telemetry import CorrelationIds
from exchanges.venue_clock import VenueClock
from exchanges.venues.binance.errors import KEY_REFUSED, VENUE, error_in
from exchanges.venues.binance.messages import RateLimitRow, ServerTime

T = TypeVar("T")

# BIN-20, BIN-23; taken over from exchangeInfo as soon as that has been read.
DOCUMENTED_LIMITS = (
    LimitRule(LimitKind.WEIGHT, 60.0, 6000, "1M"),
    LimitRule(LimitKind.ORDERS, 10.0, 50, "10S"),
    LimitRule(LimitKind.ORDERS, 86_400.0, 160_000, "1D"),
)
_UNITS = {"SECOND": (1, "S"), "MINUTE": (60, "M"), "HOUR": (3600, "H"), "DAY": (86_400, "D")}
_KINDS = {"REQUEST_WEIGHT": LimitKind.WEIGHT, "ORDERS": LimitKind.ORDERS}
_HEADERS = {LimitKind.WEIGHT: "X-MBX-USED-WEIGHT-", LimitKind.ORDERS: "X-MBX-ORDER-COUNT-"}

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
"""What the venue documents for POST and DELETE; without it aiohttp would call a POST binary."""

_decode_time = msgspec.json.Decoder(ServerTime).decode


def limit_rules(rows: list[RateLimitRow]) -> tuple[LimitRule, ...]:
    """The limits that ``exchangeInfo`` announces, as far as we count them."""
    rules = []
    for row in rows:
        unit = _UNITS.get(row.interval)
        kind = _KINDS.get(row.rateLimitType)
        if unit is not None and kind is not None and row.limit > 0 and row.intervalNum > 0:
            seconds, letter = unit
            name = f"{row.intervalNum}{letter}"
            rules.append(LimitRule(kind, float(seconds * row.intervalNum), row.limit, name))
    return tuple(rules)


class BinanceRest:
    """One account (or none) on one address."""

    def __init__(
        self,
        http: HttpClient,
        *,
        config: Callable[[], ConnectorConfig],
        credentials: Credentials | None,
        limiter: RateLimiter,
        breakers: Breakers,
        clock: VenueClock,
        wall: Callable[[], float],
        metrics: ConnectorMetrics,
        log: FilteringBoundLogger,
        on_clock_jump: Callable[[], None],
        on_denied: Callable[[ExchangeError], None] | None = None,
    ) -> None:
        self._on_denied = on_denied
        self._http = http
        self._on_clock_jump = on_clock_jump
        self._config = config
        self._signer = signer_for(credentials) if credentials is not None else None
        key = {"X-MBX-APIKEY": credentials.api_key} if credentials is not None else {}  # BIN-06
        self._key_headers = http.prepared(key | _FORM)
        self._no_headers = http.prepared({})
        self._limiter = limiter
        self._breakers = breakers
        self._clock = clock
        self._wall = wall
        self._metrics = metrics
        self._requests = CorrelationIds("rq")
        self._counted = _counted_in(DOCUMENTED_LIMITS)
        # Looking a labelled metric up costs more than counting with it.
        self._timers: dict[str, Histogram] = {}
        self._log = log
        self._syncing: asyncio.Task[None] | None = None
        self._no_sync_before_s = 0.0
        self.key_refusal: ExchangeError | None = None
        """Why the venue does not accept our key; ``None`` as long as it did the last time."""

    @property
    def has_key(self) -> bool:
        return self._signer is not None

    # ---- requests ----------------------------------------------------------------------------

    async def public(
        self,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        *,
        weight: int,
        priority: Priority = Priority.DATA,
    ) -> T:
        """GET without a key. Raises what ``exchanges.errors`` lists."""
        circuit = self._breakers.of("data")
        grant = self._admitted(circuit, weight, 0, priority) or await self._in_turn(
            circuit, weight, 0, priority
        )
        answer = await self._sent("GET", path, _encoded(parameters), self._no_headers, circuit, grant)
        return self._decoded(answer, decode)

    async def signed(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        *,
        weight: int,
        priority: Priority,
        orders: int = 0,
        group: str = "account",
        before_send: Callable[[], None] | None = None,
    ) -> T:
        """A signed request. A refusal for its timestamp is mended once: it was not executed.

        ``before_send`` is called when budget has been granted, directly before writing; raising
        from it is the last chance not to send.
        """
        if self._signer is None:
            raise NotConnected("this connector has no key", venue=VENUE)
        if self._clock_is_due():
            await self._mind_clock()
        circuit = self._breakers.of(group)
        mended = False
        while True:
            grant = self._admitted(circuit, weight, orders, priority) or await self._in_turn(
                circuit, weight, orders, priority
            )
            try:
                if before_send is not None:
                    before_send()
                query = self._stamped(parameters)
            except BaseException:
                self._give_back(circuit, grant)
                raise
            try:
                answer = await self._sent(method, path, query, self._key_headers, circuit, grant)
                break
            except ClockSkewed as refusal:
                # BIN-19: refused before anything was done, so signing anew is not sending twice.
                if mended or not await self._timed_anew(refusal):
                    raise
            mended = True
        self.judge_key(None)
        if method != "GET" and weight:
            self._limiter.refund(grant, weight=weight)  # BIN-24: success is free
        return self._decoded(answer, decode)

    async def _timed_anew(self, refusal: ClockSkewed) -> bool:
        """Our idea of the venue's time was wrong: measure it again. True if that could be done."""
        self._log.warning("clock.refused", code=refusal.code)
        self._clock.doubt()
        try:
            await self.sync_clock()
        except ExchangeError:
            # The request was refused; that it could not be mended changes nothing.
            return False
        self._on_clock_jump()
        return True

    def judge_key(self, error: ExchangeError | None) -> None:
        """The venue accepted our key (``None``) or refused it, over whatever channel."""
        if error is None or error.code in KEY_REFUSED:
            self.key_refusal = error

    def _stamped(self, parameters: Mapping[str, str]) -> str:
        """Percent-encoded, stamped and signed: exactly what is sent (BIN-01, BIN-02, BIN-03)."""
        assert self._signer is not None  # checked by ``signed``
        query = _encoded(parameters)
        head = f"{query}&" if query else ""
        payload = f"{head}recvWindow={self._config().clock.recv_window_ms}&timestamp={self.venue_ms()}"
        return f"{payload}&signature={_quoted(self._signer.sign(payload.encode('ascii')))}"

    # ---- the way out and back ----------------------------------------------------------------

    def _admitted(
        self, circuit: CircuitBreaker, weight: int, orders: int, priority: Priority
    ) -> Grant | None:
        """Leave of the circuit breaker and of the limiter; ``None`` if the latter has to be waited for."""
        now_s = asyncio.get_running_loop().time()
        if not circuit.allows(now_s, essential=priority <= Priority.RESOLVE):
            raise CircuitOpen(
                f"{circuit.group} requests failed repeatedly",
                venue=VENUE,
                retry_after_s=circuit.retry_after_s(now_s),
            )
        return self._limiter.at_once(weight, orders, priority, now_s)

    async def _in_turn(self, circuit: CircuitBreaker, weight: int, orders: int, priority: Priority) -> Grant:
        """Wait for leave of the limiter."""
        try:
            return await self._limiter.acquire(weight, orders=orders, priority=priority)
        except BaseException:
            circuit.abandoned()
            raise

    async def _sent(
        self,
        method: str,
        path: str,
        query: str,
        headers: Mapping[str, str],
        circuit: CircuitBreaker,
        grant: Grant,
    ) -> Answer:
        used: Mapping[tuple[LimitKind, str], int] | None = None
        identity = self._requests.next()
        try:
            answer = await self._http.send(method, path, query, headers=headers)
            used = self._used(answer.headers)
            if not 200 <= answer.status < 300:
                raise error_in(answer, self._wall())
        except ExchangeError as error:
            outcome = type(error).__name__
            self._count_failed(path, outcome)
            self._log.warning(
                "request.failed",
                request=identity,
                method=method,
                path=path,
                cause=outcome,
                code=error.code,
            )
            self._learn_from(error, circuit, grant)
            raise
        except BaseException:
            self._count_failed(path, "unknown")
            self._log.info("request.abandoned", request=identity, method=method, path=path)
            circuit.abandoned()
            raise
        finally:
            self._limiter.settle(grant, used)
        self._timer_of(path).observe(answer.rtt_s)
        self._log.info("request.answered", request=identity, method=method, path=path)
        circuit.succeeded()
        return answer

    def adopt_limits(self, rules: Sequence[LimitRule]) -> None:
        """The limits that the venue announced, for pacing and for reading its headers."""
        self._limiter.limiter.adopt(rules)
        self._counted = _counted_in(rules)

    def _used(self, headers: Mapping[str, str]) -> dict[tuple[LimitKind, str], int]:
        counts = {}
        for header, limit in self._counted:
            text = headers.get(header)
            if text is not None and text.isdecimal():
                counts[limit] = int(text)
        return counts

    def _count_failed(self, path: str, outcome: str) -> None:
        self._metrics.failed_requests.labels(path, outcome).inc()

    def _timer_of(self, path: str) -> Histogram:
        timer = self._timers.get(path)
        if timer is None:
            timer = self._timers[path] = self._metrics.request_s.labels(path)
        return timer

    def _learn_from(self, error: ExchangeError, circuit: CircuitBreaker, grant: Grant) -> None:
        """A failure, for the circuit breaker and the limiter."""
        now = asyncio.get_running_loop().time()
        if not isinstance(error, NotConnected | OutcomeUnknown):
            circuit.succeeded()  # a venue that refuses is alive
        elif circuit.failed(now):
            self._log.warning("circuit.opened", group=circuit.group, wait_s=circuit.retry_after_s(now))
        if isinstance(error, AuthenticationFailed | PermissionDenied):
            self.judge_key(error)
            if self._on_denied is not None:
                self._on_denied(error)
        elif isinstance(error, RateLimited):
            banned = isinstance(error, Banned)
            error.retry_after_s = self._limiter.penalise(error.retry_after_s, banned=banned)
            self._metrics.penalties.labels("ban" if banned else "limit").inc()
            self._log.warning("request.throttled", banned=banned, wait_s=error.retry_after_s)
        elif isinstance(error, NotSent):
            self._limiter.refund(grant, weight=grant.weight, orders=grant.orders)

    def _give_back(self, circuit: CircuitBreaker, grant: Grant) -> None:
        """Nothing was sent after all."""
        self._limiter.refund(grant, weight=grant.weight, orders=grant.orders)
        self._limiter.settle(grant)
        circuit.abandoned()

    def _decoded(self, answer: Answer, decode: Callable[[bytes], T]) -> T:
        try:
            return decode(answer.body)
        except (msgspec.MsgspecError, ValueError, ArithmeticError):
            # What it says may be anything, also that the order was placed (BIN-10 in spirit).
            raise UnreadableResponse(
                f"HTTP {answer.status} with a body that is not the documented one", venue=VENUE
            ) from None

    # ---- clock -------------------------------------------------------------------------------

    def venue_ms(self) -> int:
        """The venue's time, as far as it is known."""
        return self._clock.now_ms(self._wall(), asyncio.get_running_loop().time())

    def _clock_is_due(self) -> bool:
        """Must the estimate of the venue's time be looked after?"""
        mono_s = asyncio.get_running_loop().time()
        if self._clock.look(self._wall(), mono_s):
            self._log.warning("clock.stepped")
        return self._clock.needs_sync(mono_s)

    async def _mind_clock(self) -> None:
        """Measure it again, unless that failed a moment ago. Only without any estimate a request waits."""
        if asyncio.get_running_loop().time() < self._no_sync_before_s:
            return
        syncing = self._sync_soon()
        if self._clock.max_error_ms is None:
            try:
                await asyncio.shield(syncing)
            except ExchangeError as error:
                # Nothing was sent yet. Try with this machine's clock: the venue refuses if it is off.
                self._log.warning("clock.sync_failed", cause=str(error))

    async def sync_clock(self) -> None:
        """Learn the venue's time; callers at the same moment share one round of questions."""
        await asyncio.shield(self._sync_soon())

    def _sync_soon(self) -> asyncio.Task[None]:
        if self._syncing is None or self._syncing.done():
            self._syncing = asyncio.create_task(self._sync_clock(), name="clock sync")
            self._syncing.add_done_callback(self._synced)
        return self._syncing

    def _synced(self, syncing: asyncio.Task[None]) -> None:
        """Also looks at the error, so that asyncio does not complain when nobody waits for it."""
        if not syncing.cancelled() and syncing.exception() is not None:
            # The clock stays due: without a pause, every signed request would ask a failing venue first.
            self._no_sync_before_s = asyncio.get_running_loop().time() + _SYNC_AGAIN_S

    async def _sync_clock(self) -> None:
        loop = asyncio.get_running_loop()
        for _ in range(self._config().clock.samples):
            sent_s = loop.time()
            time = await self.public("/api/v3/time", {}, _decode_time, weight=1, priority=Priority.RESOLVE)
            received_s = loop.time()
            if self._clock.observe(sent_s, received_s, time.serverTime):
                self._log.warning("clock.jumped")
                self._on_clock_jump()
            error_ms = self._clock.max_error_ms
            if error_ms is not None and error_ms < _GOOD_ENOUGH_MS:
                break
        offset_ms = self._clock.offset_ms(self._wall(), loop.time())
        self._log.info("clock.synced", offset_ms=offset_ms, max_error_ms=self._clock.max_error_ms)

    async def charge(self, weight: int) -> None:
        """Account for what is sent by other means but counted in the same budget (BIN-20)."""
        grant = await self._limiter.acquire(weight, priority=Priority.RESOLVE)
        self._limiter.settle(grant)

    async def close(self) -> None:
        """End what runs in the background."""
        if self._syncing is not None:
            self._syncing.cancel()
            with contextlib.suppress(asyncio.CancelledError, ExchangeError):
                await self._syncing


_GOOD_ENOUGH_MS = 50.0
_SYNC_AGAIN_S = 5.0


_PLAIN = (string.ascii_letters + string.digits + "-._~").encode()
"""What stands for itself in a query (RFC 3986, unreserved)."""
_MARKS = b"=&" * 64
"""What is left of a query without all that, if no value needs encoding."""


def _quoted(text: str) -> str:
    """Percent-encoded; nearly always there is nothing to encode, and finding that out is cheap."""
    return text if text.isascii() and text.isalnum() else quote(text, safe="")


def _encoded(parameters: Mapping[str, str]) -> str:
    # BIN-02: encoded before signing, and never touched again.
    plain = "&".join(map("=".join, parameters.items()))
    if plain.encode().translate(None, _PLAIN) == _MARKS[: 2 * len(parameters) - 1]:
        return plain  # nearly always: nothing in any value needs encoding
    return "&".join([f"{name}={_quoted(value)}" for name, value in parameters.items()])


def _counted_in(rules: Iterable[LimitRule]) -> tuple[tuple[istr, tuple[LimitKind, str]], ...]:
    """The header that states the count of each limit (BIN-21)."""
    return tuple((istr(_HEADERS[rule.kind] + rule.name), (rule.kind, rule.name)) for rule in rules)

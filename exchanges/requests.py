"""Requests: paced, stamped as late as possible, sent once, and their answers judged. Venue-neutral."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from typing import TypeVar

import msgspec
from prometheus_client import Histogram
from structlog.typing import FilteringBoundLogger

from exchanges.breaker import Breakers, CircuitBreaker
from exchanges.config import ConnectorConfig
from exchanges.dialect import Parameters, Sealed, Used, Wire
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
    StampRefused,
    UnreadableResponse,
)
from exchanges.http import Answer, HttpClient
from exchanges.metrics import ConnectorMetrics
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import FREE, Cost, Grant, LimitRule, Priority
from exchanges.telemetry import CorrelationIds
from exchanges.turnstile import Turnstile
from exchanges.venue_clock import VenueClock

T = TypeVar("T")

_GOOD_ENOUGH_MS = 50.0
_SYNC_AGAIN_S = 5.0
_TURN_S = 1.0
"""So long a request that gets no answer holds up those that must arrive after it."""
_ANEW = 3
"""A request refused for its stamp is stamped anew so often: others of the same key may be in its way."""


class Requests:
    """Of one account (or none) on one address."""

    def __init__(
        self,
        http: HttpClient,
        *,
        wire: Wire,
        config: Callable[[], ConnectorConfig],
        has_key: bool,
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
        self._has_key = has_key
        self._wire = wire
        self._venue = wire.venue
        self._turnstile = Turnstile(_TURN_S) if wire.in_order else None
        self._limiter = limiter
        self._breakers = breakers
        self._clock = clock
        self._wall = wall
        self._metrics = metrics
        self._requests = CorrelationIds("rq")
        # Looking a labelled metric up costs more than counting with it.
        self._timers: dict[str, Histogram] = {}
        self._log = log
        self._syncing: asyncio.Task[None] | None = None
        self._no_sync_before_s = 0.0
        self.key_refusal: ExchangeError | None = None
        """Why the venue does not accept our key; ``None`` as long as it did the last time."""

    @property
    def has_key(self) -> bool:
        return self._has_key

    # ---- requests ----------------------------------------------------------------------------

    async def public(
        self,
        path: str,
        parameters: Parameters,
        decode: Callable[[bytes], T],
        *,
        cost: Cost,
        priority: Priority = Priority.DATA,
    ) -> T:
        """GET without a key. Raises what ``exchanges.errors`` lists."""
        circuit = self._breakers.of("data")
        grant = self._admitted(circuit, cost, priority) or await self._in_turn(circuit, cost, priority)
        sealed = self._wire.plain("GET", path, parameters)
        answer = await self._sent("GET", path, sealed, circuit, grant)
        return self._decoded(answer, decode)

    async def signed(
        self,
        method: str,
        path: str,
        parameters: Parameters,
        decode: Callable[[bytes], T],
        *,
        cost: Cost,
        priority: Priority,
        group: str = "account",
        before_send: Callable[[], None] | None = None,
        refund: Cost = FREE,
    ) -> T:
        """A signed request. A refusal for its stamp is mended: it was not executed.

        ``before_send`` is called when budget has been granted, directly before writing; raising
        from it is the last chance not to send. ``refund``: what the venue gives back for a success.
        """
        if not self._has_key:
            raise NotConnected("this connector has no key", venue=self._venue)
        if self._clock_is_due():
            await self._mind_clock()
        circuit = self._breakers.of(group)
        attempt = 1
        while True:
            grant = self._admitted(circuit, cost, priority) or await self._in_turn(circuit, cost, priority)
            leave: Callable[[], None] | None = None
            try:
                if self._turnstile is not None:
                    leave = await self._turnstile.enter()
                if before_send is not None:
                    before_send()
                sealed = self._wire.stamped(method, path, parameters)
            except BaseException:
                self._give_back(circuit, grant)
                if leave is not None:
                    leave()
                raise
            try:
                answer = await self._sent(method, path, sealed, circuit, grant)
                break
            except StampRefused as refusal:
                # Refused before anything was done, so stamping it anew is not sending it twice.
                if not await self._stamped_anew(refusal, attempt):
                    raise
            finally:
                if leave is not None:
                    leave()
            attempt += 1
        self.judge_key(None)
        if refund is not FREE:
            self._limiter.refund(grant, refund)
        return self._decoded(answer, decode)

    async def _stamped_anew(self, refusal: StampRefused, attempt: int) -> bool:
        """Is there reason to believe that a new stamp is a better one?"""
        if isinstance(refusal, ClockSkewed):
            return attempt == 1 and await self._timed_anew(refusal)
        return attempt < _ANEW

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
        if error is None or self._wire.refuses_key(error):
            self.key_refusal = error

    # ---- the way out and back ----------------------------------------------------------------

    def _admitted(self, circuit: CircuitBreaker, cost: Cost, priority: Priority) -> Grant | None:
        """Leave of the circuit breaker and of the limiter; ``None`` if the latter has to be waited for."""
        now_s = asyncio.get_running_loop().time()
        if not circuit.allows(now_s, essential=priority <= Priority.RESOLVE):
            raise CircuitOpen(
                f"{circuit.group} requests failed repeatedly",
                venue=self._venue,
                retry_after_s=circuit.retry_after_s(now_s),
            )
        return self._limiter.at_once(cost, priority, now_s)

    async def _in_turn(self, circuit: CircuitBreaker, cost: Cost, priority: Priority) -> Grant:
        """Wait for leave of the limiter."""
        try:
            return await self._limiter.acquire(cost, priority=priority)
        except BaseException:
            circuit.abandoned()
            raise

    async def _sent(
        self, method: str, path: str, sealed: Sealed, circuit: CircuitBreaker, grant: Grant
    ) -> Answer:
        used: Used | None = None
        identity = self._requests.next()
        query, body, headers = sealed
        try:
            answer = await self._http.send(method, path, query, headers=headers, body=body)
            used = self._wire.used(answer.headers)
            refusal = self._wire.refusal(answer, self._wall)
            if refusal is not None:
                raise refusal
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
        """The limits that the venue announced, for pacing and for reading its answers."""
        self._limiter.limiter.adopt(rules)
        self._wire.announced(rules)

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
            error.retry_after_s = self._limiter.penalise(error.retry_after_s, banned=banned, cost=grant.cost)
            self._metrics.penalties.labels("ban" if banned else "limit").inc()
            self._log.warning("request.throttled", banned=banned, wait_s=error.retry_after_s)
        elif isinstance(error, NotSent):
            self._limiter.refund(grant, grant.cost)

    def _give_back(self, circuit: CircuitBreaker, grant: Grant) -> None:
        """Nothing was sent after all."""
        self._limiter.refund(grant, grant.cost)
        self._limiter.settle(grant)
        circuit.abandoned()

    def _decoded(self, answer: Answer, decode: Callable[[bytes], T]) -> T:
        try:
            return decode(answer.body)
        except (msgspec.MsgspecError, ValueError, ArithmeticError):
            # What it says may be anything, also that the order was placed.
            raise UnreadableResponse(
                f"HTTP {answer.status} with a body that is not the documented one", venue=self._venue
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
        question = self._wire.time
        # Of a stamp in whole seconds no more can be had, however often it is asked for.
        good_enough_ms = _GOOD_ENOUGH_MS + (question.resolution_ms - 1) / 2
        for _ in range(self._config().clock.samples):
            sent_s = loop.time()
            told_ms = await self.public(
                question.path, {}, question.decode, cost=question.cost, priority=Priority.RESOLVE
            )
            received_s = loop.time()
            if self._clock.observe(sent_s, received_s, told_ms, question.resolution_ms):
                self._log.warning("clock.jumped")
                self._on_clock_jump()
            error_ms = self._clock.max_error_ms
            if error_ms is not None and error_ms < good_enough_ms:
                break
        offset_ms = self._clock.offset_ms(self._wall(), loop.time())
        self._log.info("clock.synced", offset_ms=offset_ms, max_error_ms=self._clock.max_error_ms)

    async def charge(self, cost: Cost) -> None:
        """Account for what is sent by other means but counted in the same budget."""
        grant = await self._limiter.acquire(cost, priority=Priority.RESOLVE)
        self._limiter.settle(grant)

    async def close(self) -> None:
        """End what runs in the background."""
        if self._syncing is not None:
            self._syncing.cancel()
            with contextlib.suppress(asyncio.CancelledError, ExchangeError):
                await self._syncing

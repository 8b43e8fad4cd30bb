"""One stream that does not end: connect, greet, watch, replace.

A supervisor owns the socket. Whatever goes wrong at whatever step (name, TCP, TLS, upgrade, login,
subscription, silence, a bug in a handler) leads back to the start of its loop, with growing and
jittered delays and without a last attempt. A connection that nears its age limit, or whose end the
venue announced, is replaced *before* it breaks: the successor is connected and greeted while the
old one still delivers, its messages wait, and are replayed when the old one is closed. So the
handler sees one sequence with repeats and without holes; dropping repeats is its duty.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Protocol

from structlog.typing import FilteringBoundLogger

from exchanges.backoff import Backoff
from exchanges.config import ConnectorConfig
from exchanges.connection import TRANSPORT_FAILURES, AttemptBudget, Connection
from exchanges.errors import ExchangeError, RateLimited
from exchanges.link import Link, Receiver
from exchanges.liveness import Vitality
from exchanges.models import StreamState
from exchanges.telemetry import CorrelationIds

OVERLAP_S = 1.0
"""How long old and new connection run side by side after the new one is confirmed."""
PATROL_EVERY_S = 2.0
"""How often a stream is looked over for subscriptions that have fallen silent."""


class Handler(Receiver, Protocol):
    """What a venue adds to a stream."""

    async def greet(self, connection: Connection) -> None:
        """Log in, subscribe, wait for every confirmation; raise if one is missing."""

    def patrol_is_due(self) -> bool:
        """Asked every ``PATROL_EVERY_S``: is anything so silent that ``patrol`` should look into it?"""

    async def patrol(self) -> str | None:
        """Look for a silence that the venue does not share.

        Returns why the connection cannot be trusted any more, or ``None`` when all is well.
        """

    def on_live(self, *, gap: bool) -> None:
        """Greeted. ``gap``: messages may have been missed since the stream was last live."""

    def on_lost(self, reason: str) -> None:
        """No longer live: what it told may be out of date from now on."""


class Stream:
    """Keeps one stream alive from ``start`` to ``stop``."""

    def __init__(
        self,
        name: str,
        url: str,
        handler: Handler,
        *,
        config: Callable[[], ConnectorConfig],
        backoff: Backoff,
        attempts: AttemptBudget,
        log: FilteringBoundLogger,
        frame_gap_s: float,
        on_throttled: Callable[[RateLimited], None],
        beats_within_s: float | None = None,
        ping_frame: str | None = None,
    ) -> None:
        self.name = name
        self.state = StreamState.CLOSED
        self.reconnects = 0
        self._url = url
        self.address: Callable[[str], Awaitable[str]] | None = None
        """Makes of the URL where the next connection goes, where that must be asked for."""
        self._handler = handler
        self._config = config
        self._backoff = backoff
        self._attempts = attempts
        self._log = log.bind(stream=name)
        self._connections = CorrelationIds(name)
        self._connection_id = ""
        self._frame_gap_s = frame_gap_s
        self._on_throttled = on_throttled
        self._beats_within_s = beats_within_s
        self._ping_frame = ping_frame
        self._wake = asyncio.Event()
        self._live = asyncio.Event()
        self._supervisor: asyncio.Task[None] | None = None
        self._successor: asyncio.Task[Link] | None = None
        self._link: Link | None = None
        self._retiring: Link | None = None
        self._next_round: asyncio.TimerHandle | None = None
        self._patrol: asyncio.Task[None] | None = None
        self._distrust = ""
        self._renew_now = False

    def start(self) -> None:
        """Begin connecting, in the background."""
        if self._supervisor is None:
            self._supervisor = asyncio.create_task(self._supervise(), name=f"stream {self.name}")

    async def stop(self) -> None:
        """Close the socket and end every task of this stream."""
        supervisor, self._supervisor = self._supervisor, None
        if supervisor is not None:
            supervisor.cancel()
            await asyncio.gather(supervisor, return_exceptions=True)
        self.state = StreamState.CLOSED

    async def live(self) -> None:
        """Wait until the stream is connected and greeted."""
        await self._live.wait()

    @property
    def is_started(self) -> bool:
        return self._supervisor is not None

    @property
    def is_live(self) -> bool:
        return self._live.is_set()

    @property
    def connection(self) -> Connection | None:
        """The connection to ask over; ``None`` while there is none that is greeted."""
        return self._link.connection if self._link is not None and self.is_live else None

    def restart(self, reason: str) -> None:
        """What this connection tells can no longer be trusted: replace it at once."""
        self._distrust = reason
        self._wake.set()

    def renew(self) -> None:
        """The venue will close this connection soon: prepare the next one now."""
        self._renew_now = True
        self._wake.set()

    async def _supervise(self) -> None:
        gap = False
        self.state = StreamState.CONNECTING
        try:
            while True:
                link = await self._open_until_greeted(held=False)
                self._went_live(link, gap=gap)
                reason = await self._serve()
                gap = True
                self._live.clear()
                self.reconnects += 1
                self.state = StreamState.RECONNECTING
                self._log.warning("stream.lost", connection=link.connection.identity, reason=reason)
                self._handler.on_lost(reason)
                lived_s = asyncio.get_running_loop().time() - link.connection.opened_s
                await self._drop_links()
                if lived_s < self._config().reconnect.stable_after_s:
                    # What breaks at once, time after time, must not become a storm of connects.
                    await asyncio.sleep(self._backoff.next())
        finally:
            self._live.clear()
            await self._drop_links()

    async def _drop_links(self) -> None:
        """Close whatever is open. Each is forgotten only when closed: a stop may interrupt this."""
        if self._successor is not None:
            self._successor.cancel()
            (result,) = await asyncio.gather(self._successor, return_exceptions=True)
            if isinstance(result, Link):
                await result.close()
            self._successor = None
        if self._retiring is not None:
            await self._retiring.close()
            self._retiring = None
        if self._link is not None:
            await self._link.close()
            self._link = None

    async def _open_until_greeted(self, *, held: bool) -> Link:
        """Try for ever; failures at every step count alike."""
        while True:
            try:
                return await self._open(held=held)
            except Exception as error:
                wait_s = self._failed(error)
            await asyncio.sleep(wait_s)

    def _failed(self, error: Exception) -> float:
        """An attempt came to nothing; how long to wait before the next, in seconds."""
        at_least_s, cause = 0.0, f"{type(error).__name__}: {error}"
        if isinstance(error, RateLimited):
            self._on_throttled(error)
            at_least_s, cause = error.retry_after_s or 0.0, str(error)
        elif not isinstance(error, (ExchangeError, *TRANSPORT_FAILURES)):
            # A defect of ours must not end the stream for good; it must be seen.
            self._log.error("stream.failed", exc_info=error)
            cause = type(error).__name__
        wait_s = self._backoff.next(at_least_s=at_least_s)
        self._log.warning(
            "stream.connect_failed", connection=self._connection_id, cause=cause, wait_s=round(wait_s, 3)
        )
        return wait_s

    async def _open(self, *, held: bool) -> Link:
        await self._attempts.spend()
        config = self._config()
        identity = self._connection_id = self._connections.next()
        url = self._url if self.address is None else await self.address(self._url)
        connection = await Connection.open(
            url,
            timeouts=config.timeouts,
            frame_gap_s=self._frame_gap_s,
            identity=identity,
            ping_frame=self._ping_frame,
        )
        link = Link(
            connection,
            self._handler,
            config.heartbeat,
            held=held,
            wake=self._wake,
            beats_within_s=self._beats_within_s,
        )
        try:
            await self._handler.greet(connection)
        except BaseException:
            await link.close()
            raise
        link.greeted_s = asyncio.get_running_loop().time()
        return link

    def _went_live(self, link: Link, *, gap: bool) -> None:
        self._link = link
        self._distrust, self._renew_now = "", False
        self.state = StreamState.LIVE
        self._live.set()
        self._log.info("stream.opened", connection=link.connection.identity, gap=gap)
        self._handler.on_live(gap=gap)

    async def _serve(self) -> str:
        """Watch the link, and its successors, until one is lost; returns the reason."""
        self._go_round_later()
        try:
            while True:
                self._wake.clear()
                reason = await self._look()
                if reason:
                    return reason
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout_at(self._next_look_s()):
                        await self._wake.wait()
        finally:
            if self._next_round is not None:
                self._next_round.cancel()
            if self._patrol is not None:
                self._patrol.cancel()
                await asyncio.gather(self._patrol, return_exceptions=True)

    async def _look(self) -> str:
        """One look at the link. Not empty: it is over, and why."""
        link = self._link
        assert link is not None  # set by _went_live, unset only after serving
        now = asyncio.get_running_loop().time()
        config = self._config()
        successor = self._successor
        if successor is not None and successor.done():
            if link.lost or now >= successor.result().greeted_s + OVERLAP_S:
                self._successor = None
                await self._hand_over(link, successor.result())
                return ""
        elif link.lost:
            return link.cause
        if self._distrust:
            return self._distrust
        if now >= link.connection.opened_s + config.reconnect.stable_after_s:
            self._backoff.reset()
        vitality = link.vitality(now)
        if vitality is Vitality.GONE:
            self.state = StreamState.STALE
            return "no pong"
        if vitality is Vitality.SILENT:
            self.state = StreamState.STALE
            return "no heartbeat"
        if successor is None and (self._renew_now or vitality is Vitality.RENEW):
            if not config.flags.make_before_break:
                return "renewed"
            self._successor = asyncio.create_task(
                self._open_until_greeted(held=True), name=f"stream {self.name} successor"
            )
            self._successor.add_done_callback(lambda _: self._wake.set())
        return ""

    def _next_look_s(self) -> float | None:
        """When to look even if nothing wakes us; ``None``: only then."""
        link = self._link
        now = asyncio.get_running_loop().time()
        due = []
        if link is not None:
            due.append(link.connection.opened_s + self._config().reconnect.stable_after_s)
            # In the past while a successor is being prepared: then look again in a second.
            due.append(max(link.liveness.next_check_s(), now + 1.0))
            if self._successor is not None and self._successor.done():
                due.append(self._successor.result().greeted_s + OVERLAP_S)
        return min((at for at in due if at > now), default=None)

    async def _hand_over(self, old: Link, successor: Link) -> None:
        self._retiring, self._link = old, successor
        await old.drain()
        self._retiring = None
        await successor.promote()
        self._went_live(successor, gap=False)
        self._log.info("stream.renewed", connection=successor.connection.identity)

    def _go_round_later(self) -> None:
        self._next_round = asyncio.get_running_loop().call_later(PATROL_EVERY_S, self._go_round)

    def _go_round(self) -> None:
        """Begin a patrol when there is something to look into, which is rare."""
        self._go_round_later()
        if self._patrol is None and self._handler.patrol_is_due():
            self._patrol = asyncio.create_task(self._go_on_patrol(), name=f"stream {self.name} patrol")
            self._patrol.add_done_callback(self._patrol_ended)

    async def _go_on_patrol(self) -> None:
        reason = await self._handler.patrol()
        if reason:
            self.state = StreamState.STALE
            self.restart(reason)

    def _patrol_ended(self, patrol: asyncio.Task[None]) -> None:
        self._patrol = None
        # A bug in a patrol must not leave the stream unwatched.
        if not patrol.cancelled() and (error := patrol.exception()) is not None:
            self.restart(f"patrol failed: {error!r}")

"""The venue's WebSocket connections, in order of opening: doors, heartbeats, limits, endings.

A session is one connection. What is said on it is the business of an `Attendant`. Everything that a
fault may do to a connection as such is done here.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from aiohttp import WSMsgType, web

from fakes.faults.fault import Frame, Lost, Reply
from fakes.ledger import (
    FrameReceived,
    Ledger,
    Published,
    QuotaExceeded,
    SessionClosed,
    SessionOpened,
    SessionRefused,
)
from fakes.operations import Outcome, Role, StreamKind
from fakes.quotas import SlidingSecond, Usage
from fakes.serving.heartbeat import Heartbeat
from fakes.serving.session import Attendant, Desk, Session
from fakes.serving.sockets import Socket, upgrade

POLICY_VIOLATION: Final = 1008
GOING_AWAY: Final = 1001


class Attempts(Protocol):
    """Counts connection attempts by address."""

    def charge(self, caller: str, amount: int, now_s: float) -> Usage: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a venue treats connections as such. `attempts` are refused with 429 beyond their limit."""

    attempts: Attempts
    ping_every_s: float | None = None
    """None = it sends no PING frames."""
    pong_within_s: float = 60.0
    lifetime_s: float | None = None
    """After which it closes a connection whatever happens on it."""
    outcome: Callable[[Reply], Outcome]
    """What a refused handshake means."""
    refused: Callable[[Reply], Reply] = field(default=lambda reply: reply)
    """What is sent where an answer refuses a handshake."""


class Sessions:
    """Every open session by number."""

    def __init__(self, *, ledger: Ledger, desk: Desk, clock_ms: Callable[[], int], manners: Manners) -> None:
        self.open: dict[int, Session] = {}
        self._ledger = ledger
        self._desk = desk
        self._clock_ms = clock_ms
        self._manners = manners
        self._last_number = 0
        self._unanswered: list[asyncio.Future[None]] = []

    # --- the door ---------------------------------------------------------------------------------

    async def serve(
        self,
        request: web.BaseRequest,
        roles: tuple[Role, ...],
        attend: Callable[[Session], Attendant],
        *,
        frames: SlidingSecond | None = None,
        admit: Callable[[str], Reply | None] | None = None,
    ) -> web.StreamResponse:
        """One connection from its handshake to its end. `admit` may refuse an address."""
        source = request.remote or ""
        refused = self._refusal(roles, source, admit)
        if isinstance(refused, Lost):
            return await self._lose(request, refused)
        if refused is not None:
            return web.Response(
                status=refused.status,
                body=refused.body,
                headers=dict(refused.headers),
                content_type=refused.content_type,
            )
        response, socket = await upgrade(request)
        self._last_number += 1
        heartbeat = Heartbeat(self._manners.pong_within_s)
        session = Session(
            self._last_number, roles, source, socket, self._clock_ms(), heartbeat, frames=frames
        )
        self.open[session.number] = session
        self._ledger.record(SessionOpened(session=session.number, role=session.role, source=source))
        attendant = session.attendant = attend(session)
        self._start_timers(session)
        try:
            attendant.opened()
            await self._read(session, response, attendant)
        finally:
            self._end(session, response, attendant)
            if session.handshake is not None:
                await session.handshake  # nobody else holds the task
        return response

    def _refusal(
        self, roles: tuple[Role, ...], source: str, admit: Callable[[str], Reply | None] | None
    ) -> Reply | Lost | None:
        refused: Reply | Lost | None = self._over_quota(source)
        if refused is None and admit is not None:
            refused = admit(source)
        for role in roles:
            if refused is None:
                refused = self._desk.upgrade(role, source)
        if refused is not None:
            status, outcome = 0, Outcome.FAILED
            if isinstance(refused, Reply):
                refused = self._manners.refused(refused)
                status = refused.status
                outcome = self._manners.outcome(refused)
            self._ledger.record(SessionRefused(role=roles[0], source=source, status=status, outcome=outcome))
        return refused

    def _over_quota(self, source: str) -> Reply | None:
        usage = self._manners.attempts.charge(source, 1, self._clock_ms() / 1000)
        if not usage.exceeded:
            return None
        self._ledger.record(
            QuotaExceeded(source=source, limiter="CONNECTIONS", used=usage.used, limit=usage.limit)
        )
        return Reply(status=429, body=b"", content_type="text/plain")

    async def _lose(self, request: web.BaseRequest, lost: Lost) -> web.StreamResponse:
        transport = request.transport
        if transport is not None and lost.how == "reset":
            Socket(web.WebSocketResponse(), transport).reset()
        elif transport is not None and lost.how == "close":
            transport.close()
        else:
            waiting = asyncio.get_running_loop().create_future()
            self._unanswered.append(waiting)
            await waiting
        return web.Response(status=503)

    # --- while it lasts ---------------------------------------------------------------------------

    async def _read(self, session: Session, response: web.WebSocketResponse, attendant: Attendant) -> None:
        async for message in response:
            kind = {WSMsgType.TEXT: "text", WSMsgType.PING: "ping", WSMsgType.PONG: "pong"}.get(message.type)
            if kind is None:
                continue
            self._ledger.record(FrameReceived(session=session.number, kind=kind))
            if session.frames is not None and not session.frames.admit(self._now_s()):
                limit = session.frames.limit
                self._ledger.record(
                    QuotaExceeded(source=session.source, limiter="FRAMES", used=limit + 1, limit=limit)
                )
                self.drop(session, "Too many requests")
                return
            if kind == "text":
                attendant.text(message.data)
            elif kind == "pong":
                session.heartbeat.ponged(bytes(message.data))
            elif not any(self._desk.ignores_ping(session.number, role) for role in session.roles):
                session.socket.pong(bytes(message.data))

    def _start_timers(self, session: Session) -> None:
        loop = asyncio.get_running_loop()
        if self._manners.ping_every_s is not None:
            session.timers["ping"] = loop.call_later(
                self._manners.ping_every_s, self._ping, session, self._manners.ping_every_s
            )
        if self._manners.lifetime_s is not None:
            session.timers["life"] = loop.call_later(self._manners.lifetime_s, self._expire, session)

    def _ping(self, session: Session, every_s: float) -> None:
        loop = asyncio.get_running_loop()
        session.timers["ping"] = loop.call_later(every_s, self._ping, session, every_s)
        if self._desk.sends_pings():
            payload = str(self._clock_ms()).encode()
            session.heartbeat.pinged(payload, loop.time())
            session.socket.ping(payload)
            if "pong" not in session.timers:
                session.timers["pong"] = loop.call_later(
                    self._manners.pong_within_s, self._check_pong, session
                )

    def _check_pong(self, session: Session) -> None:
        loop = asyncio.get_running_loop()
        del session.timers["pong"]
        deadline_s = session.heartbeat.deadline_s
        if deadline_s is None:
            return
        if deadline_s <= loop.time():
            self.drop(session, "Pong timeout")
        else:
            session.timers["pong"] = loop.call_at(deadline_s, self._check_pong, session)

    def _expire(self, session: Session) -> None:
        self.drop(session, "", GOING_AWAY)

    def drop(self, session: Session, reason: str, code: int = POLICY_VIOLATION) -> None:
        """The venue ends it without waiting for the client's half of the closing handshake."""
        session.ended_by_venue = True
        session.close_code = code
        session.socket.hang_up(code, reason)

    def _end(self, session: Session, response: web.WebSocketResponse, attendant: Attendant) -> None:
        for timer in session.timers.values():
            timer.cancel()
        self.open.pop(session.number, None)
        attendant.closed()
        code = session.close_code if session.ended_by_venue else _code_of(response)
        self._ledger.record(
            SessionClosed(
                session=session.number, role=session.role, code=code, by_venue=session.ended_by_venue
            )
        )

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()

    # --- what faults do ---------------------------------------------------------------------------

    def of(self, role: Role | None) -> list[Session]:
        """Those of a role, or all; oldest first."""
        return [session for session in self.open.values() if role is None or role in session.roles]

    async def close_all(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        """See VenueControl.close_sessions. Waits for no client."""
        struck = [session for session in self.of(role) if not session.ended_by_venue]
        for session in struck:
            if abruptly:
                session.ended_by_venue = True
                session.socket.reset()
            elif code is None:
                session.ended_by_venue = True
                session.socket.hang_up()
            else:
                self._begin_to_close(session, code, reason)
        return len(struck)

    async def broadcast(self, role: Role | None, frame: Frame) -> int:
        """See VenueControl.broadcast."""
        struck = self.of(role)
        for session in struck:
            session.send(frame)
        return len(struck)

    async def announce_end(self, role: Role | None) -> int:
        """See VenueControl.announce_shutdown."""
        struck = 0
        for session in self.of(role):
            said = session.attendant.farewell() if session.attendant is not None else None
            if said is None:
                continue
            stream, text = said
            struck += 1
            session.end_announced = True
            session.socket.text(text)
            self._ledger.record(Published(session=session.number, stream=stream, kind=StreamKind.SYSTEM))
        return struck

    async def end_announced(self, role: Role | None, code: int) -> int:
        """See VenueControl.end_announced. Waits for no client."""
        struck = [s for s in self.of(role) if s.end_announced and not s.ended_by_venue]
        for session in struck:
            self._begin_to_close(session, code, "")
        return len(struck)

    def _begin_to_close(self, session: Session, code: int, reason: str) -> None:
        session.ended_by_venue = True
        session.close_code = code
        closing = session.socket.close(code, reason)
        session.handshake = asyncio.get_running_loop().create_task(closing)

    async def shut(self) -> None:
        """The venue goes home."""
        for waiting in self._unanswered:
            if not waiting.done():
                waiting.set_result(None)
        for session in list(self.open.values()):
            self.drop(session, "", GOING_AWAY)


def _code_of(response: web.WebSocketResponse) -> int | None:
    code: Any = response.close_code
    return None if code in (None, 1006) else int(code)

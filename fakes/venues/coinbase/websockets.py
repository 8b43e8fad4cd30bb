"""The venue's WebSocket side as one piece: market data, and one's own orders.

The venue makes one, leads the servers of its hosts to `door`, and passes on what faults ask of sessions.
"""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

from aiohttp import web

from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Frame, Reply
from fakes.ledger import Ledger
from fakes.operations import Outcome, Role
from fakes.serving.session import Session
from fakes.serving.sessions import POLICY_VIOLATION, Attempts, Manners, Sessions
from fakes.serving.venue import Door
from fakes.venues.coinbase import errors
from fakes.venues.coinbase.attendant import AccountFeed, CoinbaseAttendant, Feed
from fakes.venues.coinbase.limits import Limits
from fakes.venues.coinbase.line import Line
from fakes.venues.coinbase.products import Products
from fakes.venues.coinbase.security import Guard
from fakes.venues.coinbase.subscriptions import Channel

PATHS: Final = ("", "/")
OFFERED: Final = {
    Role.MARKET: tuple(Channel),
    Role.USER: (Channel.USER, Channel.HEARTBEATS, Channel.FUTURES),
}
"""By host (CBS-60). The host of market data has the user's channels too: some clients know no other."""


class WebSockets:
    def __init__(
        self,
        *,
        ledger: Ledger,
        desk: FaultDesk,
        clock_ms: Callable[[], int],
        attempts: Attempts,
        limits: Limits,
        guard: Guard,
        products: Products,
        market: Feed,
        user: AccountFeed,
    ) -> None:
        manners = Manners(attempts=attempts, outcome=_handshake_outcome, refused=_at_handshake)
        self.sessions = Sessions(ledger=ledger, desk=desk, clock_ms=clock_ms, manners=manners)
        self._ledger = ledger
        self._desk = desk
        self._clock_ms = clock_ms
        self._limits = limits
        self._guard = guard
        self._products = products
        self._market = market
        self._user = user

    # --- doors ------------------------------------------------------------------------------------

    def door(self, path: str, roles: Sequence[Role]) -> Door | None:
        """Who answers GET of that path on a server bound for these roles."""
        role = next((role for role in OFFERED if role in roles), None)
        return None if role is None or path not in PATHS else partial(self._serve, role)

    async def _serve(self, role: Role, request: web.BaseRequest) -> web.StreamResponse:
        return await self.sessions.serve(request, (role,), partial(self._attend, OFFERED[role]))

    def _attend(self, offered: Sequence[Channel], session: Session) -> CoinbaseAttendant:
        return CoinbaseAttendant(
            Line(session, self._desk, self._clock_ms, self._end),
            offered=offered,
            market=self._market,
            user=self._user,
            guard=self._guard,
            limits=self._limits,
            products=self._products,
            ledger=self._ledger,
            desk=self._desk,
            drop=partial(self._end, session),
        )

    def _end(self, session: Session, reason: str) -> None:
        self.sessions.drop(session, reason, POLICY_VIOLATION)

    # --- what faults do -----------------------------------------------------------------------------

    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        return await self.sessions.close_all(role, code, reason, abruptly=abruptly)

    async def broadcast(self, role: Role | None, frame: Frame) -> int:
        return await self.sessions.broadcast(role, frame)

    async def end_user_streams(self, *, announce: bool) -> int:
        """A subscription of this venue ends with its connection only."""
        return 0

    async def announce_shutdown(self, role: Role | None) -> int:
        return await self.sessions.announce_end(role)

    async def end_announced(self, role: Role | None, code: int) -> int:
        return await self.sessions.end_announced(role, code)

    async def close(self) -> None:
        """The venue goes home: every session ends."""
        await self.sessions.shut()


def _handshake_outcome(reply: Reply) -> Outcome:
    return errors.outcome(reply)[0]


def _at_handshake(reply: Reply) -> Reply:
    """An answer with 200 would refuse nothing."""
    return errors.page(503) if reply.status == 200 else reply

"""The venue's WebSocket side as one piece: public topics, private ones, orders (BYB-63).

The venue makes one, leads the servers of its hosts to `door`, and passes on what faults ask of sessions.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Final

from aiohttp import web

from fakes.exchange import Exchange
from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Frame, Reply
from fakes.ledger import Ledger
from fakes.operations import Outcome, Role
from fakes.quotas import SlidingWindow
from fakes.serving.publisher import Publisher
from fakes.serving.session import Attendant, Session
from fakes.serving.sessions import Manners, Sessions
from fakes.serving.venue import Door
from fakes.venues.bybit import errors
from fakes.venues.bybit.endpoints import Endpoint
from fakes.venues.bybit.gateway import Gateway
from fakes.venues.bybit.limits import CONNECTIONS_WINDOW_S
from fakes.venues.bybit.line import Line, idle_s
from fakes.venues.bybit.market_streams import MarketStreams
from fakes.venues.bybit.private_attendant import PrivateAttendant
from fakes.venues.bybit.product import Product
from fakes.venues.bybit.public_attendant import PublicAttendant, PublicOffers
from fakes.venues.bybit.status_attendant import StatusAttendant
from fakes.venues.bybit.trade_attendant import TradeAttendant
from fakes.venues.bybit.user_streams import UserStreams

PRIVATE: Final = "/v5/private"
TRADE: Final = "/v5/trade"
STATUS: Final = "/v5/public/misc/status"

Attend = Callable[[web.BaseRequest, Session], Attendant]


class WebSockets:
    def __init__(
        self,
        *,
        exchange: Exchange,
        product: Product,
        ledger: Ledger,
        desk: FaultDesk,
        gateway: Gateway,
        endpoints: Sequence[Endpoint],
        market_streams: MarketStreams,
        user_streams: UserStreams,
        publisher: Publisher,
        clock_ms: Callable[[], int],
    ) -> None:
        manners = Manners(
            attempts=SlidingWindow(gateway.limits.numbers["connections"], CONNECTIONS_WINDOW_S),
            outcome=_handshake_outcome,
            refused=errors.at_handshake,
        )
        self.sessions = Sessions(ledger=ledger, desk=desk, clock_ms=clock_ms, manners=manners)
        self._product = product
        self._ledger = ledger
        self._desk = desk
        self._gateway = gateway
        self._endpoints: Mapping[str, Endpoint] = {each.name: each for each in endpoints}
        self._offers = PublicOffers(exchange, product, market_streams)
        self._user_streams = user_streams
        self._publisher = publisher
        self._clock_ms = clock_ms

    # --- doors ------------------------------------------------------------------------------------

    def door(self, path: str, roles: Sequence[Role]) -> Door | None:
        """Who answers GET of that path on a server bound for these roles."""
        doors: Mapping[str, tuple[Role, Attend]] = {
            f"/v5/public/{self._product.category}": (Role.MARKET, self._public),
            STATUS: (Role.MARKET, self._status),
            PRIVATE: (Role.USER, self._private),
            TRADE: (Role.API, self._trade),
        }
        role, attend = doors.get(path, (None, self._status))
        return partial(self._serve, role, attend) if role in roles and role is not None else None

    async def _serve(self, role: Role, attend: Attend, request: web.BaseRequest) -> web.StreamResponse:
        return await self.sessions.serve(request, (role,), partial(attend, request))

    def _public(self, _request: web.BaseRequest, session: Session) -> PublicAttendant:
        return PublicAttendant(
            Line(session), self._offers, self._product, ledger=self._ledger, desk=self._desk
        )

    def _status(self, _request: web.BaseRequest, session: Session) -> StatusAttendant:
        return StatusAttendant(Line(session))

    def _private(self, request: web.BaseRequest, session: Session) -> PrivateAttendant:
        return PrivateAttendant(
            Line(session, _idle_s(request)),
            self._user_streams,
            self._gateway.guard,
            ledger=self._ledger,
            desk=self._desk,
            clock_ms=self._clock_ms,
        )

    def _trade(self, request: web.BaseRequest, session: Session) -> TradeAttendant:
        return TradeAttendant(
            Line(session, _idle_s(request)),
            self._gateway,
            self._endpoints,
            desk=self._desk,
            clock_ms=self._clock_ms,
        )

    # --- what faults do -----------------------------------------------------------------------------

    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        return await self.sessions.close_all(role, code, reason, abruptly=abruptly)

    async def broadcast(self, role: Role | None, frame: Frame) -> int:
        return await self.sessions.broadcast(role, frame)

    async def end_user_streams(self, *, announce: bool) -> int:
        """A subscription does not end while its connection stays."""
        return 0

    async def announce_shutdown(self, role: Role | None) -> int:
        return await self.sessions.announce_end(role)

    async def end_announced(self, role: Role | None, code: int) -> int:
        return await self.sessions.end_announced(role, code)

    async def close(self) -> None:
        """The venue goes home: every session ends."""
        await self.sessions.shut()


def _idle_s(request: web.BaseRequest) -> float:
    return idle_s(request.rel_url.query.get("max_active_time"))


def _handshake_outcome(reply: Reply) -> Outcome:
    return errors.outcome(reply)[0]

"""The WebSocket side: three addresses on one host, and what else happens at the venue (OKX-01)."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Final

from aiohttp import web

from fakes.faults.fault import Frame, Reply
from fakes.operations import Outcome, Role
from fakes.quotas import FixedWindow
from fakes.serving.publisher import Publisher
from fakes.serving.session import Session
from fakes.serving.sessions import Manners, Sessions
from fakes.serving.venue import Door
from fakes.venues.okx import errors
from fakes.venues.okx.attendant import Offers, OkxAttendant
from fakes.venues.okx.kit import Kit
from fakes.venues.okx.line import Line
from fakes.venues.okx.market_streams import MarketStreams
from fakes.venues.okx.private_offers import PrivateOffers
from fakes.venues.okx.public_offers import PublicOffers
from fakes.venues.okx.subscriptions import Place
from fakes.venues.okx.user_streams import UserStreams
from fakes.venues.okx.ws_trading import WsTrading

PREFIX: Final = "/ws/v5/"
NO_DATA: Final = (4004, "No data received in 30s.")  # OKX-62


class WebSockets:
    def __init__(self, kit: Kit) -> None:
        manners = Manners(
            attempts=FixedWindow(kit.figures["connections a second"], 1.0), outcome=_handshake_outcome
        )
        self.sessions = Sessions(ledger=kit.ledger, desk=kit.desk, clock_ms=kit.clock_ms, manners=manners)
        self._kit = kit
        publisher = Publisher(kit.ledger, kit.desk)
        self._trading = WsTrading(gateway=kit.gateway, trading=kit.trading, markets=kit.markets)
        self._market_streams = MarketStreams(
            exchange=kit.exchange,
            markets=kit.markets,
            product=kit.product,
            clock_ms=kit.clock_ms,
            publisher=publisher,
        )
        self._public = PublicOffers(
            exchange=kit.exchange,
            markets=kit.markets,
            product=kit.product,
            streams=self._market_streams,
            publisher=publisher,
        )
        private = PrivateOffers(
            streams=UserStreams(
                exchange=kit.exchange,
                view=kit.view,
                balances=kit.balances,
                positions=kit.positions,
                inst_type=kit.product.inst_type,
                amending=kit.amending,
                publisher=publisher,
            ),
            trading=self._trading,
            most_connections=kit.figures["connections a channel"],
        )
        self._offers: Mapping[Place, Offers] = {
            Place.PUBLIC: self._public,
            Place.BUSINESS: self._public,
            Place.PRIVATE: private,
        }

    # --- doors ------------------------------------------------------------------------------------

    def door(self, path: str, roles: Sequence[Role]) -> Door | None:
        """Who answers GET of that path on a server bound for these roles."""
        name = path.removeprefix(PREFIX)
        if not path.startswith(PREFIX) or name not in tuple(Place):
            return None
        place = Place(name)
        meant = (Role.USER, Role.API) if place is Place.PRIVATE else (Role.MARKET,)
        own = tuple(role for role in roles if role in meant)
        return partial(self._serve, own, place) if own else None

    async def _serve(
        self, roles: tuple[Role, ...], place: Place, request: web.BaseRequest
    ) -> web.StreamResponse:
        return await self.sessions.serve(request, roles, partial(self._attend, place))

    def _attend(self, place: Place, session: Session) -> OkxAttendant:
        kit = self._kit
        return OkxAttendant(
            Line(session, self._close_idle, kit.figures["requests on a connection"]),
            place,
            self._offers[place],
            ledger=kit.ledger,
            desk=kit.desk,
            guard=kit.gateway.guard,
            markets=kit.markets,
            channels=kit.product.channels,
        )

    def _close_idle(self, session: Session) -> None:
        code, reason = NO_DATA
        self.sessions.drop(session, reason, code)

    # --- what else happens at the venue -----------------------------------------------------------

    def market_changed(self, symbol: str) -> None:
        """Its rules or its state are other than before."""
        self._public.market_changed(symbol)

    # --- what faults do ---------------------------------------------------------------------------

    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        return await self.sessions.close_all(role, code, reason, abruptly=abruptly)

    async def broadcast(self, role: Role | None, frame: Frame) -> int:
        return await self.sessions.broadcast(role, frame)

    def restart_books(self, symbol: str | None) -> int:
        return self._market_streams.restart_books(symbol)

    async def end_user_streams(self, *, announce: bool) -> int:
        """A subscription here ends with its connection, or by its client."""
        return 0

    async def announce_shutdown(self, role: Role | None) -> int:
        return await self.sessions.announce_end(role)

    async def end_announced(self, role: Role | None, code: int) -> int:
        return await self.sessions.end_announced(role, code)

    async def close(self) -> None:
        """The venue goes home: every session ends, waiting requests are forgotten."""
        self._trading.close()
        await self.sessions.shut()


def _handshake_outcome(reply: Reply) -> Outcome:
    return errors.outcome(reply)[0]

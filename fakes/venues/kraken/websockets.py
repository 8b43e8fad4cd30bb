"""The venue's WebSocket side as one piece: market data, orders and balances, trading (version 2 only).

The venue makes one, leads the servers of its hosts to `door`, and passes on what faults ask of sessions.
"""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from aiohttp import web

from fakes.exact_json import encoded
from fakes.faults.fault import Frame, Reply
from fakes.operations import Outcome, Role, StreamKind
from fakes.serving.publisher import Message, Publisher
from fakes.serving.session import Session
from fakes.serving.sessions import Manners, Sessions
from fakes.serving.venue import Door
from fakes.venues.kraken import errors, market_messages
from fakes.venues.kraken.attempts import ConnectionAttempts
from fakes.venues.kraken.attendant import KrakenAttendant, Offers
from fakes.venues.kraken.execution_reports import Reports
from fakes.venues.kraken.kit import Kit
from fakes.venues.kraken.line import Line
from fakes.venues.kraken.market_streams import MarketStreams
from fakes.venues.kraken.names import Names
from fakes.venues.kraken.private_offers import PrivateOffers
from fakes.venues.kraken.public_offers import PublicOffers
from fakes.venues.kraken.usd import UsdWorth
from fakes.venues.kraken.user_streams import UserStreams
from fakes.venues.kraken.ws_trading import WsTrading

PATH: Final = "/v2"
NORMAL: Final = 1000
CONNECTIONS_FROM: Final = 1 << 63  # KRK-52


class WebSockets:
    def __init__(self, kit: Kit) -> None:
        manners = Manners(
            attempts=ConnectionAttempts(kit.connections),
            outcome=_handshake_outcome,
            refused=errors.at_handshake,
        )
        self.sessions = Sessions(ledger=kit.ledger, desk=kit.desk, clock_ms=kit.clock_ms, manners=manners)
        self._ledger = kit.ledger
        self._desk = kit.desk
        self._clock_ms = kit.clock_ms
        self._system = kit.system
        self._publisher = Publisher(kit.ledger, kit.desk)
        self._user_streams = _user_streams(kit, self._publisher)
        self._trading = WsTrading(
            gateway=kit.gateway, orders=kit.orders, changes=kit.changes, clock_ms=kit.clock_ms
        )
        self._private = PrivateOffers(tokens=kit.tokens, streams=self._user_streams, trading=self._trading)
        self._public = PublicOffers(
            exchange=kit.exchange,
            pairs=kit.pairs,
            system=kit.system,
            streams=MarketStreams(
                exchange=kit.exchange, pairs=kit.pairs, clock_ms=kit.clock_ms, publisher=self._publisher
            ),
            publisher=self._publisher,
        )
        kit.system.listen(self._system_changed)

    # --- doors ------------------------------------------------------------------------------------

    def door(self, path: str, roles: Sequence[Role]) -> Door | None:
        """Who answers GET of that path on a server bound for these roles."""
        if path != PATH:
            return None
        if Role.MARKET in roles:
            return partial(self._serve, (Role.MARKET,), self._public)
        private = tuple(role for role in roles if role in (Role.USER, Role.API))
        return partial(self._serve, private, self._private) if private else None

    async def _serve(
        self, roles: tuple[Role, ...], offers: Offers, request: web.BaseRequest
    ) -> web.StreamResponse:
        return await self.sessions.serve(request, roles, partial(self._attend, offers))

    def _attend(self, offers: Offers, session: Session) -> KrakenAttendant:
        return KrakenAttendant(
            Line(session, self._desk, self._close_idle),
            offers,
            ledger=self._ledger,
            desk=self._desk,
            clock_ms=self._clock_ms,
            first_status=market_messages.status(self._system.mode, CONNECTIONS_FROM + session.number),
        )

    def _close_idle(self, session: Session) -> None:
        self.sessions.drop(session, "", NORMAL)  # KRK-54, KRK-67

    # --- what else happens at the venue -------------------------------------------------------------

    def pair_changed(self, symbol: str) -> None:
        """Its rules or its status are other than before."""
        self._public.pair_changed(symbol)

    def _system_changed(self, mode: str) -> None:
        """Every connection is told (KRK-52)."""
        payload = market_messages.status(mode)
        for session in self.sessions.of(None):
            self._publisher.publish(session, _status_message(session.role, payload))

    # --- what faults do -----------------------------------------------------------------------------

    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        return await self.sessions.close_all(role, code, reason, abruptly=abruptly)

    async def broadcast(self, role: Role | None, frame: Frame) -> int:
        return await self.sessions.broadcast(role, frame)

    async def end_user_streams(self, *, announce: bool) -> int:
        """This venue has no word for it: announced it cannot be."""
        if announce:
            return 0
        ended = self._user_streams.all()
        for subscription in ended:
            attendant = subscription.line.session.attendant
            if isinstance(attendant, KrakenAttendant):
                attendant.end(subscription.wanted, "")
        return len(ended)

    async def announce_shutdown(self, role: Role | None) -> int:
        return await self.sessions.announce_end(role)

    async def end_announced(self, role: Role | None, code: int) -> int:
        return await self.sessions.end_announced(role, code)

    async def close(self) -> None:
        """The venue goes home: every session ends, waiting requests are forgotten."""
        self._trading.close()
        await self.sessions.shut()


def _user_streams(kit: Kit, publisher: Publisher) -> UserStreams:
    names, usd = Names(kit.txids), UsdWorth(kit.exchange)
    reports: dict[str, Reports] = {}

    def reports_of(symbol: str) -> Reports:
        if symbol not in reports:
            reports[symbol] = Reports(kit.pairs.of(symbol).digits, names, usd)
        return reports[symbol]

    return UserStreams(
        exchange=kit.exchange,
        pairs=kit.pairs,
        reports=reports_of,
        ledger=kit.account_ledger,
        counters=kit.limits,
        publisher=publisher,
    )


def _status_message(role: Role, payload: dict[str, Any]) -> Message:
    return Message(role=role, kind=StreamKind.SYSTEM, stream="status", payload=payload, body=encoded(payload))


def _handshake_outcome(reply: Reply) -> Outcome:
    return errors.outcome(reply)[0]

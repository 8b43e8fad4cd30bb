"""The venue's WebSocket side as one piece: market streams, the WebSocket API, user data.

A venue makes one, leads the servers it opens to its doors (several roles may share one), and passes
on what faults ask of sessions. Servers should allow request lines of 64 KiB: 1024 stream names are long.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from aiohttp import web

from fakes.exchange import Exchange
from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Frame
from fakes.ledger import Ledger, Published
from fakes.operations import Role, StreamKind
from fakes.quotas import SlidingSecond
from fakes.venue import Key
from fakes.venues.binance.endpoints import Endpoint
from fakes.venues.binance.gateway import Gateway
from fakes.venues.binance.market_attendant import SHUTDOWN, MarketAttendant
from fakes.venues.binance.publisher import Publisher
from fakes.venues.binance.session import Session
from fakes.venues.binance.sessions import Sessions
from fakes.venues.binance.streams import MAX_STREAMS, MarketStreams
from fakes.venues.binance.user_data import UserData
from fakes.venues.binance.wire_json import encoded
from fakes.venues.binance.ws_api import WebSocketApi

FRAMES_PER_SECOND: Final = 5  # BIN-26
CONNECTION_WEIGHT: Final = 2
REQUEST_LINE_BYTES: Final = 65_536

Door = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


class WebSockets:
    def __init__(
        self,
        *,
        exchange: Exchange,
        ledger: Ledger,
        desk: FaultDesk,
        gateway: Gateway,
        endpoints: Iterable[Endpoint],
        keys: Mapping[str, Key],
        clock_ms: Callable[[], int],
    ) -> None:
        self.sessions = Sessions(ledger=ledger, desk=desk, clock_ms=clock_ms)
        publisher = Publisher(ledger, desk)
        self._gateway = gateway
        self._ledger = ledger
        self._clock_ms = clock_ms
        self._streams = MarketStreams(
            exchange=exchange, ledger=ledger, desk=desk, clock_ms=clock_ms, publisher=publisher
        )
        self._user_data = UserData(exchange=exchange, ledger=ledger, clock_ms=clock_ms, publisher=publisher)
        self._api = WebSocketApi(
            gateway=gateway,
            endpoints=endpoints,
            keys=keys,
            user_data=self._user_data,
            sessions=self.sessions,
            desk=desk,
            clock_ms=clock_ms,
        )

    # --- doors ------------------------------------------------------------------------------------

    def door(self, path: str, roles: Sequence[Role]) -> Door | None:
        """Who answers GET of that path on a server bound for these roles.

        /ws, /ws/<names>, /stream?streams=<names>; /ws-api/v3.
        """
        if Role.MARKET in roles:
            if path == "/ws" or path.startswith("/ws/"):
                return self._raw
            if path == "/stream":
                return self._combined
        api_roles = tuple(role for role in roles if role in (Role.USER, Role.API))
        return partial(self._serve_api, api_roles) if api_roles and path == "/ws-api/v3" else None

    async def _serve_api(self, roles: tuple[Role, ...], request: web.BaseRequest) -> web.StreamResponse:
        shown = request.query.get("returnRateLimits", "true") != "false"
        return await self.sessions.serve(
            request,
            roles,
            lambda session: self._api.attend(session, return_rate_limits=shown),
            admit=lambda source: self._gateway.limits.admit(source, CONNECTION_WEIGHT),
        )

    async def _raw(self, request: web.BaseRequest) -> web.StreamResponse:
        return await self._market(request, request.path.removeprefix("/ws"), combined=False)

    async def _combined(self, request: web.BaseRequest) -> web.StreamResponse:
        return await self._market(request, _streams_of(request.url.raw_query_string), combined=True)

    async def _market(self, request: web.BaseRequest, path: str, *, combined: bool) -> web.StreamResponse:
        # A name without "@" is no stream: clients dial /ws/0, /ws/1 ... to tell their connections apart.
        names = [name for name in dict.fromkeys(path.split("/")) if "@" in name]
        if len(names) > MAX_STREAMS:  # BIN-27, BIN-64
            return web.Response(status=400)

        def attend(session: Session) -> MarketAttendant:
            return MarketAttendant(self._streams, session, names, combined)

        return await self.sessions.serve(
            request, (Role.MARKET,), attend, frames=SlidingSecond(FRAMES_PER_SECOND)
        )

    # --- what faults do ---------------------------------------------------------------------------

    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        return await self.sessions.close_all(role, code, reason, abruptly=abruptly)

    async def broadcast(self, role: Role | None, frame: Frame) -> int:
        struck = self.sessions.of(role)
        for session in struck:
            session.send(frame)
        return len(struck)

    async def end_user_streams(self, *, announce: bool) -> int:
        return self._user_data.end_all(announce=announce)

    async def announce_shutdown(self, role: Role | None) -> int:
        """BIN-33: bare on raw connections, in an envelope on the others."""
        struck = self.sessions.of(role)
        for session in struck:
            event: dict[str, Any] = {"e": "serverShutdown", "E": self._clock_ms()}
            if session.microseconds:
                event["E"] *= 1000
            if session.attendant is not None:
                session.end_announced = True
                session.socket.text(encoded(session.attendant.enveloped(event)))
                self._ledger.record(
                    Published(session=session.number, stream=SHUTDOWN, kind=StreamKind.SYSTEM)
                )
        return len(struck)

    async def close(self) -> None:
        """The venue goes home: every session ends, waiting requests are forgotten."""
        self._api.close()
        await self.sessions.shut()


def _streams_of(raw_query: str) -> str:
    """Read by hand: in `@kline_1d@+08:00` the plus is a plus, not a blank."""
    for pair in raw_query.split("&"):
        name, _, value = pair.partition("=")
        if name == "streams":
            return unquote(value)
    return ""

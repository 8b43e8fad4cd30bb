"""The venue's WebSocket side as one piece: market streams, the WebSocket API, user data.

A venue makes one, leads the servers it opens to its doors (several roles may share one), and passes
on what faults ask of sessions.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Final
from urllib.parse import unquote

from aiohttp import web

from fakes.exchange import Exchange
from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Frame, Reply
from fakes.ledger import Ledger
from fakes.operations import Role
from fakes.quotas import FixedWindow, SlidingSecond
from fakes.serving.publisher import Publisher
from fakes.serving.session import Session
from fakes.serving.sessions import Manners, Sessions
from fakes.serving.venue import Door
from fakes.venue import Key
from fakes.venues.binance.endpoints import Endpoint
from fakes.venues.binance.errors import Refuse, outcome
from fakes.venues.binance.gateway import Gateway
from fakes.venues.binance.market_attendant import MarketAttendant
from fakes.venues.binance.streams import MAX_STREAMS, Listener, MarketStreams
from fakes.venues.binance.user_data import UserData
from fakes.venues.binance.ws_api import WebSocketApi

FRAMES_PER_SECOND: Final = 5  # BIN-26
CONNECTIONS: Final = 300
CONNECTION_WINDOW_S: Final = 300
CONNECTION_WEIGHT: Final = 2


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
        self.sessions = Sessions(ledger=ledger, desk=desk, clock_ms=clock_ms, manners=_manners())
        publisher = Publisher(ledger, desk)
        self._gateway = gateway
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
            lambda session: self._api.attend(
                session, return_rate_limits=shown, microseconds=_microseconds(request)
            ),
            admit=self._admit,
        )

    def _admit(self, source: str) -> Reply | None:
        try:
            self._gateway.limits.admit(source, CONNECTION_WEIGHT)
        except Refuse as refuse:
            return refuse.refused.reply()
        return None

    async def _raw(self, request: web.BaseRequest) -> web.StreamResponse:
        return await self._market(request, request.path.removeprefix("/ws"), combined=False)

    async def _combined(self, request: web.BaseRequest) -> web.StreamResponse:
        return await self._market(request, streams_of(request.url.raw_query_string), combined=True)

    async def _market(self, request: web.BaseRequest, path: str, *, combined: bool) -> web.StreamResponse:
        # A name without "@" is no stream: clients dial /ws/0, /ws/1 ... to tell their connections apart.
        names = [name for name in dict.fromkeys(path.split("/")) if "@" in name]
        if len(names) > MAX_STREAMS:  # BIN-27, BIN-64
            return web.Response(status=400)

        def attend(session: Session) -> MarketAttendant:
            listener = Listener(session, combined=combined, microseconds=_microseconds(request))
            return MarketAttendant(self._streams, listener, names, self._clock_ms)

        return await self.sessions.serve(
            request, (Role.MARKET,), attend, frames=SlidingSecond(FRAMES_PER_SECOND)
        )

    # --- what faults do ---------------------------------------------------------------------------

    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        return await self.sessions.close_all(role, code, reason, abruptly=abruptly)

    async def broadcast(self, role: Role | None, frame: Frame) -> int:
        return await self.sessions.broadcast(role, frame)

    async def end_user_streams(self, *, announce: bool) -> int:
        return self._user_data.end_all(announce=announce)

    async def announce_shutdown(self, role: Role | None) -> int:
        return await self.sessions.announce_end(role)

    async def end_announced(self, role: Role | None, code: int) -> int:
        return await self.sessions.end_announced(role, code)

    async def close(self) -> None:
        """The venue goes home: every session ends, waiting requests are forgotten."""
        self._api.close()
        await self.sessions.shut()


def _manners() -> Manners:
    """BIN-25, with a window taken as aligned to the clock like the venue's others; BIN-30; BIN-31.

    The close codes are those of Sessions: 1008 and 1001 (BIN-65).
    """
    return Manners(
        attempts=FixedWindow(CONNECTIONS, CONNECTION_WINDOW_S),
        outcome=lambda reply: outcome(reply.status, None),
        ping_every_s=20.0,
        pong_within_s=60.0,
        lifetime_s=86_400.0,
    )


def _microseconds(request: web.BaseRequest) -> bool:
    return request.query.get("timeUnit", "") in ("MICROSECOND", "microsecond")


def streams_of(raw_query: str) -> str:
    """Read by hand: in `@kline_1d@+08:00` the plus is a plus, not a blank."""
    for pair in raw_query.split("&"):
        name, _, value = pair.partition("=")
        if name == "streams":
            return unquote(value)
    return ""

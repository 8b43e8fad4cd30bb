"""The WebSocket side: paths of one host for books, other market data, and the account (BFU-40)."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, ClassVar, Final

from aiohttp import web

from fakes.exchange import Exchange
from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Frame
from fakes.ledger import Ledger
from fakes.operations import Role
from fakes.quotas import FixedWindow, SlidingSecond
from fakes.serving.publisher import Publisher
from fakes.serving.session import Session
from fakes.serving.sessions import Manners, Sessions
from fakes.serving.venue import Door
from fakes.serving.wire_json import encoded
from fakes.venues.binance.control_frames import Malformed, Method, read
from fakes.venues.binance.errors import outcome
from fakes.venues.binance.market_attendant import MarketAttendant
from fakes.venues.binance.numbers import Scale
from fakes.venues.binance.stream_names import Stream
from fakes.venues.binance.streams import MAX_STREAMS, Listener, MarketStreams
from fakes.venues.binance.usdm import stream_names
from fakes.venues.binance.usdm.channels import CHANNELS
from fakes.venues.binance.usdm.listen_keys import ListenKeys
from fakes.venues.binance.usdm.numbers import UsdmScale
from fakes.venues.binance.usdm.user_data import UsdmUserData
from fakes.venues.binance.websockets import CONNECTION_WINDOW_S, CONNECTIONS, streams_of

FRAMES_PER_SECOND: Final = 10  # BFU-41
PATHS: Final[dict[str, Callable[[str], Stream | None]]] = {
    "/public": stream_names.public,
    "/market": stream_names.market,
}


class UsdmStreams(MarketStreams):
    channels: ClassVar[Any] = CHANNELS
    scale_type: ClassVar[type[Scale]] = UsdmScale


class UsdmAttendant(MarketAttendant):
    def farewell(self) -> None:
        """No page knows of a word before the end."""


class UsdmSockets:
    def __init__(
        self,
        *,
        exchange: Exchange,
        ledger: Ledger,
        desk: FaultDesk,
        keys: ListenKeys,
        clock_ms: Callable[[], int],
    ) -> None:
        self.sessions = Sessions(ledger=ledger, desk=desk, clock_ms=clock_ms, manners=_manners())
        publisher = Publisher(ledger, desk)
        self._clock_ms = clock_ms
        self._keys = keys
        self._streams = UsdmStreams(
            exchange=exchange, ledger=ledger, desk=desk, clock_ms=clock_ms, publisher=publisher
        )
        self.user_data = UsdmUserData(
            exchange=exchange, ledger=ledger, desk=desk, keys=keys, clock_ms=clock_ms, publisher=publisher
        )

    # --- doors ----------------------------------------------------------------------------------------

    def door(self, path: str, roles: Sequence[Role]) -> Door | None:
        """/public and /market, each with /ws, /ws/<names> or /stream; likewise /private for accounts."""
        for start, read_name in PATHS.items():
            if Role.MARKET in roles and _is_under(path, start):
                return partial(self._market, path.removeprefix(start), read_name)
        if Role.USER in roles and _is_under(path, "/private"):
            return partial(self._private, path.removeprefix("/private"))
        return None

    async def _market(
        self, path: str, read_name: Callable[[str], Stream | None], request: web.BaseRequest
    ) -> web.StreamResponse:
        combined = path == "/stream"
        text = streams_of(request.url.raw_query_string) if combined else path.removeprefix("/ws")
        names = [name for name in dict.fromkeys(text.split("/")) if "@" in name]
        if len(names) > MAX_STREAMS:
            return web.Response(status=400)

        def attend(session: Session) -> MarketAttendant:
            listener = Listener(session, combined=combined, microseconds=False)
            return UsdmAttendant(self._streams, listener, names, self._clock_ms, read_name=read_name)

        return await self.sessions.serve(
            request, (Role.MARKET,), attend, frames=SlidingSecond(FRAMES_PER_SECOND)
        )

    async def _private(self, path: str, request: web.BaseRequest) -> web.StreamResponse:
        """BFU-51."""
        wanted = [(key, ()) for key in path.removeprefix("/ws").split("/") if path != "/stream" and key]
        events: list[tuple[str, tuple[str, ...]]] = [*wanted]
        for name, value in request.query.items():
            if name == "listenKey":
                events.append((value, ()))
            elif name == "events" and events:
                events[-1] = (events[-1][0], tuple(value.split("/")))
            elif name == "streams":
                events += [(key, ()) for key in value.split("/")]
        return await self.sessions.serve(
            request,
            (Role.USER,),
            lambda session: PrivateAttendant(session, self.user_data, events, combined=path == "/stream"),
            frames=SlidingSecond(FRAMES_PER_SECOND),
        )

    # --- what faults do -------------------------------------------------------------------------------

    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        return await self.sessions.close_all(role, code, reason, abruptly=abruptly)

    async def broadcast(self, role: Role | None, frame: Frame) -> int:
        return await self.sessions.broadcast(role, frame)

    async def end_user_streams(self, *, announce: bool) -> int:
        return self._keys.end_all(announced=announce)

    async def announce_shutdown(self, role: Role | None) -> int:
        return await self.sessions.announce_end(role)

    async def end_announced(self, role: Role | None, code: int) -> int:
        return await self.sessions.end_announced(role, code)

    async def close(self) -> None:
        """The venue goes home."""
        self._keys.forget()
        await self.sessions.shut()


class PrivateAttendant:
    """Serves one session under /private: its keys stand in the address, or come in control frames."""

    def __init__(
        self,
        session: Session,
        user_data: UsdmUserData,
        keys: list[tuple[str, tuple[str, ...]]],
        *,
        combined: bool,
    ) -> None:
        self._session = session
        self._user_data = user_data
        self._listed = keys
        self._combined = combined

    def opened(self) -> None:
        for key, events in self._listed:
            self._user_data.subscribe(self._session, key, events, combined=self._combined)

    def text(self, text: str) -> None:
        try:
            control = read(text)
        except Malformed as malformed:
            self._session.socket.text(encoded(malformed.answer))
            return
        result: list[str] | None = None
        if control.method is Method.SUBSCRIBE:
            for key in control.params:
                self._user_data.subscribe(self._session, str(key), (), combined=self._combined)
                self._listed.append((str(key), ()))
        elif control.method is Method.LIST_SUBSCRIPTIONS:
            result = [key for key, _ in self._listed]
        self._session.socket.text(encoded({"result": result, "id": control.id}))

    def closed(self) -> None:
        self._user_data.depart(self._session)

    def farewell(self) -> None:
        """As of market data."""


def _is_under(path: str, start: str) -> bool:
    rest = path.removeprefix(start)
    return path.startswith(start) and (rest in ("/ws", "/stream") or rest.startswith("/ws/"))


def _manners() -> Manners:
    """BFU-41; connection attempts as on Spot."""
    return Manners(
        attempts=FixedWindow(CONNECTIONS, CONNECTION_WINDOW_S),
        outcome=lambda reply: outcome(reply.status, None),
        ping_every_s=180.0,
        pong_within_s=600.0,
        lifetime_s=86_400.0,
    )

"""A venue with doors: which host answers what, and the parts that a dialect puts behind them."""

from abc import abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import ClassVar, Final, Protocol

from aiohttp import web

from fakes.faults.fault import Frame
from fakes.operations import Role
from fakes.venue import FakeVenue

Address = tuple[str, int]
Door = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]

SHUTDOWN_S: Final = 1.0
REQUEST_LINE_BYTES: Final = 65_536
"""Names of many streams in one URL are long."""


class RestPart(Protocol):
    async def answer(self, request: web.BaseRequest) -> web.StreamResponse: ...

    def close(self) -> None:
        """Forget the requests that are still on their way."""


class SocketPart(Protocol):
    """A venue's WebSocket side; see VenueControl for what the faults ask of it."""

    def door(self, path: str, roles: Sequence[Role]) -> Door | None:
        """Who answers GET of that path on a server bound for these roles."""

    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int: ...

    async def broadcast(self, role: Role | None, frame: Frame) -> int: ...

    async def end_user_streams(self, *, announce: bool) -> int: ...

    async def announce_shutdown(self, role: Role | None) -> int: ...

    async def end_announced(self, role: Role | None, code: int) -> int: ...

    async def close(self) -> None:
        """The venue goes home: every session ends, waiting requests are forgotten."""


class ServedVenue(FakeVenue):
    """Opens one server an address and leads each request to the part that answers it."""

    more_ports: ClassVar[Mapping[Role, Sequence[int]]] = {}
    """Where a host serves a role besides; open whenever its usual port is the one that is bound."""

    def __init__(self, **settings: object) -> None:
        """Takes what FakeVenue takes."""
        super().__init__(**settings)  # type: ignore[arg-type]  # named there, checked by its callers
        self._runners: list[web.ServerRunner] = []

    @property
    @abstractmethod
    def rest(self) -> RestPart: ...

    @property
    @abstractmethod
    def sockets(self) -> SocketPart: ...

    # --- doors ------------------------------------------------------------------------------------

    async def _listen(self, bind: Mapping[Role, Address]) -> Mapping[Role, Address]:
        bound: dict[Role, Address] = {}
        more = self._more(bind)
        for roles in _shared(bind, self.endpoints):
            address = bind[roles[0]]
            opened = await self._open([*roles, *more.pop(address, ())], address)
            bound.update(dict.fromkeys(roles, opened))
        for address, guests in more.items():
            await self._open(guests, address)
        return bound

    def _more(self, bind: Mapping[Role, Address]) -> dict[Address, list[Role]]:
        """Who is served besides at which address, be it bound for others or for nobody."""
        more: dict[Address, list[Role]] = {}
        for role, ports in self.more_ports.items():
            host, port = bind.get(role, ("", 0))
            for other in ports if port == self.endpoints[role][1] else ():
                more.setdefault((host, other), []).append(role)
        return more

    async def _open(self, roles: Sequence[Role], address: Address) -> Address:
        if tuple(roles) == (Role.REST,):
            server = web.Server(self.rest.answer, access_log=None)
        else:
            server = web.Server(
                partial(self._answer, roles), access_log=None, max_line_size=REQUEST_LINE_BYTES
            )
        runner = web.ServerRunner(server, shutdown_timeout=SHUTDOWN_S)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, *address).start()
        bound: Address = runner.addresses[0][:2]
        return bound

    async def _answer(self, bound: Sequence[Role], request: web.BaseRequest) -> web.StreamResponse:
        roles = self._meant(bound, request.headers.get("Host", ""))
        door = self.sockets.door(request.path, roles)
        if door is not None and request.method in ("GET", "HEAD"):
            return await door(request)
        if Role.REST in roles:
            return await self.rest.answer(request)
        if door is None:
            raise web.HTTPNotFound
        raise web.HTTPMethodNotAllowed(request.method, ("GET", "HEAD"))

    def _meant(self, bound: Sequence[Role], host: str) -> Sequence[Role]:
        """The roles of the host that was asked by its name; whoever came by an address may mean any."""
        name = host.partition(":")[0].lower()
        named = [
            role
            for role in bound
            for places in (self.endpoints, self.sandbox_endpoints)
            if role in places and places[role][0] == name
        ]
        return named or bound

    async def _close(self) -> None:
        self.rest.close()
        await self.sockets.close()
        for runner in self._runners:
            await runner.cleanup()
        self._runners.clear()

    # --- what faults may do to sessions -------------------------------------------------------------

    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        return await self.sockets.close_sessions(role, code, reason, abruptly=abruptly)

    async def broadcast(self, role: Role | None, frame: Frame) -> int:
        return await self.sockets.broadcast(role, frame)

    async def end_user_streams(self, *, announce: bool) -> int:
        return await self.sockets.end_user_streams(announce=announce)

    async def announce_shutdown(self, role: Role | None) -> int:
        return await self.sockets.announce_shutdown(role)

    async def end_announced(self, role: Role | None, code: int) -> int:
        return await self.sockets.end_announced(role, code)


def _shared(bind: Mapping[Role, Address], endpoints: Mapping[Role, tuple[str, int]]) -> list[list[Role]]:
    """Roles by address. Any-port (0) means one server for those roles that share a host at the venue."""
    groups: dict[tuple[object, ...], list[Role]] = {}
    for role, (host, port) in bind.items():
        groups.setdefault((host, port) if port else (host, 0, endpoints[role]), []).append(role)
    return list(groups.values())

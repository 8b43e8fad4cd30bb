"""The whole venue: its hosts, its endpoints, its sockets, and what faults may do to it."""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from random import Random
from string import ascii_letters, digits
from typing import Any, ClassVar, Final

from aiohttp import web

from fakes.exchange import SymbolStatus
from fakes.faults.fault import Frame, Reply, RequestSeen
from fakes.instruments import Instrument
from fakes.operations import Refusal, Role
from fakes.traits import Trait
from fakes.venue import FakeVenue
from fakes.venues.binance import errors
from fakes.venues.binance.endpoints import Endpoint
from fakes.venues.binance.gateway import Gateway
from fakes.venues.binance.limits import Limits
from fakes.venues.binance.listing import Listing
from fakes.venues.binance.markets import LISTED
from fakes.venues.binance.orders import OrderReader
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.rest_account import Account
from fakes.venues.binance.rest_public import Public
from fakes.venues.binance.rest_replace import Replacing
from fakes.venues.binance.rest_server import RestServer
from fakes.venues.binance.rest_tickers import Tickers
from fakes.venues.binance.rest_trading import Trading
from fakes.venues.binance.security import Guard
from fakes.venues.binance.wallet import Wallet
from fakes.venues.binance.websockets import REQUEST_LINE_BYTES, WebSockets

Address = tuple[str, int]
GENERATED_ID_LENGTH: Final = 22
SHUTDOWN_S: Final = 1.0


class Binance(FakeVenue):
    """Binance Spot. REST, market streams and the WebSocket API may share an address or have their own."""

    name = "binance"
    endpoints: ClassVar[Mapping[Role, Address]] = {
        Role.REST: ("api.binance.com", 443),
        Role.MARKET: ("stream.binance.com", 9443),
        Role.USER: ("ws-api.binance.com", 443),
        Role.API: ("ws-api.binance.com", 443),
    }

    # Testnet serves its streams on the default port (rest-api.md and web-socket-streams.md under testnet/).
    sandbox_endpoints: ClassVar[Mapping[Role, Address]] = {
        Role.REST: ("testnet.binance.vision", 443),
        Role.MARKET: ("stream.testnet.binance.vision", 443),
        Role.USER: ("ws-api.testnet.binance.vision", 443),
        Role.API: ("ws-api.testnet.binance.vision", 443),
    }
    listed: ClassVar[Mapping[str, Instrument]] = LISTED
    traits: ClassVar[frozenset[Trait]] = frozenset(
        {
            Trait.RECEIVE_WINDOW,
            Trait.ED25519_KEYS,
            Trait.SANDBOX,
            Trait.REST_SNAPSHOT,
            Trait.SEQUENCED_BOOK,
            Trait.TRADE_HISTORY,
            Trait.DAILY_CUT,
            Trait.SHUTDOWN_NOTICE,
            Trait.LIMIT_HEADERS,
            Trait.RETRY_AFTER,
            Trait.ADDRESS_WEIGHT,
            Trait.BANS,
            Trait.UNKNOWN_OUTCOME_CODES,
        }
    )

    def __init__(self, **settings: Any) -> None:
        """Takes what FakeVenue takes."""
        super().__init__(**settings)
        self._id_rng = Random(f"{self.name}/{self.seed}/ids")
        self._last_request_id = 0
        self.counters = Limits(ledger=self.ledger, clock_s=self.clock_s, overrides=self.limits)
        self.exchange.listen_to_watched(self.counters.heard)
        self.listing = Listing(self.exchange)
        self.gateway = Gateway(
            ledger=self.ledger,
            desk=self.faults,
            guard=Guard(self.keys, self.clock_ms),
            limits=self.counters,
            next_request_id=self._next_request_id,
            clock_ms=self.clock_ms,
        )
        self._public = Public(self.exchange, self.listing, self.counters)
        self.requests = self._all_endpoints()
        self.sockets = WebSockets(
            exchange=self.exchange,
            ledger=self.ledger,
            desk=self.faults,
            gateway=self.gateway,
            endpoints=self.requests,
            keys=self.keys,
            clock_ms=self.clock_ms,
        )
        self._rest = RestServer(gateway=self.gateway, endpoints=self.requests, clock_s=self.clock_s)
        self._runners: list[web.ServerRunner] = []

    def _all_endpoints(self) -> Sequence[Endpoint]:
        exchange, listing, limits = self.exchange, self.listing, self.counters
        reader = OrderReader(exchange, listing, self._new_id)
        trading = Trading(exchange, listing, limits, reader, self._new_id)
        account = Account(exchange, listing, limits)
        return (
            *self._public.endpoints(),
            *Tickers(exchange, listing).endpoints(),
            *trading.endpoints(),
            Replacing(exchange, limits, reader, trading).endpoint(),
            *account.endpoints(),
            *Wallet(exchange, account).endpoints(),
        )

    def _next_request_id(self) -> int:
        self._last_request_id += 1
        return self._last_request_id

    def _new_id(self) -> str:
        """A client order id of the venue's own making."""
        return "".join(self._id_rng.choices(ascii_letters + digits, k=GENERATED_ID_LENGTH))

    # --- doors ------------------------------------------------------------------------------------

    async def _listen(self, bind: Mapping[Role, Address]) -> Mapping[Role, Address]:
        bound: dict[Role, Address] = {}
        for roles in _shared(bind):
            address = bind[roles[0]]
            bound.update(dict.fromkeys(roles, await self._open(roles, address)))
        return bound

    async def _open(self, roles: Sequence[Role], address: Address) -> Address:
        if tuple(roles) == (Role.REST,):
            server = web.Server(self._rest.answer, access_log=None)
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

    async def _answer(self, roles: Sequence[Role], request: web.BaseRequest) -> web.StreamResponse:
        door = self.sockets.door(request.path, roles)
        if door is not None and request.method in ("GET", "HEAD"):
            return await door(request)
        if Role.REST in roles:
            return await self._rest.answer(request)
        if door is None:
            raise web.HTTPNotFound
        raise web.HTTPMethodNotAllowed(request.method, ("GET", "HEAD"))

    async def _close(self) -> None:
        self.gateway.close()
        self._rest.close()
        await self.sockets.close()
        for runner in self._runners:
            await runner.cleanup()
        self._runners.clear()

    # --- what faults may do -----------------------------------------------------------------------

    def refusal(self, refusal: Refusal, **details: Any) -> Reply:
        """Details: retry_after_s, limit, status, code, msg (see errors.refusal)."""
        return errors.refusal(refusal, now_ms=self.clock_ms(), **details)

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
        return await self.sockets.sessions.end_announced(role, code)

    def depth_reply(self, request: RequestSeen, at_s: float) -> Reply | None:
        book = self._public.depth_as_it_was(Parameters(request.parameters), at_s)
        if book is None:
            return None
        headers = self.counters.headers(request.source, None)
        return Reply(status=200, body=json.dumps(book, separators=(",", ":")).encode(), headers=headers)

    def spend(self, source: str, weight: int) -> bool:
        self.counters.spend(source, weight)
        return True

    def delist_symbol(self, symbol: str) -> None:
        self.exchange.set_status(symbol, SymbolStatus.DELISTED)


def _shared(bind: Mapping[Role, Address]) -> list[list[Role]]:
    """Roles by address. Any-port (0) means a server of its own, but for USER and API, which are one."""
    groups: dict[tuple[str, int, Role | None], list[Role]] = {}
    for role, (host, port) in bind.items():
        own = None if port else Role.API if role is Role.USER else role
        groups.setdefault((host, port, own), []).append(role)
    return list(groups.values())

"""A whole OKX in virtual time, and plain clients that show every frame."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, TypeVar
from urllib.parse import urlencode

import aiohttp
from yarl import URL

from fakes.faults.schedule import Planned
from fakes.ledger import RequestAnswered
from fakes.market.script import MarketScript
from fakes.market.scripts import SILENT
from fakes.venue import Key
from fakes.venues.okx import Okx
from tests.unit.fakes.hosted import Hosted, hosted
from tests.unit.fakes.okx.okx_caller import API_KEY, ORDER, PASSPHRASE, SECRET, iso, sign
from tests.unit.fakes.still_venue import BALANCES

T = TypeVar("T")
REST = "https://www.okx.com"
WS = "wss://ws.okx.com:8443/ws/v5"
CODE = 10_001
"""`instIdCode` of BTC-USDT."""


def subject() -> Key:
    """A key of its own for each play: a fault may take its rights."""
    return Key(api_key=API_KEY, secret=SECRET, passphrase=PASSPHRASE, balances=BALANCES)


class Client:
    """One WebSocket connection."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, clock_s: Callable[[], float]) -> None:
        self.socket = socket
        self._clock_s = clock_s
        self._last = 0
        self.told: list[Any] = []
        """What came while something else was awaited."""

    async def send(self, op: str, *args: Any, **more: Any) -> None:
        await self.socket.send_str(json.dumps({"op": op, "args": list(args), **more}))

    async def ask(self, op: str, *args: Any, **more: Any) -> Any:
        """Send, and the next message."""
        await self.send(op, *args, **more)
        return await self.message()

    async def message(self) -> Any:
        """Raises ConnectionError at the end."""
        return json.loads(await self.text())

    async def text(self) -> str:
        received = await self.socket.receive()
        if received.type is not aiohttp.WSMsgType.TEXT:
            raise ConnectionError(f"{received.type!r} {received.data!r}")
        return str(received.data)

    async def log_in(self, **changed: Any) -> Any:
        """Everything right unless given."""
        timestamp = str(changed.pop("timestamp", int(self._clock_s())))
        login = {
            "apiKey": API_KEY,
            "passphrase": PASSPHRASE,
            "timestamp": timestamp,
            "sign": sign(timestamp + "GET/users/self/verify"),
        }
        return await self.ask("login", {**login, **changed})

    async def subscribed(self, channel: str, **arg: Any) -> None:
        """The acknowledgement is read, and of private channels the count of connections."""
        await self.send("subscribe", {"channel": channel, **arg})
        await self.until(lambda told: told.get("event") == "subscribe")

    async def until(self, wanted: Callable[[Any], bool]) -> Any:
        """The next message that is wanted; others are kept in `told`."""
        while True:
            message = await self.message()
            if wanted(message):
                return message
            self.told.append(message)

    async def until_text(self, wanted: str) -> None:
        """Until that frame; messages before it are kept in `told`."""
        while (text := await self.text()) != wanted:
            self.told.append(json.loads(text))

    async def data(self, channel: str) -> Any:
        """The next message of a channel, kept ones first."""

        def speaks(message: Any) -> bool:
            return bool("data" in message and message.get("arg", {}).get("channel") == channel)

        for message in self.told:
            if speaks(message):
                self.told.remove(message)
                return message
        return await self.until(speaks)

    async def rows(self, channel: str, count: int) -> list[Any]:
        found: list[Any] = []
        while len(found) < count:
            found += (await self.data(channel))["data"]
        return found

    async def request(self, op: str, *args: Any) -> Any:
        """The answer to a request about orders."""
        self._last += 1
        number = f"r{self._last}"
        await self.send(op, *args, id=number)
        return await self.until(lambda message: message.get("id") == number)

    async def place(self, **changed: Any) -> Any:
        sent = {**ORDER, "instIdCode": CODE, **changed}
        del sent["instId"]
        return await self.request("order", {name: each for name, each in sent.items() if each is not None})

    async def end(self) -> int | None:
        """Read to the end; the close code, None without a close frame."""
        try:
            while True:
                await self.text()
        except ConnectionError:
            code = self.socket.close_code
            return None if code in (None, 1006) else code


class Stage(Hosted[Okx]):
    """The venue, and doors to it."""

    @asynccontextmanager
    async def connected(self, place: str = "public") -> AsyncIterator[Client]:
        async with self.http.ws_connect(f"{WS}/{place}", autoping=False) as socket:
            yield Client(socket, self.venue.clock_s)

    @asynccontextmanager
    async def logged_in(self, *channels: Mapping[str, str]) -> AsyncIterator[Client]:
        async with self.connected("private") as client:
            assert (await client.log_in())["event"] == "login"
            for channel in channels:
                await client.subscribed(**channel)
                await client.until(lambda told: told.get("event") == "channel-conn-count")
            yield client

    @property
    def outcomes(self) -> list[str]:
        """What the ledger says came of each request."""
        return [fact.outcome for fact in self.facts(RequestAnswered)]

    def asked(self, method: str, name: str, sent: Any = None, **headers: str) -> Any:
        """The request, to be awaited or entered."""
        path = f"/api/v5/{name}"
        body = json.dumps(sent) if method == "POST" else ""
        if method == "GET" and sent:
            path += "?" + urlencode(sent)
        at = iso(self.venue.clock_s())
        given = {
            "OK-ACCESS-KEY": API_KEY,
            "OK-ACCESS-SIGN": sign(f"{at}{method}{path}{body}"),
            "OK-ACCESS-TIMESTAMP": at,
            "OK-ACCESS-PASSPHRASE": PASSPHRASE,
            "Content-Type": "application/json",
            **headers,
        }
        url = URL(REST + path, encoded=True)  # what is signed is what is sent
        return self.http.request(method, url, data=body or None, headers=given)

    async def get(self, name: str, /, **parameters: str) -> Any:
        """The decoded body."""
        async with self.asked("GET", name, parameters) as answer:
            return await answer.json()

    async def post(self, name: str, /, **body: Any) -> Any:
        async with self.asked("POST", name, body) as answer:
            return await answer.json()

    async def place(self, cl_ord_id: str, **changed: str) -> Any:
        """A limit order that rests far below the market."""
        return await self.post("trade/order", **{**ORDER, "clOrdId": cl_ord_id, **changed})

    def fill(self, cl_ord_id: str, lots: int | None = None) -> None:
        """Somebody trades against that resting order: so many 1e-8 BTC, or all of it."""
        self.venue.counterparty.fill("subject", "BTCUSDT", cl_ord_id, lots)


def played(
    play: Callable[[Stage], Awaitable[T]],
    *faults: Planned,
    market: MarketScript = SILENT,
    keys: Sequence[Key] = (),
    limits: Mapping[str, int] | None = None,
    venue_class: type[Okx] = Okx,
) -> T:
    """Run `play` against a venue of its own, in virtual time."""
    return digested(play, *faults, market=market, keys=keys, limits=limits, venue_class=venue_class)[0]


def digested(
    play: Callable[[Stage], Awaitable[T]],
    *faults: Planned,
    market: MarketScript = SILENT,
    keys: Sequence[Key] = (),
    limits: Mapping[str, int] | None = None,
    venue_class: type[Okx] = Okx,
) -> tuple[T, str]:
    """And the digest of everything that went over the network."""

    async def story(venue: Okx, http: aiohttp.ClientSession) -> T:
        return await play(Stage(venue, http))

    return hosted(
        venue_class, story, accounts=keys or [subject()], faults=faults, market=market, limits=limits
    )

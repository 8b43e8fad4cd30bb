"""What both hosts of the second WebSocket API do on a connection: status, pings, subscriptions, refusals.

What there is to subscribe to, and which other methods there are, differs from host to host: `Offers`.
"""

from collections.abc import Callable
from typing import Any, Final, Protocol

from fakes.ledger import Ledger, Subscribed, Unsubscribed
from fakes.serving.session import Desk
from fakes.venues.kraken import acknowledgements, errors, frames, subscriptions
from fakes.venues.kraken.frames import BadFrame, Refused, Request
from fakes.venues.kraken.line import Line
from fakes.venues.kraken.subscriptions import OF_SYMBOLS, Wanted
from fakes.venues.kraken.times import microseconds

ALREADY: Final = "Already subscribed"
NOT_FOUND: Final = "Subscription Not Found"

Place = tuple[object, ...]


class Offers(Protocol):
    """The channels and methods of one host. `symbol` is the exchange's, "" of channels without."""

    def admit(self, line: Line, wanted: Wanted) -> dict[str, Any]:
        """Further members of the acknowledgement. Raises Refused if this connection may not have it."""

    def symbol(self, name: str) -> str:
        """The exchange's symbol of that name. Raises Refused."""

    def join(self, line: Line, wanted: Wanted, symbol: str) -> None:
        """From now on, all that happens."""

    def begin(self, line: Line, wanted: Wanted, symbol: str) -> None:
        """The snapshot, if one was asked for."""

    def leave(self, line: Line, wanted: Wanted, symbol: str) -> None: ...

    def serve(self, line: Line, request: Request, came_in: str) -> bool:
        """Any other method; False = there is none of that name. Raises Refused."""

    def depart(self, line: Line) -> None:
        """The connection is gone."""


class KrakenAttendant:
    """Serves one connection."""

    def __init__(
        self,
        line: Line,
        offers: Offers,
        *,
        ledger: Ledger,
        desk: Desk,
        clock_ms: Callable[[], int],
        first_status: dict[str, Any],
    ) -> None:
        self.line = line
        self._offers = offers
        self._ledger = ledger
        self._desk = desk
        self._clock_ms = clock_ms
        self._first_status = first_status
        self._made: dict[Place, tuple[Wanted, str]] = {}

    # --- one connection -----------------------------------------------------------------------------

    def opened(self) -> None:
        self.line.write(self._first_status)  # KRK-52

    def text(self, text: str) -> None:
        self.line.heard()
        came_in = microseconds(self._clock_ms())
        try:
            request = frames.read(text)
        except BadFrame as bad:
            self.line.write(frames.refused(bad.error, bad.method, bad.req_id, self._times(came_in)))
            return
        try:
            self._serve(request, came_in)
        except Refused as refused:
            self._refuse(request, came_in, refused)

    def closed(self) -> None:
        for wanted, symbol in self._made.values():
            self._offers.leave(self.line, wanted, symbol)
        self._made.clear()
        self._offers.depart(self.line)

    def farewell(self) -> None:
        """This venue announces nothing."""
        return None

    def end(self, wanted: Wanted, symbol: str) -> None:
        """A subscription is over, whoever ended it."""
        del self._made[_place(wanted, symbol)]
        self._offers.leave(self.line, wanted, symbol)
        self._ledger.record(Unsubscribed(session=self.line.session.number, stream=_stream(wanted, symbol)))
        self.line.keep(bool(self._made))

    # --- requests -----------------------------------------------------------------------------------

    def _serve(self, request: Request, came_in: str) -> None:
        match request.method:
            case "ping":
                self._ping(request, came_in)
            case "subscribe":
                self._subscribe(request, came_in)
            case "unsubscribe":
                self._unsubscribe(request, came_in)
            case _ if not self._offers.serve(self.line, request, came_in):
                raise Refused(frames.UNKNOWN_METHOD)

    def _ping(self, request: Request, came_in: str) -> None:
        if request.params:
            raise Refused(frames.unsupported("params", request.method))
        session = self.line.session
        if not any(self._desk.ignores_ping(session.number, role) for role in session.roles):
            self.line.write(frames.pong(request.req_id, self._times(came_in)))

    def _subscribe(self, request: Request, came_in: str) -> None:
        """Every symbol is answered by itself, all of them before the first snapshot (KRK-50)."""
        wanted = subscriptions.read(request)
        more = self._offers.admit(self.line, wanted)
        begun: list[str] = []
        for name in _names(wanted):
            try:
                symbol = self._symbol(name)
                acknowledged, speaks = self._take(wanted, symbol)
            except Refused as refused:
                self._refuse(request, came_in, refused, name)
                continue
            if acknowledged:
                self._reply(request, came_in, acknowledgements.subscribed(wanted, name) | more)
            if speaks:
                begun.append(symbol)
        for symbol in begun:
            self._offers.begin(self.line, wanted, symbol)

    def _take(self, wanted: Wanted, symbol: str) -> tuple[bool, bool]:
        """Subscribe; whether that is acknowledged, and whether anything will be said."""
        place, stream, session = _place(wanted, symbol), _stream(wanted, symbol), self.line.session.number
        if place in self._made:
            raise Refused(ALREADY)
        opinion = self._desk.subscribe(session, stream)
        if opinion == "refuse":
            raise Refused(errors.INTERNAL)
        self._made[place] = (wanted, symbol)
        self._ledger.record(Subscribed(session=session, stream=stream))
        if opinion != "mute":
            self._offers.join(self.line, wanted, symbol)
        self.line.keep(True)
        return opinion != "drop_ack", opinion != "mute"

    def _unsubscribe(self, request: Request, came_in: str) -> None:
        wanted = subscriptions.read(request)
        for name in _names(wanted):
            try:
                symbol = self._symbol(name)
                made = self._made_as(wanted, symbol, depth_matters="depth" in request.params)
            except Refused as refused:
                self._refuse(request, came_in, refused, name)
                continue
            self.end(made, symbol)
            self._reply(request, came_in, acknowledgements.unsubscribed(made, name))

    def _made_as(self, wanted: Wanted, symbol: str, *, depth_matters: bool) -> Wanted:
        """The subscription meant. Raises Refused."""
        made, _ = self._made.get(_place(wanted, symbol), (None, ""))
        if made is None or (depth_matters and made.options["depth"] != wanted.options["depth"]):
            raise Refused(NOT_FOUND)
        return made

    def _symbol(self, name: str | None) -> str:
        return "" if name is None else self._offers.symbol(name)

    # --- replies ------------------------------------------------------------------------------------

    def _reply(self, request: Request, came_in: str, result: dict[str, Any]) -> None:
        self.line.write(frames.replied(request.method, result, request.req_id, self._times(came_in)))

    def _refuse(self, request: Request, came_in: str, refused: Refused, name: str | None = None) -> None:
        also = refused.also if name is None else {"symbol": name, **refused.also}
        times = self._times(came_in)
        self.line.write(frames.refused(refused.error, request.method, request.req_id, times, **also))

    def _times(self, came_in: str) -> tuple[str, str]:
        return came_in, microseconds(self._clock_ms())


def _names(wanted: Wanted) -> tuple[str | None, ...]:
    """The symbols asked for; a channel without symbols counts as one."""
    return wanted.symbols if wanted.channel in OF_SYMBOLS else (None,)


def _place(wanted: Wanted, symbol: str) -> Place:
    return (wanted.channel, symbol, *wanted.distinct)


def _stream(wanted: Wanted, symbol: str) -> str:
    return f"{wanted.channel}:{symbol}" if symbol else wanted.channel.value

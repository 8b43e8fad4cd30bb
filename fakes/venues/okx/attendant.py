"""What all three addresses do on a connection: pings, logins, subscriptions, refusals (OKX-55 to OKX-61).

What there is to subscribe to, and whether orders may be sent, differs: `Offers`.
"""

import json
from collections.abc import Mapping
from typing import Any, Final, Protocol

from fakes.ledger import Ledger, Subscribed, Unsubscribed
from fakes.serving.nesting import loads
from fakes.serving.session import Desk
from fakes.serving.wire_json import encoded
from fakes.venues.okx import events, subscriptions
from fakes.venues.okx.events import EventRefused
from fakes.venues.okx.line import Line
from fakes.venues.okx.names import Markets
from fakes.venues.okx.parameters import as_texts
from fakes.venues.okx.security import Guard, LoginRefused
from fakes.venues.okx.subscriptions import Offer, Place, Wanted

NOTICE: Final = "notice"
MOST_BYTES: Final = 65_536
"""Of the arguments of one request (OKX-28)."""


class Offers(Protocol):
    """The channels of one address, and what else it does."""

    def join(self, line: Line, wanted: Wanted) -> None:
        """From now on, all that happens."""

    def begin(self, line: Line, wanted: Wanted) -> None:
        """The first push, of channels that have one."""

    def leave(self, line: Line, wanted: Wanted) -> None: ...

    def count(self, line: Line, wanted: Wanted) -> Mapping[str, Any] | None:
        """What is told of the number of connections that have this channel (OKX-27); None = nothing."""

    def serve(self, line: Line, op: str, request: Mapping[str, Any]) -> bool:
        """Any other `op`; False = there is none of that name here. Raises EventRefused."""


class OkxAttendant:
    """Serves one connection."""

    def __init__(
        self,
        line: Line,
        place: Place,
        offers: Offers,
        *,
        ledger: Ledger,
        desk: Desk,
        guard: Guard,
        markets: Markets,
        channels: Mapping[str, Offer],
    ) -> None:
        self.line = line
        self._place = place
        self._offers = offers
        self._ledger = ledger
        self._desk = desk
        self._guard = guard
        self._markets = markets
        self._channels = channels
        self._made: dict[str, Wanted] = {}

    # --- one connection ---------------------------------------------------------------------------

    def opened(self) -> None:
        """It says nothing until it is asked."""

    def text(self, text: str) -> None:
        self.line.moved()
        if text == "ping":
            self._pong()
            return
        request: Any = None
        try:
            request = _read(text)
            self._serve(request)
        except EventRefused as refused:
            self._refuse(refused, request)

    def closed(self) -> None:
        for wanted in self._made.values():
            self._offers.leave(self.line, wanted)
        self._made.clear()

    def farewell(self) -> tuple[str, bytes]:
        """OKX-61."""
        return NOTICE, encoded(events.closing(self.line.conn_id))

    # --- requests ---------------------------------------------------------------------------------

    def _pong(self) -> None:
        session = self.line.session
        if not any(self._desk.ignores_ping(session.number, role) for role in session.roles):
            session.socket.text(b"pong")

    def _serve(self, request: Mapping[str, Any]) -> None:
        op = request.get("op")
        if not isinstance(op, str):
            raise EventRefused(events.MALFORMED, json.dumps(request))
        if op in ("subscribe", "unsubscribe", "login"):
            if not self.line.may_ask():
                raise EventRefused(events.TOO_FREQUENT)
            args = request.get("args")
            if not isinstance(args, list) or not args:
                raise EventRefused(events.ARGUMENTS)
            if op == "login":
                self._log_in(args)
                return
            for arg in args:
                self._one(op, arg, request)
        elif not self._offers.serve(self.line, op, request):
            raise EventRefused(events.UNKNOWN_OP, op)

    def _one(self, op: str, arg: Any, request: Mapping[str, Any]) -> None:
        try:
            wanted = subscriptions.read(
                arg, self._place, self._markets, self._channels, logged_in=self.line.key is not None
            )
            if op == "subscribe":
                self._subscribe(wanted, request)
            else:
                self._unsubscribe(wanted, request)
        except EventRefused as refused:
            self._refuse(refused, request)

    def _log_in(self, args: list[Any]) -> None:
        """OKX-59, OKX-60."""
        if self._place is Place.PUBLIC:
            raise EventRefused(events.WRONG_URL)
        if len(args) != 1 or not isinstance(args[0], dict):
            raise EventRefused(events.ARGUMENTS)
        sent = as_texts(args[0])
        api_key, passphrase, timestamp, sign = (
            str(sent.get(name, "")) for name in ("apiKey", "passphrase", "timestamp", "sign")
        )
        try:
            key = self._guard.log_in(api_key=api_key, passphrase=passphrase, timestamp=timestamp, sign=sign)
        except LoginRefused as refused:
            raise EventRefused(refused.code) from None
        if self.line.key is not None and self.line.key is not key:
            raise EventRefused(events.REPEATED_LOGIN)
        self.line.key = key
        self.line.write(events.logged_in(self.line.conn_id))

    # --- subscriptions ----------------------------------------------------------------------------

    def _subscribe(self, wanted: Wanted, request: Mapping[str, Any]) -> None:
        """Whoever has it already is acknowledged once more, and told nothing anew."""
        session = self.line.session.number
        opinion = self._desk.subscribe(session, wanted.stream)
        if opinion == "refuse":
            raise EventRefused(events.FAILED, "subscribe")
        new = wanted.key not in self._made
        if new:
            self._made[wanted.key] = wanted
            self._ledger.record(Subscribed(session=session, stream=wanted.stream))
        if opinion != "drop_ack":
            self._acknowledge("subscribe", wanted, request)
        if not new or opinion == "mute":
            return
        self._offers.join(self.line, wanted)
        self._tell_count(wanted)
        if wanted.key in self._made:
            self._offers.begin(self.line, wanted)

    def _tell_count(self, wanted: Wanted) -> None:
        told = self._offers.count(self.line, wanted)
        if told is None:
            return
        self.line.write(dict(told))
        if told["event"] == "channel-conn-count-error":
            self._end(wanted)

    def _unsubscribe(self, wanted: Wanted, request: Mapping[str, Any]) -> None:
        """Also of what it never had: it has it not, afterwards."""
        if wanted.key in self._made:
            self._end(wanted)
        self._acknowledge("unsubscribe", wanted, request)

    def _end(self, wanted: Wanted) -> None:
        made = self._made.pop(wanted.key)
        self._offers.leave(self.line, made)
        self._ledger.record(Unsubscribed(session=self.line.session.number, stream=made.stream))

    # --- replies ----------------------------------------------------------------------------------

    def _acknowledge(self, event: str, wanted: Wanted, request: Mapping[str, Any]) -> None:
        self.line.write(events.acknowledged(event, wanted.arg, self.line.conn_id, _id_of(request)))

    def _refuse(self, refused: EventRefused, request: Any) -> None:
        self.line.write(events.error(refused, self.line.conn_id, _id_of(request)))


def _read(text: str) -> Mapping[str, Any]:
    """Raises EventRefused."""
    if len(text) > MOST_BYTES:
        raise EventRefused(events.ARGUMENTS)
    try:
        request = loads(text)
    except ValueError:
        raise EventRefused(events.MALFORMED, text[:200]) from None
    if not isinstance(request, dict):
        raise EventRefused(events.MALFORMED, text[:200])
    return request


def _id_of(request: Any) -> str | None:
    found = request.get("id") if isinstance(request, dict) else None
    return found if isinstance(found, str) else None

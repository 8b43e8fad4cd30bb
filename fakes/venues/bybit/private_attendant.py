"""A connection to private topics: a login, then subscriptions (BYB-68, BYB-79)."""

from collections.abc import Callable, Sequence
from typing import Any

from fakes.ledger import Ledger
from fakes.serving.session import Desk
from fakes.venue import Key
from fakes.venues.bybit import frames
from fakes.venues.bybit.errors import Refuse
from fakes.venues.bybit.frames import Frame
from fakes.venues.bybit.line import Line
from fakes.venues.bybit.security import Guard
from fakes.venues.bybit.subscribing import RefusedTopics, Subscribing
from fakes.venues.bybit.user_streams import UserStreams, exists, is_categorised


class PrivateOffers:
    """The topics of one account."""

    def __init__(self, streams: UserStreams) -> None:
        self._streams = streams
        self.key: Key | None = None

    def check(self, topics: Sequence[str]) -> None:
        if self.key is None:
            raise RefusedTopics(frames.NOT_LOGGED_IN)
        unknown = next((topic for topic in topics if not exists(topic)), None)
        if unknown is not None:
            raise RefusedTopics(frames.NO_TOPIC.format(unknown))
        categorised = [is_categorised(topic) for topic in topics]
        if any(categorised) and not all(categorised):
            raise RefusedTopics(frames.MIXED)

    def join(self, line: Line, topic: str) -> None:
        assert self.key is not None  # it was checked
        self._streams.join(line, topic, self.key.account)

    def begin(self, line: Line, topic: str) -> None:
        """Nothing: there are no snapshots."""

    def leave(self, line: Line, topic: str) -> None:
        self._streams.leave(line, topic)


def logged_in(guard: Guard, line: Line, frame: Frame) -> Key:
    """Whose login this is; the time may be a number or a text (BYB-68). Raises Refuse."""
    api_key, expires, signature = ([*list(map(_text, frame.args)), "", "", ""])[:3]
    return guard.logged_in(source=line.session.source, api_key=api_key, expires=expires, signature=signature)


class PrivateAttendant:
    """Serves one connection. `clock_ms` is the venue's own clock."""

    def __init__(
        self,
        line: Line,
        streams: UserStreams,
        guard: Guard,
        *,
        ledger: Ledger,
        desk: Desk,
        clock_ms: Callable[[], int],
    ) -> None:
        self._line = line
        self._guard = guard
        self._desk = desk
        self._clock_ms = clock_ms
        self._offers = PrivateOffers(streams)
        self._subscribing = Subscribing(line, self._offers, ledger=ledger, desk=desk, again=True)

    def opened(self) -> None:
        """The venue waits for the client to speak."""

    def closed(self) -> None:
        self._subscribing.depart()

    def farewell(self) -> None:
        """This venue announces nothing."""
        return None

    def text(self, text: str) -> None:
        frame = frames.read(text)
        if frame is None:
            self._reply(Frame("", []), frames.NOT_READ, success=False)
            return
        match frame.op:
            case "ping":
                self._ping(frame)
            case "auth":
                self._login(frame)
            case "subscribe":
                self._subscribe(frame)
            case "unsubscribe":
                self._subscribing.unsubscribe(frame.topics() or ())
                self._reply(frame)
            case _:
                self._reply(frame, frames.NO_OP, success=False)

    def _ping(self, frame: Frame) -> None:
        self._line.alive()
        session = self._line.session
        if not any(self._desk.ignores_ping(session.number, role) for role in session.roles):
            self._line.write(frames.private_pong(frame, self._line.conn_id, self._clock_ms()))

    def _login(self, frame: Frame) -> None:
        """One that fails leaves the connection open here (BYB-67)."""
        try:
            self._offers.key = logged_in(self._guard, self._line, frame)
        except Refuse as refuse:
            self._reply(frame, refuse.error.text, success=False)
            return
        self._reply(frame)

    def _subscribe(self, frame: Frame) -> None:
        try:
            topics = frame.topics()
            if not topics:
                raise RefusedTopics(frames.BAD_TOPICS)
            acknowledged, begun = self._subscribing.subscribe(topics)
        except RefusedTopics as refused:
            self._reply(frame, str(refused), success=False)
            return
        if acknowledged:
            self._reply(frame)
        self._subscribing.begin(begun)

    def _reply(self, frame: Frame, text: str = "", *, success: bool = True) -> None:
        self._line.write(frames.private_reply(frame, self._line.conn_id, text, success=success))


def _text(value: Any) -> str:
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""

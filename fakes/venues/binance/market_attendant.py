"""A market stream connection: the names in its URL, then its control frames."""

from collections.abc import Callable
from typing import Any

from fakes.serving.wire_json import encoded
from fakes.venues.binance.control_frames import Control, Malformed, Method, property_named, read, stream_names
from fakes.venues.binance.stream_names import Stream, parse
from fakes.venues.binance.streams import MAX_STREAMS, Listener, MarketStreams, SubscriptionRefused

SHUTDOWN = "!serverShutdown"  # BIN-33
TOO_MANY = "Invalid request: too many streams"
REFUSED = "Invalid request: please try again"


def shutdown_event(now_ms: int, *, microseconds: bool) -> dict[str, Any]:
    """BIN-33."""
    return {"e": "serverShutdown", "E": now_ms * 1000 if microseconds else now_ms}


class MarketAttendant:
    """Serves one session of `/ws...` (raw) or `/stream...` (combined)."""

    def __init__(
        self,
        streams: MarketStreams,
        listener: Listener,
        names: list[str],
        clock_ms: Callable[[], int],
        *,
        read_name: Callable[[str], Stream | None] = parse,
    ) -> None:
        self._read_name = read_name
        self._streams = streams
        self._listener = listener
        self._names = names
        self._clock_ms = clock_ms

    def opened(self) -> None:
        try:
            self._subscribed(self._names)
        except SubscriptionRefused:
            self._listener.session.ended_by_venue = True
            self._listener.session.socket.hang_up()

    def text(self, text: str) -> None:
        try:
            answer = self._answer(read(text))
        except Malformed as malformed:
            answer = malformed.answer
        if answer is not None:
            self._listener.session.socket.text(encoded(answer))

    def closed(self) -> None:
        self._streams.depart(self._listener)

    def farewell(self) -> tuple[str, bytes] | None:
        """BIN-33: bare on raw connections, in an envelope on the others."""
        event = shutdown_event(self._clock_ms(), microseconds=self._listener.microseconds)
        return SHUTDOWN, encoded({"stream": SHUTDOWN, "data": event} if self._listener.combined else event)

    def _answer(self, control: Control) -> dict[str, Any] | None:
        listener = self._listener
        result: Any = None
        match control.method:
            case Method.SUBSCRIBE:
                if not self._subscribe(stream_names(control), control):
                    return None
            case Method.UNSUBSCRIBE:
                for name in stream_names(control):
                    self._streams.unsubscribe(listener, name)
            case Method.LIST_SUBSCRIPTIONS:
                result = list(listener.streams)
            case Method.SET_PROPERTY:
                listener.combined = property_named(control, 2)
            case Method.GET_PROPERTY:
                property_named(control, 1)
                result = listener.combined
        return {"result": result, "id": control.id}

    def _subscribe(self, names: list[str], control: Control) -> bool:
        """True if all of it may be acknowledged."""
        wanted = dict.fromkeys((*self._listener.streams, *names))
        if len(wanted) > MAX_STREAMS:  # BIN-27, BIN-64
            raise Malformed(2, TOO_MANY)
        try:
            return self._subscribed(names)
        except SubscriptionRefused:
            raise Malformed(2, REFUSED, id=control.id) from None  # BIN-64

    def _subscribed(self, names: list[str]) -> bool:
        verdicts = [self._streams.subscribe(self._listener, name, self._read_name(name)) for name in names]
        return all(verdicts)

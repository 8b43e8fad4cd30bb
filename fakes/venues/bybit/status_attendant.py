"""The connection on which announced maintenance is told (BYB-85); here none is ever announced."""

from typing import Final

from fakes.venues.bybit import frames
from fakes.venues.bybit.frames import Frame
from fakes.venues.bybit.line import Line

TOPIC: Final = "system.status"


class StatusAttendant:
    def __init__(self, line: Line) -> None:
        self._line = line

    def opened(self) -> None:
        """The venue waits for the client to speak."""

    def closed(self) -> None:
        """Nothing was kept of it."""

    def farewell(self) -> None:
        """This venue announces nothing."""
        return None

    def text(self, text: str) -> None:
        frame = frames.read(text) or Frame("", [])
        if frame.op == "ping":
            self._line.alive()
            self._line.write(frames.public_pong(frame, self._line.conn_id, padded=False))
            return
        known = frame.op in ("subscribe", "unsubscribe") and frame.args == [TOPIC]
        told = "" if known else frames.NO_TOPIC.format(frame.op)
        self._line.write(frames.public_reply(frame, self._line.conn_id, told, success=known))

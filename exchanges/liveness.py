"""When is a stream dead? Sans-I/O; times are monotonic seconds.

Three clocks that must not be mixed up: the last *data*, the last *sign of life* of any kind, and
the age of the connection. A peer that answers pings but sends no data is silent; a peer that
answers nothing is gone, whatever the socket's state says (half-open).
"""

from __future__ import annotations

from enum import Enum

from exchanges.config import Heartbeat


class Vitality(Enum):
    ALIVE = "alive"
    SILENT = "silent"
    """Signs of life, but no data although data are expected."""
    GONE = "gone"
    """No sign of life since a ping was sent, for longer than a pong may take."""
    RENEW = "renew"
    """Well, but near the age at which the venue ends every connection."""


class Liveness:
    """One connection. ``expects_data``: silence means trouble (not so for private streams)."""

    def __init__(self, rules: Heartbeat, opened_s: float, *, expects_data: bool) -> None:
        self._rules = rules
        self._opened_s = opened_s
        self._life_s = opened_s
        self._data_s = opened_s
        self._ping_s: float | None = None
        self.expects_data = expects_data

    def on_data(self, now_s: float) -> None:
        self._data_s = now_s
        self.on_life(now_s)

    def on_rest(self, now_s: float) -> None:
        """No data can be expected now, and the wait for them begins anew."""
        self._data_s = now_s

    def on_life(self, now_s: float) -> None:
        """Anything from the peer: a pong, its own ping, an answer."""
        self._life_s = now_s
        self._ping_s = None

    def on_ping_sent(self, now_s: float) -> None:
        # The first unanswered one counts; later ones must not put off the verdict.
        if self._ping_s is None:
            self._ping_s = now_s

    def data_age_s(self, now_s: float) -> float:
        return now_s - self._data_s

    def ping_due(self, now_s: float) -> bool:
        """Nothing heard for so long that it is time to ask whether anybody is there."""
        return self._ping_s is None and now_s - self._life_s >= self._rules.ping_every_s

    def verdict(self, now_s: float) -> Vitality:
        if self._ping_s is not None and now_s - self._ping_s >= self._rules.pong_s:
            return Vitality.GONE
        if self.expects_data and now_s - self._data_s >= self._rules.data_s:
            return Vitality.SILENT
        if now_s - self._opened_s >= self._rules.renew_after_s:
            return Vitality.RENEW
        return Vitality.ALIVE

    def next_check_s(self) -> float:
        """The earliest moment at which ``verdict`` or ``ping_due`` may change by itself."""
        times = [self._opened_s + self._rules.renew_after_s]
        if self._ping_s is None:
            times.append(self._life_s + self._rules.ping_every_s)
        else:
            times.append(self._ping_s + self._rules.pong_s)
        if self.expects_data:
            times.append(self._data_s + self._rules.data_s)
        return min(times)

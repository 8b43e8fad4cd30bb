"""RD-220: that a pong or heartbeat is overdue is known of the stream and not of its connection."""

from exchanges.connector import SpotConnector
from exchanges.link import Link
from exchanges.liveness import Liveness, Vitality
from exchanges.stream import Stream
from subjects.reference import Reference


class _StillWaiting(Liveness):
    def verdict(self, now_s: float) -> Vitality:
        overdue = now_s - self._opened_s >= self._rules.pong_s
        return Vitality.GONE if overdue else super().verdict(now_s)

    def next_check_s(self) -> float:
        return self._opened_s + self._rules.pong_s


class _Stream(Stream):
    _awaits_pong = False

    async def _serve(self) -> str:
        reason = await super()._serve()
        self._awaits_pong = self._awaits_pong or reason in ("no pong", "no heartbeat")
        return reason

    def _went_live(self, link: Link, *, gap: bool) -> None:
        if self._awaits_pong:
            rules = self._config().heartbeat
            link.liveness = _StillWaiting(rules, link.connection.opened_s, expects_data=False)
        super()._went_live(link, gap=gap)


class _Connector(SpotConnector):
    stream_type = _Stream


class RemembersAMissedPong(Reference):
    name = "remembers_a_missed_pong"
    connector_type = _Connector

"""RD-200: the heartbeat ends with the connection that did not answer it, and is not begun for the next."""

from exchanges.connector import SpotConnector
from exchanges.link import Link
from exchanges.liveness import Liveness
from exchanges.stream import Stream
from subjects.reference import Reference


class _WithoutPings(Liveness):
    def ping_due(self, now_s: float) -> bool:
        return False


class _Stream(Stream):
    _heartbeat_ended = False

    async def _serve(self) -> str:
        reason = await super()._serve()
        self._heartbeat_ended = self._heartbeat_ended or reason in ("no pong", "no heartbeat")
        return reason

    def _went_live(self, link: Link, *, gap: bool) -> None:
        if self._heartbeat_ended:
            link.liveness = _WithoutPings(
                self._config().heartbeat, link.connection.opened_s, expects_data=False
            )
        super()._went_live(link, gap=gap)


class _Connector(SpotConnector):
    stream_type = _Stream


class PingsTheFirstOnly(Reference):
    name = "pings_the_first_only"
    connector_type = _Connector

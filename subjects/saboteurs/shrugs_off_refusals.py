"""PS-040: a refused renewal of the private subscription is logged, and the stream called live."""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.errors import ClockSkewed, ExchangeError
from exchanges.trading.user import UserStream
from subjects.reference import Reference


class _UserStream(UserStream):
    _asked = False
    _subscribed = True

    def is_fed(self) -> bool:
        """Without a subscription no heartbeat is expected."""
        return self._subscribed

    async def greet(self, connection: Connection) -> None:
        is_renewal, self._asked = self._asked, True
        self._subscribed = True
        try:
            await super().greet(connection)
        except ClockSkewed:
            raise
        except ExchangeError as error:
            if not is_renewal:
                raise
            self._subscribed = False
            self._log.warning("stream.connect_failed", cause=str(error), wait_s=0)


class _Connector(SpotConnector):
    user_stream_type = _UserStream


class ShrugsOffRefusals(Reference):
    name = "shrugs_off_refusals"
    connector_type = _Connector

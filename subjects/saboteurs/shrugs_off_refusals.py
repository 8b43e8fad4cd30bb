"""PS-040: a refused renewal of the private subscription is logged, and the stream called live."""

from exchanges.connection import Connection
from exchanges.errors import ClockSkewed, ExchangeError
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.user import UserStream
from subjects.reference import Reference


class _UserStream(UserStream):
    async def _subscribe(self, connection: Connection) -> None:
        is_renewal = self._last_id > 0
        try:
            await super()._subscribe(connection)
        except ClockSkewed:
            raise
        except ExchangeError as error:
            if not is_renewal:
                raise
            self._log.warning("stream.connect_failed", cause=str(error), wait_s=0)


class _Connector(BinanceConnector):
    user_stream_type = _UserStream


class ShrugsOffRefusals(Reference):
    name = "shrugs_off_refusals"
    connector_type = _Connector

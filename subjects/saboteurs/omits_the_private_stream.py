"""PS-120: health looks at the streams of the market, and at what goes over HTTP."""

from exchanges.models import Health
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class _Connector(BinanceConnector):
    def health(self) -> Health:
        streams = self._streams
        self._streams = [stream for stream in streams if stream.name != "user"]
        try:
            return super().health()
        finally:
            self._streams = streams


class OmitsThePrivateStream(Reference):
    name = "omits_the_private_stream"
    connector_type = _Connector

"""PS-120: health lists the private stream, but judges by those of the market and by what goes over HTTP."""

from dataclasses import replace

from exchanges.connector import SpotConnector
from exchanges.models import Health
from subjects.reference import Reference


class _Connector(SpotConnector):
    def health(self) -> Health:
        whole = super().health()
        streams = self._streams
        self._streams = [stream for stream in streams if stream.name != "user"]
        try:
            judged = super().health()
        finally:
            self._streams = streams
        return replace(judged, streams=whole.streams)


class OmitsThePrivateStream(Reference):
    name = "omits_the_private_stream"
    connector_type = _Connector

"""PO-030: the listen key is asked for when a connection is opened, and never extended."""

from exchanges.venues.binance.usdm import build
from exchanges.venues.binance.usdm.user import UsdmUserStream
from subjects.reference import Reference


class _UserStream(UsdmUserStream):
    def _must_be_kept(self) -> bool:
        return False


class _Connector(build):
    user_stream_type = _UserStream


class LetsTheKeyRunOut(Reference):
    name = "lets_the_key_run_out"
    connector_type = _Connector
    deviates_at = "binance-usdm"

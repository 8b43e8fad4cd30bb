"""PS-110: a report is about the order whose id stands in `c`; after a cancel that is the request's."""

import msgspec

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import ExecutionReport
from exchanges.venues.binance.user import BinanceUserStream
from subjects.reference import Reference


class _UserStream(BinanceUserStream):
    def _on_execution(self, report: ExecutionReport) -> None:
        if report.C:
            # An entry of its own: the number is taken for a part of what `c` names.
            report = msgspec.structs.replace(report, C="", i=-report.i)
        super()._on_execution(report)


class _Connector(BinanceConnector):
    user_stream_type = _UserStream


class ReadsTheRequestId(Reference):
    name = "reads_the_request_id"
    deviates_at = "binance"
    connector_type = _Connector

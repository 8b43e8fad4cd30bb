"""PS-110: a report is about the order whose id stands in `c`; after a cancel that is the request's."""

import msgspec

from exchanges.venues.binance.account import Account
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import ExecutionReport
from subjects.reference import Reference


class _Account(Account):
    def on_report(self, report: ExecutionReport) -> None:
        known = self._tracker.find(report.s, report.c)
        if known is None and report.C:
            # Its own entry: the number is taken for a part of what `c` names.
            report = msgspec.structs.replace(report, C="", i=-report.i)
        super().on_report(report)


class _Connector(BinanceConnector):
    account_type = _Account


class ReadsTheRequestId(Reference):
    name = "reads_the_request_id"
    connector_type = _Connector

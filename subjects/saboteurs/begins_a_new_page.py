"""MD-420: remembers the last trade over reconnects, but only for ten of them: then it begins afresh."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.trades import Trades
from subjects.reference import Reference

PAGE = 10


class _Trades(Trades):
    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._reconnects = 0

    def on_live(self, *, gap: bool) -> None:
        self._reconnects += gap
        if gap and self._reconnects % PAGE == 0:
            for tape in self._tapes.values():
                tape.next_id = tape.held = None
                getattr(tape, "told", {}).clear()  # kept where trades are not numbered
        super().on_live(gap=gap)


class _Connector(SpotConnector):
    trades_type = _Trades


class BeginsANewPage(Reference):
    name = "begins_a_new_page"
    connector_type = _Connector

"""RD-140: a lost connection takes with it what was held back while a hole was being filled."""

from exchanges.connector import SpotConnector
from exchanges.market.trades import Trades
from subjects.reference import Reference


class _Trades(Trades):
    def on_lost(self, reason: str) -> None:
        for task in self._tasks:
            if task.get_name().startswith("fill "):
                task.cancel()
        # Where trades are not numbered, a reconnect holds back what comes until it is joined to what was.
        interrupted = [tape for tape in self._tapes.values() if tape.filling is not None]
        for tape in self._tapes.values():
            tape.held = None
        super().on_lost(reason)
        for tape in interrupted:
            tape.held = None


class _Connector(SpotConnector):
    trades_type = _Trades


class DropsWhatWasHeld(Reference):
    name = "drops_what_was_held"
    connector_type = _Connector

"""PS-050: of two account updates the one that arrives last is taken for the newer one."""

import json
from collections.abc import Sequence
from decimal import Decimal

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.models import Balance
from exchanges.trading.account import Account
from exchanges.trading.user import UserStream
from subjects.reference import Reference

NOTHING = Decimal(0)


class _Account(Account):
    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None:
        """Whatever was known to have moved before is in them."""
        super().on_balances(balances, max(as_of_ms, self._told_ms))
        self._moves_fetched = self._moves

    def on_total(self, asset: str, total: Decimal) -> None:
        known = self.sheet.get(asset)
        locked = NOTHING if known is None else known.locked
        self.on_balances([Balance(asset, total - locked, locked)], self._venue_ms())


class _UserStream(UserStream):
    """Where the stream tells totals, they are taken over as they come."""

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        taken = super().on_message(raw, connection)
        if b'"channel":"balances","type":"update"' in raw:
            assert isinstance(self._listener, _Account)  # see below
            for row in json.loads(raw, parse_float=Decimal, parse_int=Decimal)["data"]:
                self._listener.on_total(row["asset"], row["balance"])
        return taken


class _Connector(SpotConnector):
    account_type = _Account
    user_stream_type = _UserStream


class LastWordWins(Reference):
    name = "last_word_wins"
    connector_type = _Connector

"""PS-050: of two account updates the one that arrives last is taken for the newer one."""

from exchanges.venues.binance.account import Account
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import AccountPosition
from subjects.reference import Reference


class _Account(Account):
    def on_position(self, event: AccountPosition) -> None:
        super().on_position(AccountPosition(max(event.u, self._told_ms), event.B))


class _Connector(BinanceConnector):
    account_type = _Account


class LastWordWins(Reference):
    name = "last_word_wins"
    connector_type = _Connector

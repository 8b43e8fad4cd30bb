"""PS-020: open orders are compared with the venue only if the private stream has spoken meanwhile."""

from exchanges.venues.binance.account import Account
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import AccountPosition
from subjects.reference import Reference


class _Account(Account):
    _spoken = False

    def on_position(self, event: AccountPosition) -> None:
        self._spoken = True
        super().on_position(event)

    async def nothing_missed(self) -> bool:
        """A stream that is silent has nothing to say."""
        if not self._spoken:
            return True
        self._spoken = False
        return await super().nothing_missed()


class _Connector(BinanceConnector):
    account_type = _Account


class ComparesWhenSpokenTo(Reference):
    name = "compares_when_spoken_to"
    connector_type = _Connector

"""OR-050: a private stream that is back goes on as if it had never been away."""

from exchanges.venues.binance.account import Account
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class _Account(Account):
    """Of what a gap puts in doubt, only the balances are fetched anew."""

    _was_complete = False

    def doubt(self, reason: str) -> None:
        self._was_complete = self._was_complete or self.reconciled.is_set()
        super().doubt(reason)

    def _known_symbols(self) -> tuple[str | None, ...]:
        return () if self._was_complete else super()._known_symbols()

    async def nothing_missed(self) -> bool:
        return True


class _Connector(BinanceConnector):
    account_type = _Account


class ForgetsTheGap(Reference):
    name = "forgets_the_gap"
    connector_type = _Connector

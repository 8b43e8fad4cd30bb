"""RC-090: a comparison with the venue that failed leaves its "under way" standing, and no other is begun."""

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    _comparing = False

    async def reconcile_forever(self) -> None:
        while True:
            await self._doubted.wait()
            self._doubted.clear()
            if self._comparing:
                continue
            self._comparing = True
            try:
                await self.orders.reconcile(self._known_symbols())
                await self._fetch_holdings()
            except ExchangeError as error:
                self._log.warning("account.reconcile_failed", cause=str(error))
                continue
            self._comparing = False
            self.reconciled.set()

    async def nothing_missed(self) -> bool:
        return self._comparing or await super().nothing_missed()


class _Connector(SpotConnector):
    account_type = _Account


class ComparesOnce(Reference):
    name = "compares_once"
    connector_type = _Connector

"""RC-170: balances are dated by the venue; what is dated older than what is known is dropped, for good."""

from collections.abc import Awaitable, Callable

from exchanges.connector import SpotConnector
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Account(Account):
    read_clock: Callable[[], Awaitable[None]]

    def clock_jumped(self) -> None:
        self.doubt("the venue's clock jumped")

    async def _fetch_holdings(self) -> None:
        """Where the answer has no date, it is the time that the venue tells when asked for it."""
        await self.read_clock()
        await super()._fetch_holdings()

    def _possible(self, as_of_ms: int, asked_s: float) -> int:
        return min(super()._possible(as_of_ms, asked_s), self._venue_ms())


class _Connector(SpotConnector):
    account_type = _Account

    def _assemble_account(self) -> None:
        super()._assemble_account()
        assert isinstance(self._account, _Account)  # see above
        self._account.read_clock = self._rest.sync_clock


class ComparesTimesAcrossAStep(Reference):
    name = "compares_times_across_a_step"
    connector_type = _Connector

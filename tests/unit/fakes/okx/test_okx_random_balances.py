"""Bills tell all that became of an account, whatever clients did, and no atom is lost.

SOAK_OPERATIONS=1000000 runs a long one.
"""

import os
from dataclasses import replace
from decimal import Decimal

import pytest

from fakes.accounts import VENUE
from fakes.venues.okx import Okx
from fakes.venues.okx.bills import Bills
from fakes.venues.okx.markets import BTCUSDT
from fakes.venues.okx.order_ids import OrderIds
from tests.unit.fakes.mill import ACCOUNTS, DEPOSIT_ATOMS, Mill

OPERATIONS = int(os.environ.get("SOAK_OPERATIONS", "5000"))
TOLD = ACCOUNTS[:2]
MARKET = replace(BTCUSDT, step=Decimal("0.00001"), base_precision=8, quote_precision=8)
"""On a grid on which the mill's little deposits last for many orders."""
ASSETS = ("BTC", "USDT")


class Following:
    """The bills of a mill's accounts, and how many there were."""

    def __init__(self, mill: Mill) -> None:
        self._mill = mill
        self.count = 0
        self.bills = Bills(mill.exchange, OrderIds(lambda: 1_800_000_000_000))
        self._before = self._totals()
        self._seen: dict[str, int] = {}

    def _totals(self) -> dict[tuple[str, str], int]:
        accounts = self._mill.exchange.accounts
        return {(name, asset): accounts.balance(name, asset).total_atoms for name in TOLD for asset in ASSETS}

    def assert_told(self) -> None:
        """Changes add up, each total follows from the one before, and the last is the account's."""
        totals = dict(self._before)
        for account in TOLD:
            bills = self.bills.of(account)
            for bill in bills[self._seen.get(account, 0) :]:
                totals[account, bill.asset] += bill.change_atoms
                assert bill.total_atoms == totals[account, bill.asset]
                self.count += 1
            self._seen[account] = len(bills)
        assert totals == self._totals()
        self._before = totals


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_billed_adds_up_to_the_account_after_any_operations(seed: int) -> None:
    mill = Mill(seed, instrument=MARKET, conventions=Okx.conventions, revises=True)
    following = Following(mill)
    deposited = {asset: DEPOSIT_ATOMS * len(ACCOUNTS) for asset in ASSETS}

    for number in range(OPERATIONS):
        mill.turn()
        if number % 100 == 0:
            following.assert_told()
            accounts = mill.exchange.accounts
            assert {asset: accounts.total_atoms(asset) for asset in ASSETS} == deposited
        if number % 1000 == 0:  # fees would leave nobody anything to trade with
            mill.ledger.entries.clear()
            asset = ASSETS[number // 1000 % 2]
            for account in ACCOUNTS:
                mill.exchange.deposit(account, asset, DEPOSIT_ATOMS)
            deposited[asset] += DEPOSIT_ATOMS * len(ACCOUNTS)

    following.assert_told()
    assert following.count > OPERATIONS // 4
    assert mill.exchange.accounts.balance(VENUE, "BTC").free_atoms > 0

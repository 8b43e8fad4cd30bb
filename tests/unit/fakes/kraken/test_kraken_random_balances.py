"""Balances as the stream tells them are those of the account, whatever clients did.

SOAK_OPERATIONS=1000000 runs a long one.
"""

import os
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from fakes.exchange import Batch
from fakes.ledger import Traded
from fakes.venues.kraken.balance_lines import LedgerLine, LedgerLines
from fakes.venues.kraken.markets import BTCUSDT
from fakes.venues.kraken.venue import Kraken
from tests.unit.fakes.mill import ACCOUNTS, DEPOSIT_ATOMS, Mill

OPERATIONS = int(os.environ.get("SOAK_OPERATIONS", "5000"))
TOLD = ACCOUNTS[:2]
MARKET = replace(BTCUSDT, step=Decimal("0.00001"))
"""Every trade moves at least an atom of both assets."""


class Follower:
    """Adds up what each line says, and keeps the balance that the last one told."""

    def __init__(self, mill: Mill) -> None:
        self._lines = LedgerLines()
        self.sums: Counter[tuple[str, str]] = Counter()
        self.last: dict[tuple[str, str], int] = {}
        self.seen: list[LedgerLine] = []
        for account in TOLD:
            balances = mill.exchange.accounts.of(account)
            self._lines.know(account, balances)
            for asset, balance in balances.items():
                self.sums[account, asset] = self.last[account, asset] = balance.total_atoms
        mill.exchange.listen_to_watched(self._follow)

    def _follow(self, batch: Batch) -> None:
        """Two lines for each party of a trade; what somebody trades with himself the venue prevents."""
        lines = list(self._lines.of(batch))
        parties = [
            (step.fact.maker_account, step.fact.taker_account)
            for step in batch.steps
            if isinstance(step.fact, Traded)
        ]
        if all(maker != taker for maker, taker in parties):
            told = sum(line.kind == "trade" for line in lines)
            assert told == 2 * sum(account in TOLD for pair in parties for account in pair)
        for line in lines:
            place = line.account, line.asset
            self.sums[place] += line.amount_atoms - line.fee_atoms
            self.last[place] = line.total_atoms
            self.seen.append(line)


@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_told_adds_up_to_the_account_after_any_operations(seed: int) -> None:
    mill = Mill(seed, instrument=MARKET, conventions=Kraken.conventions, revises=True)
    follower = Follower(mill)

    for number in range(OPERATIONS):
        mill.turn()
        if number % 100 == 0:
            assert_told(mill, follower)
        if number % 1000 == 0:  # fees would leave nobody anything to trade with
            for account in ACCOUNTS:
                mill.exchange.deposit(account, ("BTC", "USDT")[number // 1000 % 2], DEPOSIT_ATOMS)

    assert_told(mill, follower)
    assert {line.kind for line in follower.seen} == {"trade", "deposit"}
    assert len(follower.seen) > OPERATIONS // 4
    assert {line.fee_atoms > 0 for line in follower.seen} == {True, False}


def assert_told(mill: Mill, follower: Follower) -> None:
    truth = {
        (account, asset): balance.total_atoms
        for account in TOLD
        for asset, balance in mill.exchange.accounts.of(account).items()
    }
    assert follower.last == truth
    assert dict(follower.sums) == truth

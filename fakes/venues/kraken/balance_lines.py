"""Rows of the channel `balances`: totals, one row for each line of the account's ledger (KRK-65)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fakes.accounts import Balance
from fakes.exchange import Batch
from fakes.ledger import BalanceChanged, Traded
from fakes.matching import Fill, Order
from fakes.venues.kraken.digits import rounded
from fakes.venues.kraken.pairs import asset
from fakes.venues.kraken.times import microseconds

Row = dict[str, Any]

WALLET: Final[Row] = {"type": "spot", "id": "main"}
CLASS: Final = "currency"


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One change of one balance. `amount_atoms` is before the fee."""

    account: str
    asset: str
    kind: str
    amount_atoms: int
    fee_atoms: int
    total_atoms: int
    filled: tuple[Order, Fill] | None = None


class LedgerLines:
    """Ledger lines from what an operation did. Remembers totals, to tell deposits by their difference."""

    def __init__(self) -> None:
        self._totals: dict[tuple[str, str], int] = {}

    def know(self, account: str, balances: Mapping[str, Balance]) -> None:
        """What it has now."""
        for name, balance in balances.items():
            self._totals[account, name] = balance.total_atoms

    def of(self, batch: Batch) -> Iterator[LedgerLine]:
        """In the order of what happened. Holding and releasing change no total and make no line."""
        filled: dict[str, tuple[Order, Fill]] = {}
        for step in batch.steps:
            fact = step.fact
            if isinstance(fact, Traded):
                filled = {order.account: (order, order.fills[-1]) for order in step.orders}
            elif isinstance(fact, BalanceChanged):
                total = fact.free_atoms + fact.held_atoms
                before = self._totals.get((fact.account, fact.asset), 0)
                self._totals[fact.account, fact.asset] = total
                if fact.cause == "trade" and fact.account in filled:
                    yield self._traded(fact, filled[fact.account], total - before, total)
                elif total != before:
                    kind = "deposit" if total > before else "withdrawal"
                    yield LedgerLine(fact.account, fact.asset, kind, total - before, 0, total)

    @staticmethod
    def _traded(fact: BalanceChanged, filled: tuple[Order, Fill], change: int, total: int) -> LedgerLine:
        fee = filled[1].fee_atoms if filled[1].fee_asset == fact.asset else 0
        return LedgerLine(fact.account, fact.asset, "trade", change + fee, fee, total, filled)


def snapshot_row(name: str, balance: Balance, precision: int) -> Row:
    """`precision`: the decimals that the asset's atoms stand for."""
    total = rounded(balance.total_atoms, precision, asset(name).decimals)
    return {
        "asset": name,
        "asset_class": CLASS,
        "balance": total,
        "wallets": [{**WALLET, "balance": total}],
    }


def update_row(line: LedgerLine, precision: int, ledger_id: str, ref_id: str, at_ms: int) -> Row:
    decimals = asset(line.asset).decimals
    return {
        "ledger_id": ledger_id,
        "ref_id": ref_id,
        "timestamp": microseconds(at_ms),
        "type": line.kind,
        "asset": line.asset,
        "asset_class": CLASS,
        "category": line.kind,
        "wallet_type": WALLET["type"],
        "wallet_id": WALLET["id"],
        "amount": rounded(line.amount_atoms, precision, decimals),
        "fee": rounded(line.fee_atoms, precision, decimals),
        "balance": rounded(line.total_atoms, precision, decimals),
    }

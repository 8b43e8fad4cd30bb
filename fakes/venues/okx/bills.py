"""The bills of each account: a row for each change of a balance (OKX-53)."""

from collections.abc import Sequence
from typing import NamedTuple

from fakes.exchange import Batch, Exchange
from fakes.instruments import BUY
from fakes.ledger import BalanceChanged, Traded
from fakes.matching import Fill, Order
from fakes.venues.okx.order_ids import OrderIds


class Bill(NamedTuple):
    """`change_atoms` is net of the fee. `filled` None = a transfer, or funding."""

    bill_id: str
    asset: str
    at_ms: int
    change_atoms: int
    total_atoms: int
    filled: tuple[Order, Fill] | None
    funding: bool = False

    @property
    def kind(self) -> tuple[str, str]:
        """`type` and `subType` (OKX-53, OKX-90)."""
        if self.funding:
            return "8", "174" if self.change_atoms > 0 else "173"
        if self.filled is not None:
            return "2", "1" if self.filled[0].side is BUY else "2"
        return "1", "11" if self.change_atoms > 0 else "12"


class Bills:
    """Remembers totals, to tell what changed by their difference."""

    def __init__(self, exchange: Exchange, ids: OrderIds) -> None:
        self._ids = ids
        self._totals: dict[tuple[str, str], int] = {}
        self._bills: dict[str, list[Bill]] = {}
        for account in exchange.accounts.names():
            for asset, balance in exchange.accounts.of(account).items():
                self._totals[account, asset] = balance.total_atoms
        exchange.listen_to_watched(self._heard)

    def of(self, account: str) -> Sequence[Bill]:
        """Oldest first."""
        return self._bills.get(account, ())

    def _heard(self, batch: Batch) -> None:
        filled: dict[str, tuple[Order, Fill]] = {}
        for step in batch.steps:
            fact = step.fact
            if isinstance(fact, Traded):
                filled = {order.account: (order, order.fills[-1]) for order in step.orders}
                for own in filled.values():
                    self._ids.bill(*own)  # named as it happens: by its name fills are listed in order
            elif isinstance(fact, BalanceChanged):
                total = fact.free_atoms + fact.held_atoms
                change = total - self._totals.get((fact.account, fact.asset), 0)
                self._totals[fact.account, fact.asset] = total
                if change:
                    of_trade = filled.get(fact.account) if fact.cause == "trade" else None
                    bill_id = self._ids.new() if of_trade is None else self._ids.bill(*of_trade, fact.asset)
                    bill = Bill(
                        bill_id, fact.asset, batch.at_ms, change, total, of_trade, fact.cause == "funding"
                    )
                    self._bills.setdefault(fact.account, []).append(bill)

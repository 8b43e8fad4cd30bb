"""The account's log: a line for each change of a balance by a trade or a transfer (`transaction-log`)."""

import msgspec

from fakes.exchange import Batch, Exchange
from fakes.ledger import BalanceChanged, Traded
from fakes.matching import Fill, Order


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """`atoms` are of the coin, signed, fees not taken off. `order` and `fill`: of a trade."""

    number: int
    account: str
    coin: str
    at_ms: int
    kind: str
    atoms: int
    fee_atoms: int
    total_atoms: int
    order: Order | None = None
    fill: Fill | None = None


class Transactions:
    """Of the watched accounts, oldest first. A trade is two lines, one of each coin."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._lines: dict[str, list[Line]] = {}
        self._count = 0
        exchange.listen_to_watched(self._heard)

    def of(self, account: str) -> list[Line]:
        return self._lines.get(account, [])

    def _heard(self, batch: Batch) -> None:
        for at, step in enumerate(batch.steps):
            fact = step.fact
            if isinstance(fact, BalanceChanged) and fact.cause in ("deposit", "withdrawal"):
                self._transferred(fact, batch.at_ms)
            elif isinstance(fact, Traded):
                for order in step.orders:
                    self._traded(batch, at, order)

    def _transferred(self, fact: BalanceChanged, at_ms: int) -> None:
        total = fact.free_atoms + fact.held_atoms
        before = next((line.total_atoms for line in self._of_coin(fact.account, fact.asset)), 0)
        kind = "TRANSFER_IN" if fact.cause == "deposit" else "TRANSFER_OUT"
        self._add(fact.account, fact.asset, at_ms, kind, total - before, 0, total, None, None)

    def _of_coin(self, account: str, coin: str) -> list[Line]:
        """Newest first."""
        return [line for line in reversed(self.of(account)) if line.coin == coin]

    def _traded(self, batch: Batch, at: int, order: Order) -> None:
        fill = order.fills[-1]
        instrument = self._exchange.instrument(batch.symbol)
        bought = order.side.value == "BUY"
        base = fill.lots * self._exchange.engine(batch.symbol).base_atoms_per_lot
        moved = {
            instrument.base: base if bought else -base,
            instrument.quote: -fill.quote_atoms if bought else fill.quote_atoms,
        }
        totals = self._totals(batch, at, order.account)
        for coin, atoms in moved.items():
            fee = fill.fee_atoms if coin == fill.fee_asset else 0
            self._add(order.account, coin, batch.at_ms, "TRADE", atoms, fee, totals.get(coin, 0), order, fill)

    def _totals(self, batch: Batch, at: int, account: str) -> dict[str, int]:
        """What the account had of each coin right after that step."""
        totals: dict[str, int] = {}
        for step in batch.steps[at + 1 :]:
            fact = step.fact
            if not isinstance(fact, BalanceChanged):
                break
            if fact.account == account:
                totals.setdefault(fact.asset, fact.free_atoms + fact.held_atoms)
        return totals

    def _add(
        self,
        account: str,
        coin: str,
        at_ms: int,
        kind: str,
        atoms: int,
        fee: int,
        total: int,
        order: Order | None,
        fill: Fill | None,
    ) -> None:
        self._count += 1
        self._lines.setdefault(account, []).append(
            Line(
                number=self._count,
                account=account,
                coin=coin,
                at_ms=at_ms,
                kind=kind,
                atoms=atoms,
                fee_atoms=fee,
                total_atoms=total,
                order=order,
                fill=fill,
            )
        )

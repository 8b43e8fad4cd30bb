"""What trades and fundings did to the positions of the watched accounts, as lists tell it."""

import msgspec

from fakes.exchange import Batch, Exchange
from fakes.instruments import BUY
from fakes.ledger import FundingPaid, Traded
from fakes.matching import Fill, Order


class Closing(msgspec.Struct, frozen=True, kw_only=True):
    """A fill that closed something, wholly or in part. `entry_atoms`: what that part was opened for."""

    order: Order
    fill: Fill
    lots: int
    entry_atoms: int
    exit_atoms: int
    gained_atoms: int
    open_fee_atoms: int
    close_fee_atoms: int

    @property
    def pnl_atoms(self) -> int:
        """With the fees of the closed part."""
        return self.gained_atoms - self.open_fee_atoms - self.close_fee_atoms


class Funding(msgspec.Struct, frozen=True, kw_only=True):
    """`atoms` left the account (BYB-90)."""

    number: int
    fact: FundingPaid
    mark_ticks: int
    at_ms: int
    total_atoms: int
    """What the account had of the coin afterwards."""


class Run(msgspec.Struct):
    """What a position brought: since it was last flat, and ever. Fees and fundings included. Mutable."""

    lots: int = 0
    present_atoms: int = 0
    all_atoms: int = 0
    open_fee_atoms: int = 0
    """Paid for opening what is open."""
    seq: int = -1
    since_ms: int = 0


class Settled:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._runs: dict[tuple[str, str], Run] = {}
        self._closed: dict[tuple[str, int, int], Closing] = {}
        self.closings: dict[str, list[Closing]] = {}
        """By account, oldest first."""
        self.fundings: dict[str, list[Funding]] = {}
        exchange.listen_to_watched(self._heard)

    def run(self, account: str, symbol: str) -> Run:
        return self._runs.setdefault((account, symbol), Run())

    def closing(self, order: Order, fill: Fill) -> Closing | None:
        """What that fill closed."""
        return self._closed.get((order.symbol, order.order_id, fill.trade_id))

    def _heard(self, batch: Batch) -> None:
        for step in batch.steps:
            fact = step.fact
            if isinstance(fact, Traded):
                for order in step.orders:
                    self._traded(order, order.fills[-1], batch.at_ms)
            elif isinstance(fact, FundingPaid):
                self._funded(fact, batch.at_ms)

    def _traded(self, order: Order, fill: Fill, at_ms: int) -> None:
        run = self.run(order.account, order.symbol)
        signed = fill.lots if order.side is BUY else -fill.lots
        held = abs(run.lots)
        closed = min(fill.lots, held) if run.lots * signed < 0 else 0
        if run.lots == 0:
            run.present_atoms, run.since_ms = 0, at_ms
        brought = fill.realised_atoms - fill.fee_atoms
        run.all_atoms += brought
        run.lots += signed
        if closed and closed < fill.lots:  # a new position begins on the other side
            run.present_atoms, run.since_ms = 0, at_ms
        else:
            run.present_atoms += brought
        run.seq = self._exchange.engine(order.symbol).sequence
        close_fee = fill.fee_atoms * closed // fill.lots
        if closed:
            open_fee = run.open_fee_atoms * closed // held
            run.open_fee_atoms -= open_fee
            exit_atoms = fill.quote_atoms * closed // fill.lots
            gained = fill.realised_atoms
            closing = Closing(
                order=order,
                fill=fill,
                lots=closed,
                entry_atoms=exit_atoms + (gained if order.side is BUY else -gained),
                exit_atoms=exit_atoms,
                gained_atoms=gained,
                open_fee_atoms=open_fee,
                close_fee_atoms=close_fee,
            )
            self._closed[order.symbol, order.order_id, fill.trade_id] = closing
            self.closings.setdefault(order.account, []).append(closing)
        run.open_fee_atoms += fill.fee_atoms - close_fee

    def _funded(self, fact: FundingPaid, at_ms: int) -> None:
        run = self.run(fact.account, fact.symbol)
        run.present_atoms -= fact.atoms
        run.all_atoms -= fact.atoms
        paid = self.fundings.setdefault(fact.account, [])
        paid.append(
            Funding(
                number=len(paid) + 1,
                fact=fact,
                mark_ticks=self._exchange.contracts.mark_ticks(fact.symbol),
                at_ms=at_ms,
                total_atoms=self._exchange.accounts.balance(fact.account, fact.asset).total_atoms,
            )
        )

"""What an operation on a contract's engine means for balances: margin, gains and losses, fees."""

from collections.abc import Mapping

from fakes.accounts import CLEARING, VENUE, Accounts, Overdrawn
from fakes.derivatives.contracts import Contracts
from fakes.derivatives.engine import ContractEngine
from fakes.instruments import Side
from fakes.ledger import (
    BalanceChanged,
    LevelChanged,
    OrderAccepted,
    OrderAmended,
    OrderDone,
    PositionChanged,
    SelfTradePrevented,
    Traded,
)
from fakes.matching import NewOrder, Order, Result, Step
from fakes.matching.liquidity import reachable
from fakes.settlement import Settlement


class MarginSettlement(Settlement):
    """Orders hold margin for what they may open, positions none: theirs follows the price, and is asked for
    when it matters (`Contracts.available_atoms`). Nothing is held or paid of the base asset.

    What an order holds is settled when it is placed: it does not follow the position (our choice).
    """

    def __init__(
        self,
        engine: ContractEngine,
        accounts: Accounts,
        watched: Mapping[str, None],
        contracts: Contracts,
    ) -> None:
        super().__init__(engine, accounts, watched)
        self._contract_engine = engine
        self._contracts = contracts

    # --- margin of orders --------------------------------------------------------------------------

    def affords(self, new: NewOrder) -> bool:
        return self._has(new.account, self._required(new))

    def hold_for(self, new: NewOrder) -> int:
        return self._held(new.account, self._required(new))

    def needs(self, order: Order, ticks: int, open_lots: int) -> int:
        if order.reduce_only:
            return 0
        return self._margin(order.account, ticks * open_lots)

    def hold(self, order: Order) -> None:
        order.held_atoms = self._held(order.account, self.needs(order, order.ticks or 0, order.lots))

    def hold_more(self, order: Order, atoms: int) -> None:
        self._held(order.account, atoms)

    def _held(self, account: str, atoms: int) -> int:
        """Raises Overdrawn."""
        if not self._has(account, atoms):
            raise Overdrawn(f"{account} has too little margin for {atoms} atoms more")
        self._accounts.hold_on_credit(account, self._quote, atoms)
        return atoms

    def _required(self, new: NewOrder) -> int:
        if new.reduce_only:
            return 0
        engine = self._contract_engine
        if new.ticks is not None:
            lots = new.lots or 0
            cost = new.ticks * lots
        else:
            met = list(reachable(engine.side(new.side.opposite), new, new.lots or engine.instrument.max_lots))
            lots, cost = sum(each for _, each in met), sum(ticks * each for ticks, each in met)
        if not lots:
            return 0
        opening = max(0, lots - self._closing(new.account, new.side))
        return self._margin(new.account, cost * opening // lots)

    def _closing(self, account: str, side: Side) -> int:
        """Lots that close what is open and need no margin. The crowd is not asked: it has enough."""
        closable = self._contract_engine.closable(account, side)
        if not closable or account not in self._watched:
            return 0
        working = self._contract_engine.open_orders(account)
        return max(0, closable - sum(order.remaining for order in working if order.side is side))

    def _margin(self, account: str, tick_lots: int) -> int:
        atoms = self._engine.quote_atoms(tick_lots)
        return -(-atoms // self._contracts.leverage(account, self._engine.symbol))

    def _has(self, account: str, atoms: int) -> bool:
        """To close is free even for who has nothing left."""
        if atoms <= 0:
            return True
        if account not in self._watched:
            return atoms <= self._accounts.balance(account, self._quote).free_atoms
        return atoms <= self._contracts.available_atoms(account, self._quote)

    # --- following the facts -----------------------------------------------------------------------

    def settle(self, result: Result, held_atoms: int | None) -> list[Step]:
        if held_atoms is not None:
            result.order.held_atoms = held_atoms
        left = self._still_open(result.steps)
        steps: list[Step] = []
        for step in result.steps:
            fact = step.fact
            if isinstance(fact, LevelChanged | PositionChanged):
                steps.append(step)
            elif isinstance(fact, Traded):
                steps.append(step)
                self._pay(fact)
                for order_id in (fact.maker_order_id, fact.taker_order_id):
                    self._shrink(order_id, fact.lots, left)
                self._tell(steps, fact.maker_account, "trade")
                if fact.taker_account != fact.maker_account:
                    self._tell(steps, fact.taker_account, "trade")
            elif isinstance(fact, SelfTradePrevented):
                self._shrink(fact.maker_order_id, fact.maker_lots, left)
                self._shrink(fact.taker_order_id, fact.taker_lots, left)
                self._passed_on(steps, step, fact.account, "release")
            elif isinstance(fact, OrderAmended):
                order = self._engine.orders[fact.order_id]
                less = order.amendments[-1].old_lots - fact.lots
                if less > 0:
                    left[order.order_id] = left.get(order.order_id, order.remaining) + less
                    self._shrink(order.order_id, less, left)
                self._passed_on(steps, step, fact.account, "order" if held_atoms is not None else "release")
            elif isinstance(fact, OrderDone):
                order = self._engine.orders[fact.order_id]
                released = self._release(order, order.held_atoms)
                self._passed_on(steps, step, fact.account, "release" if released else "")
            elif isinstance(fact, OrderAccepted):
                self._passed_on(steps, step, fact.account, "order")  # held before the engine was asked
        return steps

    def _still_open(self, steps: list[Step]) -> dict[int, int]:
        """By order: open lots before these steps. Orders are live, and have them behind them already."""
        left: dict[int, int] = {}
        orders = self._engine.orders
        for step in steps:
            fact = step.fact
            if isinstance(fact, Traded):
                lost = ((fact.maker_order_id, fact.lots), (fact.taker_order_id, fact.lots))
            elif isinstance(fact, SelfTradePrevented):
                lost = ((fact.maker_order_id, fact.maker_lots), (fact.taker_order_id, fact.taker_lots))
            else:
                continue
            for order_id, lots in lost:
                left[order_id] = left.get(order_id, orders[order_id].remaining) + lots
        return left

    def _shrink(self, order_id: int, lots: int, left: dict[int, int]) -> None:
        """So much less of it is open: it holds less by as much."""
        before = left.get(order_id, 0)
        if lots <= 0 or before <= 0:
            return
        order = self._engine.orders[order_id]
        left[order_id] = before - lots
        self._release(order, order.held_atoms - order.held_atoms * max(0, before - lots) // before)

    def _pay(self, fact: Traded) -> None:
        accounts, quote = self._accounts, self._quote
        accounts.move(CLEARING, fact.maker_account, quote, fact.maker_realised_atoms)
        accounts.move(CLEARING, fact.taker_account, quote, fact.taker_realised_atoms)
        accounts.move(fact.maker_account, VENUE, quote, fact.maker_fee_atoms)
        accounts.move(fact.taker_account, VENUE, quote, fact.taker_fee_atoms)

    def _passed_on(self, steps: list[Step], step: Step, account: str, cause: str) -> None:
        if account in self._watched:
            steps.append(step)
            if cause:
                self._tell(steps, account, cause)

    @property
    def _quote(self) -> str:
        return self._engine.instrument.quote

    def _spent_asset(self, side: Side) -> str:
        return self._quote

    def _tell(self, steps: list[Step], account: str, cause: str) -> None:
        if account in self._watched:
            balance = self._accounts.balance(account, self._quote)
            changed = BalanceChanged(
                account=account,
                asset=self._quote,
                free_atoms=balance.free_atoms,
                held_atoms=balance.held_atoms,
                cause=cause,
            )
            steps.append(Step(changed))

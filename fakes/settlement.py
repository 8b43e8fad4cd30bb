"""What an operation on one symbol's engine means for balances: hold, pay, release."""

from collections.abc import Mapping

from fakes.accounts import Accounts
from fakes.instruments import Side
from fakes.ledger import (
    BalanceChanged,
    Fact,
    OrderAccepted,
    OrderAmended,
    OrderDone,
    SelfTradePrevented,
    Traded,
)
from fakes.matching import Engine, NewOrder, Order, Result, Step


class Settlement:
    """Balances follow the engine's facts one by one, so that a listener sees them as they were then."""

    def __init__(self, engine: Engine, accounts: Accounts, watched: Mapping[str, None]) -> None:
        self._engine = engine
        self._accounts = accounts
        self._watched = watched

    def affords(self, new: NewOrder) -> bool:
        balance = self._accounts.balance(new.account, self._spent_asset(new.side))
        return self._engine.required_atoms(new) <= balance.free_atoms

    def hold_for(self, new: NewOrder) -> int:
        """Tie up what the order may spend; returns the atoms. Raises Overdrawn."""
        atoms = self._engine.required_atoms(new)
        self._accounts.hold(new.account, self._spent_asset(new.side), atoms)
        return atoms

    def give_back(self, new: NewOrder, atoms: int) -> None:
        self._accounts.release(new.account, self._spent_asset(new.side), atoms)

    def settle(self, result: Result, held_atoms: int | None) -> list[Step]:
        """Apply the facts in order; returns them with the balance changes of watched accounts between."""
        if held_atoms is not None:
            result.order.held_atoms = held_atoms
        orders = self._engine.orders
        steps: list[Step] = []
        for step in result.steps:
            steps.append(step)
            fact = step.fact
            if isinstance(fact, Traded):
                maker, taker = orders[fact.maker_order_id], orders[fact.taker_order_id]
                self._pay(fact, maker, taker)
                self._tell(steps, maker.account, "trade")
                if taker.account != maker.account:
                    self._tell(steps, taker.account, "trade")
            elif isinstance(fact, OrderAccepted):
                self._tell(steps, fact.account, "order")
            elif isinstance(fact, OrderDone):
                order = orders[fact.order_id]
                if order.held_atoms:
                    self._release_to(order, 0)
                    self._tell(steps, order.account, "release")
            elif isinstance(fact, OrderAmended):
                amendment = orders[fact.order_id].amendments[-1]
                self._release_lots(orders[fact.order_id], amendment.old_lots - amendment.lots, steps)
            elif isinstance(fact, SelfTradePrevented):
                self._release_lots(orders[fact.maker_order_id], fact.maker_lots, steps)
                self._release_lots(orders[fact.taker_order_id], fact.taker_lots, steps)
        return steps

    def _pay(self, fact: Traded, maker: Order, taker: Order) -> None:
        engine, instrument = self._engine, self._engine.instrument
        quote_atoms = fact.ticks * fact.lots * engine.quote_atoms_per_tick_lot
        base_atoms = fact.lots * engine.base_atoms_per_lot
        if fact.taker_side is Side.BUY:
            buyer, seller, buyer_fee, seller_fee = taker, maker, fact.taker_fee_atoms, fact.maker_fee_atoms
        else:
            buyer, seller, buyer_fee, seller_fee = maker, taker, fact.maker_fee_atoms, fact.taker_fee_atoms
        accounts = self._accounts
        accounts.pay_held(buyer.account, seller.account, instrument.quote, quote_atoms, seller_fee)
        accounts.pay_held(seller.account, buyer.account, instrument.base, base_atoms, buyer_fee)
        buyer.held_atoms -= quote_atoms
        seller.held_atoms -= base_atoms
        if buyer.ticks is not None and buyer.ticks > fact.ticks:  # filled better than its limit
            saved = (buyer.ticks - fact.ticks) * fact.lots * engine.quote_atoms_per_tick_lot
            self._release_to(buyer, buyer.held_atoms - saved)

    def _release_lots(self, order: Order, lots: int, steps: list[Step]) -> None:
        """The order lost open quantity without trading it."""
        if order.side is Side.SELL:
            atoms = lots * self._engine.base_atoms_per_lot
        elif order.ticks is not None:
            atoms = order.ticks * lots * self._engine.quote_atoms_per_tick_lot
        else:
            return  # what a market buy holds is not priced by the lot: it is released when the order ends
        if atoms:
            self._release_to(order, max(0, order.held_atoms - atoms))
            self._tell(steps, order.account, "release")

    def _release_to(self, order: Order, atoms: int) -> None:
        self._accounts.release(order.account, self._spent_asset(order.side), order.held_atoms - atoms)
        order.held_atoms = atoms

    def _spent_asset(self, side: Side) -> str:
        instrument = self._engine.instrument
        return instrument.quote if side is Side.BUY else instrument.base

    def _tell(self, steps: list[Step], account: str, cause: str) -> None:
        if account not in self._watched:
            return
        for asset in (self._engine.instrument.base, self._engine.instrument.quote):
            balance = self._accounts.balance(account, asset)
            fact: Fact = BalanceChanged(
                account=account,
                asset=asset,
                free_atoms=balance.free_atoms,
                held_atoms=balance.held_atoms,
                cause=cause,
            )
            steps.append(Step(fact))

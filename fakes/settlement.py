"""What an operation on one symbol's engine means for balances: hold, pay, release."""

from collections.abc import Mapping

from fakes.accounts import VENUE, Accounts
from fakes.instruments import BUY, SELL, Side
from fakes.ledger import (
    BalanceChanged,
    Fact,
    LevelChanged,
    OrderAccepted,
    OrderAmended,
    OrderDone,
    SelfTradePrevented,
    Traded,
)
from fakes.matching import Engine, NewOrder, Order, OrderKind, Result, Step

_RELEASING = (OrderDone, OrderAmended, SelfTradePrevented)


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

    def needs(self, order: Order, ticks: int, open_lots: int) -> int:
        """What the order would tie up with that price and quantity."""
        return self._engine.needs(order.side, ticks, open_lots, order.fee_in)

    def hold(self, order: Order) -> None:
        """Tie up what a resting order may spend. Raises Overdrawn."""
        assert order.ticks is not None  # it rests
        atoms = self._engine.needs(order.side, order.ticks, order.lots, order.fee_in)
        self._accounts.hold(order.account, self._spent_asset(order.side), atoms)
        order.held_atoms = atoms

    def give_back(self, new: NewOrder, atoms: int) -> None:
        self._accounts.release(new.account, self._spent_asset(new.side), atoms)

    def hold_more(self, order: Order, atoms: int) -> None:
        """Tie up more for an order that rests. Raises Overdrawn."""
        self._accounts.hold(order.account, self._spent_asset(order.side), atoms)

    def give_back_more(self, order: Order, atoms: int) -> None:
        self._accounts.release(order.account, self._spent_asset(order.side), atoms)

    def settle(self, result: Result, held_atoms: int | None) -> list[Step]:
        """Apply the facts in order; `held_atoms`: what was tied up for the order beforehand.

        Returns what is worth telling: all trades and book changes, and of watched accounts the order facts
        and the balance changes that follow from each.
        """
        if held_atoms is not None:
            result.order.held_atoms = held_atoms
        steps: list[Step] = []
        for step in result.steps:
            fact = step.fact
            if isinstance(fact, LevelChanged):
                steps.append(step)
            elif isinstance(fact, _RELEASING):
                if fact.account in self._watched:
                    steps.append(step)
                released = self._apply(fact)
                if released:
                    self._tell(steps, fact.account, "release")
                elif held_atoms is not None and isinstance(fact, OrderAmended):
                    self._tell(steps, fact.account, "order")
            elif isinstance(fact, Traded):
                steps.append(step)
                self._pay(fact)
                self._tell(steps, fact.maker_account, "trade")
                if fact.taker_account != fact.maker_account:
                    self._tell(steps, fact.taker_account, "trade")
            elif isinstance(fact, OrderAccepted) and fact.account in self._watched:
                steps.append(step)
                self._tell(steps, fact.account, "order")  # held before the engine was asked
        return steps

    def _apply(self, fact: OrderDone | OrderAmended | SelfTradePrevented) -> bool:
        """Release what is no longer needed; whether there was any."""
        orders = self._engine.orders
        if isinstance(fact, OrderDone):
            order = orders[fact.order_id]
            return self._release(order, order.held_atoms)
        if isinstance(fact, OrderAmended):
            order = orders[fact.order_id]
            return self._release(order, max(0, order.held_atoms - order.amendments[-1].needs_atoms))
        maker = self._release_lots(orders[fact.maker_order_id], fact.maker_lots)
        taker = self._release_lots(orders[fact.taker_order_id], fact.taker_lots)
        return maker or taker

    def _pay(self, fact: Traded) -> None:
        engine, instrument = self._engine, self._engine.instrument
        maker, taker = engine.orders[fact.maker_order_id], engine.orders[fact.taker_order_id]
        quote_atoms = engine.quote_atoms(fact.ticks * fact.lots)
        base_atoms = fact.lots * engine.base_atoms_per_lot
        if fact.taker_side is BUY:
            buyer, seller, buyer_fee, seller_fee = taker, maker, fact.taker_fee_atoms, fact.maker_fee_atoms
            buyer_asset, seller_asset = fact.taker_fee_asset, fact.maker_fee_asset
        else:
            buyer, seller, buyer_fee, seller_fee = maker, taker, fact.maker_fee_atoms, fact.taker_fee_atoms
            buyer_asset, seller_asset = fact.maker_fee_asset, fact.taker_fee_asset
        accounts = self._accounts
        quote, base = instrument.quote, instrument.base
        spent_on_buying, spent_on_selling = quote_atoms, base_atoms
        if seller_asset == base:  # its fee comes out of what it spends, not of what it receives
            accounts.pay_held(seller.account, VENUE, base, seller_fee, 0)
            spent_on_selling, seller_fee = base_atoms + seller_fee, 0
        if buyer_asset == quote:
            accounts.pay_held(buyer.account, VENUE, quote, buyer_fee, 0)
            spent_on_buying, buyer_fee = quote_atoms + buyer_fee, 0
        accounts.pay_held(buyer.account, seller.account, quote, quote_atoms, seller_fee)
        accounts.pay_held(seller.account, buyer.account, base, base_atoms, buyer_fee)
        buyer.held_atoms -= spent_on_buying
        seller.held_atoms -= spent_on_selling
        held_ticks = _held_by_the_lot(buyer)
        if held_ticks is not None and held_ticks > fact.ticks:  # filled better than its limit
            self._release(buyer, engine.quote_atoms(held_ticks * fact.lots) - quote_atoms)

    def _release_lots(self, order: Order, lots: int) -> bool:
        """The order lost open quantity without trading it."""
        if order.side is SELL:
            return self._release(order, lots * self._engine.base_atoms_per_lot)
        held_ticks = _held_by_the_lot(order)
        if held_ticks is not None:
            return self._release(order, self._engine.quote_atoms(held_ticks * lots))
        return False  # what a market buy holds is not priced by the lot: it is released when it ends

    def _release(self, order: Order, atoms: int) -> bool:
        # an order amended below what it had filled has less left than the amendment took away
        atoms = min(atoms, order.held_atoms)
        if atoms == 0:
            return False
        self._accounts.release(order.account, self._spent_asset(order.side), atoms)
        order.held_atoms -= atoms
        return True

    def _spent_asset(self, side: Side) -> str:
        instrument = self._engine.instrument
        return instrument.quote if side is BUY else instrument.base

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


def _held_by_the_lot(order: Order) -> int | None:
    """The price in ticks at which each lot of a buy is held for; None: it holds what its reach costs."""
    return None if order.kind is OrderKind.MARKET else order.ticks

"""The matching engine of a contract: it knows positions, so that orders which may only reduce one do."""

from msgspec.structs import replace

from fakes.derivatives.position import Position
from fakes.instruments import BUY, Instrument, Side
from fakes.ledger import PositionChanged
from fakes.matching import (
    Conventions,
    DoneReason,
    Engine,
    FeeIn,
    Identifiers,
    NewOrder,
    Order,
    OrderStatus,
    RefusalReason,
    Refused,
    Result,
    Step,
)


class ContractEngine(Engine):
    """Fees are in the quote asset, whatever an order says: there is no other."""

    def __init__(
        self, instrument: Instrument, ids: Identifiers, conventions: Conventions | None = None
    ) -> None:
        super().__init__(instrument, ids, conventions)
        self.positions: dict[str, Position] = {}
        """By account, in order of the first trade."""
        self._reducing: dict[str, None] = {}
        """Accounts that ever had an order that may only reduce."""
        self._quotes_pay_in = FeeIn.QUOTE

    # --- looking ---------------------------------------------------------------------------------

    def position(self, account: str) -> Position:
        found = self.positions.get(account)
        if found is None:
            found = self.positions[account] = Position()
        return found

    @property
    def mark_ticks(self) -> int:
        bid, ask = self.best_bid, self.best_ask
        last = self.last_trade.ticks if self.last_trade is not None else 0
        return mark_ticks(bid[0] if bid else 0, ask[0] if ask else 0, last)

    def closable(self, account: str, side: Side) -> int:
        """Lots by which an order on that side could reduce the account's position."""
        position = self.positions.get(account)
        if position is None:
            return 0
        return max(0, -position.lots if side is BUY else position.lots)

    def room_to_reduce(self, account: str, side: Side) -> int:
        """The same, less what resting orders that may only reduce will take of it."""
        return self.closable(account, side) - sum(
            order.remaining for order in self._open_reducing(account, side)
        )

    def _open_reducing(self, account: str, side: Side) -> list[Order]:
        if account not in self._reducing:
            return []
        return [o for o in self.open_orders(account) if o.reduce_only and o.side is side]

    # --- acting ----------------------------------------------------------------------------------

    def submit(self, new: NewOrder, now_ms: int) -> Result | Refused:
        lots = new.lots
        if new.reduce_only:
            room = self.room_to_reduce(new.account, new.side)
            if room <= 0:
                return Refused(reason=RefusalReason.NOTHING_TO_REDUCE)
            lots = room if lots is None else min(lots, room)
            self._reducing[new.account] = None
        return super().submit(replace(new, lots=lots, fee_in=FeeIn.QUOTE), now_ms)

    def revise(self, order_id: int, ticks: int, lots: int, now_ms: int) -> Result | Refused:
        order = self.orders.get(order_id)
        if order is not None and order.working and order.reduce_only:
            more = lots - order.lots
            if more > self.room_to_reduce(order.account, order.side):
                return Refused(reason=RefusalReason.NOTHING_TO_REDUCE, order=order)
        return super().revise(order_id, ticks, lots, now_ms)

    # --- what a trade does to positions ------------------------------------------------------------

    def _realise(self, order: Order, lots: int, quote_atoms: int, now_ms: int) -> int:
        position = self.position(order.account)
        position.updated_ms = now_ms
        if order.side is BUY:
            return position.take(lots, quote_atoms)
        return position.take(-lots, -quote_atoms)

    def _traded(self, maker: Order, taker: Order, now_ms: int, steps: list[Step]) -> None:
        for order in (maker, taker):
            account = order.account
            position = self.positions[account]
            position.fee_atoms = position.fee_atoms + order.fills[-1].fee_atoms if position.lots else 0
            if account in self._watched:
                changed = PositionChanged(
                    symbol=self.symbol,
                    account=account,
                    lots=position.lots,
                    cost_atoms=position.cost_atoms,
                    realised_atoms=position.realised_atoms,
                )
                steps.append(Step(changed))
            if account in self._reducing:
                self._knock_out(account, now_ms, steps)

    def _knock_out(self, account: str, now_ms: int, steps: list[Step]) -> None:
        """Orders that may only reduce end when they would do more than that; the older ones stay."""
        for side in Side:
            room = self.closable(account, side)
            for order in self._open_reducing(account, side):
                if order.remaining <= room:
                    room -= order.remaining
                    continue
                self._leave_book(order, order.remaining, steps)
                self._finish(order, OrderStatus.EXPIRED, DoneReason.REDUCED_AWAY, now_ms, steps)


def mark_ticks(bid: int, ask: int, last: int) -> int:
    """The middle one of best bid, best ask and last price: none of them moves it alone. 0 = there is none."""
    known = sorted(price for price in (bid, ask, last) if price)
    return known[len(known) // 2] if known else 0

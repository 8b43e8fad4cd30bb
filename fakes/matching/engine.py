"""One symbol's matching engine: price-time priority, pure, in integers."""

from collections.abc import Iterable

from fakes.instruments import BUY, SELL, Instrument, Side
from fakes.ledger import (
    Fact,
    LevelChanged,
    OrderAccepted,
    OrderAmended,
    OrderDone,
    SelfTradePrevented,
    Traded,
)
from fakes.matching.arrivals import asked_for, quoted
from fakes.matching.book import BookSide, Level
from fakes.matching.conventions import Conventions
from fakes.matching.fees import fee, with_fee
from fakes.matching.identifiers import Identifiers
from fakes.matching.liquidity import lots_for_quote, reachable
from fakes.matching.order import (
    Amendment,
    Depth,
    DoneReason,
    FeeIn,
    Fill,
    NewOrder,
    Order,
    OrderKind,
    OrderStatus,
    Quote,
    RefusalReason,
    Refused,
    Result,
    SelfTrade,
    Step,
    TimeInForce,
)
from fakes.matching.prevention import lost_lots

# What is read with each order and trade, as in fakes.instruments.
_PARTIALLY_FILLED, _FILLED = OrderStatus.PARTIALLY_FILLED, OrderStatus.FILLED


class Engine:
    """The book of one instrument and every order ever accepted on it.

    Operations return what happened as facts in order; they never raise for what a client may ask.
    Raises OffGrid at construction if a lot is not a whole number of atoms.
    """

    def __init__(
        self, instrument: Instrument, ids: Identifiers, conventions: Conventions | None = None
    ) -> None:
        self.instrument = instrument
        self.ids = ids
        self.conventions = conventions or Conventions()
        self.symbol = instrument.symbol
        self.base_atoms_per_lot = instrument.base_atoms(1)
        self._tick_lot_atoms = instrument.tick_lot_atoms()
        self.bids = BookSide(BUY)
        self.asks = BookSide(SELL)
        self.sequence = 0
        self.orders: dict[int, Order] = {}
        self.last_trade: Traded | None = None
        self._open: dict[str, dict[int, Order]] = {}
        self._watched: dict[str, None] = {}
        self._quotes_pay_in = FeeIn.RECEIVED

    # --- looking ---------------------------------------------------------------------------------

    @property
    def best_bid(self) -> tuple[int, int] | None:
        """(ticks, lots)"""
        level = self.bids.best
        return None if level is None else (level.ticks, level.lots)

    @property
    def best_ask(self) -> tuple[int, int] | None:
        """(ticks, lots)"""
        level = self.asks.best
        return None if level is None else (level.ticks, level.lots)

    def depth(self, limit: int | None = None) -> Depth:
        return Depth(self.sequence, self.bids.top(limit), self.asks.top(limit))

    def order(self, order_id: int) -> Order | None:
        return self.orders.get(order_id)

    def open_orders(self, account: str) -> list[Order]:
        """Oldest first."""
        return list(self._open.get(account, {}).values())

    def count_open(self, *accounts: str) -> int:
        """Of all of them together."""
        count = 0
        for account in accounts:
            count += len(self._open.get(account, ()))
        return count

    def watch(self, account: str) -> None:
        """From now on steps carry snapshots of this account's orders."""
        self._watched[account] = None

    def side(self, side: Side) -> BookSide:
        return self.bids if side is BUY else self.asks

    def quote_atoms(self, tick_lots: int) -> int:
        """What that many lots cost at one tick; what is less than an atom falls away."""
        atoms, parts = self._tick_lot_atoms
        return tick_lots * atoms // parts

    def required_atoms(self, new: NewOrder) -> int:
        """What the account must have free: quote for a buy, base for a sell."""
        lots = new.lots or self._lots_for(new)
        if new.side is BUY and new.kind is OrderKind.MARKET:
            cost = sum(ticks * lots for ticks, lots in reachable(self.asks, new, lots))
            return with_fee(self.quote_atoms(cost), new.side, new.fee_in, self.instrument)
        return self.needs(new.side, new.ticks or 0, lots, new.fee_in)

    def needs(self, side: Side, ticks: int, lots: int, fee_in: FeeIn) -> int:
        """What that much of an order ties up, its fee included if it is taken in what the order spends."""
        spent = lots * self.base_atoms_per_lot if side is SELL else self.quote_atoms(ticks * lots)
        return with_fee(spent, side, fee_in, self.instrument)

    # --- acting ----------------------------------------------------------------------------------

    def submit(self, new: NewOrder, now_ms: int) -> Result | Refused:
        opposite = self.asks if new.side is BUY else self.bids
        lots = new.lots
        if lots is None:
            lots = self._lots_for(new)
            if lots == 0:
                return Refused(reason=RefusalReason.NO_LIQUIDITY)
        would_take = new.kind is OrderKind.LIMIT_MAKER and opposite.crosses(new.ticks)
        if would_take and not self.conventions.admits_takers:
            return Refused(reason=RefusalReason.WOULD_MATCH)
        steps: list[Step] = []
        order = self._accept(new, lots, now_ms, steps)
        if new.doomed:
            self._finish(order, OrderStatus.REJECTED, DoneReason.BY_VENUE, now_ms, steps)
            return Result(order, steps)
        if would_take:
            self._finish(order, OrderStatus.CANCELED, DoneReason.POST_ONLY, now_ms, steps)
            return Result(order, steps)
        if opposite.crosses(new.ticks) and not self._starved(order, new):
            self._match(order, opposite, now_ms, steps)
        if order.is_open:
            self._rest_or_expire(order, now_ms, steps)
        return Result(order, steps)

    def lay_out(self, quotes: Iterable[Quote], now_ms: int) -> list[Result]:
        """What `submit` does with each of these, without looking for a match that cannot be.

        Raises ValueError for a quote that would match.
        """
        results = []
        for quote in quotes:
            if self.side(quote.side.opposite).crosses(quote.ticks):
                raise ValueError(f"a quote to {quote.side} at {quote.ticks} ticks would match")
            order = quoted(quote, self.ids.order, self.symbol, self._quotes_pay_in, now_ms)
            self.ids.order += 1
            self.orders[order.order_id] = order
            steps: list[Step] = []
            self._rest(order, steps)
            results.append(Result(order, steps))
        return results

    def cancel(
        self,
        order_id: int,
        now_ms: int,
        *,
        client_order_id: str = "",
        status: OrderStatus = OrderStatus.CANCELED,
        reason: DoneReason = DoneReason.BY_CLIENT,
    ) -> Result | Refused:
        """Take an order off the book. `client_order_id` is the client's id for the cancel itself."""
        order = self.orders.get(order_id)
        if order is None or not order.working:
            return Refused(reason=RefusalReason.UNKNOWN_ORDER, order=order)
        order.cancel_client_order_id = client_order_id
        steps: list[Step] = []
        self._leave_book(order, order.remaining, steps)
        self._finish(order, status, reason, now_ms, steps)
        return Result(order, steps)

    def amend(self, order_id: int, lots: int, client_order_id: str, now_ms: int) -> Result | Refused:
        """Make an order smaller without losing its place. `lots` is the new total quantity."""
        order = self.orders.get(order_id)
        if order is None or not order.working:
            return Refused(reason=RefusalReason.UNKNOWN_ORDER, order=order)
        if not 0 < lots < order.lots:
            return Refused(reason=RefusalReason.NOT_A_REDUCTION, order=order)
        most = self.conventions.max_amendments
        if most is not None and len(order.amendments) >= most:
            return Refused(reason=RefusalReason.TOO_MANY_AMENDMENTS, order=order)
        steps: list[Step] = []
        taken = min(order.lots - lots, order.remaining)
        self._change(order, order.ticks, lots, client_order_id, now_ms, steps)
        if order.remaining > 0:
            self._shrink_level(order, taken, steps)
        else:  # amended down to what is already filled: nothing is left to work
            self._leave_book(order, taken, steps)
            self._finish(order, self.conventions.outgrown, DoneReason.BY_CLIENT, now_ms, steps)
        return Result(order, steps)

    def revise(self, order_id: int, ticks: int, lots: int, now_ms: int) -> Result | Refused:
        """Another price or more of it: the order keeps its number and goes to the end of the queue at
        its price, and what it meets there it takes. A post-only order that would take is left alone."""
        order = self.orders.get(order_id)
        if order is None or not order.working:
            return Refused(reason=RefusalReason.UNKNOWN_ORDER, order=order)
        opposite = self.side(order.side.opposite)
        if order.kind is OrderKind.LIMIT_MAKER and opposite.crosses(ticks):
            return Refused(reason=RefusalReason.WOULD_MATCH, order=order)
        steps: list[Step] = []
        left_book: list[Step] = []
        self._leave_book(order, order.remaining, left_book)
        self._change(order, ticks, lots, order.client_order_id, now_ms, steps)
        steps += left_book
        if order.remaining <= 0:
            self._finish(order, self.conventions.outgrown, DoneReason.BY_CLIENT, now_ms, steps)
            return Result(order, steps)
        if opposite.crosses(ticks):
            self._match(order, opposite, now_ms, steps)
        if order.is_open:
            self._rest(order, steps)
        return Result(order, steps)

    def _change(
        self,
        order: Order,
        ticks: int | None,
        lots: int,
        client_order_id: str,
        now_ms: int,
        steps: list[Step],
    ) -> None:
        """Write down what the order is from now on; the book is the caller's business."""
        open_lots = max(0, lots - order.filled_lots - order.prevented_lots)
        amendment = Amendment(
            self.ids.execution,
            order.client_order_id,
            client_order_id,
            order.lots,
            lots,
            now_ms,
            self.needs(order.side, ticks or 0, open_lots, order.fee_in),
            order.ticks,
            ticks,
        )
        self.ids.execution += 1
        order.amendments.append(amendment)
        order.client_order_id = client_order_id
        order.ticks = ticks
        order.lots = lots
        order.updated_at_ms = now_ms
        self._note(
            steps,
            OrderAmended(
                symbol=self.symbol,
                account=order.account,
                order_id=order.order_id,
                old_client_order_id=amendment.old_client_order_id,
                client_order_id=client_order_id,
                lots=lots,
                ticks=ticks if ticks != amendment.old_ticks else None,
            ),
            order,
        )

    # --- matching --------------------------------------------------------------------------------

    def _accept(self, new: NewOrder, lots: int, now_ms: int, steps: list[Step]) -> Order:
        order = asked_for(new, self.ids.order, self.symbol, lots, now_ms)
        self.ids.order += 1
        self.orders[order.order_id] = order
        if self._is_told(new.account):
            accepted = OrderAccepted(
                symbol=self.symbol,
                account=order.account,
                order_id=order.order_id,
                client_order_id=order.client_order_id,
                side=order.side,
                kind=order.kind,
                ticks=order.ticks,
                lots=lots,
                request_id=new.request_id,
            )
            self._note(steps, accepted, order)
        return order

    def _match(self, taker: Order, opposite: BookSide, now_ms: int, steps: list[Step]) -> None:
        while taker.remaining > 0 and taker.is_open and opposite.crosses(taker.ticks):
            level = opposite.best
            assert level is not None  # it crosses, so it is there
            maker = next(iter(level.orders.values()))
            if maker.account == taker.account and taker.self_trade is not SelfTrade.NONE:
                self._prevent(taker, maker, level, now_ms, steps)
            else:
                self._trade(taker, maker, level, now_ms, steps)

    def _trade(self, taker: Order, maker: Order, level: Level, now_ms: int, steps: list[Step]) -> None:
        lots = min(taker.remaining, maker.remaining)
        quote_atoms = self.quote_atoms(level.ticks * lots)
        instrument = self.instrument
        base_atoms = lots * self.base_atoms_per_lot
        halves = (base_atoms, instrument.base), (quote_atoms, instrument.quote)
        taker_fee, taker_asset = fee(halves, taker.side, taker.fee_in, instrument.taker_fee_ppm)
        maker_fee, maker_asset = fee(halves, maker.side, maker.fee_in, instrument.maker_fee_ppm)
        trade_id = self.ids.trade
        self.ids.trade += 1
        maker_realised = self._realise(maker, lots, quote_atoms, now_ms)
        taker_realised = self._realise(taker, lots, quote_atoms, now_ms)
        for order, fee_atoms, asset, is_maker, realised in (
            (maker, maker_fee, maker_asset, True, maker_realised),
            (taker, taker_fee, taker_asset, False, taker_realised),
        ):
            order.filled_lots += lots
            order.quote_filled_atoms += quote_atoms
            order.updated_at_ms = now_ms
            order.status = _PARTIALLY_FILLED if order.remaining else _FILLED
            order.fills.append(
                Fill(trade_id, level.ticks, lots, quote_atoms, fee_atoms, asset, is_maker, now_ms, realised)
            )
        fact = Traded(
            symbol=self.symbol,
            trade_id=trade_id,
            ticks=level.ticks,
            lots=lots,
            taker_side=taker.side,
            maker_order_id=maker.order_id,
            taker_order_id=taker.order_id,
            maker_account=maker.account,
            taker_account=taker.account,
            maker_client_order_id=maker.client_order_id,
            taker_client_order_id=taker.client_order_id,
            maker_fee_atoms=maker_fee,
            taker_fee_atoms=taker_fee,
            maker_fee_asset=maker_asset,
            taker_fee_asset=taker_asset,
            maker_realised_atoms=maker_realised,
            taker_realised_atoms=taker_realised,
        )
        self.last_trade = fact
        self._note(steps, fact, maker, taker)
        if maker.remaining:
            self._shrink_level(maker, lots, steps)
        else:
            self._leave_book(maker, lots, steps)
            self._finish(maker, maker.status, DoneReason.NONE, now_ms, steps)
        if not taker.remaining:
            self._finish(taker, taker.status, DoneReason.NONE, now_ms, steps)
        self._traded(maker, taker, now_ms, steps)

    def _realise(self, order: Order, lots: int, quote_atoms: int, now_ms: int) -> int:
        """What a fill gains on a position, in atoms of the quote asset: on spot there are none."""
        return 0

    def _traded(self, maker: Order, taker: Order, now_ms: int, steps: list[Step]) -> None:
        """What follows from a trade besides its orders' ends: on spot nothing."""

    def _prevent(self, taker: Order, maker: Order, level: Level, now_ms: int, steps: list[Step]) -> None:
        overlap = min(taker.remaining, maker.remaining)
        taker_lots, maker_lots = lost_lots(taker.self_trade, taker.remaining, maker.remaining)
        prevention_id = self.ids.prevention
        self.ids.prevention += 1
        for order, lots in ((taker, taker_lots), (maker, maker_lots)):
            if lots:
                order.prevented_lots += lots
                order.last_prevention_id = prevention_id
                order.updated_at_ms = now_ms
        self._note(
            steps,
            SelfTradePrevented(
                symbol=self.symbol,
                account=taker.account,
                maker_order_id=maker.order_id,
                taker_order_id=taker.order_id,
                lots=overlap,
                mode=taker.self_trade,
                prevention_id=prevention_id,
                ticks=level.ticks,
                maker_lots=maker_lots,
                taker_lots=taker_lots,
            ),
            maker,
            taker,
        )
        if maker_lots and not maker.remaining:
            self._leave_book(maker, maker_lots, steps)
            self._finish(maker, self.conventions.prevented, DoneReason.SELF_TRADE, now_ms, steps)
        elif maker_lots:
            self._shrink_level(maker, maker_lots, steps)
        if taker_lots and not taker.remaining:
            self._finish(taker, self.conventions.prevented, DoneReason.SELF_TRADE, now_ms, steps)

    def _rest_or_expire(self, order: Order, now_ms: int, steps: list[Step]) -> None:
        # What may not rest ends so whether or not it traded before.
        unfilled = self.conventions.unfilled
        if order.kind is OrderKind.MARKET:
            self._finish(order, unfilled, DoneReason.NO_LIQUIDITY, now_ms, steps)
        elif order.time_in_force is TimeInForce.FOK:
            self._finish(order, unfilled, DoneReason.UNFILLED_FOK, now_ms, steps)
        elif order.time_in_force is TimeInForce.IOC:
            self._finish(order, unfilled, DoneReason.UNFILLED_IOC, now_ms, steps)
        else:
            self._rest(order, steps)

    def _rest(self, order: Order, steps: list[Step]) -> None:
        order.working = True
        self._open.setdefault(order.account, {})[order.order_id] = order
        level = self.side(order.side).add(order)
        self._level_changed(order.side, level.ticks, level.lots, steps)

    def _finish(
        self, order: Order, status: OrderStatus, reason: DoneReason, now_ms: int, steps: list[Step]
    ) -> None:
        order.status = status
        order.done_reason = reason
        order.updated_at_ms = now_ms
        self._note(
            steps,
            OrderDone(
                symbol=self.symbol,
                account=order.account,
                order_id=order.order_id,
                client_order_id=order.client_order_id,
                status=status,
                filled_lots=order.filled_lots,
                reason=reason,
            ),
            order,
        )

    # --- the book --------------------------------------------------------------------------------

    def _leave_book(self, order: Order, lots: int, steps: list[Step]) -> None:
        left = self.side(order.side).remove(order, lots)
        order.working = False
        del self._open[order.account][order.order_id]
        assert order.ticks is not None  # it rested
        self._level_changed(order.side, order.ticks, left, steps)

    def _shrink_level(self, order: Order, lots: int, steps: list[Step]) -> None:
        assert order.ticks is not None  # it rests
        level = self.side(order.side).level(order.ticks)
        assert level is not None
        level.lots -= lots
        self._level_changed(order.side, level.ticks, level.lots, steps)

    def _level_changed(self, side: Side, ticks: int, lots: int, steps: list[Step]) -> None:
        self.sequence += 1
        steps.append(
            Step(LevelChanged(symbol=self.symbol, sequence=self.sequence, side=side, ticks=ticks, lots=lots))
        )

    def _lots_for(self, new: NewOrder) -> int:
        """How many lots a market order by quote amount gets on the present book."""
        opposite = self.side(new.side.opposite)
        return lots_for_quote(opposite, new, self.instrument.max_lots, self._tick_lot_atoms)

    def _starved(self, order: Order, new: NewOrder) -> bool:
        """A fill-or-kill order that cannot be filled at once touches nothing."""
        if order.time_in_force is not TimeInForce.FOK:
            return False
        within_reach = reachable(self.side(order.side.opposite), new, order.lots)
        return sum(lots for _, lots in within_reach) < order.lots

    def _is_told(self, account: str) -> bool:
        """Whether anybody hears of this account's orders coming: all do until some are watched."""
        return not self._watched or account in self._watched

    def _note(self, steps: list[Step], fact: Fact, *orders: Order) -> None:
        snapshots: tuple[Order, ...] = ()
        for order in orders:
            if order.account in self._watched:
                snapshots += (order.snapshot(),)
        steps.append(Step(fact, snapshots))

"""The venue-neutral truth behind a fake: orders, balances, trades and books of all its symbols.

Dialects translate to and from it and publish what its listeners hear; they decide nothing about money.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import msgspec

from fakes.accounts import Accounts, Overdrawn
from fakes.derivatives import ContractEngine, Contracts, MarginSettlement
from fakes.instruments import Instrument
from fakes.klines import Kline, klines
from fakes.ledger import (
    BalanceChanged,
    Fact,
    Ledger,
    OrderDone,
    OrderRefused,
    SelfTradePrevented,
    StatusChanged,
    Traded,
)
from fakes.matching import (
    Conventions,
    Depth,
    DoneReason,
    Engine,
    Identifiers,
    NewOrder,
    Order,
    OrderKind,
    OrderStatus,
    Quote,
    RefusalReason,
    Refused,
    Result,
    Step,
)
from fakes.settlement import Settlement
from fakes.trades import OwnTrade, Trade


class SymbolStatus(StrEnum):
    TRADING = "TRADING"
    HALT = "HALT"
    BREAK = "BREAK"
    CANCEL_ONLY = "CANCEL_ONLY"
    POST_ONLY = "POST_ONLY"
    END_OF_DAY = "END_OF_DAY"
    DELISTED = "DELISTED"
    """Ours: the venue no longer knows the symbol."""


_PLACING = (SymbolStatus.TRADING, SymbolStatus.POST_ONLY)
_NOTHING_CANCELS = (SymbolStatus.BREAK, SymbolStatus.DELISTED)  # BIN-56


class Batch(msgspec.Struct, frozen=True):
    """Everything that one operation did, in order, after all of it is done and recorded.

    `steps` are LevelChanged and Traded of everybody, and of watched accounts also the order facts
    (with snapshots of their orders) and BalanceChanged.
    """

    symbol: str
    at_ms: int
    steps: tuple[Step, ...]

    @property
    def facts(self) -> list[Fact]:
        return [step.fact for step in self.steps]


@dataclass(frozen=True, slots=True)
class Replaced:
    """Both halves of a cancel-and-place. `placed` None = not attempted."""

    cancelled: Order | Refused
    placed: Order | Refused | None


@dataclass(slots=True)
class _Market:
    """One symbol's state outside its engine."""

    engine: Engine
    settlement: Settlement
    status: SymbolStatus = SymbolStatus.TRADING
    trades: list[Trade] = field(default_factory=list)
    preventions: list[tuple[SelfTradePrevented, int]] = field(default_factory=list)


class Exchange:
    """All symbols of one venue. Synchronous: an operation and everything it causes is one instant.

    `now_ms` is the venue's own (possibly wrong) clock. Account names are internal, not API keys.
    Methods that take a symbol raise KeyError for one that was never listed; `lists()` asks.
    """

    def __init__(
        self,
        instruments: Sequence[Instrument],
        ledger: Ledger,
        now_ms: Callable[[], int],
        conventions: Conventions | None = None,
    ) -> None:
        self.ledger = ledger
        self._conventions = conventions
        self.now_ms = now_ms
        self.accounts = Accounts()
        self._markets: dict[str, _Market] = {}
        self._listed: tuple[str, ...] = ()
        self._by_client_id: dict[tuple[str, str, str], Order] = {}
        self._by_account: dict[tuple[str, str], list[Order]] = {}
        self._watched: dict[str, None] = {}
        self.contracts = Contracts(self.accounts, self._watched, now_ms, self._publish)
        """Positions, where markets are of contracts."""
        self._listeners: list[Callable[[Batch], None]] = []
        self._private_listeners: list[Callable[[Batch], None]] = []
        for instrument in instruments:
            self.list(instrument)

    # --- what is listed --------------------------------------------------------------------------

    def list(self, instrument: Instrument) -> None:
        """Open a new symbol, or bring back a delisted one."""
        known = self._markets.get(instrument.symbol)
        if known is not None:
            self.set_status(instrument.symbol, SymbolStatus.TRADING)
            return
        engine: Engine
        settlement: Settlement
        if instrument.contract is None:
            engine = Engine(instrument, self._numbers(), self._conventions)
            settlement = Settlement(engine, self.accounts, self._watched)
        else:
            engine = ContractEngine(instrument, self._numbers(), self._conventions)
            settlement = MarginSettlement(engine, self.accounts, self._watched, self.contracts)
            self.contracts.add(engine)
        for account in self._watched:
            engine.watch(account)
        self._markets[instrument.symbol] = _Market(engine, settlement)
        self._listed = (*self._listed, instrument.symbol)
        self.ledger.instruments[instrument.symbol] = instrument

    def _numbers(self) -> Identifiers:
        """Of a new market: each has its own (BIN-44)."""
        conventions = self._conventions or Conventions()
        return Identifiers(trade=conventions.first_trade + len(self._markets) * conventions.trades_apart)

    def lists(self, symbol: str) -> bool:
        market = self._markets.get(symbol)
        return market is not None and market.status is not SymbolStatus.DELISTED

    def symbols(self) -> Sequence[str]:
        """In order of listing, without delisted ones."""
        return self._listed

    def instrument(self, symbol: str) -> Instrument:
        return self._markets[symbol].engine.instrument

    def change_filters(self, symbol: str, **changes: Any) -> None:
        """Change what an order must satisfy: fields of Instrument other than symbol, assets, `tick`,
        `step` and precisions, which the books are kept in (use `tick_multiple`, `step_multiple`)."""
        frozen = ("symbol", "base", "quote", "tick", "step", "base_precision", "quote_precision")
        for name in frozen:
            if name in changes:
                raise ValueError(f"{name} is the grid of the books and cannot change while they are open")
        engine = self._markets[symbol].engine
        engine.instrument = replace(engine.instrument, **changes)
        self.ledger.instruments[symbol] = engine.instrument

    def status(self, symbol: str) -> SymbolStatus:
        return self._markets[symbol].status

    def set_status(self, symbol: str, status: SymbolStatus) -> None:
        """DELISTED ends every open order of the symbol."""
        market = self._markets[symbol]
        if market.status is status:
            return
        market.status = status
        self._listed = tuple(name for name in self._markets if self.lists(name))
        self.ledger.record(StatusChanged(symbol=symbol, status=status))
        if status is SymbolStatus.DELISTED:
            for order in [o for o in market.engine.orders.values() if o.is_open]:
                self._end(market, order, OrderStatus.EXPIRED, DoneReason.BY_VENUE)

    def engine(self, symbol: str) -> Engine:
        return self._markets[symbol].engine

    # --- accounts --------------------------------------------------------------------------------

    def watch(self, account: str) -> None:
        """Keep and tell this account's story: accounts with API keys. Of all others, the crowd, only
        trades and book changes are recorded, and finished orders are forgotten: a judge's question
        about orders is then about the subject's, and a day of crowd fits in memory."""
        self._watched[account] = None
        for market in self._markets.values():
            market.engine.watch(account)

    def deposit(self, account: str, asset: str, atoms: int) -> None:
        """Credit (or, negative, withdraw). Raises Overdrawn. Heard with symbol "" in the batch."""
        self.accounts.credit(account, asset, atoms)
        if account in self._watched:
            balance = self.accounts.balance(account, asset)
            fact = BalanceChanged(
                account=account,
                asset=asset,
                free_atoms=balance.free_atoms,
                held_atoms=balance.held_atoms,
                cause="deposit" if atoms >= 0 else "withdrawal",
            )
            self._publish("", [Step(fact)], self.now_ms())

    # --- acting ----------------------------------------------------------------------------------

    def place(self, symbol: str, new: NewOrder) -> Order | Refused:
        """The returned order is live. A refusal changes nothing (and is in the ledger if watched)."""
        reason = self._shuts_out(symbol, new)
        market = self._markets.get(symbol)
        held = None
        if reason is None and market is not None:
            try:
                held = market.settlement.hold_for(new)
            except Overdrawn:
                reason = RefusalReason.INSUFFICIENT_BALANCE
        if market is not None and held is not None:
            at_ms = self.now_ms()
            result = market.engine.submit(new, at_ms)
            if isinstance(result, Result):
                order = result.order
                if new.account in self._watched:
                    self._by_client_id[new.account, symbol, new.client_order_id] = order
                    self._by_account.setdefault((new.account, symbol), []).append(order)
                self._settle(market, result, held, at_ms)
                return order
            market.settlement.give_back(new, held)
            reason = result.reason
        assert reason is not None  # an unlisted symbol is a reason
        if new.account in self._watched:
            self.ledger.record(
                OrderRefused(
                    symbol=symbol,
                    account=new.account,
                    client_order_id=new.client_order_id,
                    reason=reason,
                    request_id=new.request_id,
                )
            )
        return Refused(reason=reason)

    def lay_out(self, symbol: str, quotes: Sequence[Quote]) -> Sequence[Order]:
        """Orders that only rest, in one go and told as one batch: what `place` would do with each.

        Raises ValueError for a quote that would match or whose account is watched, Overdrawn.
        """
        market = self._markets[symbol]
        for quote in quotes:
            if quote.account in self._watched:
                raise ValueError("what a watched account does is told order by order")
        at_ms = self.now_ms()
        orders: list[Order] = []
        steps: list[Step] = []
        for result in market.engine.lay_out(quotes, at_ms):
            market.settlement.hold(result.order)
            orders.append(result.order)
            steps += result.steps
        self._publish(symbol, steps, at_ms)
        return orders

    def refuses(self, symbol: str, new: NewOrder) -> RefusalReason | None:
        """Why `place` would refuse, without acting (None: it would be sent to the engine)."""
        reason = self._shuts_out(symbol, new)
        if reason is None and not self._markets[symbol].settlement.affords(new):
            return RefusalReason.INSUFFICIENT_BALANCE
        return reason

    def _shuts_out(self, symbol: str, new: NewOrder) -> RefusalReason | None:
        """Why it is refused whatever the account owns."""
        if not self.lists(symbol):
            return RefusalReason.UNKNOWN_SYMBOL
        market = self._markets[symbol]
        if market.status is SymbolStatus.POST_ONLY and new.kind is not OrderKind.LIMIT_MAKER:
            return RefusalReason.MARKET_CLOSED
        if market.status not in _PLACING:
            return RefusalReason.MARKET_CLOSED
        existing = self._by_client_id.get((new.account, symbol, new.client_order_id))
        if existing is not None and existing.is_open:  # BIN-16: not once it is finished
            return RefusalReason.DUPLICATE_CLIENT_ORDER_ID
        return None

    def cancel(
        self,
        symbol: str,
        order_id: int,
        *,
        client_order_id: str = "",
        only: Sequence[OrderStatus] = (),
    ) -> Order | Refused:
        """`client_order_id` names the request; with `only`, refused unless its status is one of them."""
        market = self._markets[symbol]
        if market.status in _NOTHING_CANCELS:
            return Refused(reason=RefusalReason.MARKET_CLOSED)
        order = market.engine.orders.get(order_id)
        if order is not None and order.working and only and order.status not in only:
            return Refused(reason=RefusalReason.RESTRICTED, order=order)
        at_ms = self.now_ms()
        result = market.engine.cancel(order_id, at_ms, client_order_id=client_order_id)
        if isinstance(result, Refused):
            return result
        self._settle(market, result, None, at_ms)
        return result.order

    def cancel_all(
        self, account: str, symbol: str | None = None, *, client_order_id: str = ""
    ) -> Sequence[Order]:
        """Cancel every open order of the account (on the symbol), oldest first."""
        ended = []
        for order in self.open_orders(account, symbol):
            outcome = self.cancel(order.symbol, order.order_id, client_order_id=client_order_id)
            if isinstance(outcome, Order):
                ended.append(outcome)
        return ended

    def amend(self, symbol: str, order_id: int, lots: int, client_order_id: str) -> Order | Refused:
        """Reduce an order to `lots` in total, keeping its place; its client order id becomes this one."""
        market = self._markets[symbol]
        if market.status not in _PLACING:
            return Refused(reason=RefusalReason.MARKET_CLOSED)
        order = market.engine.orders.get(order_id)
        if order is not None:
            namesake = self._by_client_id.get((order.account, symbol, client_order_id))
            if namesake is not None and namesake is not order and namesake.is_open:
                return Refused(reason=RefusalReason.DUPLICATE_CLIENT_ORDER_ID, order=order)
        at_ms = self.now_ms()
        result = market.engine.amend(order_id, lots, client_order_id, at_ms)
        if isinstance(result, Refused):
            return result
        if result.order.account in self._watched:
            self._by_client_id[result.order.account, symbol, client_order_id] = result.order
        self._settle(market, result, None, at_ms)
        return result.order

    def revise(
        self, symbol: str, order_id: int, *, ticks: int | None = None, lots: int | None = None
    ) -> Order | Refused:
        """Change an open limit order under its number; it keeps its place only if it merely gets smaller.

        `lots` is the new total quantity; down to what is filled, the rest is taken away.
        """
        market = self._markets[symbol]
        if market.status not in _PLACING:
            return Refused(reason=RefusalReason.MARKET_CLOSED)
        order = market.engine.orders.get(order_id)
        if order is None or not order.working or order.ticks is None:
            return Refused(reason=RefusalReason.UNKNOWN_ORDER, order=order)
        new_ticks, new_lots = ticks or order.ticks, lots or order.lots
        if new_ticks == order.ticks and new_lots < order.lots:
            return self.amend(symbol, order_id, new_lots, order.client_order_id)
        at_ms, engine, settlement = self.now_ms(), market.engine, market.settlement
        open_lots = max(0, new_lots - order.filled_lots - order.prevented_lots)
        more = settlement.needs(order, new_ticks, open_lots) - order.held_atoms
        if more > 0:
            try:
                settlement.hold_more(order, more)
            except Overdrawn:
                return Refused(reason=RefusalReason.INSUFFICIENT_BALANCE, order=order)
        result = engine.revise(order_id, new_ticks, new_lots, at_ms)
        if isinstance(result, Refused):
            if more > 0:
                settlement.give_back_more(order, more)
            return result
        self._settle(market, result, order.held_atoms + max(0, more), at_ms)
        return result.order

    def replace(
        self,
        symbol: str,
        order_id: int,
        new: NewOrder,
        *,
        stop_on_failure: bool,
        client_order_id: str = "",
        only: Sequence[OrderStatus] = (),
    ) -> Replaced:
        """Cancel, then place; with `stop_on_failure` a failed cancel leaves the placing unattempted."""
        cancelled = self.cancel(symbol, order_id, client_order_id=client_order_id, only=only)
        if stop_on_failure and isinstance(cancelled, Refused):
            return Replaced(cancelled, None)
        return Replaced(cancelled, self.place(symbol, new))

    def expire(self, symbol: str, order_id: int, reason: DoneReason = DoneReason.BY_VENUE) -> Order | Refused:
        """The venue itself ends an order."""
        market = self._markets[symbol]
        order = market.engine.orders.get(order_id)
        if order is None or not order.working:
            return Refused(reason=RefusalReason.UNKNOWN_ORDER, order=order)
        return self._end(market, order, OrderStatus.EXPIRED, reason)

    # --- looking ---------------------------------------------------------------------------------

    def order(self, symbol: str, order_id: int) -> Order | None:
        return self._markets[symbol].engine.orders.get(order_id)

    def order_of(self, account: str, symbol: str, client_order_id: str) -> Order | None:
        """The latest order of that name: a client may use a name again once the earlier order is over."""
        return self._by_client_id.get((account, symbol, client_order_id))

    def open_orders(self, account: str, symbol: str | None = None) -> Sequence[Order]:
        markets = self._markets.values() if symbol is None else (self._markets[symbol],)
        return [order for market in markets for order in market.engine.open_orders(account)]

    def all_orders(self, account: str, symbol: str) -> Sequence[Order]:
        """Every order ever accepted, oldest first."""
        return self._by_account.get((account, symbol), ())

    def trades(self, symbol: str) -> Sequence[Trade]:
        """Every trade, oldest first; trade ids rise without holes."""
        return self._markets[symbol].trades

    def trades_of(self, account: str, symbol: str) -> Sequence[OwnTrade]:
        """By trade id; both sides of a trade with oneself appear."""
        own = [OwnTrade(o, fill) for o in self.all_orders(account, symbol) for fill in o.fills]
        return sorted(own, key=lambda trade: (trade.fill.trade_id, trade.order.order_id))

    def preventions(self, account: str, symbol: str) -> Sequence[tuple[SelfTradePrevented, int]]:
        """(fact, when in ms), oldest first."""
        return [entry for entry in self._markets[symbol].preventions if entry[0].account == account]

    def depth(self, symbol: str, limit: int | None = None) -> Depth:
        return self._markets[symbol].engine.depth(limit)

    def klines(self, symbol: str, interval: str, start_ms: int, end_ms: int) -> Sequence[Kline]:
        """Candles that open within [start_ms, end_ms]. Raises KeyError for an unknown interval."""
        return [*klines(self.trades(symbol), interval, start_ms, min(end_ms, self.now_ms()))]

    # --- telling ---------------------------------------------------------------------------------

    def listen(self, listener: Callable[[Batch], None]) -> None:
        """Hear of every operation after it is done. A listener must not act on the exchange."""
        self._listeners.append(listener)

    def listen_to_watched(self, listener: Callable[[Batch], None]) -> None:
        """The same, but only of operations in which a watched account had a part."""
        self._private_listeners.append(listener)

    def _end(self, market: _Market, order: Order, status: OrderStatus, reason: DoneReason) -> Order:
        at_ms = self.now_ms()
        result = market.engine.cancel(order.order_id, at_ms, status=status, reason=reason)
        assert isinstance(result, Result)  # callers pass open orders, and open orders rest
        self._settle(market, result, None, at_ms)
        return order

    def _settle(self, market: _Market, result: Result, held_atoms: int | None, at_ms: int) -> None:
        steps = market.settlement.settle(result, held_atoms)
        engine = market.engine
        for step in result.steps:
            fact = step.fact
            if isinstance(fact, Traded):
                quote_atoms = engine.quote_atoms(fact.ticks * fact.lots)
                taker = engine.orders[fact.taker_order_id]
                market.trades.append(Trade(fact, at_ms, quote_atoms, taker.kind))
            elif isinstance(fact, OrderDone):
                if fact.account not in self._watched:
                    del engine.orders[fact.order_id]
            elif isinstance(fact, SelfTradePrevented):
                market.preventions.append((fact, at_ms))
        self._publish(engine.symbol, steps, at_ms)

    def _publish(self, symbol: str, steps: Sequence[Step], at_ms: int) -> None:
        private = False
        for step in steps:
            self.ledger.record(step.fact)
            if step.orders or isinstance(step.fact, BalanceChanged):
                private = True
        batch = Batch(symbol, at_ms, tuple(steps))
        for listener in self._listeners:
            listener(batch)
        if private:
            for listener in self._private_listeners:
                listener(batch)


__all__ = ["Batch", "Exchange", "Overdrawn", "Replaced", "SymbolStatus"]

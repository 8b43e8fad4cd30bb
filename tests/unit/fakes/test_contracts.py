"""Positions, margin and funding, on the books that spot uses too. A lot at a tick is one atom."""

import asyncio
import os
from decimal import Decimal
from random import Random

import pytest

from fakes.accounts import CLEARING, FUNDING, VENUE
from fakes.derivatives.clockwork import LOOKED_AFTER_S, Clockwork
from fakes.exchange import Exchange
from fakes.instruments import BUY, SELL, Contract, Instrument, Side
from fakes.ledger import BalanceChanged, FundingPaid, Ledger, OrderDone, PositionChanged
from fakes.matching import (
    DoneReason,
    NewOrder,
    Order,
    OrderKind,
    OrderStatus,
    RefusalReason,
    Refused,
    SelfTrade,
    TimeInForce,
)

OPERATIONS = int(os.environ.get("SOAK_OPERATIONS", "20000"))
SYMBOL = "BTCUSDT"
PERPETUAL = Instrument(
    symbol=SYMBOL,
    base="BTC",
    quote="USDT",
    tick=Decimal("0.1"),
    step=Decimal("0.001"),
    quote_precision=4,
    maker_fee_ppm=200,
    taker_fee_ppm=400,
    contract=Contract(default_leverage=10, funding_ppm=100),
)


class Pit:
    """An exchange with one contract, and accounts with 100,000 atoms each; `a` and `b` are watched."""

    def __init__(self, *accounts: str, atoms: int = 100_000) -> None:
        self.ledger = Ledger(lambda: 0.0)
        self.exchange = Exchange([PERPETUAL], self.ledger, lambda: 0)
        for account in ("a", "b"):
            self.exchange.watch(account)
        for account in accounts or ("a", "b"):
            self.exchange.deposit(account, "USDT", atoms)
        self.count = 0

    def order(
        self,
        account: str,
        side: Side,
        lots: int,
        ticks: int | None = None,
        *,
        reduce_only: bool = False,
        time_in_force: TimeInForce = TimeInForce.GTC,
    ) -> Order | Refused:
        self.count += 1
        return self.exchange.place(
            SYMBOL,
            NewOrder(
                account=account,
                client_order_id=f"{account}-{self.count}",
                side=side,
                kind=OrderKind.LIMIT if ticks is not None else OrderKind.MARKET,
                ticks=ticks,
                lots=lots,
                time_in_force=time_in_force,
                reduce_only=reduce_only,
            ),
        )

    def trade(self, buyer: str, seller: str, lots: int, ticks: int) -> None:
        assert isinstance(self.order(seller, SELL, lots, ticks), Order)
        assert isinstance(self.order(buyer, BUY, lots, ticks), Order)

    def filled_up(self, account: str) -> int:
        """Brings who has lost most of 40 million atoms back to them, to trade on; how many it took."""
        missing = 40_000_000 - self.wallet(account)
        if missing < 30_000_000:
            return 0
        self.exchange.deposit(account, "USDT", missing)
        return missing

    def lots(self, account: str) -> int:
        return self.exchange.contracts.position(account, SYMBOL).lots

    def wallet(self, account: str) -> int:
        return self.exchange.accounts.balance(account, "USDT").total_atoms


def test_a_trade_makes_two_positions_and_costs_nothing_but_fees() -> None:
    pit = Pit()

    pit.trade("a", "b", 100, 1_000)

    assert (pit.lots("a"), pit.lots("b")) == (100, -100)
    assert (pit.wallet("a"), pit.wallet("b")) == (100_000 - 40, 100_000 - 20)
    position = pit.exchange.contracts.position("a", SYMBOL)
    assert position.entry_price(PERPETUAL) == Decimal(100)
    assert pit.exchange.accounts.balance("a", "BTC").total_atoms == 0


def test_what_is_closed_is_realised_and_what_is_left_keeps_its_entry() -> None:
    pit = Pit("a", "b", "c")
    pit.trade("a", "b", 100, 1_000)

    pit.trade("c", "a", 40, 1_200)

    position = pit.exchange.contracts.position("a", SYMBOL)
    assert (position.lots, position.realised_atoms) == (60, 40 * 200)
    assert position.entry_price(PERPETUAL) == Decimal(100)
    assert pit.wallet("a") == 100_000 - 40 + 40 * 200 - 40 * 1_200 * 200 // 1_000_000
    (fill,) = pit.exchange.all_orders("a", SYMBOL)[-1].fills
    assert fill.realised_atoms == 40 * 200


def test_an_order_that_sells_more_than_there_is_turns_the_position() -> None:
    pit = Pit("a", "b", "c")
    pit.trade("a", "b", 100, 1_000)

    pit.trade("c", "a", 150, 1_100)

    position = pit.exchange.contracts.position("a", SYMBOL)
    assert (position.lots, position.realised_atoms) == (-50, 100 * 100)
    assert position.entry_price(PERPETUAL) == Decimal(110)


def test_an_order_holds_margin_for_what_it_opens_and_none_for_what_it_closes() -> None:
    pit = Pit()
    pit.trade("a", "b", 100, 1_000)

    opening, closing = pit.order("a", BUY, 10, 900), pit.order("a", SELL, 100, 1_500)

    assert isinstance(opening, Order)
    assert isinstance(closing, Order)
    assert (opening.held_atoms, closing.held_atoms) == (10 * 900 // 10, 0)
    again = pit.order("a", SELL, 10, 1_500)
    assert isinstance(again, Order)
    assert again.held_atoms == 10 * 1_500 // 10  # what is closed already is not closed twice


def test_more_than_the_margin_allows_is_refused() -> None:
    pit = Pit()

    assert isinstance(pit.order("a", BUY, 1_000, 1_000), Order)  # the whole wallet, ten times over
    refused = pit.order("a", BUY, 1, 1_000)

    assert isinstance(refused, Refused)
    assert refused.reason is RefusalReason.INSUFFICIENT_BALANCE
    assert pit.exchange.accounts.balance("a", "USDT").free_atoms == 0


def test_what_only_reduces_is_refused_where_nothing_is_and_cut_to_what_is() -> None:
    pit = Pit("a", "b", "c")
    refused = pit.order("a", SELL, 10, 1_000, reduce_only=True)
    pit.trade("a", "b", 100, 1_000)

    cut = pit.order("a", SELL, 150, 1_500, reduce_only=True)
    beyond = pit.order("a", SELL, 10, 1_500, reduce_only=True)
    wrong_side = pit.order("a", BUY, 10, 900, reduce_only=True)

    assert isinstance(refused, Refused)
    assert isinstance(beyond, Refused)
    assert isinstance(wrong_side, Refused)
    assert refused.reason is RefusalReason.NOTHING_TO_REDUCE
    assert isinstance(cut, Order)
    assert (cut.lots, cut.held_atoms) == (100, 0)


def test_an_order_that_only_reduces_ends_with_the_position_even_in_one_sweep() -> None:
    pit = Pit("a", "b", "c", atoms=1_000_000)
    pit.trade("a", "b", 100, 1_000)
    plain = pit.order("a", SELL, 100, 1_100)
    reducing = pit.order("a", SELL, 100, 1_101, reduce_only=True)

    pit.order("c", BUY, 200, 1_101)

    assert isinstance(plain, Order)
    assert isinstance(reducing, Order)
    assert plain.status is OrderStatus.FILLED
    assert (reducing.status, reducing.done_reason) == (OrderStatus.EXPIRED, DoneReason.REDUCED_AWAY)
    assert pit.lots("a") == 0


def test_funding_goes_from_longs_to_shorts_and_is_told() -> None:
    pit = Pit()
    pit.trade("a", "b", 100, 1_000)
    before = pit.wallet("a"), pit.wallet("b")

    pit.exchange.contracts.fund(SYMBOL)

    paid = 100 * 1_000 * 100 // 1_000_000
    assert (pit.wallet("a"), pit.wallet("b")) == (before[0] - paid, before[1] + paid)
    told = {entry.fact.account: entry.fact.atoms for entry in pit.ledger.of(FundingPaid)}
    causes = [entry.fact.cause for entry in pit.ledger.of(BalanceChanged)]
    assert told == {"a": paid, "b": -paid}
    assert causes[-2:] == ["funding", "funding"]


def test_the_mark_is_moved_by_no_single_price() -> None:
    pit = Pit("a", "b", "c")
    pit.trade("a", "b", 1, 1_000)
    pit.order("b", BUY, 1, 990)
    pit.order("c", SELL, 1, 1_010)

    pit.order("a", BUY, 1, 1_010)  # takes the only offer: last 1,010, bid 990, no ask

    assert pit.exchange.contracts.mark_ticks(SYMBOL) == 1_010
    pit.order("c", SELL, 1, 1_300)
    assert pit.exchange.contracts.mark_ticks(SYMBOL) == 1_010


@pytest.mark.asyncio
async def test_who_has_too_little_left_is_closed_out() -> None:
    pit = Pit("a", "b", "c", atoms=100_000)
    pit.trade("a", "b", 900, 1_000)
    clockwork = Clockwork(pit.exchange, lambda: 0)
    clockwork.start()
    resting = pit.order("a", SELL, 10, 2_000)
    pit.order("c", BUY, 950, 890)

    pit.order("b", SELL, 1, 890)  # the price has fallen: 900 lots have lost 99,000
    await asyncio.sleep(LOOKED_AFTER_S * 2)
    clockwork.stop()

    assert pit.lots("a") == 0
    assert isinstance(resting, Order)
    assert resting.status is OrderStatus.EXPIRED
    assert resting.done_reason is DoneReason.LIQUIDATED
    assert [o.client_order_id for o in pit.exchange.all_orders("a", SYMBOL)][-1] == "autoclose-1"


def test_no_atom_is_lost_whatever_is_traded() -> None:
    accounts = ("a", "b", "c", "d")
    pit, rng = Pit(*accounts, atoms=40_000_000), Random(7)
    given = 40_000_000 * len(accounts)
    accepted: list[Order] = []
    refused = reduced = 0

    for turn in range(OPERATIONS):
        dice = rng.random()
        if dice < 0.7 or not accepted:
            kind = rng.choice([OrderKind.LIMIT] * 8 + [OrderKind.LIMIT_MAKER, OrderKind.MARKET])
            outcome = pit.exchange.place(
                SYMBOL,
                NewOrder(
                    account=rng.choice(accounts),
                    client_order_id=f"c{turn}",
                    side=rng.choice([BUY, SELL]),
                    kind=kind,
                    ticks=None if kind is OrderKind.MARKET else rng.randint(80_000, 120_000) // 1_000 * 1_000,
                    lots=rng.randint(1, 300),
                    time_in_force=rng.choice([*[TimeInForce.GTC] * 6, TimeInForce.IOC, TimeInForce.FOK])
                    if kind is OrderKind.LIMIT
                    else TimeInForce.GTC,
                    self_trade=rng.choice(list(SelfTrade)),
                    reduce_only=rng.random() < 0.15,
                ),
            )
            if isinstance(outcome, Order):
                accepted.append(outcome)
            else:
                refused += 1
        else:
            recent = accepted[-rng.randint(1, min(60, len(accepted)))]
            if dice < 0.8:
                pit.exchange.revise(SYMBOL, recent.order_id, ticks=recent.ticks, lots=rng.randint(1, 300))
            elif dice < 0.83:
                pit.exchange.contracts.fund(SYMBOL)
            else:
                pit.exchange.cancel(SYMBOL, recent.order_id)
        if turn % 500 == 0:
            assert_nothing_is_lost(pit, accounts, given)
            given += sum(pit.filled_up(account) for account in accounts)
            reduced += sum(e.fact.reason == DoneReason.REDUCED_AWAY for e in pit.ledger.of(OrderDone))
            pit.ledger.entries.clear()

    assert_nothing_is_lost(pit, accounts, given)
    # the premise: trades, refusals and orders that were knocked out, not empty turns
    assert len(pit.exchange.trades(SYMBOL)) > OPERATIONS // 20
    assert refused > OPERATIONS // 100
    assert reduced > OPERATIONS // 1_000


def assert_nothing_is_lost(pit: Pit, accounts: tuple[str, ...], given: int) -> None:
    """Wallets, fees, gains and funding; positions against each other; and what orders hold."""
    exchange = pit.exchange
    assert exchange.accounts.total_atoms("USDT") == given
    positions = [exchange.contracts.position(account, SYMBOL) for account in accounts]
    assert sum(position.lots for position in positions) == 0
    owed = exchange.accounts.balance(CLEARING, "USDT").free_atoms
    assert owed == -sum(position.cost_atoms for position in positions)
    for account, position in zip(accounts, positions, strict=True):
        assert (position.lots == 0) <= (position.cost_atoms == 0)
        orders = exchange.open_orders(account, SYMBOL)
        held = exchange.accounts.balance(account, "USDT").held_atoms
        assert held == sum(order.held_atoms for order in orders)
        reducing = [order for order in orders if order.reduce_only]
        for side in Side:
            assert sum(o.remaining for o in reducing if o.side is side) <= max(
                0, -position.lots if side is BUY else position.lots
            )
    assert exchange.accounts.balance(VENUE, "USDT").free_atoms > 0 or not exchange.trades(SYMBOL)
    assert abs(exchange.accounts.balance(FUNDING, "USDT").free_atoms) < 1_000_000


def test_facts_tell_each_change_of_a_position() -> None:
    pit = Pit("a", "b", "c")
    pit.trade("a", "b", 100, 1_000)
    pit.trade("c", "a", 100, 1_000)

    told = [(e.fact.account, e.fact.lots) for e in pit.ledger.of(PositionChanged)]

    assert told == [("b", -100), ("a", 100), ("a", 0)]

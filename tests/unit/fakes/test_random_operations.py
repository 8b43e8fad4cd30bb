"""What must hold after any sequence of operations. SOAK_OPERATIONS=1000000 runs a long one."""

import os
from dataclasses import replace
from decimal import Decimal

import pytest

from fakes.accounts import VENUE
from fakes.instruments import Instrument, Side
from fakes.matching import Conventions, OrderStatus
from tests.unit.fakes.mill import ACCOUNTS, DEPOSIT_ATOMS, SYMBOL, Mill

OPERATIONS = int(os.environ.get("SOAK_OPERATIONS", "50000"))
FINE = Instrument(
    symbol=SYMBOL,
    base="BTC",
    quote="USDT",
    tick=Decimal("0.1"),
    step=Decimal("0.00001"),
    quote_precision=5,
    maker_fee_ppm=2_500,
    taker_fee_ppm=4_000,
)
"""A lot at a tick is a tenth of an atom."""
OTHER = Conventions(
    unfilled=OrderStatus.CANCELED,
    prevented=OrderStatus.CANCELED,
    outgrown=OrderStatus.CANCELED,
    admits_takers=True,
)

BOUNDED = replace(OTHER, first_trade=10**18, trades_apart=10**12)


def assert_book_is_one(mill: Mill) -> None:
    """At every change: same number, same touch, never crossed."""
    engine = mill.exchange.engine(SYMBOL)
    assert mill.followed.sequence == engine.sequence
    bid, ask = engine.best_bid, engine.best_ask
    assert bid is None or mill.followed.bids[bid[0]] == bid[1]
    assert ask is None or mill.followed.asks[ask[0]] == ask[1]
    assert bid is None or ask is None or bid[0] < ask[0]


def assert_books_balance(mill: Mill) -> None:
    """The whole depth three ways, and every atom."""
    exchange = mill.exchange
    assert mill.followed.depth() == exchange.depth(SYMBOL)
    resting: dict[Side, dict[int, int]] = {Side.BUY: {}, Side.SELL: {}}
    for account in ACCOUNTS:
        held = {"BTC": 0, "USDT": 0}
        for order in exchange.open_orders(account):
            assert order.ticks is not None
            assert order.remaining > 0
            side = resting[order.side]
            side[order.ticks] = side.get(order.ticks, 0) + order.remaining
            held["USDT" if order.side is Side.BUY else "BTC"] += order.held_atoms
        for asset, atoms in held.items():
            assert exchange.accounts.balance(account, asset).held_atoms == atoms
            assert exchange.accounts.balance(account, asset).free_atoms >= 0
    assert (resting[Side.BUY], resting[Side.SELL]) == (mill.followed.bids, mill.followed.asks)
    for asset in ("BTC", "USDT"):
        assert exchange.accounts.total_atoms(asset) == DEPOSIT_ATOMS * len(ACCOUNTS)


def test_books_follow_from_facts_and_no_atom_is_lost() -> None:
    mill = Mill(seed=1)

    for turn in range(OPERATIONS):
        mill.turn()
        assert_book_is_one(mill)
        if turn % 1000 == 0:
            assert_books_balance(mill)
            mill.ledger.entries.clear()

    assert_books_balance(mill)
    # the premise: these were trades, fees and refusals, not empty turns
    assert mill.exchange.accounts.balance(VENUE, "BTC").free_atoms > 0
    assert len(mill.exchange.trades(SYMBOL)) > OPERATIONS // 20
    assert 0 < mill.refused < mill.placed // 2


def test_no_atom_is_lost_where_costs_are_rounded_orders_revised_and_fees_taken_in_either_asset() -> None:
    mill = Mill(seed=3, instrument=FINE, conventions=OTHER, revises=True)

    for turn in range(OPERATIONS):
        mill.turn()
        assert_book_is_one(mill)
        if turn % 1000 == 0:
            assert_books_balance(mill)
            mill.ledger.entries.clear()

    assert_books_balance(mill)
    assert mill.exchange.accounts.balance(VENUE, "BTC").free_atoms > 0
    assert mill.exchange.accounts.balance(VENUE, "USDT").free_atoms > 0
    assert len(mill.exchange.trades(SYMBOL)) > OPERATIONS // 20
    assert mill.revised > OPERATIONS // 100


def test_no_atom_is_lost_where_market_orders_are_bounded_and_orders_rejected_late() -> None:
    mill = Mill(seed=5, conventions=BOUNDED, revises=True, bounds=True)

    for turn in range(OPERATIONS):
        mill.turn()
        assert_book_is_one(mill)
        if turn % 1000 == 0:
            assert_books_balance(mill)
            mill.ledger.entries.clear()

    assert_books_balance(mill)
    trades = mill.exchange.trades(SYMBOL)
    assert [trades[0].trade_id, trades[-1].trade_id] == [10**18, 10**18 + len(trades) - 1]
    assert len(trades) > OPERATIONS // 20
    assert sum(order.status is OrderStatus.REJECTED for order in mill.accepted) > OPERATIONS // 500


def test_what_orders_hold_is_what_their_open_quantity_costs() -> None:
    mill = Mill(seed=2)

    for _ in range(5_000):
        mill.turn()

    for account in ACCOUNTS:
        for order in mill.exchange.open_orders(account):
            unit = (order.ticks or 0) * 10 if order.side is Side.BUY else 1000
            assert order.held_atoms == order.remaining * unit


@pytest.mark.parametrize("seed", [1, 2])
def test_the_same_seed_makes_the_same_history(seed: int) -> None:
    histories = []
    for _ in range(2):
        mill = Mill(seed)
        for _ in range(2_000):
            mill.turn()
        histories.append([entry.fact for entry in mill.ledger.entries])

    assert histories[0] == histories[1]

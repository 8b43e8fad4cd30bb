"""Orders that change under their number, and the other conventions that a venue may have."""

from decimal import Decimal

import pytest

from fakes.accounts import VENUE
from fakes.exchange import Exchange, SymbolStatus
from fakes.instruments import Instrument, Side
from fakes.ledger import BalanceChanged, Ledger, OrderAmended, Traded
from fakes.matching import (
    Conventions,
    DoneReason,
    FeeIn,
    NewOrder,
    Order,
    OrderKind,
    OrderStatus,
    RefusalReason,
    Refused,
    SelfTrade,
    TimeInForce,
)

SYMBOL = "BTCUSDT"
CENT_LOTS = Instrument(
    symbol=SYMBOL,
    base="BTC",
    quote="USDT",
    tick=Decimal(1),
    step=Decimal("0.01"),
    base_precision=4,
    quote_precision=4,
    maker_fee_ppm=10_000,
    taker_fee_ppm=20_000,
)
"""A lot at 100 ticks costs 1 USDT; fees are one and two per cent."""


@pytest.fixture
def exchange() -> Exchange:
    made = Exchange(
        [CENT_LOTS],
        Ledger(lambda: 0.0),
        lambda: 0,
        Conventions(
            unfilled=OrderStatus.CANCELED,
            prevented=OrderStatus.CANCELED,
            outgrown=OrderStatus.CANCELED,
            admits_takers=True,
        ),
    )
    made.watch("a")
    for account in ("a", "b"):
        made.deposit(account, "BTC", 100_0000)
        made.deposit(account, "USDT", 1000_0000)
    return made


def place(exchange: Exchange, account: str, side: Side, ticks: int, lots: int, **more: object) -> Order:
    name = f"{account}{len(exchange.ledger.entries)}"
    new = NewOrder(account=account, client_order_id=name, side=side, ticks=ticks, lots=lots, **more)  # type: ignore[arg-type]
    order = exchange.place(SYMBOL, new)
    assert isinstance(order, Order)
    return order


def held(exchange: Exchange, asset: str) -> int:
    return exchange.accounts.balance("a", asset).held_atoms


def test_a_smaller_order_keeps_its_place(exchange: Exchange) -> None:
    first = place(exchange, "a", Side.BUY, 100, 10)
    place(exchange, "b", Side.BUY, 100, 10)

    exchange.revise(SYMBOL, first.order_id, lots=4)
    place(exchange, "b", Side.SELL, 100, 4)

    assert first.status is OrderStatus.FILLED


def test_a_larger_order_goes_to_the_end_of_the_queue(exchange: Exchange) -> None:
    first = place(exchange, "a", Side.BUY, 100, 10)
    second = place(exchange, "b", Side.BUY, 100, 10)

    exchange.revise(SYMBOL, first.order_id, lots=11)
    place(exchange, "b", Side.SELL, 100, 10)

    assert (first.filled_lots, second.filled_lots) == (0, 10)


def test_an_order_keeps_its_number_and_its_fills_at_another_price(exchange: Exchange) -> None:
    order = place(exchange, "a", Side.BUY, 100, 10)
    place(exchange, "b", Side.SELL, 100, 3)

    revised = exchange.revise(SYMBOL, order.order_id, ticks=90)

    assert revised is order
    assert (order.ticks, order.filled_lots, order.remaining) == (90, 3, 7)
    assert exchange.depth(SYMBOL).bids == [(90, 7)]


def test_an_order_revised_across_the_book_takes(exchange: Exchange) -> None:
    place(exchange, "b", Side.SELL, 110, 4)
    order = place(exchange, "a", Side.BUY, 100, 10)

    exchange.revise(SYMBOL, order.order_id, ticks=110)

    assert (order.filled_lots, order.status) == (4, OrderStatus.PARTIALLY_FILLED)
    assert exchange.depth(SYMBOL).bids == [(110, 6)]
    assert not order.fills[0].is_maker


def test_a_post_only_order_is_not_revised_across_the_book(exchange: Exchange) -> None:
    place(exchange, "b", Side.SELL, 110, 4)
    order = place(exchange, "a", Side.BUY, 100, 10, kind=OrderKind.LIMIT_MAKER)
    before = held(exchange, "USDT")

    outcome = exchange.revise(SYMBOL, order.order_id, ticks=110)

    assert isinstance(outcome, Refused)
    assert outcome.reason is RefusalReason.WOULD_MATCH
    assert (order.ticks, held(exchange, "USDT")) == (100, before)


def test_an_order_revised_to_what_it_has_filled_ends(exchange: Exchange) -> None:
    order = place(exchange, "a", Side.BUY, 100, 10)
    place(exchange, "b", Side.SELL, 100, 6)

    exchange.revise(SYMBOL, order.order_id, lots=5)

    assert (order.status, order.done_reason) == (OrderStatus.CANCELED, DoneReason.BY_CLIENT)
    assert held(exchange, "USDT") == 0


def test_an_order_repriced_below_what_it_has_filled_ends(exchange: Exchange) -> None:
    order = place(exchange, "a", Side.BUY, 100, 10)
    place(exchange, "b", Side.SELL, 100, 6)

    exchange.revise(SYMBOL, order.order_id, ticks=90, lots=5)

    assert order.status is OrderStatus.CANCELED
    assert exchange.depth(SYMBOL).bids == []
    assert held(exchange, "USDT") == 0


def test_what_a_dearer_order_needs_is_held_and_told(exchange: Exchange) -> None:
    order = place(exchange, "a", Side.BUY, 100, 10)

    exchange.revise(SYMBOL, order.order_id, ticks=120)

    told = [e.fact for e in exchange.ledger.of(BalanceChanged) if e.fact.asset == "USDT"][-1]
    assert (held(exchange, "USDT"), told.held_atoms) == (12_0000, 12_0000)


def test_what_a_cheaper_order_does_not_need_is_given_back(exchange: Exchange) -> None:
    order = place(exchange, "a", Side.BUY, 100, 10)

    exchange.revise(SYMBOL, order.order_id, ticks=80)

    assert held(exchange, "USDT") == 8_0000


def test_an_order_is_left_alone_if_the_account_cannot_pay_for_the_revision(exchange: Exchange) -> None:
    order = place(exchange, "a", Side.BUY, 100, 10)

    outcome = exchange.revise(SYMBOL, order.order_id, lots=100_000)

    assert isinstance(outcome, Refused)
    assert outcome.reason is RefusalReason.INSUFFICIENT_BALANCE
    assert (order.lots, held(exchange, "USDT")) == (10, 10_0000)


def test_a_revision_is_in_the_ledger_with_the_new_price(exchange: Exchange) -> None:
    order = place(exchange, "a", Side.BUY, 100, 10)

    exchange.revise(SYMBOL, order.order_id, ticks=90, lots=20)

    facts = [(e.fact.ticks, e.fact.lots) for e in exchange.ledger.of(OrderAmended)]
    assert facts == [(90, 20)]


def test_finished_orders_cannot_be_revised(exchange: Exchange) -> None:
    order = place(exchange, "a", Side.BUY, 100, 10)
    exchange.cancel(SYMBOL, order.order_id)

    outcome = exchange.revise(SYMBOL, order.order_id, lots=5)

    assert isinstance(outcome, Refused)
    assert outcome.reason is RefusalReason.UNKNOWN_ORDER


def test_a_post_only_order_that_would_take_is_accepted_and_cancelled(exchange: Exchange) -> None:
    place(exchange, "b", Side.SELL, 110, 4)

    order = place(exchange, "a", Side.BUY, 110, 4, kind=OrderKind.LIMIT_MAKER)

    assert (order.status, order.done_reason) == (OrderStatus.CANCELED, DoneReason.POST_ONLY)
    assert (order.filled_lots, held(exchange, "USDT")) == (0, 0)


def test_what_an_immediate_order_leaves_is_cancelled(exchange: Exchange) -> None:
    place(exchange, "b", Side.SELL, 110, 4)

    order = place(exchange, "a", Side.BUY, 110, 9, time_in_force=TimeInForce.IOC)

    assert (order.status, order.filled_lots) == (OrderStatus.CANCELED, 4)


def test_what_would_trade_with_oneself_is_cancelled(exchange: Exchange) -> None:
    maker = place(exchange, "a", Side.SELL, 110, 4)

    taker = place(exchange, "a", Side.BUY, 110, 4, self_trade=SelfTrade.EXPIRE_TAKER)

    assert (taker.status, maker.status) == (OrderStatus.CANCELED, OrderStatus.NEW)


@pytest.mark.parametrize(
    ("side", "fee_in", "asset", "fee_atoms", "spent_atoms", "got_atoms"),
    [
        (Side.BUY, FeeIn.QUOTE, "USDT", 2000, 10_2000, 1000),
        (Side.BUY, FeeIn.BASE, "BTC", 20, 10_0000, 980),
        (Side.SELL, FeeIn.BASE, "BTC", 20, 1020, 10_0000),
        (Side.SELL, FeeIn.QUOTE, "USDT", 2000, 1000, 9_8000),
    ],
)
def test_fees_are_taken_in_the_asset_that_the_order_names(
    exchange: Exchange,
    side: Side,
    fee_in: FeeIn,
    asset: str,
    fee_atoms: int,
    spent_atoms: int,
    got_atoms: int,
) -> None:
    place(exchange, "b", side.opposite, 100, 10)

    order = place(exchange, "a", side, 100, 10, fee_in=fee_in)

    spent, got = ("USDT", "BTC") if side is Side.BUY else ("BTC", "USDT")
    deposited = {"BTC": 100_0000, "USDT": 1000_0000}
    trade = next(exchange.ledger.of(Traded)).fact
    assert (trade.taker_fee_asset, trade.taker_fee_atoms) == (asset, fee_atoms)
    assert (order.fills[0].fee_asset, order.fills[0].fee_atoms) == (asset, fee_atoms)
    assert deposited[spent] - exchange.accounts.balance("a", spent).free_atoms == spent_atoms
    assert exchange.accounts.balance("a", got).free_atoms - deposited[got] == got_atoms
    assert held(exchange, spent) == 0
    assert exchange.accounts.balance(VENUE, asset).free_atoms >= fee_atoms


def test_the_fee_is_held_with_what_an_order_spends(exchange: Exchange) -> None:
    place(exchange, "a", Side.BUY, 100, 10, fee_in=FeeIn.QUOTE)

    assert held(exchange, "USDT") == 10_2000


def test_a_post_only_market_takes_only_orders_that_rest(exchange: Exchange) -> None:
    exchange.set_status(SYMBOL, SymbolStatus.POST_ONLY)

    resting = place(exchange, "a", Side.BUY, 100, 10, kind=OrderKind.LIMIT_MAKER)
    taking = exchange.place(
        SYMBOL, NewOrder(account="a", client_order_id="t", side=Side.BUY, ticks=100, lots=1)
    )

    assert resting.is_open
    assert isinstance(taking, Refused)
    assert taking.reason is RefusalReason.MARKET_CLOSED

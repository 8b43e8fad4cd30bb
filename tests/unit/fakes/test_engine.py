import pytest

from fakes.instruments import Instrument, Side
from fakes.ledger import LevelChanged, OrderAccepted, OrderAmended, OrderDone, Traded
from fakes.matching import (
    Conventions,
    DoneReason,
    Engine,
    Identifiers,
    NewOrder,
    Order,
    OrderKind,
    OrderStatus,
    RefusalReason,
    Refused,
    Result,
    TimeInForce,
)

INSTRUMENT = Instrument(symbol="BTCUSDT", base="BTC", quote="USDT")


@pytest.fixture
def engine() -> Engine:
    return Engine(INSTRUMENT, Identifiers())


def limit(side: Side, ticks: int, lots: int, account: str = "a", **more: object) -> NewOrder:
    return NewOrder(
        account=account,
        client_order_id=f"{account}-{side}-{ticks}-{lots}",
        side=side,
        ticks=ticks,
        lots=lots,
        **more,  # type: ignore[arg-type]
    )


def accepted(outcome: Result | Refused) -> Order:
    assert isinstance(outcome, Result)
    return outcome.order


def refused(outcome: Result | Refused) -> RefusalReason:
    assert isinstance(outcome, Refused)
    return outcome.reason


def test_a_limit_order_that_meets_nobody_rests(engine: Engine) -> None:
    order = accepted(engine.submit(limit(Side.BUY, 100, 5), 7))

    assert (order.status, order.working, order.working_since_ms) == (OrderStatus.NEW, True, 7)
    assert engine.best_bid == (100, 5)


def test_the_best_price_trades_first(engine: Engine) -> None:
    dear = accepted(engine.submit(limit(Side.SELL, 102, 5), 0))
    cheap = accepted(engine.submit(limit(Side.SELL, 101, 5), 0))

    engine.submit(limit(Side.BUY, 110, 6, "b"), 0)

    assert (cheap.filled_lots, dear.filled_lots) == (5, 1)


def test_at_one_price_the_earlier_order_trades_first(engine: Engine) -> None:
    early = accepted(engine.submit(limit(Side.SELL, 101, 5), 0))
    late = accepted(engine.submit(limit(Side.SELL, 101, 5, "c"), 0))

    engine.submit(limit(Side.BUY, 101, 5, "b"), 0)

    assert (early.filled_lots, late.filled_lots) == (5, 0)


def test_a_taker_trades_at_the_price_of_the_maker(engine: Engine) -> None:
    engine.submit(limit(Side.SELL, 101, 5), 0)

    taker = accepted(engine.submit(limit(Side.BUY, 200, 5, "b"), 0))

    assert taker.quote_filled_atoms == INSTRUMENT.quote_atoms(101, 5)


def test_what_a_limit_order_does_not_take_rests_at_its_own_price(engine: Engine) -> None:
    engine.submit(limit(Side.SELL, 101, 5), 0)

    taker = accepted(engine.submit(limit(Side.BUY, 105, 8, "b"), 0))

    assert taker.status is OrderStatus.PARTIALLY_FILLED
    assert (engine.best_bid, engine.best_ask) == ((105, 3), None)


def test_facts_tell_a_trade_in_order(engine: Engine) -> None:
    engine.submit(limit(Side.SELL, 101, 5), 0)

    result = engine.submit(limit(Side.BUY, 101, 5, "b"), 0)

    assert isinstance(result, Result)
    kinds = [type(fact) for fact in result.facts]
    assert kinds == [OrderAccepted, Traded, LevelChanged, OrderDone, OrderDone]


def test_fees_are_taken_from_what_each_side_receives_rounded_down(engine: Engine) -> None:
    maker = accepted(engine.submit(limit(Side.SELL, 100, 1), 0))
    taker = accepted(engine.submit(limit(Side.BUY, 100, 1, "b"), 0))

    # 1 lot is 1000 atoms of base and costs 1000 atoms of quote; 0.1 % of each is 1 atom
    assert [(f.fee_atoms, f.fee_asset) for f in maker.fills + taker.fills] == [(1, "USDT"), (1, "BTC")]


def test_every_change_of_a_level_has_the_next_number(engine: Engine) -> None:
    facts = []
    for new in (limit(Side.SELL, 101, 5), limit(Side.SELL, 102, 5), limit(Side.BUY, 102, 7, "b")):
        result = engine.submit(new, 0)
        assert isinstance(result, Result)
        facts += [fact for fact in result.facts if isinstance(fact, LevelChanged)]

    assert [fact.sequence for fact in facts] == [1, 2, 3, 4]


def test_a_post_only_order_that_would_take_is_refused(engine: Engine) -> None:
    engine.submit(limit(Side.SELL, 101, 5), 0)

    outcome = engine.submit(limit(Side.BUY, 101, 5, "b", kind=OrderKind.LIMIT_MAKER), 0)

    assert refused(outcome) is RefusalReason.WOULD_MATCH
    assert engine.sequence == 1


def test_what_an_immediate_or_cancel_order_does_not_take_expires(engine: Engine) -> None:
    engine.submit(limit(Side.SELL, 101, 5), 0)

    order = accepted(engine.submit(limit(Side.BUY, 101, 8, "b", time_in_force=TimeInForce.IOC), 0))

    assert (order.status, order.filled_lots) == (OrderStatus.EXPIRED, 5)
    assert order.done_reason is DoneReason.UNFILLED_IOC


def test_a_fill_or_kill_order_takes_all_or_nothing(engine: Engine) -> None:
    engine.submit(limit(Side.SELL, 101, 5), 0)
    engine.submit(limit(Side.SELL, 103, 5), 0)

    too_much = accepted(engine.submit(limit(Side.BUY, 102, 6, "b", time_in_force=TimeInForce.FOK), 0))
    enough = accepted(engine.submit(limit(Side.BUY, 103, 6, "b", time_in_force=TimeInForce.FOK), 0))

    assert (too_much.status, too_much.filled_lots) == (OrderStatus.EXPIRED, 0)
    assert (enough.status, enough.filled_lots) == (OrderStatus.FILLED, 6)


def market(side: Side, *, lots: int | None = None, quote_atoms: int | None = None) -> NewOrder:
    return NewOrder(
        account="b",
        client_order_id="m",
        side=side,
        kind=OrderKind.MARKET,
        lots=lots,
        quote_atoms=quote_atoms,
    )


def test_a_market_order_on_an_empty_book_is_accepted_and_expires(engine: Engine) -> None:
    order = accepted(engine.submit(market(Side.BUY, lots=5), 0))

    assert (order.status, order.done_reason) == (OrderStatus.EXPIRED, DoneReason.NO_LIQUIDITY)


def test_a_market_order_by_quote_amount_buys_whole_lots_within_it(engine: Engine) -> None:
    engine.submit(limit(Side.SELL, 100, 3), 0)
    engine.submit(limit(Side.SELL, 200, 5), 0)
    budget = INSTRUMENT.quote_atoms(100, 3) + INSTRUMENT.quote_atoms(200, 2) + 1

    order = accepted(engine.submit(market(Side.BUY, quote_atoms=budget), 0))

    assert (order.lots, order.status) == (5, OrderStatus.FILLED)
    assert order.quote_filled_atoms == budget - 1


def test_a_quote_amount_that_buys_no_lot_is_refused(engine: Engine) -> None:
    engine.submit(limit(Side.SELL, 100, 3), 0)

    assert refused(engine.submit(market(Side.BUY, quote_atoms=5), 0)) is RefusalReason.NO_LIQUIDITY


def test_a_cancelled_order_leaves_the_book(engine: Engine) -> None:
    order = accepted(engine.submit(limit(Side.BUY, 100, 5), 0))

    engine.cancel(order.order_id, 9, client_order_id="why")

    assert (order.status, order.updated_at_ms, order.cancel_client_order_id) == (
        OrderStatus.CANCELED,
        9,
        "why",
    )
    assert engine.best_bid is None


@pytest.mark.parametrize("order_id", [1, 2])
def test_only_a_resting_order_can_be_cancelled(engine: Engine, order_id: int) -> None:
    order = accepted(engine.submit(limit(Side.BUY, 100, 5), 0))
    engine.cancel(order.order_id, 0)

    assert refused(engine.cancel(order_id, 0)) is RefusalReason.UNKNOWN_ORDER


def test_an_amended_order_keeps_its_place(engine: Engine) -> None:
    first = accepted(engine.submit(limit(Side.SELL, 101, 5), 0))
    second = accepted(engine.submit(limit(Side.SELL, 101, 5, "c"), 0))

    engine.amend(first.order_id, 3, "smaller", 4)
    engine.submit(limit(Side.BUY, 101, 4, "b"), 5)

    assert (first.filled_lots, second.filled_lots) == (3, 1)
    assert (first.client_order_id, first.amendments[0].old_lots) == ("smaller", 5)


@pytest.mark.parametrize("lots", [0, 5, 6])
def test_an_amendment_must_make_the_order_smaller(engine: Engine, lots: int) -> None:
    order = accepted(engine.submit(limit(Side.SELL, 101, 5), 0))

    assert refused(engine.amend(order.order_id, lots, "x", 0)) is RefusalReason.NOT_A_REDUCTION


def test_an_order_amended_down_to_its_fills_expires(engine: Engine) -> None:
    order = accepted(engine.submit(limit(Side.SELL, 101, 5), 0))
    engine.submit(limit(Side.BUY, 101, 3, "b"), 0)

    result = engine.amend(order.order_id, 3, "x", 0)

    assert isinstance(result, Result)
    assert [type(fact) for fact in result.facts] == [OrderAmended, LevelChanged, OrderDone]
    assert (order.status, engine.best_ask) == (OrderStatus.EXPIRED, None)


def test_amendments_have_an_end_where_the_venue_sets_one() -> None:
    engine = Engine(INSTRUMENT, Identifiers(), Conventions(max_amendments=10))
    order = accepted(engine.submit(limit(Side.SELL, 101, 50), 0))
    for lots in range(49, 39, -1):
        accepted(engine.amend(order.order_id, lots, "x", 0))

    assert refused(engine.amend(order.order_id, 39, "x", 0)) is RefusalReason.TOO_MANY_AMENDMENTS


def test_depth_lists_both_sides_from_the_best_outwards(engine: Engine) -> None:
    for side, ticks in ((Side.BUY, 98), (Side.BUY, 99), (Side.SELL, 102), (Side.SELL, 101), (Side.SELL, 103)):
        engine.submit(limit(side, ticks, 1), 0)

    depth = engine.depth(2)

    assert (depth.bids, depth.asks) == ([(99, 1), (98, 1)], [(101, 1), (102, 1)])
    assert depth.sequence == 5


def test_a_snapshot_shows_a_watched_order_as_it_was_after_each_fact(engine: Engine) -> None:
    engine.watch("b")
    for _ in range(2):
        engine.submit(limit(Side.SELL, 101, 2), 0)

    result = engine.submit(limit(Side.BUY, 101, 5, "b"), 0)

    assert isinstance(result, Result)
    seen = [(step.orders[0].status, step.orders[0].filled_lots) for step in result.steps if step.orders]
    assert seen == [
        (OrderStatus.NEW, 0),
        (OrderStatus.PARTIALLY_FILLED, 2),
        (OrderStatus.PARTIALLY_FILLED, 4),
    ]

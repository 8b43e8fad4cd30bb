"""Bounds on long runs: kept, broken, and not to be judged."""

import pytest

from fakes.ledger import FaultClosed, FaultFired, FaultOpened, QuotaUsed, RequestAnswered, RequestReceived
from fakes.operations import Outcome
from scenarios.checks.bounds import (
    beliefs_are_put_right,
    book_is_true_and_mostly_fresh,
    budget_is_never_exceeded,
    faults_are_noticed_and_got_over,
    ticks_are_complete,
    weight_is_not_wasted,
)
from scenarios.history import Unwatched, Watched
from scenarios.measures.order_belief import order_belief
from scenarios.measures.records import Records
from scenarios.measures.recovering import recoveries
from scenarios.run import Run
from scenarios.verdict import Inconclusive
from subjects.seen import State
from tests.unit.scenarios.checks.market_story import MarketStory
from tests.unit.scenarios.checks.order_story import Story as OrderStory
from tests.unit.scenarios.checks.order_story import seen
from tests.unit.scenarios.checks.request_story import Story as RequestStory
from tests.unit.scenarios.checks.verdicts import failure, success


def market(*, old_from_s: int = 99, wrong_at_s: int = 99, struck: bool = True) -> MarketStory:
    """A book that moves every second for 30 s and is read every second, with one fault at 10 s."""
    story = MarketStory()
    for second in range(30):
        if second == 10 and struck:
            story.at(10.0)
            story.ledger.record(FaultOpened(fault="Reset"))
            story.ledger.record(FaultFired(fault="Reset"))
            story.ledger.record(FaultClosed(fault="Reset", fired=1))
        story.at(float(second)).bid(100, second + 1).at(second + 0.5)
        sequence = min(second, old_from_s) + 1
        story.reads(sequence, bids=((100, 77 if second == wrong_at_s else sequence),))
    return story


def test_a_book_that_is_right_and_fresh_keeps_its_bounds() -> None:
    verdict = book_is_true_and_mostly_fresh(market().run, share=1.0, faults=1)

    assert success(verdict) == "the book was fresh for 100.0 % of the time, with 1 faults"


def test_a_book_that_is_old_for_too_much_of_the_time_does_not() -> None:
    verdict = book_is_true_and_mostly_fresh(market(old_from_s=15).run, share=0.8, faults=1)

    assert failure(verdict) == "the book was fresh for 58.6 % of the time, 80 % are needed with 1 faults"


def test_a_book_that_is_wrong_once_does_not() -> None:
    verdict = book_is_true_and_mostly_fresh(market(wrong_at_s=20).run, share=0.5, faults=1)

    assert not verdict
    assert "wrong for 3.45 %" in verdict.reason


def test_with_too_few_faults_a_book_is_not_judged() -> None:
    with pytest.raises(Inconclusive, match="1 faults struck, 2 are needed"):
        book_is_true_and_mostly_fresh(market().run, share=0.8, faults=2)


def test_a_book_that_is_gone_for_good_is_judged_by_the_few_faults_that_still_found_it() -> None:
    assert not book_is_true_and_mostly_fresh(market(old_from_s=15).run, share=0.8, faults=50)


def test_a_book_that_never_was_is_not_judged() -> None:
    story = market(old_from_s=-1)

    with pytest.raises(Inconclusive, match="no book was ever served fresh"):
        book_is_true_and_mostly_fresh(story.run, share=0.8, faults=1)


def orders(filled_told_s: float) -> Run:
    """One order worth 600, filled at 20 s, watched until 200 s."""
    story = OrderStory()
    story.history.record(Watched(stream="orders"))
    story.at(10.0).accepted("a").submit("a", seen("a", State.OPEN)).at(20.0).filled("a")
    story.at(filled_told_s).told("a", State.FILLED, "0.01", 1)
    story.at(200.0).history.record(Unwatched())
    return story.run


def test_beliefs_that_are_put_right_at_once_keep_their_bounds() -> None:
    assert beliefs_are_put_right(orders(20.0), within_s=1.0, risk_quote_s=1.0, orders=1)


def test_a_belief_that_is_wrong_for_too_long_does_not() -> None:
    verdict = beliefs_are_put_right(orders(60.0), within_s=30.0, risk_quote_s=1e9, orders=1)

    assert not verdict
    assert "of order a the user was wrong for 39.9 s, until 60.0 s" in verdict.reason


def test_of_several_wrong_beliefs_the_longest_is_named() -> None:
    story = OrderStory()
    story.history.record(Watched(stream="orders"))
    story.at(10.0).accepted("a").submit("a", seen("a", State.OPEN)).accepted("b").submit(
        "b", seen("b", State.OPEN)
    )
    story.at(20.0).filled("a").filled("b").at(60.0).told("a", State.FILLED, "0.01", 1)
    story.at(90.0).told("b", State.FILLED, "0.01", 1).at(200.0).history.record(Unwatched())

    verdict = beliefs_are_put_right(story.run, within_s=30.0, risk_quote_s=1e9, orders=2)

    assert failure(verdict).startswith("of order b the user was wrong for 69.9 s, until 90.0 s")


def test_risks_that_add_up_to_too_much_do_not() -> None:
    verdict = beliefs_are_put_right(orders(60.0), within_s=90.0, risk_quote_s=20_000.0, orders=1)

    assert not verdict
    assert verdict.reason.startswith("23940 quote units times seconds at risk")


def test_a_belief_wrong_for_as_long_and_as_dearly_as_allowed_keeps_its_bounds() -> None:
    run = orders(60.0)
    found = dict(order_belief(Records(run)))

    assert beliefs_are_put_right(
        run, within_s=found["order_wrong_s_max"], risk_quote_s=found["order_risk_quote_s"], orders=1
    )


def test_with_too_few_orders_beliefs_are_not_judged() -> None:
    with pytest.raises(Inconclusive, match="1 orders were accepted, 2 are needed"):
        beliefs_are_put_right(orders(20.0), within_s=1.0, risk_quote_s=1.0, orders=2)


def outage(story: MarketStory, until_s: int) -> MarketStory:
    """No book from 11 s until then."""
    for second in range(11, until_s):
        story.at(second + 0.6).reads_nothing()
    return story


def test_a_fault_that_is_noticed_and_got_over_keeps_its_bounds() -> None:
    assert faults_are_noticed_and_got_over(outage(market(), 14).run, notice_s=2.0, recover_s=5.0)


def test_a_fault_noticed_late_does_not() -> None:
    verdict = faults_are_noticed_and_got_over(outage(market(), 14).run, notice_s=1.0, recover_s=5.0)

    assert not verdict
    assert verdict.reason == "Reset at 10.0 s was noticed after 1.6 s, 1 s are allowed"


def test_a_fault_got_over_late_does_not() -> None:
    verdict = faults_are_noticed_and_got_over(outage(market(), 20).run, notice_s=2.0, recover_s=5.0)

    assert not verdict
    assert "all was right only 10.5 s later" in verdict.reason


def test_a_fault_noticed_and_got_over_at_the_last_moment_keeps_its_bounds() -> None:
    run = outage(market(), 14).run
    (only,) = recoveries(Records(run))
    assert only.noticed_s is not None
    assert only.recovered_s is not None

    assert faults_are_noticed_and_got_over(run, notice_s=only.noticed_s, recover_s=only.recovered_s)


def test_a_fault_that_nobody_notices_or_gets_over_does_not() -> None:
    unnoticed = faults_are_noticed_and_got_over(market(old_from_s=12).run, notice_s=9.0, recover_s=9.0)
    forever = market()
    for second in range(30, 60):
        forever.at(float(second)).bid(100, second + 1).at(second + 0.5).reads_nothing()

    assert unnoticed.reason == "Reset at 10.0 s was never noticed"
    assert (
        "never recovered from"
        in faults_are_noticed_and_got_over(forever.run, notice_s=99.0, recover_s=99.0).reason
    )


def test_without_a_fault_or_anything_to_harm_recovery_is_not_judged() -> None:
    with pytest.raises(Inconclusive, match="0 faults struck"):
        faults_are_noticed_and_got_over(market(struck=False).run, notice_s=9.0, recover_s=9.0)


def test_an_order_alone_is_something_to_harm() -> None:
    idle = OrderStory()
    idle.ledger.record(FaultOpened(fault="Reset"))
    idle.ledger.record(FaultFired(fault="Reset"))
    idle.ledger.record(FaultClosed(fault="Reset", fired=1))
    with pytest.raises(Inconclusive, match="neither a book nor an order"):
        faults_are_noticed_and_got_over(idle.run, notice_s=9.0, recover_s=9.0)

    verdict = faults_are_noticed_and_got_over(idle.accepted("a").run, notice_s=9.0, recover_s=9.0)
    assert success(verdict).startswith("0 faults that did harm")


def budget(used: int = 50, outcome: Outcome = Outcome.DONE, weight: int = 10) -> Run:
    """A limit of 200 a minute; one request of that weight at 30 s."""
    story = RequestStory()
    story.fact(30.0, QuotaUsed(source="client", limiter="REQUEST_WEIGHT", used=used, limit=200))
    asked = RequestReceived(
        request_id=1,
        operation="query",
        transport="rest",
        method="GET",
        path="/",
        source="client",
        weight=weight,
    )
    answered = RequestAnswered(request_id=1, operation="query", status=0, outcome=outcome)
    story.fact(30.0, asked).fact(30.0, answered)
    return story.run


def test_a_budget_within_its_limits_is_not_exceeded() -> None:
    assert success(budget_is_never_exceeded(budget(used=200))) == "at most 100.0 % of a limit were used"
    assert failure(budget_is_never_exceeded(budget(used=202))) == "101 % of weight were used"
    assert not budget_is_never_exceeded(budget(outcome=Outcome.RATE_LIMITED))


@pytest.mark.parametrize("limiter", ["A_LIMIT", "Z_LIMIT"])
def test_the_limit_used_most_is_named(limiter: str) -> None:
    story = RequestStory().request(30.0)
    for name in ("A_LIMIT", "Z_LIMIT"):
        used = 300 if name == limiter else 210
        story.fact(30.0, QuotaUsed(source="client", limiter=name, used=used, limit=200))

    assert failure(budget_is_never_exceeded(story.run)) == f"150 % of {limiter.lower()} were used"


def test_little_weight_is_no_waste_and_much_is() -> None:
    assert weight_is_not_wasted(budget(weight=20), from_s=0.0, to_s=60.0, percent=10.0)
    verdict = weight_is_not_wasted(budget(weight=21), from_s=0.0, to_s=60.0, percent=10.0)

    assert not verdict
    assert verdict.reason.startswith("10.5 % of the request weight were spent between 0 s and 60 s on 1 req")


@pytest.mark.parametrize(("from_s", "to_s"), [(30.0, 90.0), (0.0, 30.0)], ids=["first", "last"])
def test_requests_of_the_first_and_the_last_moment_are_counted(from_s: float, to_s: float) -> None:
    verdict = weight_is_not_wasted(budget(weight=90), from_s=from_s, to_s=to_s, percent=10.0)

    assert "on 1 requests, 10 % are enough" in failure(verdict)


def test_where_nothing_was_counted_no_budget_is_judged() -> None:
    with pytest.raises(Inconclusive, match="counted nothing"):
        budget_is_never_exceeded(RequestStory().request(1.0).run)
    with pytest.raises(Inconclusive, match="counted no weight"):
        weight_is_not_wasted(RequestStory().request(1.0).run, from_s=0.0, to_s=60.0, percent=10.0)


def tape(*told: int) -> Run:
    """Trades 1 to 120 happened; one fault struck."""
    story = market().trades(*range(1, 121))
    return story.is_told(*told).run


def test_trades_told_once_each_and_in_turn_are_complete() -> None:
    verdict = ticks_are_complete(tape(*range(1, 121)), faults=1, out_of_turn=0.0)

    assert success(verdict) == "120 trades told, 0 announced as lost"


def test_one_trade_of_a_hundred_may_be_out_of_turn() -> None:
    moved = tape(*range(1, 60), 61, 60, *range(62, 121))

    assert ticks_are_complete(moved, faults=1, out_of_turn=0.01)


def test_a_hundred_trades_are_enough_to_miss_some() -> None:
    verdict = ticks_are_complete(tape(*range(1, 50), *range(51, 101), 120), faults=1, out_of_turn=0.0)

    assert "trades were lost" in failure(verdict)


def test_a_trade_lost_repeated_or_out_of_turn_is_not_complete() -> None:
    lost = ticks_are_complete(tape(*range(1, 60), *range(61, 121)), faults=1, out_of_turn=0.0)
    repeated = ticks_are_complete(tape(*range(1, 121), 60), faults=1, out_of_turn=0.0)
    moved = ticks_are_complete(tape(*range(1, 60), 61, 60, *range(62, 121)), faults=1, out_of_turn=0.0)

    assert lost.reason == "1 trades were lost and nothing was said of them"
    assert repeated.reason == "1 trades were told twice"
    assert moved.reason == "1 of 120 trades were told after a later one"


def test_with_few_trades_ticks_are_not_judged() -> None:
    with pytest.raises(Inconclusive, match="50 trades were told of 120"):
        ticks_are_complete(tape(*range(1, 51)), faults=1, out_of_turn=0.0)

"""What puts off, ends or must not raise a doubt about an order, and what its executions prove."""

from dataclasses import replace
from decimal import Decimal

import pytest

from exchanges.errors import InvalidRequest
from exchanges.models import Order, OrderStatus
from exchanges.orders import Ask, OrderTracker
from tests.unit.exchanges.order_maker import (
    RULES,
    SYMBOL,
    account,
    fill,
    request,
    status_of,
    tracker_with_lost_answer,
)


def test_an_execution_of_an_order_never_heard_of_does_not_hide_those_behind_it() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)

    updates = tracker.seen_fills([fill("t0", identity="theirs", venue_id="77"), fill("t1")], 1.0)

    assert [update.fill.trade_id for update in updates if update.fill] == ["t1"]


def test_a_second_doubt_does_not_put_off_the_lookup_of_the_first() -> None:
    tracker = tracker_with_lost_answer()

    tracker.suspect(SYMBOL, "c1", 99.0)

    assert tracker.next_due_s() == 0.25


def test_what_just_changed_is_not_doubted_for_a_list_asked_for_before() -> None:
    """The list was written before the executions and the doubt of the lost answer came."""
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)
    tracker.seen_fills([fill("t1")], 6.0)

    tracker.reconcile([], asked_s=5.0, now_s=6.5)

    assert tracker.due(7.0) == ()


def test_an_order_made_unknown_is_not_doubted_again_for_a_list_asked_for_before() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.outcome_unknown(SYMBOL, "c1", 6.0)

    tracker.reconcile([], asked_s=5.0, now_s=6.0)

    assert tracker.due(6.0) == ()


def test_a_refused_order_that_comes_to_life_meanwhile_is_not_doubted_for_an_older_list() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.refused(SYMBOL, "c1", "no", 1.0)
    tracker.seen(account(OrderStatus.NEW), 6.0)

    tracker.reconcile([], asked_s=5.0, now_s=6.5)

    assert tracker.next_due_s() is None


def test_executions_that_come_with_a_found_order_are_told() -> None:
    tracker = tracker_with_lost_answer()

    updates = tracker.found(account(OrderStatus.PARTIALLY_FILLED, filled="0.4"), 1.0, [fill("t1")])

    assert [update.fill.trade_id for update in updates if update.fill] == ["t1"]
    assert tracker.next_due_s() is None


def test_the_executions_of_an_order_never_heard_of_are_none() -> None:
    assert OrderTracker(RULES).fills(SYMBOL, "nobody") == ()


def test_the_venues_id_of_a_forgotten_order_names_it_no_more() -> None:
    """A late report under another client id must not be put down to an entry that is gone."""
    tracker = OrderTracker(replace(RULES, keep_final=1))
    tracker.seen(account(OrderStatus.CANCELED, identity="c1", venue_id="1"), 0.1)
    tracker.seen(account(OrderStatus.CANCELED, identity="c2", venue_id="2"), 0.2)
    assert tracker.find(SYMBOL, "c1") is None

    tracker.seen(account(OrderStatus.CANCELED, identity="late", venue_id="1", at_ms=9), 0.3)

    late = tracker.find(SYMBOL, "late")
    assert late is not None
    assert late.client_order_id == "late"


def test_an_execution_outweighs_a_conclusion_of_absence() -> None:
    tracker = tracker_with_lost_answer()
    tracker.refused(SYMBOL, "c1", "no", 1.0)

    tracker.seen_fills([fill("t1")], 2.0)

    assert status_of(tracker) is OrderStatus.PARTIALLY_FILLED


def test_what_the_executions_cost_adds_up() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)

    tracker.seen_fills([fill("t1", "0.4"), fill("t2", "0.3")], 1.0)

    order = tracker.find(SYMBOL, "c1")
    assert order is not None
    assert (order.filled, order.quote_filled) == (Decimal("0.7"), Decimal(70))


def test_a_finished_order_or_one_never_heard_of_raises_no_doubt() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.FILLED, filled="1"), 1.0, [fill("t1", "1")])

    tracker.suspect(SYMBOL, "c1", 2.0)
    tracker.suspect(SYMBOL, "nobody", 2.0)

    assert tracker.due(99.0) == ()


def test_an_order_placed_elsewhere_that_is_not_found_later_is_not_concluded_absent() -> None:
    tracker = OrderTracker(RULES)
    tracker.reconcile([account()], asked_s=1.0, now_s=1.1)
    tracker.suspect(SYMBOL, "c1", 2.0)

    assert [tracker.not_found(SYMBOL, "c1", at_s) for at_s in (2.0, 30.0, 60.0)] == [(), (), ()]
    assert status_of(tracker) is OrderStatus.NEW


def test_executions_fetched_after_a_list_was_asked_for_are_newer_than_it() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.PARTIALLY_FILLED, filled="0.4"), 0.1)
    (lookup,) = tracker.due(3.0)
    tracker.found_fills(lookup, [fill("t1", "0.4"), fill("t2", "0.3")], 6.0)

    tracker.reconcile([], asked_s=5.0, now_s=6.5)

    assert tracker.next_due_s() is None


@pytest.mark.parametrize(
    "theirs", [account(at_ms=0), account(OrderStatus.PARTIALLY_FILLED, filled="0.4", at_ms=0)]
)
def test_the_first_account_of_an_order_placed_elsewhere_is_news_and_taken_as_it_is(theirs: Order) -> None:
    tracker = OrderTracker(RULES)

    updates = tracker.seen(theirs, 1.0)

    assert [update.order for update in updates] == [theirs]
    assert tracker.find(SYMBOL, "c1") == theirs


def test_an_execution_told_with_a_report_is_as_new_as_the_report() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(), 6.0, [fill("t1")])

    tracker.reconcile([], asked_s=5.0, now_s=6.5)

    assert tracker.next_due_s() is None


def test_the_same_refusal_again_is_no_news() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)

    assert tracker.refused(SYMBOL, "c1", "no", 1.0)
    assert tracker.refused(SYMBOL, "c1", "no", 2.0) == ()


def test_while_all_finished_orders_miss_executions_none_is_forgotten() -> None:
    tracker = OrderTracker(replace(RULES, keep_final=1))
    for number in ("1", "2", "3"):
        done = account(OrderStatus.FILLED, identity=f"c{number}", venue_id=number, filled="1")
        tracker.seen(done, 1.0)

    assert len(tracker.due(9.0)) == 3
    assert all(tracker.find(SYMBOL, identity) for identity in ("c1", "c2", "c3"))


def test_a_registered_order_is_the_request_and_a_refused_id_is_named() -> None:
    tracker = OrderTracker(RULES, venue="fakex")

    order = tracker.intend(request(), 0.0)

    assert (order.price, order.quantity) == (Decimal(100), Decimal(1))
    with pytest.raises(InvalidRequest) as twice:
        tracker.intend(request(), 1.0)
    assert (twice.value.venue, twice.value.client_order_id) == ("fakex", "c1")
    with pytest.raises(InvalidRequest, match="an order needs a client order id") as without:
        tracker.intend(request(None), 1.0)
    assert without.value.venue == "fakex"


def test_executions_that_no_stream_tells_are_asked_for_at_once() -> None:
    tracker = OrderTracker(RULES, fills_are_told=False)
    tracker.intend(request(), 0.0)

    tracker.seen(account(OrderStatus.PARTIALLY_FILLED, filled="0.4"), 0.1)

    (lookup,) = tracker.due(0.1)
    assert lookup.ask is Ask.FILLS


def looked_for_in_vain(tracker: OrderTracker, now_s: float) -> list[OrderStatus]:
    """Three lookups, one after the other; what was told."""
    tracker.suspect(SYMBOL, "c1", now_s)
    told = [tracker.not_found(SYMBOL, "c1", now_s + place) for place in range(3)]
    return [update.order.status for updates in told for update in updates]


def test_an_order_that_the_venue_has_forgotten_was_cancelled_without_a_fill() -> None:
    tracker = OrderTracker(RULES, forgets_after_s=7200.0)
    tracker.seen(account(), 0.0)

    assert looked_for_in_vain(tracker, 7190.0) == []
    assert looked_for_in_vain(tracker, 7200.0) == [OrderStatus.CANCELED]
    assert tracker.due(1e9) == ()


def test_where_nothing_is_forgotten_an_order_that_did_exist_is_looked_for_on() -> None:
    tracker = OrderTracker(RULES)
    tracker.seen(account(), 0.0)

    assert looked_for_in_vain(tracker, 90_000.0) == []
    assert tracker.next_due_s() is not None


def test_an_order_with_a_fill_is_not_forgotten() -> None:
    tracker = OrderTracker(RULES, forgets_after_s=7200.0)
    tracker.seen(account(OrderStatus.PARTIALLY_FILLED, filled="0.4"), 0.0, [fill("t1")])

    assert looked_for_in_vain(tracker, 9000.0) == []

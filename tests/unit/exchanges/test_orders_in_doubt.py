"""What puts off, ends or must not raise a doubt about an order, and what its executions prove."""

from dataclasses import replace
from decimal import Decimal

from exchanges.models import OrderStatus
from exchanges.orders import OrderTracker
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

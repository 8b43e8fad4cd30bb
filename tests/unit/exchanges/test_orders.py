"""The tracker's promises: sent once, never forgotten, absent only beyond doubt."""

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest

from exchanges.errors import InvalidRequest
from exchanges.models import OrderStatus
from exchanges.orders import Ask, Lookup, OrderTracker
from tests.unit.exchanges.order_maker import (
    RULES,
    SYMBOL,
    account,
    fill,
    request,
    status_of,
    tracker_with_lost_answer,
)


def test_an_order_is_known_before_it_is_sent() -> None:
    tracker = OrderTracker(RULES)

    order = tracker.intend(request(), 0.0)

    assert order.status is OrderStatus.PENDING
    assert tracker.unfinished() == (order,)


def test_an_id_is_never_registered_twice_even_after_the_order_is_finished() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.FILLED, filled="1"), 1.0, [fill("1", "1")])

    with pytest.raises(InvalidRequest, match="second order"):
        tracker.intend(request(), 2.0)


def test_an_order_without_an_id_cannot_be_registered() -> None:
    with pytest.raises(InvalidRequest):
        OrderTracker(RULES).intend(request(None), 0.0)


def test_a_lost_answer_makes_the_order_unknown_and_due_for_a_lookup() -> None:
    tracker = tracker_with_lost_answer()

    assert status_of(tracker) is OrderStatus.UNKNOWN
    assert [order.client_order_id for order in tracker.unknown()] == ["c1"]
    assert tracker.due(0.0) == ()
    assert tracker.due(0.25) == (Lookup(Ask.ORDER, SYMBOL, "c1", None),)


def test_a_lookup_is_handed_out_once_and_comes_back_if_nobody_reports() -> None:
    tracker = tracker_with_lost_answer()
    tracker.due(1.0)

    assert tracker.due(2.0) == ()
    assert len(tracker.due(32.0)) == 1


def test_a_found_order_is_no_longer_in_doubt() -> None:
    tracker = tracker_with_lost_answer()
    tracker.due(1.0)

    updates = tracker.found(account(OrderStatus.NEW), 1.1)

    assert [update.order.status for update in updates] == [OrderStatus.NEW]
    assert tracker.next_due_s() is None
    assert tracker.unknown() == ()


def test_not_found_means_nothing_right_after_sending() -> None:
    tracker = tracker_with_lost_answer()

    for now_s in (1.0, 2.0, 3.0, 4.0, 5.0):
        tracker.due(now_s)
        assert tracker.not_found(SYMBOL, "c1", now_s) == ()

    assert status_of(tracker) is OrderStatus.UNKNOWN


def test_one_late_absence_is_not_enough() -> None:
    tracker = tracker_with_lost_answer()

    assert tracker.not_found(SYMBOL, "c1", 60.0) == ()
    assert status_of(tracker) is OrderStatus.UNKNOWN


def test_absence_counts_after_enough_time_and_enough_lookups() -> None:
    tracker = tracker_with_lost_answer()
    tracker.not_found(SYMBOL, "c1", 1.0)
    tracker.not_found(SYMBOL, "c1", 2.0)

    updates = tracker.not_found(SYMBOL, "c1", 15.0)

    assert [update.order.status for update in updates] == [OrderStatus.REJECTED]
    assert "absent" in updates[0].order.reason
    assert tracker.next_due_s() is None


def test_the_time_of_absence_counts_from_the_last_send() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.sent(SYMBOL, "c1", 0.0)
    tracker.sent(SYMBOL, "c1", 10.0)
    tracker.outcome_unknown(SYMBOL, "c1", 10.0)

    for now_s in (11.0, 12.0, 24.9):
        assert tracker.not_found(SYMBOL, "c1", now_s) == ()

    assert tracker.not_found(SYMBOL, "c1", 25.0)


def test_the_lookup_that_settles_absence_is_scheduled_when_it_can_settle_it() -> None:
    tracker = tracker_with_lost_answer()
    tracker.not_found(SYMBOL, "c1", 1.0)
    tracker.not_found(SYMBOL, "c1", 2.0)

    assert tracker.next_due_s() == 15.0


def test_an_order_that_the_venue_once_knew_is_never_concluded_absent() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)
    tracker.suspect(SYMBOL, "c1", 1.0)

    for now_s in range(1, 200, 10):
        assert tracker.not_found(SYMBOL, "c1", float(now_s)) == ()

    assert status_of(tracker) is OrderStatus.NEW


def test_a_report_outweighs_a_conclusion_of_absence() -> None:
    tracker = tracker_with_lost_answer()
    for now_s in (1.0, 2.0, 15.0):
        tracker.not_found(SYMBOL, "c1", now_s)

    tracker.seen(account(OrderStatus.NEW), 20.0)

    assert status_of(tracker) is OrderStatus.NEW
    assert len(tracker.unfinished()) == 1


def test_a_failed_lookup_is_repeated_ever_less_often_without_end() -> None:
    tracker = tracker_with_lost_answer()
    waits = []
    now_s = 0.25
    for _ in range(8):
        (lookup,) = tracker.due(now_s)
        tracker.failed(lookup, now_s)
        due_s = tracker.next_due_s()
        assert due_s is not None
        waits.append(due_s - now_s)
        now_s = due_s

    assert waits == [0.25, 0.5, 1.0, 2.0, 4.0, 5.0, 5.0, 5.0]


def test_a_refusal_finishes_the_order() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)

    (update,) = tracker.refused(SYMBOL, "c1", "insufficient balance", 0.1)

    assert update.order.status is OrderStatus.REJECTED
    assert update.order.reason == "insufficient balance"


def test_a_refusal_does_not_undo_a_report_that_came_before_it() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)

    assert tracker.refused(SYMBOL, "c1", "circuit open", 0.2) == ()
    assert status_of(tracker) is OrderStatus.NEW


def test_the_report_may_come_before_the_lost_answer_is_noticed() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)

    tracker.outcome_unknown(SYMBOL, "c1", 10.0)

    assert status_of(tracker) is OrderStatus.NEW
    assert tracker.next_due_s() == 10.25


def test_a_fill_is_reported_once_however_often_and_wherever_it_is_seen() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    seen = account(OrderStatus.PARTIALLY_FILLED, filled="0.4")

    first = tracker.seen(seen, 0.1, [fill("7")])
    again = tracker.seen(seen, 0.2, [fill("7")])
    listed = tracker.seen_fills([fill("7", identity="")], 0.3)

    assert [update.fill for update in first] == [fill("7")]
    assert again == ()
    assert listed == ()


def test_a_report_of_an_execution_is_one_update() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)

    (update,) = tracker.seen(account(OrderStatus.PARTIALLY_FILLED, filled="0.4", at_ms=9), 0.1, [fill("7")])

    assert update.order.filled == Decimal("0.4")
    assert update.order.updated_ms == 9


def test_missing_executions_are_asked_for_after_a_grace() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.FILLED, filled="1"), 1.0, [fill("7")])

    assert tracker.due(2.9) == ()
    assert tracker.due(3.0) == (Lookup(Ask.FILLS, SYMBOL, "c1", "9001"),)


def test_executions_that_come_in_time_are_not_asked_for() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.FILLED, filled="1"), 1.0)

    tracker.seen_fills([fill("7", "1")], 1.5)

    assert tracker.due(10.0) == ()
    assert tracker.next_due_s() is None


def test_executions_are_asked_for_again_while_some_are_missing() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.FILLED, filled="1"), 1.0)
    (lookup,) = tracker.due(3.0)

    updates = tracker.found_fills(lookup, [fill("7")], 3.1)
    assert len(updates) == 1
    (lookup,) = tracker.due(20.0)
    tracker.found_fills(lookup, [fill("7"), fill("8", "0.6")], 20.1)

    assert tracker.next_due_s() is None
    assert sum(one.quantity for one in tracker.fills(SYMBOL, "c1")) == 1


def test_executions_found_elsewhere_fill_the_order() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)

    (update,) = tracker.seen_fills([fill("7", "1", identity="")], 1.0)

    assert update.order.status is OrderStatus.FILLED
    assert update.fill is not None
    assert update.fill.client_order_id == "c1"


def test_a_cancelled_order_still_takes_a_late_execution() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.CANCELED), 1.0)

    (update,) = tracker.seen_fills([fill("7")], 2.0)

    assert update.order.status is OrderStatus.CANCELED
    assert update.order.filled == Decimal("0.4")


def test_the_id_of_a_cancel_request_does_not_make_a_second_order() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)

    tracker.seen(account(OrderStatus.CANCELED, identity="cancel-77"), 1.0)

    assert status_of(tracker) is OrderStatus.CANCELED
    assert tracker.find(SYMBOL, "cancel-77") is None


def test_the_same_venue_id_on_another_symbol_is_another_order() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)

    tracker.seen(
        msgspec.structs.replace(account(OrderStatus.CANCELED, identity="other"), symbol="BARUSDT"), 1.0
    )

    assert status_of(tracker) is OrderStatus.NEW


def test_a_late_report_does_not_end_the_doubt_left_by_a_lost_cancel() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)
    tracker.cancel_unknown(SYMBOL, "c1", 10.0)

    tracker.seen(account(OrderStatus.NEW), 10.1)

    assert tracker.next_due_s() == 10.25


def test_open_is_not_the_last_word_while_a_cancel_may_be_on_its_way() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.cancel_unknown(SYMBOL, "c1", 10.0)

    tracker.found(account(OrderStatus.NEW), 11.0)
    assert tracker.next_due_s() is not None

    tracker.found(account(OrderStatus.NEW), 25.0)
    assert tracker.next_due_s() is None


def test_a_finished_order_is_forgotten_only_when_many_newer_ones_are_finished() -> None:
    tracker = OrderTracker(replace(RULES, keep_final=2))
    for number in range(4):
        identity = f"c{number}"
        tracker.intend(request(identity), float(number))
        tracker.refused(SYMBOL, identity, "no", float(number))

    assert [tracker.find(SYMBOL, f"c{number}") is None for number in range(4)] == [
        True,
        True,
        False,
        False,
    ]


def test_an_order_that_came_back_to_life_is_not_forgotten() -> None:
    tracker = OrderTracker(replace(RULES, keep_final=1))
    tracker.intend(request(), 0.0)
    tracker.refused(SYMBOL, "c1", "absent", 0.0)
    tracker.seen(account(OrderStatus.NEW), 1.0)
    for number in range(2, 6):
        tracker.intend(request(f"c{number}"), 2.0)
        tracker.refused(SYMBOL, f"c{number}", "no", 2.0)

    assert status_of(tracker) is OrderStatus.NEW


def test_after_an_absence_the_next_lookup_comes_soon_not_at_the_end() -> None:
    tracker = tracker_with_lost_answer()
    tracker.due(0.25)

    tracker.not_found(SYMBOL, "c1", 0.3)

    assert tracker.next_due_s() == pytest.approx(0.55)


def test_a_doubt_that_ended_does_not_slow_the_next_one_down() -> None:
    tracker = tracker_with_lost_answer()
    for now_s in (1.0, 2.0, 3.0):
        tracker.failed(Lookup(Ask.ORDER, SYMBOL, "c1", None), now_s)
    tracker.found(account(OrderStatus.NEW), 4.0)

    tracker.suspect(SYMBOL, "c1", 10.0)
    (lookup,) = tracker.due(10.0)
    tracker.failed(lookup, 10.0)

    assert tracker.next_due_s() == 10.25


def test_a_failed_question_for_executions_is_repeated_ever_less_often() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.FILLED, filled="1"), 0.0)
    waits = []
    now_s = 2.0
    for _ in range(3):
        (lookup,) = tracker.due(now_s)
        assert tracker.due(now_s) == ()
        tracker.failed(lookup, now_s)
        due_s = tracker.next_due_s()
        assert due_s is not None
        waits.append(due_s - now_s)
        now_s = due_s

    assert waits == [0.25, 0.5, 1.0]


def test_a_question_for_executions_comes_back_if_nobody_reports() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.FILLED, filled="1"), 0.0)
    tracker.due(2.0)

    assert tracker.next_due_s() == 32.0


def test_an_execution_proves_that_the_order_exists() -> None:
    tracker = tracker_with_lost_answer()
    tracker.seen_fills([fill("7")], 0.5)

    for now_s in (20.0, 40.0, 60.0):
        assert tracker.not_found(SYMBOL, "c1", now_s) == ()

    assert status_of(tracker) is OrderStatus.PARTIALLY_FILLED


def test_an_order_whose_executions_are_missing_is_not_forgotten() -> None:
    tracker = OrderTracker(replace(RULES, keep_final=1))
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.FILLED, filled="1"), 0.0)
    for number in range(2, 5):
        tracker.intend(request(f"c{number}"), 2.0)
        tracker.refused(SYMBOL, f"c{number}", "no", 2.0)
    assert tracker.find(SYMBOL, "c1") is not None

    tracker.seen_fills([fill("7", "1")], 3.0)
    tracker.intend(request("c9"), 4.0)
    tracker.refused(SYMBOL, "c9", "no", 4.0)
    assert tracker.find(SYMBOL, "c1") is None


def test_what_is_heard_of_orders_never_placed_or_forgotten_does_no_harm() -> None:
    tracker = OrderTracker(RULES)

    assert tracker.refused(SYMBOL, "c1", "no", 0.0) == ()
    assert tracker.outcome_unknown(SYMBOL, "c1", 0.0) == ()
    assert tracker.not_found(SYMBOL, "c1", 0.0) == ()
    assert tracker.seen_fills([fill("7")], 0.0) == ()
    tracker.cancel_unknown(SYMBOL, "c1", 0.0)
    for ask in Ask:
        tracker.failed(Lookup(ask, SYMBOL, "c1", None), 0.0)
    assert tracker.next_due_s() is None


def test_a_lookup_that_fails_after_all_became_clear_asks_nothing_more() -> None:
    tracker = tracker_with_lost_answer()
    tracker.found(account(OrderStatus.NEW), 1.0)

    for ask in Ask:
        tracker.failed(Lookup(ask, SYMBOL, "c1", None), 1.0)

    assert tracker.next_due_s() is None


def test_a_lost_answer_to_an_order_already_reported_finished_raises_no_doubt() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.CANCELED), 0.1)

    assert tracker.outcome_unknown(SYMBOL, "c1", 10.0) == ()
    assert tracker.next_due_s() is None


def test_not_found_and_a_wait_for_executions_are_asked_for_apart() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.PARTIALLY_FILLED, filled="0.4"), 0.0)
    tracker.suspect(SYMBOL, "c1", 1.0)

    assert [lookup.ask for lookup in tracker.due(1.0)] == [Ask.ORDER]
    assert [lookup.ask for lookup in tracker.due(2.0)] == [Ask.FILLS]

"""After a gap the tracker is held against the venue's list of open orders."""

from decimal import Decimal

from msgspec.structs import replace

from exchanges.models import OrderStatus
from exchanges.orders import Ask, Lookup, OrderTracker
from tests.unit.exchanges.order_maker import RULES, SYMBOL, account, request


def test_an_order_missing_from_the_open_ones_is_looked_up() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)

    tracker.reconcile([], asked_s=5.0, now_s=5.2)

    assert tracker.due(5.2) == (Lookup(Ask.ORDER, SYMBOL, "c1", "9001"),)


def test_an_order_placed_while_the_list_was_under_way_is_left_alone() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 5.1)

    tracker.reconcile([], asked_s=5.0, now_s=5.2)

    assert tracker.next_due_s() is None


def test_reconciling_one_symbol_leaves_the_others_alone() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)

    tracker.reconcile([], asked_s=5.0, now_s=5.2, symbol="BARUSDT")

    assert tracker.next_due_s() is None


def test_reconciling_reports_what_happened_in_the_gap() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)

    (update,) = tracker.reconcile(
        [account(OrderStatus.PARTIALLY_FILLED, filled="0.4")], asked_s=5.0, now_s=5.2
    )

    assert update.order.filled == Decimal("0.4")
    assert tracker.due(7.2) == (Lookup(Ask.FILLS, SYMBOL, "c1", "9001"),)


def test_reconciling_finds_orders_placed_elsewhere() -> None:
    tracker = OrderTracker(RULES)

    (update,) = tracker.reconcile([account(identity="theirs")], asked_s=1.0, now_s=1.1)

    assert update.order.client_order_id == "theirs"


def test_an_order_that_is_on_the_list_is_not_looked_up() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 0.1)

    assert tracker.reconcile([account(OrderStatus.NEW)], asked_s=5.0, now_s=5.2) == ()
    assert tracker.next_due_s() is None


def test_an_order_confirmed_while_the_list_was_under_way_is_left_alone() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 5.1)

    tracker.reconcile([], asked_s=5.0, now_s=5.2)

    assert tracker.next_due_s() is None


def reported(*identities: str) -> OrderTracker:
    tracker = OrderTracker(RULES)
    for number, identity in enumerate(identities):
        tracker.intend(request(identity), 0.0)
        tracker.seen(account(OrderStatus.NEW, identity=identity, venue_id=str(number)), 0.1)
    return tracker


def test_an_order_that_is_left_alone_does_not_hide_those_behind_it() -> None:
    tracker = reported("finished", "listed", "missing")
    tracker.seen(account(OrderStatus.CANCELED, identity="finished", venue_id="0", at_ms=2), 0.2)

    tracker.reconcile([account(identity="listed", venue_id="1")], asked_s=5.0, now_s=5.2)

    assert [lookup.client_order_id for lookup in tracker.due(5.2)] == ["missing"]


def test_an_order_of_another_symbol_does_not_hide_those_behind_it() -> None:
    tracker = OrderTracker(RULES)
    tracker.seen(replace(account(identity="other"), symbol="BARUSDT"), 0.1)
    tracker.seen(account(OrderStatus.NEW), 0.1)

    tracker.reconcile([], asked_s=5.0, now_s=5.2, symbol=SYMBOL)

    assert [lookup.client_order_id for lookup in tracker.due(5.2)] == ["c1"]


def test_an_order_touched_in_the_instant_of_asking_is_left_alone() -> None:
    tracker = OrderTracker(RULES)
    tracker.intend(request(), 0.0)
    tracker.seen(account(OrderStatus.NEW), 5.0)

    tracker.reconcile([], asked_s=5.0, now_s=5.2)

    assert tracker.next_due_s() is None

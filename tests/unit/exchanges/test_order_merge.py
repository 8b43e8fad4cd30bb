"""Whatever the order and however often reports come, the result is the same."""

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from exchanges.config import OrderRules
from exchanges.models import Fill, Order, OrderRequest, OrderStatus, OrderType, Side
from exchanges.order_merge import merge, with_fills
from exchanges.orders import OrderTracker


def order(status: OrderStatus, filled: str = "0", at_ms: int = 0, quantity: str = "1") -> Order:
    return Order(
        symbol="FOOUSDT",
        client_order_id="c1",
        venue_order_id="9001",
        side=Side.SELL,
        type=OrderType.LIMIT,
        quantity=Decimal(quantity),
        price=Decimal(100),
        filled=Decimal(filled),
        quote_filled=Decimal(filled) * 100,
        status=status,
        updated_ms=at_ms,
    )


def execution(trade: str, quantity: str) -> Fill:
    return Fill(
        symbol="FOOUSDT",
        trade_id=trade,
        client_order_id="c1",
        venue_order_id="9001",
        side=Side.SELL,
        price=Decimal(100),
        quantity=Decimal(quantity),
        fee=Decimal(0),
        fee_asset=None,
        time_ms=5,
        maker=False,
    )


Report = tuple[Order, tuple[Fill, ...]]

LIFE_THAT_ENDS_CANCELLED: tuple[Report, ...] = (
    (order(OrderStatus.NEW, "0", 1), ()),
    (order(OrderStatus.PARTIALLY_FILLED, "0.4", 2), (execution("t1", "0.4"),)),
    (order(OrderStatus.PARTIALLY_FILLED, "0.7", 3), (execution("t2", "0.3"),)),
    (order(OrderStatus.CANCELED, "0.7", 4), ()),
)
LIFE_THAT_ENDS_FILLED: tuple[Report, ...] = (
    (order(OrderStatus.NEW, "0", 1), ()),
    (order(OrderStatus.PARTIALLY_FILLED, "0.4", 2), (execution("t1", "0.4"),)),
    (order(OrderStatus.FILLED, "1", 3), (execution("t2", "0.6"),)),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.sampled_from([LIFE_THAT_ENDS_CANCELLED, LIFE_THAT_ENDS_FILLED]).flatmap(
        lambda life: st.tuples(st.just(life), st.lists(st.sampled_from(life), max_size=4), st.randoms())
    )
)
def test_any_order_and_any_repetition_of_reports_end_the_same(
    drawn: tuple[tuple[Report, ...], list[Report], object],
) -> None:
    life, repeats, rng = drawn
    reports = [*life, *repeats]
    rng.shuffle(reports)  # type: ignore[attr-defined]  # hypothesis types its Random as object
    tracker = OrderTracker(OrderRules())
    last = life[-1][0]
    tracker.intend(
        OrderRequest(
            symbol=last.symbol,
            side=last.side,
            type=last.type,
            quantity=last.quantity,
            price=last.price,
            client_order_id=last.client_order_id,
        ),
        0.0,
    )

    updates = [update for account, fills in reports for update in tracker.seen(account, 1.0, fills)]

    assert tracker.find("FOOUSDT", "c1") == Order(
        symbol=last.symbol,
        client_order_id="c1",
        venue_order_id="9001",
        side=last.side,
        type=last.type,
        quantity=last.quantity,
        price=last.price,
        filled=last.filled,
        quote_filled=last.quote_filled,
        status=last.status,
        updated_ms=max(5, last.updated_ms),
    )
    assert sorted(update.fill.trade_id for update in updates if update.fill) == ["t1", "t2"]


def test_a_finished_order_does_not_open_again() -> None:
    merged = merge(order(OrderStatus.CANCELED, "0.4", 9), order(OrderStatus.NEW, "0", 10))

    assert merged.status is OrderStatus.CANCELED
    assert merged.filled == Decimal("0.4")


def test_new_with_something_filled_is_partially_filled() -> None:
    merged = merge(order(OrderStatus.PARTIALLY_FILLED, "0.4", 2), order(OrderStatus.NEW, "0", 3))

    assert merged.status is OrderStatus.PARTIALLY_FILLED


def test_a_full_fill_outweighs_a_cancel_that_was_reported() -> None:
    merged = merge(order(OrderStatus.CANCELED, "0.4", 2), order(OrderStatus.PARTIALLY_FILLED, "1"))

    assert merged.status is OrderStatus.FILLED


def test_an_amended_order_takes_the_newer_quantity() -> None:
    bigger = order(OrderStatus.NEW, "0", 1, quantity="1")
    smaller = order(OrderStatus.NEW, "0", 2, quantity="0.5")

    assert merge(bigger, smaller).quantity == Decimal("0.5")
    assert merge(smaller, bigger).quantity == Decimal("0.5")


def test_a_status_that_is_not_known_does_not_hide_one_that_is() -> None:
    merged = merge(order(OrderStatus.NEW, "0", 1), order(OrderStatus.UNRECOGNISED, "0", 2))

    assert merged.status is OrderStatus.NEW


def test_nothing_new_gives_back_the_same_object() -> None:
    known = order(OrderStatus.NEW, "0", 1)

    assert merge(known, order(OrderStatus.NEW, "0", 1)) is known


def test_an_order_that_the_venue_calls_something_new_but_has_filled_is_partially_filled() -> None:
    merged = merge(order(OrderStatus.PENDING), order(OrderStatus.UNRECOGNISED, "0.4", 2))

    assert merged.status is OrderStatus.PARTIALLY_FILLED


def test_what_an_account_lacks_is_kept_from_the_other() -> None:
    known = replace(order(OrderStatus.PENDING), venue_order_id=None, price=None, type=OrderType.UNRECOGNISED)
    seen = order(OrderStatus.NEW, at_ms=2)

    for merged in (merge(known, seen), merge(seen, known)):
        assert (merged.venue_order_id, merged.price, merged.type) == ("9001", Decimal(100), OrderType.LIMIT)
        assert (merged.side, merged.symbol, merged.client_order_id) == (Side.SELL, "FOOUSDT", "c1")
        assert merged.updated_ms == 2


def test_the_reason_goes_with_the_status_that_it_explains() -> None:
    refused = replace(order(OrderStatus.REJECTED), reason="no funds")
    expired = replace(order(OrderStatus.EXPIRED, at_ms=3), reason="no taker")

    assert merge(order(OrderStatus.PENDING), refused).reason == "no funds"
    assert merge(refused, order(OrderStatus.REJECTED)).reason == "no funds"
    assert merge(refused, expired).reason == "no taker"
    ours = replace(refused, venue_order_id=None)
    assert merge(ours, order(OrderStatus.NEW, at_ms=2)).reason == ""
    assert merge(refused, order(OrderStatus.PARTIALLY_FILLED, "0.4", 2)).reason == ""


def test_an_account_without_a_quantity_does_not_take_it_away() -> None:
    merged = merge(order(OrderStatus.NEW, at_ms=1), order(OrderStatus.CANCELED, at_ms=2, quantity="0"))

    assert merged.quantity == Decimal(1)


def test_of_two_accounts_of_the_same_moment_the_later_seen_has_the_quantity() -> None:
    merged = merge(order(OrderStatus.NEW, at_ms=1), order(OrderStatus.NEW, at_ms=1, quantity="0.5"))

    assert merged.quantity == Decimal("0.5")


def test_a_refused_order_that_has_fills_by_one_account_stays_refused_until_a_report_of_life() -> None:
    merged = merge(order(OrderStatus.REJECTED), order(OrderStatus.REJECTED, "0.4", 2))

    assert merged.status is OrderStatus.REJECTED


def test_a_live_order_has_no_reason_whoever_gives_one() -> None:
    odd = replace(order(OrderStatus.NEW, at_ms=2), reason="no reason at all")

    assert merge(order(OrderStatus.PENDING), odd).reason == ""


def test_an_order_of_unknown_quantity_is_not_called_filled() -> None:
    merged = merge(order(OrderStatus.NEW, quantity="0"), order(OrderStatus.NEW, "0.4", 2, quantity="0"))

    assert merged.status is OrderStatus.PARTIALLY_FILLED


def test_executions_say_what_must_have_been_filled_at_least() -> None:
    known = order(OrderStatus.NEW, at_ms=3)

    after = with_fills(known, Decimal("0.4"), Decimal(40), 9)

    assert (after.filled, after.quote_filled, after.updated_ms) == (Decimal("0.4"), Decimal(40), 9)
    assert after.status is OrderStatus.PARTIALLY_FILLED
    assert with_fills(after, Decimal("0.3"), Decimal(30), 1) is after


def test_executions_that_add_up_to_all_of_it_fill_the_order() -> None:
    assert with_fills(order(OrderStatus.NEW), Decimal(1), Decimal(100), 9).status is OrderStatus.FILLED


def test_executions_bring_back_an_order_that_was_thought_refused() -> None:
    refused = order(OrderStatus.REJECTED)

    assert with_fills(refused, Decimal("0.4"), Decimal(40), 9).status is OrderStatus.PARTIALLY_FILLED
    assert with_fills(refused, Decimal(0), Decimal(0), 9).status is OrderStatus.REJECTED


def test_an_order_that_the_venue_took_and_then_refused_stays_refused() -> None:
    refused = order(OrderStatus.REJECTED, at_ms=3)
    opened = order(OrderStatus.NEW, at_ms=2)

    assert merge(opened, refused).status is OrderStatus.REJECTED
    assert merge(refused, opened).status is OrderStatus.REJECTED
    assert (
        merge(refused, order(OrderStatus.PARTIALLY_FILLED, "0.4", 4)).status is OrderStatus.PARTIALLY_FILLED
    )

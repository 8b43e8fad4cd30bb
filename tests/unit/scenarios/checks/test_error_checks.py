"""What the checks of errors say of runs made by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from fakes.instruments import Side
from fakes.ledger import FaultFired, LevelChanged, Published, SessionClosed, Traded
from scenarios.checks.errors import (
    closed_venue_is_asked_rarely,
    errors_are_the_connectors_own,
    failing_venue_is_spared,
    outages_are_told_apart,
    question_is_not_answered,
    refusals_are_told_apart,
    streams_go_on,
)
from scenarios.history import BookSampled, NeverAnswered, Returned, StreamEnded, Told
from scenarios.verdict import Inconclusive
from subjects.seen import BookSeen, FillSeen, OrderSeen, State
from tests.unit.scenarios.checks.request_story import SYMBOL, Story


def struck(at_s: float = 1.0) -> Story:
    return Story().fact(at_s, FaultFired(fault="HtmlPage"))


def test_errors_of_the_connector_and_calls_that_return_are_fine() -> None:
    story = struck().calls_for(2.0).calls_for(3.0, ends="Unreadable")

    assert errors_are_the_connectors_own(story.run)


def test_an_error_from_deep_inside_is_a_leak() -> None:
    story = struck().calls_for(2.0, ends=None).raises(2.5, "order", "KeyError", typed=False)

    assert not errors_are_the_connectors_own(story.run)


def test_a_call_without_end_is_no_error_of_the_connector() -> None:
    story = struck().calls_for(2.0, ends=None)
    story.event(62.0, NeverAnswered(call=1, verb="order", patience_s=60.0))

    assert not errors_are_the_connectors_own(story.run)


def test_without_a_fault_errors_prove_nothing() -> None:
    with pytest.raises(Inconclusive):
        errors_are_the_connectors_own(Story().calls_for(2.0).run)


def question(*answers: bool, ends: str) -> Story:
    """Each answer is struck (True) or good."""
    story = Story().calls_for(1.0, ends=None)
    for number, bad in enumerate(answers, 1):
        story.request(1.0 + number, 200)
        if bad:
            story.fact(1.0 + number, FaultFired(fault="ErrorBodyWith200"))
    story.now_s = 9.0
    if ends == "returned":
        return story.event(9.0, Returned(call=1, verb="order", result=None))
    return story.raises(9.0, "order", ends)


def test_a_question_without_a_good_answer_must_not_return() -> None:
    assert question_is_not_answered(question(True, ends="Unreadable").run)
    assert question_is_not_answered(question(True, False, ends="returned").run)
    assert not question_is_not_answered(question(True, ends="returned").run)


def test_a_question_that_nothing_struck_proves_nothing() -> None:
    with pytest.raises(Inconclusive):
        question_is_not_answered(question(False, ends="returned").run)


def test_a_question_refused_unasked_after_the_fault_was_met_is_not_answered() -> None:
    assert question_is_not_answered(struck(1.0).calls_for(2.0, ends="CircuitOpen").run)


def test_a_question_refused_unasked_before_any_fault_proves_nothing() -> None:
    with pytest.raises(Inconclusive):
        question_is_not_answered(struck(9.0).calls_for(2.0, ends="CircuitOpen").run)


def refusals(*kinds: str | None) -> Story:
    story = Story()
    for number, kind in enumerate(kinds):
        story.calls_for(6.0 + 2 * number, "submit", f"order-{number}", ends=kind)
    return story


def test_refusals_of_different_kinds_are_told_apart() -> None:
    assert refusals_are_told_apart(refusals("Funds", "Filter").run, (6.0, 8.0))
    assert not refusals_are_told_apart(refusals("Invalid", "Invalid").run, (6.0, 8.0))
    assert not refusals_are_told_apart(refusals("Funds", "returned").run, (6.0, 8.0))


def test_a_refusal_that_the_venue_did_not_make_proves_nothing() -> None:
    story = refusals("Funds", "Filter").accepts(9.0, "order-1")

    with pytest.raises(Inconclusive):
        refusals_are_told_apart(story.run, (6.0, 8.0))


@pytest.mark.parametrize(
    ("first", "second", "apart"),
    [
        (("Maintenance",), ("Network",), True),
        (("Maintenance", "Open"), ("Network", "Open"), True),
        (("Network",), ("Network",), False),
    ],
)
def test_one_kind_must_belong_to_the_first_outage_alone(
    first: tuple[str, ...], second: tuple[str, ...], apart: bool
) -> None:
    story = Story()
    for start_s, kinds in ((10.0, first), (30.0, second)):
        for number, kind in enumerate(kinds, 1):
            story.calls_for(start_s + number, ends=kind)

    assert bool(outages_are_told_apart(story.run, (10.0, 20.0), (30.0, 40.0))) is apart


def test_an_outage_without_an_error_proves_nothing() -> None:
    with pytest.raises(Inconclusive):
        outages_are_told_apart(Story().calls_for(11.0, ends="One").run, (10.0, 20.0), (30.0, 40.0))


def asking(calls: int, requests: int) -> Story:
    story = Story()
    for number in range(calls):
        story.calls_for(1.0 + number, ends="Open")
        if number < requests:
            story.request(1.0 + number, 500)
    return story


def test_a_failing_venue_gets_a_share_of_what_is_asked() -> None:
    limits = {"from_s": 0.0, "to_s": 70.0, "most_share": 0.25}

    assert failing_venue_is_spared(asking(60, 15).run, **limits)
    assert not failing_venue_is_spared(asking(60, 16).run, **limits)
    with pytest.raises(Inconclusive):
        failing_venue_is_spared(asking(49, 0).run, **limits)


def stream(*, told: bool = True, served: int = 2) -> Story:
    """Something strange at 10 s; then the book moves to 2 and an order trades."""
    story = Story().fact(10.0, FaultFired(fault="UnknownEvent"))
    story.fact(10.0, Published(session=7, stream="orders", kind="order"))
    story.fact(11.0, LevelChanged(symbol=SYMBOL, sequence=2, side=Side.BUY, ticks=1, lots=1))
    book = BookSeen(symbol=SYMBOL, bids=(), asks=(), sequence=served)
    story.event(11.5, BookSampled(symbol=SYMBOL, book=book)).fact(12.0, _trade())
    if told:
        story.event(12.1, Told(stream="orders", seen=_filled()))
    return story


def test_a_stream_that_goes_on_brings_what_comes_behind_the_strange_message() -> None:
    assert streams_go_on(stream().run, until_s=60.0, within_s=5.0)
    assert not streams_go_on(stream(told=False).run, until_s=60.0, within_s=5.0)
    assert not streams_go_on(stream(served=1).run, until_s=60.0, within_s=5.0)


def test_a_fill_may_be_told_as_the_sum_that_includes_it() -> None:
    def told_as(filled: str) -> Story:
        seen = replace(_filled(), fill=None, filled=Decimal(filled))
        return stream(told=False).event(12.1, Told(stream="orders", seen=seen))

    assert streams_go_on(told_as("1").run, until_s=60.0, within_s=5.0)
    assert not streams_go_on(told_as("0").run, until_s=60.0, within_s=5.0)


def test_a_stream_that_is_closed_or_ends_has_not_gone_on() -> None:
    closed = stream().fact(13.0, SessionClosed(session=7, role="user", code=1000, by_venue=False))
    ended = stream().event(13.0, StreamEnded(stream="orders", error="KeyError"))

    assert not streams_go_on(closed.run, until_s=60.0, within_s=5.0)
    assert not streams_go_on(ended.run, until_s=60.0, within_s=5.0)


def test_another_connection_may_be_closed_and_so_may_this_one_when_all_is_over() -> None:
    other = stream().fact(13.0, SessionClosed(session=8, role="user", code=1000, by_venue=False))
    late = stream().fact(61.0, SessionClosed(session=7, role="user", code=1000, by_venue=False))

    assert streams_go_on(other.run, until_s=60.0, within_s=5.0)
    assert streams_go_on(late.run, until_s=60.0, within_s=5.0)


def test_a_stream_without_strange_messages_proves_nothing() -> None:
    with pytest.raises(Inconclusive):
        streams_go_on(Story().run, until_s=60.0, within_s=5.0)


def _trade() -> Traded:
    return Traded(
        symbol=SYMBOL,
        trade_id=5,
        ticks=1,
        lots=1,
        taker_side=Side.SELL,
        maker_order_id=1,
        taker_order_id=2,
        maker_account="subject",
        taker_account="crowd",
        maker_client_order_id="one",
        taker_client_order_id="x",
        maker_fee_atoms=0,
        taker_fee_atoms=0,
    )


def _filled() -> OrderSeen:
    one = Decimal(1)
    fill = FillSeen(trade_id=5, client_order_id="one", price=one, quantity=one)
    return OrderSeen(
        symbol=SYMBOL,
        client_order_id="one",
        venue_order_id="1",
        state=State.FILLED,
        quantity=one,
        filled=one,
        fill=fill,
    )


@pytest.mark.parametrize(("requests", "fair"), [(12, True), (36, True), (37, False), (120, False)])
def test_a_closed_venue_may_be_asked_three_times_for_each_turn_of_the_user(requests: int, fair: bool) -> None:
    story = Story().calls_for(10.5, ends="VenueClosed")
    for number in range(requests):
        story.request(11.0 + number / 4, 503)

    assert bool(closed_venue_is_asked_rarely(story.run, (10.0, 70.0), every_s=5.0)) is fair


def test_a_closed_venue_that_nobody_asks_proves_nothing() -> None:
    for story in (Story().request(11.0, 503), Story().calls_for(11.0), Story()):
        with pytest.raises(Inconclusive):
            closed_venue_is_asked_rarely(story.run, (10.0, 70.0), every_s=5.0)

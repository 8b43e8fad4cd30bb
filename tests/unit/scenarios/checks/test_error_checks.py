"""What the checks of errors say of runs made by hand."""

from dataclasses import replace
from decimal import Decimal

import msgspec
import pytest

from fakes.instruments import Side
from fakes.ledger import FaultFired, LevelChanged, Published, SessionClosed, Traded
from fakes.operations import Outcome
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
from tests.unit.scenarios.checks.verdicts import failure, success


def struck(at_s: float = 1.0) -> Story:
    return Story().fact(at_s, FaultFired(fault="HtmlPage"))


def test_errors_of_the_connector_and_calls_that_return_are_fine() -> None:
    story = struck().calls_for(2.0).calls_for(3.0, ends="Unreadable")

    assert errors_are_the_connectors_own(story.run)


def test_an_error_from_deep_inside_is_a_leak() -> None:
    story = struck().calls_for(2.0, ends=None).raises(2.5, "order", "KeyError", typed=False)

    assert failure(errors_are_the_connectors_own(story.run)) == "order at 2.5 s leaked lib.KeyError: no"


def test_a_call_without_end_is_no_error_of_the_connector() -> None:
    story = struck().calls_for(2.0, ends=None)
    story.event(62.0, NeverAnswered(call=1, verb="order", patience_s=60.0))

    assert not errors_are_the_connectors_own(story.run)


def test_without_a_fault_errors_prove_nothing() -> None:
    with pytest.raises(Inconclusive, match="no fault struck"):
        errors_are_the_connectors_own(Story().calls_for(2.0).run)


def question(*answers: bool, ends: str) -> Story:
    """Each answer is struck (True) or good."""
    story = Story().calls_for(1.0, ends=None)
    for number, bad in enumerate(answers, 1):
        story.request(1.0 + number, Outcome.DONE)
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


@pytest.mark.parametrize("struck_s", [1.0, 9.0], ids=["as_it_is_asked", "as_it_returns"])
def test_a_fault_of_the_first_and_of_the_last_moment_strikes_the_question(struck_s: float) -> None:
    story = Story().calls_for(1.0, ends=None).fact(struck_s, FaultFired(fault="ErrorBodyWith200"))
    if struck_s < 9.0:
        story.request(2.0)
    story.event(9.0, Returned(call=1, verb="order", result=None))

    assert "got no good answer" in failure(question_is_not_answered(story.run))


def test_a_question_before_the_fault_does_not_stand_for_the_one_that_was_struck() -> None:
    story = Story().calls_for(1.0).calls_for(2.0, ends=None).request(3.0)
    story.fact(3.0, FaultFired(fault="ErrorBodyWith200")).event(
        4.0, Returned(call=2, verb="order", result=None)
    )

    assert "question at 2.0 s" in failure(question_is_not_answered(story.run))


def test_a_fault_of_the_moment_of_the_question_was_not_met_before_it() -> None:
    story = Story().fact(5.0, FaultFired(fault="ErrorBodyWith200")).calls_for(5.0, ends="Unreadable")

    assert success(question_is_not_answered(story.run)).startswith("the question struck at 5.0 s")


def test_a_question_that_nothing_struck_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="no question was struck"):
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
    same = failure(refusals_are_told_apart(refusals("Invalid", "Invalid").run, (6.0, 8.0)))
    assert same == "Invalid stands for the submit of order-0 and for the submit of order-1"
    done = failure(refusals_are_told_apart(refusals("Funds", "returned").run, (6.0, 8.0)))
    assert done.startswith("the submit of order-1 at 8.0 s was told as done")


def test_a_refusal_that_leaked_from_inside_names_what_was_asked_for() -> None:
    story = (
        Story().calls_for(6.0, "cancel", "order-9", ends=None).raises(6.5, "cancel", "KeyError", typed=False)
    )

    assert (
        failure(refusals_are_told_apart(story.run, (6.0,))) == "the cancel of order-9 leaked lib.KeyError: no"
    )


def test_what_is_asked_for_well_before_or_after_is_something_else() -> None:
    story = Story().calls_for(5.0).calls_for(6.0, ends="Funds").calls_for(8.0)

    assert refusals_are_told_apart(story.run, (6.0,))
    with pytest.raises(Inconclusive, match="nothing was asked for at 10 s"):
        refusals_are_told_apart(Story().calls_for(9.0).calls_for(12.0).run, (10.0,))


def test_a_refusal_that_the_venue_did_not_make_proves_nothing() -> None:
    story = refusals("Funds", "Filter").accepts(9.0, "order-1")

    with pytest.raises(Inconclusive, match="the venue accepted an order that it should have refused"):
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
    with pytest.raises(Inconclusive, match="no error was told between 30 s and 40 s"):
        outages_are_told_apart(Story().calls_for(11.0, ends="One").run, (10.0, 20.0), (30.0, 40.0))


def test_what_both_outages_have_in_common_is_named() -> None:
    story = (
        Story().calls_for(11.0, ends="Network").calls_for(31.0, ends="Open").calls_for(32.0, ends="Network")
    )

    told = failure(outages_are_told_apart(story.run, (10.0, 20.0), (30.0, 40.0)))

    assert told == "maintenance and a dead connection are both told as Network"


def asking(calls: int, requests: int) -> Story:
    story = Story()
    for number in range(calls):
        story.calls_for(1.0 + number, ends="Open")
        if number < requests:
            story.request(1.0 + number, Outcome.FAILED)
    return story


def test_a_failing_venue_gets_a_share_of_what_is_asked() -> None:
    limits = {"from_s": 0.5, "to_s": 70.5, "most_share": 0.25}

    spared = success(failing_venue_is_spared(asking(60, 15).run, **limits))
    assert spared == "15 requests were sent to a failing venue in 70 s, for 60 calls"
    assert "16 requests were sent" in failure(failing_venue_is_spared(asking(60, 16).run, **limits))
    assert failing_venue_is_spared(asking(50, 0).run, **limits)
    with pytest.raises(Inconclusive, match="the user asked only 49 times"):
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


def test_a_change_may_be_served_at_once_or_at_the_last_moment() -> None:
    for served_s in (11.0, 16.0):
        assert streams_go_on(moved(11.0, served_s=served_s).run, until_s=60.0, within_s=5.0)


def test_a_change_that_cannot_be_served_before_the_end_is_not_judged() -> None:
    assert streams_go_on(moved(11.0, 57.0, served_s=12.0).run, until_s=60.0, within_s=5.0)


def test_a_fill_that_cannot_be_told_before_the_end_is_not_judged() -> None:
    later = msgspec.structs.replace(_trade(), trade_id=6, lots=10**6)

    assert streams_go_on(stream().fact(55.1, later).run, until_s=60.0, within_s=5.0)
    assert not streams_go_on(stream().fact(55.0, later).run, until_s=60.0, within_s=5.0)


def test_each_change_of_a_few_must_be_served() -> None:
    story = moved(11.0, 20.0, served_s=12.0)

    assert "at 20.0 s was not served" in failure(streams_go_on(story.run, until_s=60.0, within_s=5.0))


def test_of_many_changes_some_are_looked_at() -> None:
    times_s = [11.0 + number / 10 for number in range(45)]

    assert streams_go_on(moved(*times_s, served_s=15.5).run, until_s=60.0, within_s=5.0)


def test_a_book_without_a_sequence_serves_no_change() -> None:
    story = moved(11.0, served_s=None)
    story.event(12.0, BookSampled(symbol=SYMBOL, book=BookSeen(symbol=SYMBOL, bids=(), asks=())))

    assert "was not served" in failure(streams_go_on(story.run, until_s=60.0, within_s=5.0))


def test_a_fill_may_be_told_as_the_sum_that_includes_it() -> None:
    def told_as(filled: str) -> Story:
        seen = replace(_filled(), fill=None, filled=Decimal(filled))
        return stream(told=False).event(12.1, Told(stream="orders", seen=seen))

    assert streams_go_on(told_as("1").run, until_s=60.0, within_s=5.0)
    assert not streams_go_on(told_as("0").run, until_s=60.0, within_s=5.0)


def test_every_fill_after_the_strange_message_must_be_told_by_its_end_of_time() -> None:
    def traded_twice(told: str) -> Story:
        story = Story().fact(9.0, _trade()).fact(10.0, FaultFired(fault="UnknownEvent"))
        story.fact(10.0, Published(session=7, stream="orders", kind="order")).fact(10.0, _trade())
        story.fact(11.0, LevelChanged(symbol=SYMBOL, sequence=1, side=Side.BUY, ticks=1, lots=1))
        story.event(11.5, BookSampled(symbol=SYMBOL, book=_book(1)))
        story.fact(12.0, _trade()).fact(13.0, _trade())
        for at_s, filled in ((17.0, "0.00003"), (18.0, told)):
            seen = replace(_filled(), fill=None, filled=Decimal(filled))
            story.event(at_s, Told(stream="orders", seen=seen))
        return story

    in_full = streams_go_on(traded_twice("0.00004").run, until_s=60.0, within_s=5.0)
    in_part = streams_go_on(traded_twice("0.00003").run, until_s=60.0, within_s=5.0)

    assert success(in_full) == "after the strange message 2 fills were told, and the book went on"
    assert "the fill of one at 13.0 s was not told" in failure(in_part)


def test_another_execution_does_not_tell_of_this_one() -> None:
    fill = FillSeen(trade_id=6, client_order_id="one", price=Decimal(1), quantity=Decimal(0))
    story = stream(told=False).event(
        12.1, Told(stream="orders", seen=replace(_filled(), fill=fill, filled=Decimal(0)))
    )

    assert "was not told" in failure(streams_go_on(story.run, until_s=60.0, within_s=5.0))


def test_a_stream_that_is_closed_or_ends_has_not_gone_on() -> None:
    closed = stream().fact(13.0, SessionClosed(session=7, role="user", code=1000, by_venue=False))
    ended = stream().event(13.0, StreamEnded(stream="orders", error="KeyError"))

    assert "was closed by the connector at 13.0 s" in failure(
        streams_go_on(closed.run, until_s=60.0, within_s=5.0)
    )
    assert "orders ended at 13.0 s: KeyError" in failure(streams_go_on(ended.run, until_s=60.0, within_s=5.0))


def test_another_connection_may_be_closed_and_so_may_this_one_when_all_is_over() -> None:
    other = stream().fact(13.0, SessionClosed(session=8, role="user", code=1000, by_venue=False))
    late = stream().fact(61.0, SessionClosed(session=7, role="user", code=1000, by_venue=False))

    assert streams_go_on(other.run, until_s=60.0, within_s=5.0)
    assert streams_go_on(late.run, until_s=60.0, within_s=5.0)


def test_a_stream_without_strange_messages_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="no fault struck"):
        streams_go_on(Story().run, until_s=60.0, within_s=5.0)


def test_where_nothing_comes_behind_the_strange_message_nothing_is_proved() -> None:
    story = Story().fact(10.0, FaultFired(fault="UnknownEvent"))
    for premise in (
        "nothing was published",
        "the venue's book did not move",
        "none of the user's orders traded",
    ):
        with pytest.raises(Inconclusive, match=f"{premise} after the fault had struck"):
            streams_go_on(story.run, until_s=60.0, within_s=5.0)
        if premise.startswith("nothing"):
            story.fact(10.0, Published(session=7, stream="orders", kind="order"))
        else:
            story.fact(11.0, LevelChanged(symbol=SYMBOL, sequence=2, side=Side.BUY, ticks=1, lots=1))
            story.event(11.5, BookSampled(symbol=SYMBOL, book=_book(2)))


def moved(*at_s: float, served_s: float | None) -> Story:
    """Something strange at 10 s; then the book changes, is served once, and an order trades and is told."""
    story = Story().fact(10.0, FaultFired(fault="UnknownEvent"))
    story.fact(10.0, Published(session=7, stream="orders", kind="order"))
    for sequence, changed_s in enumerate(at_s, 1):
        story.fact(changed_s, LevelChanged(symbol=SYMBOL, sequence=sequence, side=Side.BUY, ticks=1, lots=1))
    if served_s is not None:
        known = sum(changed_s <= served_s for changed_s in at_s)
        story.event(served_s, BookSampled(symbol=SYMBOL, book=_book(known)))
    return story.fact(12.0, _trade()).event(12.1, Told(stream="orders", seen=_filled()))


def _book(sequence: int) -> BookSeen:
    return BookSeen(symbol=SYMBOL, bids=(), asks=(), sequence=sequence)


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
        story.request(11.0 + number / 4, Outcome.FAILED)

    verdict = closed_venue_is_asked_rarely(story.run, (10.0, 70.0), every_s=5.0)

    assert bool(verdict) is fair
    assert verdict.reason == f"{requests} requests were sent to the closed venue in 60 s, 36 are allowed"


def test_requests_and_connections_refused_both_tell_that_the_venue_is_closed() -> None:
    story = (
        Story()
        .calls_for(10.5, ends="VenueClosed")
        .request(11.0, Outcome.FAILED)
        .refuses_connection(12.0, Outcome.FAILED)
    )

    assert closed_venue_is_asked_rarely(story.run, (10.0, 70.0), every_s=5.0)


def test_a_closed_venue_that_nobody_asks_proves_nothing() -> None:
    for story in (Story().request(11.0, Outcome.FAILED), Story().calls_for(11.0), Story()):
        with pytest.raises(Inconclusive, match="nobody asked the venue between 10 s and 70 s"):
            closed_venue_is_asked_rarely(story.run, (10.0, 70.0), every_s=5.0)

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from fakes.ledger import OrderAccepted, RequestAnswered
from fakes.operations import Operation, Outcome
from scenarios.checks.restarts import (
    cancel_all_tells_the_truth,
    names_are_legal_and_new,
    orders_of_others_are_left_alone,
)
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, OrderSeen, State
from tests.unit.scenarios.checks.order_story import SYMBOL, Story, seen
from tests.unit.scenarios.checks.verdicts import failure, success

LEGAL = r"[a-z0-9-]{1,18}"


def beside_others() -> Story:
    story = Story().accepted("theirs").accepted("ours").submit("ours", seen("ours", State.OPEN))
    return story.call("start_again", (), "started")


def test_orders_of_others_that_live_on_pass() -> None:
    assert "1 orders of others, all let alone" in success(
        orders_of_others_are_left_alone(beside_others().done("ours", "CANCELED").run)
    )


def test_a_cancelled_order_of_others_fails() -> None:
    assert "at 0.0 s order theirs, which the user did not place, became" in failure(
        orders_of_others_are_left_alone(beside_others().done("theirs", "CANCELED").run)
    )


@pytest.mark.parametrize(
    "story", [Story().accepted("theirs"), Story().call("start_again", (), "started"), Story()]
)
def test_without_others_or_a_restart_nothing_is_judged(story: Story) -> None:
    with pytest.raises(
        Inconclusive, match="there were no orders of others, or the subject did not start again"
    ):
        orders_of_others_are_left_alone(story.run)


def named(first: str, second: str, told: str | None = None) -> Story:
    """Two orders that the connector named, one before and one after a restart."""
    story = Story().accepted(first).submit("", seen(first, State.OPEN)).at(10)
    story.call("start_again", (), "started").at(20)
    return story.accepted(second).submit("", seen(told or second, State.OPEN))


def test_names_that_are_legal_and_differ_pass() -> None:
    assert "2 orders were named, all differently" in success(
        names_are_legal_and_new(named("x-1", "x-2").run, least=2, legal=LEGAL)
    )


@pytest.mark.parametrize("story", [named("x-1", "x-1"), named("x-1", "x.2"), named("x-1", "x-2", told="y")])
def test_a_name_used_again_or_illegal_or_told_wrongly_fails(story: Story) -> None:
    assert not names_are_legal_and_new(story.run, least=2, legal=LEGAL)


def test_an_order_that_is_refused_for_its_name_fails() -> None:
    story = named("x-1", "x-2").submit("", Claim.DID_NOT_HAPPEN)

    assert "at 20.0 s an order named by the connector failed: Error: " in failure(
        names_are_legal_and_new(story.run, least=2, legal=LEGAL)
    )


def test_without_enough_orders_no_name_is_judged() -> None:
    with pytest.raises(Inconclusive, match="2 orders without a name were submitted"):
        names_are_legal_and_new(named("x-1", "x-2").run, least=3, legal=LEGAL)
    with pytest.raises(Inconclusive, match="1 orders without a name were submitted"):
        names_are_legal_and_new(
            Story().accepted("a").submit("", seen("a", State.OPEN)).run, least=1, legal=LEGAL
        )


def three_open() -> Story:
    """Two on the symbol, one elsewhere; the user asks to cancel all of the symbol."""
    story = Story()
    for name, symbol in (("a", SYMBOL), ("b", SYMBOL), ("c", "ETHUSDT")):
        story.accepted(name, symbol=symbol).submit(name, seen(name, State.OPEN, symbol=symbol), symbol=symbol)
    return story.at(10).begin("cancel_all", (SYMBOL,)).at(11)


def cancelled(*names: str) -> Sequence[OrderSeen]:
    return [seen(name, State.CANCELED) for name in names]


def test_a_cancel_all_that_ends_all_and_tells_so_passes() -> None:
    story = three_open().done("a", "CANCELED").done("b", "CANCELED")

    assert "2 orders cancelled and told so" in success(
        cancel_all_tells_the_truth(story.end("cancel_all", cancelled("a", "b")).run)
    )


def test_doubt_about_a_cancel_all_is_allowed() -> None:
    assert "it was not claimed that nothing was done" in success(
        cancel_all_tells_the_truth(three_open().done("a", "CANCELED").end("cancel_all", Claim.UNKNOWN).run)
    )


def test_a_cancel_all_that_leaves_one_open_fails() -> None:
    story = three_open().done("a", "CANCELED").end("cancel_all", cancelled("a"))

    assert "cancelling all returned at 11.0 s, and order b is open" in failure(
        cancel_all_tells_the_truth(story.run)
    )


def test_a_cancel_all_that_reaches_another_symbol_fails() -> None:
    story = three_open().done("a", "CANCELED").done("b", "CANCELED").done("c", "CANCELED", symbol="ETHUSDT")

    assert "order c of ETHUSDT was cancelled with those of BTCUSDT" in failure(
        cancel_all_tells_the_truth(story.end("cancel_all", cancelled("a", "b")).run)
    )


def test_a_filled_order_told_as_cancelled_fails() -> None:
    story = three_open().filled("a").done("b", "CANCELED")

    assert "order a was told as canceled with 0 filled" in failure(
        cancel_all_tells_the_truth(story.end("cancel_all", cancelled("a", "b")).run)
    )


def test_a_cancel_all_told_as_not_done_that_was_fails() -> None:
    story = three_open().done("a", "CANCELED").end("cancel_all", Claim.DID_NOT_HAPPEN)

    assert "it was told that nothing was cancelled, 1 orders were" in failure(
        cancel_all_tells_the_truth(story.run)
    )


def test_a_refused_cancel_all_may_be_told_as_not_done() -> None:
    story = three_open().done("a", "CANCELED").refused(Operation.CANCEL)

    assert cancel_all_tells_the_truth(story.end("cancel_all", Claim.DID_NOT_HAPPEN).run)


def test_a_cancel_all_that_never_ends_fails() -> None:
    assert "cancelling all had not ended after 60 s" in failure(
        cancel_all_tells_the_truth(three_open().end("cancel_all", None).run)
    )


def test_without_orders_on_two_symbols_no_cancel_all_is_judged() -> None:
    with pytest.raises(Inconclusive, match="there were no orders on two symbols"):
        cancel_all_tells_the_truth(Story().accepted("a").call("cancel_all", (SYMBOL,), []).run)
    with pytest.raises(Inconclusive, match="cancelling all never ended"):
        cancel_all_tells_the_truth(Story().run)


# --- whose order, on which symbol, at which moment ----------------------------------------------------


def test_only_orders_of_the_account_that_the_user_did_not_submit_are_those_of_others() -> None:
    story = beside_others().accepted("more").submit("more", seen("more", State.OPEN)).accepted("strange")
    last = story.ledger.entries[-1]
    story.ledger.entries[-1] = replace(last, fact=replace(last.fact, account="somebody"))
    verdict = orders_of_others_are_left_alone(story.done("strange", "CANCELED").run)

    assert "the user did not place" in failure(verdict)
    last = story.ledger.entries[-1]
    story.ledger.entries[-1] = replace(last, fact=replace(last.fact, account="somebody"))
    assert "1 orders of others, all let alone" in success(orders_of_others_are_left_alone(story.run))


def test_the_reason_says_what_became_of_an_order_of_others() -> None:
    story = beside_others().at(7).done("theirs", "CANCELED")

    assert "at 7.0 s order theirs, which the user did not place, became CANCELED" in failure(
        orders_of_others_are_left_alone(story.run)
    )


def test_an_order_submitted_as_soon_as_it_has_started_again_is_one_after_the_start() -> None:
    story = Story().accepted("x-1").submit("", seen("x-1", State.OPEN)).at(10)
    story.call("start_again", (), "started").accepted("x-2").submit("", seen("x-2", State.OPEN))

    assert "2 orders were named, all differently" in success(
        names_are_legal_and_new(story.run, least=2, legal=LEGAL)
    )


def test_the_reason_says_why_an_order_without_a_name_failed() -> None:
    raised = names_are_legal_and_new(
        named("x-1", "x-2").submit("", Claim.DID_NOT_HAPPEN).run, least=2, legal=LEGAL
    )
    silent = names_are_legal_and_new(named("x-1", "x-2").submit("", None).run, least=2, legal=LEGAL)

    assert "at 20.0 s an order named by the connector failed: Error: " in failure(raised)
    assert failure(silent).endswith("failed: it never ended")


def test_the_reason_says_which_name_is_wrong() -> None:
    assert "the connector called 2 orders 'x-1'" in failure(
        names_are_legal_and_new(named("x-1", "x-1").run, least=2, legal=LEGAL)
    )
    assert "an order was told as 'y', the venue has none of that name" in failure(
        names_are_legal_and_new(named("x-1", "x-2", told="y").run, least=2, legal=LEGAL)
    )


ETH = "ETHUSDT"


def with_namesake(order: Sequence[tuple[str, str]]) -> Story:
    """Orders accepted in that order, of which two bear one name."""
    story = Story()
    for name, symbol in order:
        story.accepted(name, symbol=symbol).submit(name, seen(name, State.OPEN, symbol=symbol), symbol=symbol)
    return story


@pytest.mark.parametrize(
    "order",
    [
        [("a", SYMBOL), ("b", SYMBOL), ("a", ETH)],
        [("b", SYMBOL), ("a", ETH), ("a", SYMBOL)],
    ],
    ids=["namesake_last", "namesake_first"],
)
def test_a_namesake_on_another_symbol_is_another_order(order: Sequence[tuple[str, str]]) -> None:
    story = with_namesake(order).at(10).begin("cancel_all", (SYMBOL,)).at(11)
    numbers = {
        e.fact.client_order_id: e.fact.order_id
        for e in story.ledger.of(OrderAccepted)
        if e.fact.symbol == SYMBOL
    }
    story.numbers |= numbers
    story.done("a", "CANCELED").done("b", "CANCELED").end("cancel_all", cancelled("a", "b"))

    assert "2 orders cancelled and told so" in success(cancel_all_tells_the_truth(story.run))


def test_a_namesake_that_ended_before_hides_no_order_that_is_open() -> None:
    here = with_namesake([("a", SYMBOL), ("b", SYMBOL), ("c", ETH), ("a", ETH)])
    here.done("a", "CANCELED", symbol=ETH)
    there = with_namesake([("b", SYMBOL), ("d", SYMBOL), ("c", ETH), ("c", SYMBOL)]).done("c", "CANCELED")

    for story in (here, there):
        story.at(10).begin("cancel_all", (SYMBOL,)).at(11)
        assert success(cancel_all_tells_the_truth(story.end("cancel_all", Claim.UNKNOWN).run))


def test_one_order_on_the_symbol_is_too_few_to_cancel_all() -> None:
    story = with_namesake([("a", SYMBOL), ("c", ETH)]).at(10).begin("cancel_all", (SYMBOL,))

    with pytest.raises(Inconclusive, match="no orders on two symbols"):
        cancel_all_tells_the_truth(story.end("cancel_all", []).run)


def test_a_cancel_all_that_did_nothing_may_be_told_as_not_done() -> None:
    assert "it was not claimed that nothing was done" in success(
        cancel_all_tells_the_truth(three_open().end("cancel_all", Claim.DID_NOT_HAPPEN).run)
    )


def test_the_reason_says_how_many_were_cancelled_though_it_was_denied() -> None:
    story = three_open().done("a", "CANCELED")

    assert "it was told that nothing was cancelled, 1 orders were" in failure(
        cancel_all_tells_the_truth(story.end("cancel_all", Claim.DID_NOT_HAPPEN).run)
    )


@pytest.mark.parametrize(
    ("operation", "outcome"),
    [(Operation.CANCEL_ALL, Outcome.DONE), (Operation.QUERY, Outcome.REFUSED)],
)
def test_only_a_refused_cancel_excuses_the_denial(operation: Operation, outcome: Outcome) -> None:
    story = three_open().done("a", "CANCELED")
    story.ledger.record(RequestAnswered(request_id=1, operation=operation, status=0, outcome=outcome))

    assert not cancel_all_tells_the_truth(story.end("cancel_all", Claim.DID_NOT_HAPPEN).run)


def test_an_order_told_as_finished_before_it_was_is_told_wrongly() -> None:
    story = three_open().accepted("x").done("a", "CANCELED").done("b", "CANCELED")
    story.end("cancel_all", cancelled("a", "b", "x")).at(12).done("x", "CANCELED")

    assert "order x was told as canceled with 0 filled, it is open with 0" in failure(
        cancel_all_tells_the_truth(story.run)
    )


def test_the_reason_says_which_order_was_touched_or_left() -> None:
    touched = three_open().done("a", "CANCELED").done("b", "CANCELED").done("c", "CANCELED", symbol=ETH)
    left = three_open().done("a", "CANCELED").end("cancel_all", cancelled("a"))

    assert "order c of ETHUSDT was cancelled with those of BTCUSDT" in failure(
        cancel_all_tells_the_truth(touched.end("cancel_all", cancelled("a", "b")).run)
    )
    assert "cancelling all returned at 11.0 s, and order b is open" in failure(
        cancel_all_tells_the_truth(left.run)
    )

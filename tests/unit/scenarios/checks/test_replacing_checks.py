import pytest

from scenarios.checks.replacing import replacements_never_add_up
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, Intent, State
from tests.unit.scenarios.checks.order_story import PRICE, QUANTITY, SYMBOL, Story, seen
from tests.unit.scenarios.checks.verdicts import failure, success

NEW = Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, price=PRICE, client_order_id="new")


def replacing(story: Story) -> Story:
    return story.at(10).begin("replace", (SYMBOL, "old", NEW)).at(11)


def test_a_replacement_of_which_both_ends_are_told_passes() -> None:
    story = replacing(Story().accepted("old")).done("old", "CANCELED").accepted("new")
    story.end("replace", seen("new", State.OPEN)).told("old", State.CANCELED)

    assert "1 replacements, none adds up to more than was meant" in success(
        replacements_never_add_up(story.run)
    )


def test_a_filled_order_in_whose_place_nothing_is_put_passes() -> None:
    story = replacing(Story().accepted("old").at(10).filled("old"))
    story.end("replace", seen("old", State.FILLED, "0.01"))

    assert replacements_never_add_up(story.run)


def test_a_new_order_beside_a_filled_or_a_living_one_fails() -> None:
    filled = replacing(Story().accepted("old").at(10).filled("old")).accepted("new")
    alive = replacing(Story().accepted("old")).accepted("new")

    assert "order old is filled and new was placed" in failure(
        replacements_never_add_up(filled.end("replace", seen("new", State.OPEN)).run)
    )
    assert not replacements_never_add_up(alive.end("replace", seen("new", State.OPEN)).run)


def test_fills_between_the_call_and_the_cancel_count() -> None:
    story = replacing(Story().accepted("old")).traded("old", "0.004").done("old", "CANCELED").accepted("new")

    assert not replacements_never_add_up(story.end("replace", seen("new", State.OPEN)).run)


def test_a_new_order_told_as_not_placed_fails() -> None:
    story = replacing(Story().accepted("old")).done("old", "CANCELED").accepted("new")
    story.end("replace", Claim.DID_NOT_HAPPEN).told("old", State.CANCELED).told("new", State.OPEN)

    assert not replacements_never_add_up(story.run)


def test_an_order_returned_as_what_it_is_not_fails() -> None:
    story = replacing(Story().accepted("old")).end("replace", seen("old", State.CANCELED))

    assert not replacements_never_add_up(story.told("old", State.OPEN).run)


@pytest.mark.parametrize("last", [("old", State.OPEN), ("new", State.OPEN)])
def test_an_untrue_last_word_fails(last: tuple[str, State]) -> None:
    story = replacing(Story().accepted("old")).done("old", "CANCELED").end("replace", Claim.UNKNOWN)

    assert not replacements_never_add_up(story.told("old", State.CANCELED).told(*last).run)


def test_without_an_order_to_replace_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no order that exists was to be replaced"):
        replacements_never_add_up(replacing(Story()).end("replace", Claim.DID_NOT_HAPPEN).run)


# --- what adds up, and at which moment ----------------------------------------------------------------


def test_the_reason_says_what_the_two_orders_add_up_to() -> None:
    filled = replacing(Story().accepted("old").at(10).filled("old")).accepted("new")
    alive = replacing(Story().accepted("old")).accepted("new")
    between = (
        replacing(Story().accepted("old")).traded("old", "0.004").done("old", "CANCELED").accepted("new")
    )

    assert "order old is filled and new was placed: 0.02000 instead of 0.01" in failure(
        replacements_never_add_up(filled.end("replace", seen("new", State.OPEN)).run)
    )
    assert "order old is open and new was placed: 0.02000 instead of 0.01" in failure(
        replacements_never_add_up(alive.end("replace", seen("new", State.OPEN)).run)
    )
    assert "order old is canceled and new was placed: 0.01400 instead of 0.01" in failure(
        replacements_never_add_up(between.end("replace", seen("new", State.OPEN)).run)
    )


def test_what_was_filled_in_part_before_the_call_was_known_and_does_not_count() -> None:
    story = replacing(Story().accepted("old").traded("old", "0.004")).done("old", "CANCELED").accepted("new")
    story.end("replace", seen("new", State.OPEN)).told("old", State.CANCELED, "0.004")

    assert "1 replacements, none adds up to more than was meant" in success(
        replacements_never_add_up(story.run)
    )


def test_a_new_order_placed_twice_fails() -> None:
    story = replacing(Story().accepted("old")).done("old", "CANCELED").accepted("new").accepted("new")

    assert "the new order new became 2 orders" in failure(
        replacements_never_add_up(story.end("replace", seen("new", State.OPEN)).run)
    )


def test_an_order_that_came_to_be_after_the_call_was_not_replaced() -> None:
    story = replacing(Story()).accepted("old").end("replace", Claim.DID_NOT_HAPPEN)

    with pytest.raises(Inconclusive, match="no order that exists was to be replaced"):
        replacements_never_add_up(story.told("old", State.OPEN).run)


def test_a_replacement_of_nothing_does_not_hide_those_behind_it() -> None:
    nothing = Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, price=PRICE, client_order_id="none")
    story = Story().accepted("old").call("replace", (SYMBOL, "absent", nothing), Claim.DID_NOT_HAPPEN)

    assert not replacements_never_add_up(
        replacing(story).accepted("new").end("replace", seen("new", State.OPEN)).run
    )


def test_each_replacement_is_judged() -> None:
    newer = Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, price=PRICE, client_order_id="newer")
    story = replacing(Story().accepted("old")).done("old", "CANCELED").accepted("new")
    story.end("replace", seen("new", State.OPEN)).told("old", State.CANCELED)
    story.begin("replace", (SYMBOL, "new", newer)).done("new", "CANCELED").accepted("newer")
    story.end("replace", seen("newer", State.OPEN)).told("new", State.CANCELED)

    assert "2 replacements" in success(replacements_never_add_up(story.run))


def test_an_order_told_as_finished_before_it_was_is_told_wrongly() -> None:
    story = replacing(Story().accepted("old")).end("replace", seen("old", State.CANCELED))

    assert "replacing returned old as canceled, it is open" in failure(
        replacements_never_add_up(story.at(12).done("old", "CANCELED").run)
    )


def test_doubt_about_a_new_order_that_was_placed_is_allowed() -> None:
    story = replacing(Story().accepted("old")).done("old", "CANCELED").accepted("new")
    story.end("replace", Claim.UNKNOWN).told("old", State.CANCELED).told("new", State.OPEN)

    assert replacements_never_add_up(story.run)


def test_the_reason_says_what_was_told_last_or_that_nothing_was() -> None:
    def ended() -> Story:
        return replacing(Story().accepted("old")).done("old", "CANCELED").end("replace", Claim.UNKNOWN)

    assert "order old is never told, it is canceled with 0" in failure(replacements_never_add_up(ended().run))
    assert "order old is told as open with 0 filled, it is canceled with 0" in failure(
        replacements_never_add_up(ended().told("old", State.OPEN).run)
    )
    invented = ended().told("old", State.CANCELED).told("new", State.OPEN)
    assert "order new is told as open, it never was" in failure(replacements_never_add_up(invented.run))


def test_a_new_order_that_never_was_may_be_told_as_refused_or_in_doubt() -> None:
    for state in (State.REJECTED, State.UNKNOWN):
        story = replacing(Story().accepted("old")).done("old", "CANCELED").end("replace", Claim.UNKNOWN)
        assert replacements_never_add_up(story.told("old", State.CANCELED).told("new", state).run)

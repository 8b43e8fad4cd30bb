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

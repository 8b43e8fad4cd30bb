"""What the checks of calls that must end in time say of runs made by hand."""

import pytest

from scenarios.checks.order_lifecycle import (
    stop_ends_in_time,
    submits_end_in_time,
)
from scenarios.verdict import Inconclusive, Verdict
from subjects.seen import Claim, Intent
from tests.unit.scenarios.checks.order_story import PRICE, QUANTITY, SYMBOL, Story
from tests.unit.scenarios.checks.verdicts import failure, success


def stopping() -> Story:
    """Stop is called while the only submit is under way; both calls are still open."""
    intent = Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, price=PRICE, client_order_id="a")
    return Story().at(10).begin("submit", (intent,)).at(11).begin("stop", ())


def test_a_stop_that_returns_in_time_passes() -> None:
    story = stopping().at(15).end("stop", "stopped").ended(1, "submit", Claim.UNKNOWN)

    assert "stop and 1 submits under way ended within 10 s" in success(
        stop_ends_in_time(story.run, within_s=10.0)
    )


@pytest.mark.parametrize(("stop_s", "submit_s"), [(60, 60), (12, 60)])
def test_a_stop_or_a_submit_that_takes_too_long_fails(stop_s: float, submit_s: float) -> None:
    story = stopping().at(stop_s).end("stop", "stopped").at(submit_s).ended(1, "submit", Claim.UNKNOWN)

    assert not stop_ends_in_time(story.run, within_s=10.0)


def test_without_a_submit_under_way_the_stop_is_not_judged() -> None:
    with pytest.raises(Inconclusive, match="no submit was under way when stop was called"):
        stop_ends_in_time(Story().call("stop", (), "stopped").run, within_s=10.0)
    with pytest.raises(Inconclusive, match="stop was not called, or never ended"):
        stop_ends_in_time(Story().run, within_s=10.0)


def submitted(end: object, after_s: float) -> Story:
    intent = Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, price=PRICE, client_order_id="a")
    return Story().at(10).begin("submit", (intent,)).at(10 + after_s).end("submit", end)


def test_a_submit_that_ends_in_time_passes_whatever_its_end() -> None:
    assert "1 submits, each ended within 60 s" in success(
        submits_end_in_time(submitted(Claim.UNKNOWN, 30).run, within_s=60.0)
    )


@pytest.mark.parametrize(("end", "after_s"), [(Claim.UNKNOWN, 90), (None, 30)])
def test_a_submit_that_takes_too_long_fails(end: object, after_s: float) -> None:
    assert not submits_end_in_time(submitted(end, after_s).run, within_s=60.0)


def test_without_a_submit_that_ended_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no order was submitted, or the play ended before its submits"):
        submits_end_in_time(Story().run, within_s=60.0)


def test_a_submit_that_takes_all_the_time_allowed_is_in_time() -> None:
    in_time = submits_end_in_time(submitted(Claim.UNKNOWN, 60).run, within_s=60.0)
    too_late = submits_end_in_time(submitted(Claim.UNKNOWN, 90).run, within_s=60.0)

    assert "1 submits, each ended within 60 s" in success(in_time)
    assert "the submit of a took 90.0 s" in failure(too_late)


def test_a_submit_that_the_play_cut_short_proves_nothing_of_the_others() -> None:
    intent = Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, price=PRICE, client_order_id="b")

    with pytest.raises(Inconclusive, match="the play ended before its submits"):
        submits_end_in_time(submitted(Claim.UNKNOWN, 1).begin("submit", (intent,)).run, within_s=60.0)


def stops(story: Story) -> Verdict:
    return stop_ends_in_time(story.run, within_s=10.0)


def test_a_stop_and_a_submit_that_take_all_the_time_allowed_are_in_time() -> None:
    story = stopping().at(21).end("stop", "stopped").ended(1, "submit", Claim.UNKNOWN)

    assert "stop and 1 submits under way ended within 10 s" in success(stops(story))


def test_a_stop_or_a_submit_that_never_ends_fails_however_soon_it_was_given_up() -> None:
    stop = stopping().at(12).end("stop", None).ended(1, "submit", Claim.UNKNOWN)
    submit = stopping().at(12).end("stop", "stopped").ended(1, "submit", None)

    assert "stop was called at 11.0 s and returned at 12.0 s" in failure(stops(stop))
    assert "stop was called at 11.0 s, order a waited until 12.0 s" in failure(stops(submit))


def test_a_submit_is_met_under_way_from_before_the_stop_until_it_ends() -> None:
    ended_then = stopping().ended(1, "submit", Claim.UNKNOWN).at(12).end("stop", "stopped")
    intent = Intent(symbol=SYMBOL, side="BUY", quantity=QUANTITY, price=PRICE, client_order_id="a")
    begun_then = Story().at(11).begin("submit", (intent,))
    begun_then.begin("stop", ()).at(12).end("stop", "stopped").ended(1, "submit", Claim.UNKNOWN)

    assert stops(ended_then)
    with pytest.raises(Inconclusive, match="no submit was under way"):
        stops(begun_then)

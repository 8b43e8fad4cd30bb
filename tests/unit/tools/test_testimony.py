"""What is beyond measure is said, and breaks nothing."""

from dataclasses import replace
from decimal import Decimal

import pytest

from scenarios.history import Told, Watched
from scenarios.run import IN_REAL_TIME
from subjects.seen import OrderSeen, State
from tests.unit.scenarios.checks.order_story import Story, seen
from tools.testimony import digest_of, measures_of


def watched() -> Story:
    story = Story()
    story.history.record(Watched(stream="orders"))
    return story.at(10.0).accepted("a").submit("a", seen("a", State.OPEN))


def test_a_run_is_measured() -> None:
    assert measures_of(watched().run)["order_wrong_s_max"] == 0


@pytest.mark.parametrize("quantity", [None, Decimal("NaN"), Decimal("Infinity")])
def test_a_quantity_that_is_no_number_is_beyond_measure(quantity: Decimal) -> None:
    story = watched().at(20.0)
    strange = OrderSeen(
        symbol="BTCUSDT",
        client_order_id="a",
        venue_order_id="1",
        state=State.OPEN,
        quantity=quantity,
        filled=Decimal(0),
    )
    story.history.record(Told(stream="orders", seen=strange))
    story.at(90.0).told("a", State.OPEN)

    assert measures_of(story.run) == {"not_measurable": 1}


def test_what_was_played_in_real_time_has_no_digest_because_it_never_comes_twice() -> None:
    simulated = watched().run
    real = replace(simulated, world=IN_REAL_TIME)

    assert len(digest_of([simulated])) == len(digest_of([simulated, simulated])) == 32
    assert digest_of([real]) == digest_of([simulated, real]) == digest_of([]) == ""

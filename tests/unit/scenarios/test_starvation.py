"""Time that the machine took from a play in real time, told apart from the play's own slowness."""

import pytest

from scenarios.starvation import MOST_S, Starvation, demand_enough
from scenarios.verdict import Inconclusive


def starved(*notes: tuple[float, float, float]) -> float:
    starvation = Starvation()
    for note in notes:
        starvation.note(*note)
    return round(starvation.worst_s, 6)


def test_a_loop_that_wakes_in_time_is_not_starved() -> None:
    assert starved((0.05, 0.0, 0.04), (0.10, 0.0, 0.0)) == 0.0


def test_what_the_process_did_itself_is_not_taken_from_it() -> None:
    assert starved((1.0, 0.8, 0.8)) == 0.0


def test_the_rest_of_its_lateness_was_taken() -> None:
    assert starved((1.0, 0.8, 0.3)) == 0.5


def test_the_worst_second_counts_and_not_the_whole() -> None:
    assert starved((1.0, 0.2, 0.0), (1.5, 0.3, 0.0), (5.0, 0.4, 0.0), (9.0, 0.1, 0.0)) == 0.5


def test_what_failed_while_others_had_the_processor_is_not_judged() -> None:
    with pytest.raises(Inconclusive, match=r"kept the play waiting for 0.9 s in one second; it was late"):
        demand_enough(0.9, "it was late")


@pytest.mark.parametrize("worst_s", [0.0, MOST_S])
def test_what_failed_otherwise_stays_a_failure(worst_s: float) -> None:
    demand_enough(worst_s, "it was late")

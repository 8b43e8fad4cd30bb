"""What the checks of streams that are recovering say of runs made by hand."""

import pytest

from scenarios.checks.stream_recovery import demand_strike_on_a_lost_book
from scenarios.verdict import Inconclusive
from tests.unit.scenarios.checks.connection_story import Story

# --- the second strike --------------------------------------------------------------------------------


def cut_at_20() -> Story:
    return Story().at(1).opens(1).subscribes(1).moves().serves().at(20).strikes("Reset")


def demand(story: Story) -> None:
    demand_strike_on_a_lost_book(story.run, "Reset", "HtmlPage")


def test_a_strike_while_the_book_is_away_is_what_is_demanded() -> None:
    demand(cut_at_20().at(22).strikes("HtmlPage").at(25).moves().serves())


def test_a_strike_after_the_book_is_back_struck_no_recovery() -> None:
    with pytest.raises(Inconclusive, match="did not strike between"):
        demand(cut_at_20().at(25).moves().serves().at(30).strikes("HtmlPage"))


def test_a_book_that_is_served_as_it_was_is_not_back() -> None:
    demand(cut_at_20().at(25).serves().at(30).strikes("HtmlPage").at(31).moves().serves())


def test_a_book_that_never_came_back_was_not_spared() -> None:
    demand(cut_at_20())


def test_without_a_first_strike_there_is_no_second() -> None:
    with pytest.raises(Inconclusive, match="Reset never struck"):
        demand(Story().at(1).moves().serves().at(20).strikes("HtmlPage"))

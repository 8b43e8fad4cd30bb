"""Which venues are played, and which may count."""

import json
from pathlib import Path

import pytest

from subjects.base import Subject
from tools import venues
from tools.subject_loading import SubjectProblem
from tools.venues import chosen_venues, is_faithful

FAITHFUL = {"exact": 96, "approximate": 3, "missing": 1}


class Both(Subject):
    name = "both"
    venues = frozenset({"kraken", "binance"})


class Nowhere(Subject):
    name = "nowhere"
    venues = frozenset({"mtgox"})


@pytest.fixture
def sheets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of fidelity sheets."""
    monkeypatch.setattr(venues, "SHEETS", tmp_path)
    return tmp_path


def test_by_default_every_faithful_venue_of_the_connector_is_played(sheets: Path) -> None:
    (sheets / "binance.json").write_text(json.dumps(FAITHFUL))

    assert chosen_venues([], Both(), 95) == ["binance"]

    (sheets / "kraken.json").write_text(json.dumps(FAITHFUL))
    assert chosen_venues([], Both(), 95) == ["binance", "kraken"]


def test_where_none_is_faithful_all_are_played_by_default(sheets: Path) -> None:
    assert chosen_venues([], Both(), 95) == ["binance", "kraken"]


def test_all_are_all_that_the_connector_speaks_to(sheets: Path) -> None:
    assert chosen_venues(["all"], Both(), 95) == ["binance", "kraken"]


def test_named_ones_are_played_in_their_order_and_once() -> None:
    assert chosen_venues(["kraken", "binance", "kraken"], Both(), 95) == ["kraken", "binance"]


def test_a_connector_that_speaks_to_none_is_refused() -> None:
    with pytest.raises(SubjectProblem, match="nowhere speaks to none of the venues: binance"):
        chosen_venues(["all"], Nowhere(), 95)


@pytest.mark.parametrize(("least", "faithful"), [(95, True), (96, True), (96.5, False)])
def test_fidelity_is_the_share_of_what_is_exact(sheets: Path, least: float, faithful: bool) -> None:
    (sheets / "binance.json").write_text(json.dumps(FAITHFUL))

    assert is_faithful("binance", least) is faithful


def test_what_nobody_has_measured_is_not_faithful(sheets: Path) -> None:
    assert not is_faithful("binance", 0)

"""What a stage knows of its venue, and what it does not play there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import pytest

from fakes.faults.schedule import during
from fakes.faults.silence import Silence
from fakes.faults.stale_snapshot import StaleSnapshot
from fakes.faults.wrong_types import WrongTypes
from fakes.operations import StreamKind
from fakes.traits import Trait
from fakes.venue import FakeVenue
from fakes.venues.binance import Binance
from fakes.words import Word
from scenarios import stage as stages
from scenarios.means import broken_snapshot, no_snapshot, without_account_snapshot
from scenarios.player import Player
from scenarios.stage import Stage
from scenarios.verdict import NotAtThisVenue
from subjects.base import Subject


class Telling(Binance):
    """Begins its private stream with what is open."""

    traits: ClassVar[frozenset[Trait]] = frozenset({Trait.ACCOUNT_SNAPSHOT})


class Plain(Binance):
    """Has nothing that others have not, and no name for anything."""

    traits: ClassVar[frozenset[Trait]] = frozenset()
    words: ClassVar[Mapping[Word, str]] = {}


async def nothing(player: Player) -> None:
    raise AssertionError("nothing is to be played")


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    def always(name: str) -> type[FakeVenue]:
        return Plain

    monkeypatch.setattr(stages, "venue_class", always)
    return Stage(Subject(), "binance", "here", tmp_path)


@pytest.fixture
def binance(tmp_path: Path) -> Stage:
    return Stage(Subject(), "binance", "here", tmp_path)


def test_a_case_can_demand_what_the_venue_has(binance: Stage) -> None:
    binance.demands(Trait.SANDBOX, Trait.BANS)


def test_a_case_that_demands_what_the_venue_lacks_is_not_played(plain: Stage) -> None:
    with pytest.raises(NotAtThisVenue, match="binance has no sandbox"):
        plain.demands(Trait.SANDBOX)


@pytest.mark.parametrize(
    ("fault", "lacking"),
    [(StaleSnapshot(), "rest_snapshot"), (WrongTypes(fields=(Word.ORDER_NUMBER,)), "order number")],
)
def test_a_fault_that_is_impossible_at_the_venue_is_not_played_there(
    plain: Stage, fault: Any, lacking: str
) -> None:
    with pytest.raises(NotAtThisVenue, match=f"binance has no {lacking}"):
        plain.play(nothing, during(1.0, 2.0, fault))
    assert plain.runs == []


def test_a_word_that_the_venue_lacks_cannot_be_told(plain: Stage) -> None:
    with pytest.raises(NotAtThisVenue, match="no stream of the account"):
        plain.called(Word.ACCOUNT_STREAM)


def test_a_word_is_told_in_the_venues_own(binance: Stage) -> None:
    assert binance.called(Word.ACCOUNT_STREAM) == "userData"


def test_a_snapshot_fails_by_request_where_it_is_asked_for(binance: Stage) -> None:
    assert [fault.name for fault in (no_snapshot(binance), broken_snapshot(binance))] == [
        "ServerErrorBefore",
        "TruncatedBody",
    ]


def test_a_snapshot_fails_on_the_stream_where_it_comes_unasked(plain: Stage) -> None:
    assert [fault.name for fault in (no_snapshot(plain, "BTCUSDT"), broken_snapshot(plain))] == [
        "RefusedSubscription",
        "UnreadableMessage",
    ]


def test_what_a_private_stream_begins_with_is_lost_only_where_it_is_sent(
    plain: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert without_account_snapshot(plain, 1.0, 2.0) == []

    monkeypatch.setattr(stages, "venue_class", lambda name: Telling)
    telling = Stage(Subject(), "binance", "here", tmp_path)
    (lost,) = without_account_snapshot(telling, 1.0, 2.0)
    assert (lost.start_s, lost.stop_s) == (1.0, 2.0)
    assert lost.fault == Silence(kind=StreamKind.ORDER)

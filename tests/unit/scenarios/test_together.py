"""Plays at two venues at once: each has its own truth, and what strikes one does not strike the other."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from exchanges.config import ConnectorConfig
from fakes.faults.partition import Partition
from fakes.faults.schedule import during
from fakes.ledger import OrderAccepted, SessionOpened
from scenarios.checks.order_truth import ACCOUNT
from scenarios.history import Opened, Returned
from scenarios.player import Player
from scenarios.run import Run
from scenarios.stage import NotOpened, Stage
from scenarios.verdict import NotAtThisVenue, NotOnThisStage
from scenarios.workloads.orders import order
from scenarios.workloads.together import name_orders_alike
from subjects.base import Access, Session, Subject
from subjects.reference import Reference


async def place_here(here: Player, there: Player) -> None:
    await here.until(5.0)
    await here.submit(order(here, "order1"))


def test_each_venue_keeps_its_own_account_of_the_play(tmp_path: Path) -> None:
    here, there = Stage(Reference(), "binance", "here", tmp_path).play_together(place_here)

    assert (here.venue, there.venue) == ("binance", min(Reference.venues - {"binance"}))
    assert [orders_of_the_subject(run) for run in (here, there)] == [1, 0]
    assert [len(list(run.history.of(Returned))) for run in (here, there)] == [1, 0]
    assert all(any(run.ledger.of(SessionOpened)) and any(run.history.of(Opened)) for run in (here, there))


def orders_of_the_subject(run: Run) -> int:
    return sum(entry.fact.account == ACCOUNT for entry in run.ledger.of(OrderAccepted))


def test_a_fault_strikes_this_venue_only(tmp_path: Path) -> None:
    stage = Stage(Reference(), "binance", "here", tmp_path)
    here, there = stage.play_together(
        name_orders_alike(at_s=5.0, cancel_s=7.0, until_s=9.0), during(1.0, 9.0, Partition())
    )

    assert here.fired("Partition") == 1
    assert there.fired() == 0


def test_the_same_token_is_the_same_play_at_both(tmp_path: Path) -> None:
    first, again = (
        Stage(Reference(), "binance", "here", tmp_path / name).play_together(place_here) for name in "ab"
    )

    assert [run.digest for run in first] == [run.digest for run in again]
    assert first[0].digest != first[1].digest


def test_who_speaks_to_one_venue_is_asked_nothing_about_two(tmp_path: Path) -> None:
    class Alone(Reference):
        venues = frozenset({"binance"})

    with pytest.raises(NotAtThisVenue, match="reference speaks to no venue beside binance"):
        Stage(Alone(), "binance", "here", tmp_path).play_together(place_here)


def test_two_venues_do_not_stand_on_real_sockets(tmp_path: Path) -> None:
    with pytest.raises(NotOnThisStage):
        Stage(Reference(), "binance", "here", tmp_path, loopback=True).play_together(place_here)


def test_who_cannot_open_both_has_failed(tmp_path: Path) -> None:
    class Clumsy(Reference):
        def config(self, access: Access) -> ConnectorConfig:
            raise ValueError("one at a time")

    with pytest.raises(NotOpened, match="one at a time"):
        Stage(Clumsy(), "binance", "here", tmp_path).play_together(place_here)


@pytest.mark.asyncio
async def test_unless_a_subject_knows_better_its_connectors_are_opened_one_by_one() -> None:
    opened: list[str] = []

    class Plain(Subject):
        @asynccontextmanager
        async def open(self, access: Access) -> AsyncIterator[Session]:
            opened.append(access.venue)
            yield Session()
            opened.append(f"{access.venue} closed")

    accesses = [Access(venue=venue, api_key="k", api_secret="s") for venue in ("binance", "kraken")]
    async with Plain().open_together(accesses) as sessions:
        assert len(sessions) == 2
    assert opened == ["binance", "kraken", "kraken closed", "binance closed"]

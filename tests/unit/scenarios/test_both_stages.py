"""What is the same on both stages, and which plays only one of them can carry. Each play here waits 2 s."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from fakes.faults.fault import Fault
from fakes.faults.name_failure import NameFailure
from fakes.faults.refuse import Refuse
from fakes.faults.schedule import during
from fakes.market.scripts import SILENT
from scenarios.history import Noted
from scenarios.player import Player
from scenarios.rehearsal import LONGEST_S
from scenarios.stage import Stage
from scenarios.verdict import NotOnThisStage
from subjects.base import Access, Capability, Session, Subject


class Opener(Subject):
    """Opens one connection to the venue's first port, and closes it only if it is tidy."""

    name = "opener"
    venues = frozenset({"binance"})
    capabilities = Capability.NONE

    def __init__(self, *, tidy: bool) -> None:
        self.tidy = tidy
        self._kept: list[Any] = []

    @asynccontextmanager
    async def open(self, access: Access) -> AsyncIterator[Session]:
        host, port = "api.binance.com", 443
        if access.endpoints is not None:
            host, _, text = access.endpoints.rest.removeprefix("http://").rpartition(":")
            port = int(text)
        _, writer = await asyncio.open_connection(host, port)
        self._kept.append(writer)
        yield Session()
        if self.tidy:
            writer.close()


async def nothing(player: Player) -> None:
    """Opening is all that is asked."""


both_stages = pytest.mark.parametrize("loopback", [False, True], ids=["simulated", "loopback"])


@both_stages
@pytest.mark.parametrize(("tidy", "left"), [(True, 0), (False, 1)], ids=["tidy", "untidy"])
def test_a_connection_that_stays_open_is_left_over(
    tidy: bool, left: int, loopback: bool, tmp_path: Path
) -> None:
    run = Stage(Opener(tidy=tidy), "binance", "hand", tmp_path, loopback=loopback).play(
        nothing, market=SILENT
    )

    assert len(run.leftovers.connections) == left


@both_stages
def test_an_error_that_nobody_looks_at_is_complained_of(loopback: bool, tmp_path: Path) -> None:
    async def fail() -> None:
        raise ConnectionError("unnoticed")

    async def workload(player: Player) -> None:
        failing = asyncio.create_task(fail())
        await player.wait(0.01)
        assert failing.done()

    stage = Stage(Opener(tidy=True), "binance", "hand", tmp_path, loopback=loopback)
    run = stage.play(workload, market=SILENT)

    [complaint] = run.complaints
    assert complaint.endswith("exception was never retrieved: ConnectionError('unnoticed')")


@pytest.mark.parametrize("ahead_s", [0.0, 50.0])
def test_on_loopback_the_venue_is_behind_instead_of_the_client_ahead(ahead_s: float, tmp_path: Path) -> None:
    async def workload(player: Player) -> None:
        player.note("ahead", time.time() - player.venue.clock_s())

    stage = Stage(Opener(tidy=True), "binance", "hand", tmp_path, loopback=True)
    run = stage.play(workload, market=SILENT, client_skew_s=ahead_s)

    [noted] = run.history.of(Noted)
    assert round(noted.event.value) == ahead_s


class TestWhatLoopbackCannotCarry:
    def play(self, tmp_path: Path, *faults: Fault, lasts_s: float = 0.0, **setting: Any) -> None:
        async def workload(player: Player) -> None:
            await player.wait(lasts_s)

        stage = Stage(Opener(tidy=True), "binance", "hand", tmp_path, loopback=True)
        stage.play(workload, *(during(0.0, 1.0, fault) for fault in faults), market=SILENT, **setting)

    def test_failing_names(self, tmp_path: Path) -> None:
        with pytest.raises(NotOnThisStage, match="names"):
            self.play(tmp_path, Refuse(), NameFailure())

    def test_a_sandbox_beside_a_live_venue(self, tmp_path: Path) -> None:
        with pytest.raises(NotOnThisStage, match="sandbox"):
            self.play(tmp_path, sandbox=True)

    def test_a_drifting_clock(self, tmp_path: Path) -> None:
        with pytest.raises(NotOnThisStage, match="drift"):
            self.play(tmp_path, client_drift=1e-6)

    @pytest.mark.parametrize("lasts_s", [LONGEST_S, 86_400.0])
    def test_what_nobody_waits_for(self, lasts_s: float, tmp_path: Path) -> None:
        with pytest.raises(NotOnThisStage, match="it takes more than"):
            self.play(tmp_path, lasts_s=lasts_s)


def test_all_plays_of_a_test_share_the_time(tmp_path: Path) -> None:
    lasts_s = iter([1.0, 0.0, LONGEST_S - 2.0])

    async def workload(player: Player) -> None:
        """A rehearsal, its play, and the rehearsal of another that by itself would not be too long."""
        await player.wait(next(lasts_s))

    stage = Stage(Opener(tidy=True), "binance", "hand", tmp_path, loopback=True)
    stage.play(workload, market=SILENT)

    with pytest.raises(NotOnThisStage, match="it takes more than"):
        stage.play(workload, market=SILENT)

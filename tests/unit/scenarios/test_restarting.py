"""A program that ends and is started again within one play."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fakes.market.scripts import SILENT
from scenarios.history import Raised, Returned
from scenarios.player import Player
from scenarios.stage import Stage
from subjects.base import Access, Capability, Session, Subject


class Numbered(Session):
    def __init__(self, number: int) -> None:
        self.number = number


class Restartable(Subject):
    """Every session has the next number; the third cannot be opened."""

    name = "restartable"
    venues = frozenset({"binance"})
    capabilities = Capability.NONE

    def __init__(self) -> None:
        self.story: list[str] = []
        self.opened = 0

    @asynccontextmanager
    async def open(self, access: Access) -> AsyncIterator[Session]:
        self.opened += 1
        if self.opened == 3:
            raise ConnectionError("no third time")
        number = self.opened
        self.story.append(f"open {number}")
        yield Numbered(number)
        self.story.append(f"close {number}")


def test_a_new_session_takes_the_place_of_the_one_that_was_closed(tmp_path: Path) -> None:
    subject = Restartable()

    async def workload(player: Player) -> None:
        await player.shut_down()
        await player.start_again()
        assert isinstance(player.session, Numbered)
        assert player.session.number == 2

    run = Stage(subject, "binance", "hand", tmp_path).play(workload, market=SILENT)

    assert subject.story == ["open 1", "close 1", "open 2", "close 2"]
    assert [entry.event.verb for entry in run.history.of(Returned)] == ["shut_down", "start_again"]


def test_a_session_that_cannot_be_opened_again_is_told_and_does_not_end_the_play(tmp_path: Path) -> None:
    async def workload(player: Player) -> None:
        for _ in range(2):
            await player.shut_down()
            await player.start_again()
        await player.wait(1.0)

    run = Stage(Restartable(), "binance", "hand", tmp_path).play(workload, market=SILENT)

    assert [(e.event.verb, e.event.text) for e in run.history.of(Raised)] == [
        ("start_again", "no third time")
    ]

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, cast

import pytest

from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Answer, Armed, Fault, Late, Lost, Reply, RequestSeen, VenueControl
from fakes.faults.schedule import Planned, during, upon
from fakes.ledger import FaultClosed, FaultFired, FaultOpened, Ledger, SessionOpened
from fakes.operations import Operation, Role
from simulation import World

LOST = Lost()


@dataclass(frozen=True, kw_only=True)
class Answers(Fault):
    """Has the answer it was given."""

    answer: Any = LOST

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return cast(Answer, self.answer)


@dataclass(frozen=True, kw_only=True)
class OtherAnswers(Answers):
    """The same under another name."""


@dataclass(frozen=True, kw_only=True)
class Rolls(Fault):
    """Answers late by what it rolls."""

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return Late(seconds=armed.rng.random())


@dataclass(frozen=True, kw_only=True)
class Strikes(Fault):
    """Strikes two things when it opens, which takes a second, and undoes it when it closes."""

    fails: bool = False

    async def on_open(self, armed: Armed) -> int:
        await asyncio.sleep(1.0)
        if self.fails:
            raise RuntimeError("the fault is broken")
        armed.memory["done"] = True
        return 2

    async def on_close(self, armed: Armed) -> None:
        assert armed.memory["done"]


@dataclass(frozen=True, kw_only=True)
class WrongClock(Fault):
    """An hour fast."""

    def clock_offset_s(self, armed: Armed) -> float:
        return 3_600.0


for local in (Answers, OtherAnswers, Rolls, Strikes, WrongClock):
    del Fault.registry[local.name]  # other tests ask for every fault of the product


class Venue:
    """All of a venue that the desk itself needs."""

    def __init__(self) -> None:
        self.ledger = Ledger(lambda: asyncio.get_running_loop().time())


class Desk:
    """A desk in a world of its own."""

    def __init__(self, *plan: Planned, seed: int = 1) -> None:
        self.venue = Venue()
        self.desk = FaultDesk(
            cast(VenueControl, self.venue), plan, Random(seed), lambda: asyncio.get_running_loop().time()
        )

    def run(self, play: Callable[["Desk"], Coroutine[Any, Any, None]]) -> "Desk":
        async def whole() -> None:
            self.desk.start()
            await play(self)
            await self.desk.stop()

        with World("desk") as world:
            world.run(whole())
        return self

    def ask(self) -> Answer | None:
        return self.desk.request(
            RequestSeen(
                request_id=1, operation=Operation.PLACE, transport="rest", parameters={}, source="1.1.1.1"
            )
        )

    def open_session(self) -> None:
        self.venue.ledger.record(SessionOpened(session=1, role=Role.MARKET, source="1.1.1.1"))

    def moments(self, kind: type[FaultOpened] | type[FaultFired] | type[FaultClosed]) -> list[float]:
        return [entry.at_s for entry in self.venue.ledger.of(kind)]


async def ask_each_second(desk: Desk, seconds: int) -> Sequence[Answer | None]:
    answers = []
    for _ in range(seconds):
        answers.append(desk.ask())
        await asyncio.sleep(1)
    return answers


def test_a_fault_strikes_only_within_its_window() -> None:
    async def play(desk: Desk) -> None:
        assert await ask_each_second(desk, 5) == [None, None, Lost(), Lost(), None]

    desk = Desk(during(1.5, 3.5, Answers())).run(play)

    assert desk.moments(FaultOpened) == [1.5]
    assert desk.moments(FaultFired) == [2.0, 3.0]
    assert [entry.fact.fired for entry in desk.venue.ledger.of(FaultClosed)] == [2]


def test_a_window_from_the_start_is_open_at_once() -> None:
    async def play(desk: Desk) -> None:
        assert desk.ask() == Lost()

    Desk(during(0, 1, Answers())).run(play)


def test_a_fault_fires_no_more_often_than_its_limit() -> None:
    async def play(desk: Desk) -> None:
        assert await ask_each_second(desk, 3) == [Lost(), None, None]

    Desk(during(0, 10, Answers(limit=1))).run(play)


def test_the_first_fault_in_the_plan_with_an_opinion_decides() -> None:
    reply = Reply(status=503, body=b"")

    async def play(desk: Desk) -> None:
        await asyncio.sleep(2)
        assert desk.ask() == reply

    desk = Desk(
        during(0, 9, Answers(answer=None)), during(1, 9, Answers(answer=reply)), during(0, 9, OtherAnswers())
    ).run(play)

    assert [entry.fact.fault for entry in desk.venue.ledger.of(FaultFired)] == ["Answers"]


def test_a_fault_waits_for_the_fact_that_it_was_planned_upon() -> None:
    async def play(desk: Desk) -> None:
        await asyncio.sleep(1)
        desk.open_session()
        assert desk.ask() is None
        await asyncio.sleep(1)
        desk.open_session()
        assert desk.ask() == Lost()
        await asyncio.sleep(3)
        desk.open_session()
        assert desk.ask() is None

    Desk(upon(SessionOpened, Answers(), lasts_s=2, nth=2)).run(play)


def test_facts_before_the_given_time_do_not_count() -> None:
    async def play(desk: Desk) -> None:
        desk.open_session()
        await asyncio.sleep(5)
        desk.open_session()

    desk = Desk(upon(SessionOpened, Answers(), lasts_s=1, not_before_s=3)).run(play)

    assert desk.moments(FaultOpened) == [5.0]


def test_a_fault_upon_a_fact_can_wait_a_while() -> None:
    async def play(desk: Desk) -> None:
        desk.open_session()
        await asyncio.sleep(5)

    desk = Desk(upon(SessionOpened, Answers(), lasts_s=1, after_s=0.25)).run(play)

    assert (desk.moments(FaultOpened), desk.moments(FaultClosed)) == ([0.25], [1.25])


def test_what_a_fault_did_on_opening_is_undone_only_after_it_was_done() -> None:
    async def play(desk: Desk) -> None:
        await asyncio.sleep(5)

    desk = Desk(during(0, 0.5, Strikes())).run(play)

    assert desk.moments(FaultFired) == [1.0]
    assert desk.moments(FaultClosed) == [1.0]


def test_stopping_closes_open_windows() -> None:
    async def play(desk: Desk) -> None:
        await asyncio.sleep(2)

    assert Desk(during(0, 100, Strikes())).run(play).moments(FaultClosed) == [2.0]


def test_nothing_opens_a_window_after_the_stop() -> None:
    async def play(desk: Desk) -> None:
        await desk.desk.stop()
        desk.open_session()

    assert Desk(upon(SessionOpened, Answers(), lasts_s=1)).run(play).moments(FaultOpened) == []


def test_a_fault_that_breaks_breaks_the_run() -> None:
    async def play(desk: Desk) -> None:
        await asyncio.sleep(5)

    with pytest.raises(RuntimeError, match="the fault is broken"):
        Desk(during(0, 2, Strikes(fails=True))).run(play)


def test_a_wrong_clock_is_wrong_while_the_window_is_open_and_leaves_its_mark() -> None:
    async def play(desk: Desk) -> None:
        assert desk.desk.clock_offset_s() == 3_600.0
        await asyncio.sleep(2)
        assert desk.desk.clock_offset_s() == 0.0

    assert Desk(during(0, 1, WrongClock())).run(play).moments(FaultFired) == [0.0]


def test_another_fault_in_the_plan_does_not_change_what_the_first_rolls() -> None:
    rolled: list[Answer | None] = []

    async def play(desk: Desk) -> None:
        rolled.append(desk.ask())

    Desk(during(0, 1, Rolls())).run(play)
    Desk(during(0, 1, Rolls()), during(0, 1, Rolls())).run(play)
    Desk(during(0, 1, Rolls()), seed=2).run(play)

    assert rolled[0] == rolled[1] != rolled[2]


def test_with_nothing_armed_everything_takes_its_course() -> None:
    async def play(desk: Desk) -> None:
        assert desk.ask() is None
        assert desk.desk.upgrade(Role.MARKET, "1.1.1.1") is None
        assert desk.desk.subscribe(1, "btcusdt@trade") is None
        assert desk.desk.ignores_ping(1, Role.MARKET) is False
        assert desk.desk.sends_pings() is True

    Desk().run(play)

"""The way of one request through a venue, with a dialect that only takes notes."""

import asyncio
from collections.abc import Callable
from random import Random
from typing import Any, cast

import pytest

from fakes.faults import (
    Fault,
    LateAnswer,
    LostRequest,
    ServerErrorAfter,
    ServerErrorBefore,
    TruncatedBody,
    during,
)
from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Lost, Reply, RequestSeen, Truncated, VenueControl
from fakes.ledger import AnswerLost, Ledger, RequestAnswered, RequestReceived
from fakes.operations import Operation, Outcome
from fakes.serving.handling import Handling, Settled
from simulation import World
from tests.unit.fakes.faults.staging import RecordingVenue

DONE = Reply(status=200, body=b"done")


class Noted:
    """A case whose steps are written down; `refuses` names the step that refuses."""

    def __init__(self, notes: list[str], *, refuses: str = "", patience_s: float | None = None) -> None:
        self.notes = notes
        self.refuses = refuses
        self.patience_s = patience_s
        self.seen = RequestSeen(
            request_id=1, operation=Operation.PLACE, transport="rest", parameters={}, source="10.0.0.1"
        )
        self.received = RequestReceived(
            request_id=1, operation="place", transport="rest", method="POST", path="/", source="10.0.0.1"
        )

    def _step(self, name: str) -> Reply | None:
        self.notes.append(name)
        return Reply(status=400, body=name.encode()) if name == self.refuses else None

    def admit(self) -> Reply | None:
        return self._step("admit")

    def believe(self) -> Reply | None:
        return self._step("believe")

    def act(self) -> Reply:
        self.notes.append("act")
        return DONE

    def out_of_patience(self) -> Reply:
        return Reply(status=504, body=b"?")

    def instead(self, reply: Reply) -> Reply:
        self.notes.append("instead")
        return reply

    def outcome(self, reply: Reply) -> tuple[Outcome, int | None]:
        return (Outcome.DONE, None) if reply is DONE else (Outcome.REFUSED, reply.status)


class Staged:
    def __init__(self, *faults: Fault) -> None:
        self.ledger = Ledger(lambda: 0.0)
        venue = RecordingVenue(1)
        venue.ledger = self.ledger
        plan = [during(0, 60, fault) for fault in faults]
        self.desk = FaultDesk(cast(VenueControl, venue), plan, Random(1), lambda: 0.0)
        self.handling = Handling(ledger=self.ledger, desk=self.desk)
        self.notes: list[str] = []

    async def handled(self, **more: Any) -> Settled:
        self.desk.start()
        settled = await self.handling.handle(Noted(self.notes, **more))
        await self.desk.stop()
        return settled


@pytest.mark.asyncio
async def test_steps_come_in_order_and_are_in_the_ledger() -> None:
    staged = Staged()

    assert await staged.handled() is DONE
    assert staged.notes == ["admit", "believe", "act"]
    assert len(list(staged.ledger.of(RequestReceived))) == 1
    (answered,) = staged.ledger.of(RequestAnswered)
    assert (answered.fact.status, answered.fact.outcome) == (200, "done")


@pytest.mark.asyncio
@pytest.mark.parametrize(("step", "notes"), [("admit", ["admit"]), ("believe", ["admit", "believe"])])
async def test_what_refuses_hides_what_comes_after(step: str, notes: list[str]) -> None:
    staged = Staged()

    settled = await staged.handled(refuses=step)

    assert isinstance(settled, Reply)
    assert (settled.status, staged.notes) == (400, notes)
    (answered,) = staged.ledger.of(RequestAnswered)
    assert (answered.fact.outcome, answered.fact.code) == ("refused", 400)


@pytest.mark.asyncio
async def test_a_request_that_is_not_admitted_meets_no_fault() -> None:
    staged = Staged(LostRequest())

    assert isinstance(await staged.handled(refuses="admit"), Reply)


@pytest.mark.asyncio
async def test_a_fault_answers_before_anybody_is_believed() -> None:
    staged = Staged(ServerErrorBefore())

    assert isinstance(await staged.handled(), Reply)
    assert staged.notes == ["admit", "instead"]


@pytest.mark.asyncio
async def test_a_fault_answers_after_the_act() -> None:
    staged = Staged(ServerErrorAfter())

    settled = await staged.handled()

    assert isinstance(settled, Reply)
    assert (settled.status, staged.notes) == (400, ["admit", "believe", "act"])


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("fault", "acted"), [(LostRequest(), False), (TruncatedBody(), True)], ids=["lost", "cut"]
)
async def test_an_answer_that_does_not_arrive_is_in_the_ledger_as_lost(fault: Fault, acted: bool) -> None:
    staged = Staged(fault)

    assert isinstance(await staged.handled(), Lost | Truncated)
    assert ("act" in staged.notes) is acted
    assert len(list(staged.ledger.of(AnswerLost))) == 1
    assert list(staged.ledger.of(RequestAnswered)) == []


# --- late, in virtual time --------------------------------------------------------------------------


def late(patience_s: float | None, look: Callable[[Staged], None], *, closes: bool = False) -> list[str]:
    """The notes of a request whose act a fault delays by 20 s; `look` comes 10 s after it."""
    notes: list[str] = []

    async def story() -> None:
        staged = Staged(LateAnswer(seconds=20.0, acts_late=True))
        handling = asyncio.ensure_future(staged.handled(patience_s=patience_s))
        await asyncio.sleep(10)
        look(staged)
        settled = await handling
        staged.notes.append(f"answered {settled.status}" if isinstance(settled, Reply) else "lost")
        if closes:
            staged.handling.close()
        await asyncio.sleep(30)
        notes.extend(staged.notes)

    with World("handling") as world:
        world.run(story())
    return notes


def test_an_act_may_be_late() -> None:
    notes = late(None, lambda staged: staged.notes.append("meanwhile"))

    assert notes == ["admit", "believe", "meanwhile", "act", "answered 200"]


def test_a_venue_that_does_not_wait_for_it_says_that_it_does_not_know() -> None:
    notes = late(15.0, lambda staged: None)

    assert notes == ["admit", "believe", "instead", "answered 504", "act"]


def test_what_is_on_its_way_when_the_venue_closes_does_not_happen() -> None:
    notes = late(15.0, lambda staged: None, closes=True)

    assert notes == ["admit", "believe", "instead", "answered 504"]

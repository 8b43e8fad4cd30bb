"""The way of one request through a venue, whichever dialect and transport it came in.

In this order: the gates that come before everything else, faults, the believing of who asks, the act, faults
again. What each step says is the dialect's; what faults do on the way, and the ledger's record, is here.
"""

import asyncio
from dataclasses import replace
from typing import Protocol

from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Answer, Late, Lost, Reply, RequestSeen, Truncated
from fakes.ledger import AnswerLost, Ledger, RequestAnswered, RequestReceived
from fakes.operations import Outcome

Settled = Reply | Lost | Truncated


class Case(Protocol):
    """One request as its dialect understands it. A step that refuses returns the answer, else None."""

    @property
    def seen(self) -> RequestSeen: ...

    @property
    def received(self) -> RequestReceived:
        """What the ledger remembers of it."""

    @property
    def patience_s(self) -> float | None:
        """How long the venue waits for its matching engine; None = as long as it takes."""

    def admit(self) -> Reply | None:
        """Bans, and limits that count a request before it is looked at."""

    def believe(self) -> Reply | None:
        """Who asks, and may they."""

    def act(self) -> Reply: ...

    def out_of_patience(self) -> Reply:
        """The venue has stopped waiting for its engine, which may act all the same."""

    def instead(self, reply: Reply) -> Reply:
        """An answer given without acting, with what the dialect adds to each of its answers."""

    def outcome(self, reply: Reply) -> tuple[Outcome, int | str | None]:
        """What an answer says of the request, and the venue's own code or text for it."""


class Handling:
    """Between a request's last byte and the answer's first."""

    def __init__(self, *, ledger: Ledger, desk: FaultDesk) -> None:
        self._ledger = ledger
        self._desk = desk
        self._late: dict[int, asyncio.Task[Reply]] = {}

    async def handle(self, case: Case) -> Settled:
        """A `Reply` is to be written as it is; `Lost` and `Truncated` say how the answer fails to arrive."""
        self._ledger.record(case.received)
        refused = case.admit()
        if refused is not None:
            return self._left(case, refused)
        answer = self._desk.request(case.seen)
        if answer is not None and not (isinstance(answer, Late) and answer.reply is None):
            return self._left(case, await _forged(case, answer))
        reply = case.believe()
        if reply is None:
            reply = await self._acted(case, answer)
        return await self._sent(case, reply)

    def close(self) -> None:
        """Forget what was still on its way to the matching engine."""
        for task in self._late.values():
            task.cancel()
        self._late.clear()

    async def _acted(self, case: Case, delay: Answer | None) -> Reply:
        """Act now, or when the delay is over: on its own if the venue stops waiting first."""
        if not isinstance(delay, Late):
            return case.act()
        patience_s = case.patience_s
        if patience_s is None or delay.seconds <= patience_s:
            await asyncio.sleep(delay.seconds)
            return case.act()

        async def act_late(seconds: float) -> Reply:
            await asyncio.sleep(seconds)
            self._late.pop(case.seen.request_id, None)
            return case.act()

        self._late[case.seen.request_id] = asyncio.ensure_future(act_late(delay.seconds))
        await asyncio.sleep(patience_s)
        return case.instead(case.out_of_patience())

    async def _sent(self, case: Case, reply: Reply) -> Settled:
        """What the faults leave of the venue's answer: a failure here hides an act that was done."""
        answer = self._desk.answer(case.seen, reply)
        if answer is None:
            return self._left(case, reply)
        if isinstance(answer, Late):
            await asyncio.sleep(answer.seconds)
            return self._left(case, answer.reply or reply)
        if isinstance(answer, Truncated) and answer.reply is None:
            answer = replace(answer, reply=reply)
        return self._left(case, answer)

    def _left(self, case: Case, settled: Settled) -> Settled:
        request_id, operation = case.seen.request_id, case.seen.operation.value
        if not isinstance(settled, Reply):
            self._ledger.record(AnswerLost(request_id=request_id, operation=operation))
            return settled
        outcome, code = case.outcome(settled)
        self._ledger.record(
            RequestAnswered(
                request_id=request_id,
                operation=operation,
                status=settled.status,
                code=code,
                outcome=outcome,
            )
        )
        return settled


async def _forged(case: Case, answer: Answer) -> Settled:
    """What a fault says instead of acting."""
    if isinstance(answer, Late):
        await asyncio.sleep(answer.seconds)
        answer = answer.reply or case.out_of_patience()
    if isinstance(answer, Truncated) and answer.reply is None:
        answer = replace(answer, reply=case.out_of_patience())
    return case.instead(answer) if isinstance(answer, Reply) else answer

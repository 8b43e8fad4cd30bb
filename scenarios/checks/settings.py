"""Does the connector do what its configuration says, and nothing on the word of a file that is wrong?"""

from collections.abc import Iterator
from itertools import chain

from fakes.ledger import LevelChanged, RequestReceived, SessionClosed, SessionOpened, SessionRefused
from fakes.operations import Operation
from scenarios.checks.answers import question_weight
from scenarios.checks.backing_off import between
from scenarios.checks.book import books_served
from scenarios.checks.order_truth import calls
from scenarios.history import Noted, Opened, Raised
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import Claim


def opening_is_refused(run: Run, what: str) -> Verdict:
    """The subject does not open, says so with an error of its own, and nothing has reached the venue.

    Premise: it was asked to open, that is, it opened or raised.
    """
    if any(True for _ in run.history.of(Opened)):
        return failed(f"the connector opened with {what}")
    refusal = next((e.event for e in run.history.of(Raised) if e.event.verb == "open"), None)
    if refusal is None:
        raise Inconclusive("the subject neither opened nor refused to")
    reached = next(chain(*_arrivals(run)), None)
    if reached is not None:
        return failed(f"at {reached:.1f} s the venue was dialled before {what} was refused")
    if not refusal.typed:
        return failed(f"{what} leaked {refusal.error}: {refusal.text[:120]}")
    return passed(f"{what} was refused: {refusal.text[:120]}")


def requests_are_held_back(run: Run, *, from_s: float, to_s: float, most_weight: int) -> Verdict:
    """Of all that is asked in that time no more than this weight reaches the venue, and nothing restarts.

    Premise: the user asked for more, after the configuration was changed.
    """
    _demand_change(run, from_s)
    wanted = sum(1 for call in calls(run, "order") if from_s <= call.called_s <= to_s)
    if wanted * question_weight(run) <= most_weight:
        raise Inconclusive(f"only {wanted} questions were asked")
    closed = next(
        (e.at_s for e in run.ledger.of(SessionClosed) if e.at_s < to_s and not e.fact.by_venue), None
    )
    if closed is not None:
        return failed(f"the connector closed a connection at {closed:.1f} s, to take over the change")
    weight = _weight(run, from_s, to_s)
    told = f"{weight} of weight reached the venue in {to_s - from_s:g} s, {most_weight} were configured"
    return passed(told) if weight <= most_weight else failed(told)


def requests_are_not_held_back(run: Run, *, from_s: float, to_s: float, least_weight: int) -> Verdict:
    """At least this weight, or all that was asked, reaches the venue: no limit from a wrong file is in force.

    Premise: the configuration was changed before, and the user asked.
    """
    _demand_change(run, from_s)
    wanted = sum(1 for call in calls(run, "order") if from_s <= call.called_s <= to_s)
    if not wanted:
        raise Inconclusive("no questions were asked")
    weight = _weight(run, from_s, to_s)
    told = f"{weight} of weight reached the venue in {to_s - from_s:g} s"
    enough = min(least_weight, wanted * question_weight(run))
    return passed(told) if weight >= enough else failed(f"{told}: a refused setting is in force")


def trading_is_off(run: Run, *, off_s: float, on_s: float) -> Verdict:
    """While trading is off no order leaves, each is told as not placed, and the book goes on being served.

    Premise: orders were submitted meanwhile, and the venue's book moved.
    """
    tried = [call for call in calls(run, "submit") if off_s <= call.called_s < on_s]
    if not tried:
        raise Inconclusive("no order was submitted while trading was off")
    left = [
        e for e in between(run.ledger.of(RequestReceived), off_s, on_s) if e.fact.operation == Operation.PLACE
    ]
    if left:
        return failed(f"{len(left)} orders left with trading off, first at {left[0].at_s:.1f} s")
    for call in tried:
        if call.claim is not Claim.DID_NOT_HAPPEN:
            return failed(f"the order of {call.called_s:.1f} s is told as {call.claim.value}, it never left")
    moved = between(run.ledger.of(LevelChanged), off_s, on_s - 10.0)
    if not moved:
        raise Inconclusive("the venue's book did not move while trading was off")
    last = moved[-1].fact
    if not any(
        (served.sequence or 0) >= last.sequence
        for served in books_served(run, last.symbol)
        if served.at_s <= on_s
    ):
        return failed(f"the book was not served beyond {last.sequence} while trading was off")
    return passed(f"{len(tried)} orders refused with trading off, the book went on")


# --- inside ---------------------------------------------------------------------------------------


def _arrivals(run: Run) -> Iterator[Iterator[float]]:
    for kind in (RequestReceived, SessionOpened, SessionRefused):
        yield (entry.at_s for entry in run.ledger.of(kind))


def _weight(run: Run, from_s: float, to_s: float) -> int:
    return sum(entry.fact.weight for entry in between(run.ledger.of(RequestReceived), from_s, to_s))


def _demand_change(run: Run, before_s: float) -> None:
    if not any(e.event.name == "configuration" and e.at_s < before_s for e in run.history.of(Noted)):
        raise Inconclusive("the configuration was never changed")

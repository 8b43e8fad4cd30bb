"""Did a second fault strike while the first was being recovered from? And what was told meanwhile."""

from math import inf

from fakes.ledger import FaultFired
from scenarios.checks.order_truth import intents, news, truth_of
from scenarios.history import Told
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import OrderSeen, State


def demand_second_strike(run: Run, first: str, second: str, *, recovered_s: float | None = None) -> None:
    """Raise Inconclusive unless `second` struck between the first strike of `first` and the recovery.

    Recovered is (if no time is given) when the user has been told of every order what is true of it in the
    end. A subject that never gets there and never asks anything that `second` could strike has not been
    spared by it: then there is nothing to demand, the check of the truth will judge. So it is with
    `recovered_s` infinite, where not to ask is a way to be safe.
    """
    struck_s = min(_strikes(run, first), default=None)
    if struck_s is None:
        raise Inconclusive(f"the fault {first} never struck")
    until_s = _told_by(run, struck_s) if recovered_s is None else recovered_s
    again = [at_s for at_s in _strikes(run, second) if struck_s <= at_s <= until_s]
    if not again and until_s < inf:
        raise Inconclusive(
            f"{second} did not strike between {first} at {struck_s:.1f} s and the recovery at {until_s:.1f} s"
        )


def finished_orders_are_told_whole(run: Run) -> Verdict:
    """Whoever is told that an order is finished is told with it how much of it was filled.

    Premise: an order that was filled in part and ended so was told as finished.
    """
    judged = 0
    for at_s, seen in news(run):
        truth = truth_of(run, seen.client_order_id)
        if not seen.state.final or truth.state is None or not truth.state.final or not truth.filled:
            continue
        judged += truth.state is not State.FILLED
        if seen.filled != truth.filled:
            return failed(
                f"at {at_s:.1f} s order {seen.client_order_id} was told as {seen.state} with {seen.filled} "
                f"filled, it had ended with {truth.filled}"
            )
    if not judged:
        raise Inconclusive("no order that ended with a part filled was told as finished")
    return passed(f"{judged} times an order that ended with a part filled was told with that part")


def ends_are_true(run: Run) -> Verdict:
    """No order is told as finished before it is, nor in another way than it has ended.

    CANCELED and EXPIRED count as one, as not every connector tells them apart. Premise: an order ended.
    """
    ended = 0
    for intent in intents(run):
        name = intent.client_order_id
        final = truth_of(run, name).state
        ended += final is not None and final.final
        for at_s, seen in news(run):
            if seen.client_order_id != name or not seen.state.final:
                continue
            true = truth_of(run, name, at_s).state
            if true is not None and _kind_of_end(seen.state) is not _kind_of_end(true):
                return failed(f"at {at_s:.1f} s order {name} was told as {seen.state}, it was {true}")
    if not ended:
        raise Inconclusive("no order ended")
    return passed(f"{ended} orders ended, none was told as anything else")


def finished_orders_stay_finished(run: Run) -> Verdict:
    """Once an order was told as finished, by answer or by stream, the stream never tells it as less.

    Answers are left out of what is judged: they may have been asked for before. Premise: an order was told
    as finished.
    """
    finished: dict[str, OrderSeen] = {}
    for entry in run.history.entries:
        told = entry.event.seen if isinstance(entry.event, Told) else getattr(entry.event, "result", None)
        if not isinstance(told, OrderSeen):
            continue
        before = finished.get(told.client_order_id)
        if before is None:
            if told.state.final and told.state is not State.REJECTED:
                finished[told.client_order_id] = told
        elif isinstance(entry.event, Told) and (not told.state.final or told.filled < before.filled):
            return failed(
                f"at {entry.at_s:.1f} s order {told.client_order_id}, told as {before.state} before, was "
                f"told as {told.state} with {told.filled} filled"
            )
    if not finished:
        raise Inconclusive("no order was told as finished")
    return passed(f"{len(finished)} orders told as finished, none as less afterwards")


def _kind_of_end(state: State) -> State:
    return State.CANCELED if state is State.EXPIRED else state


def _strikes(run: Run, fault: str) -> list[float]:
    return [entry.at_s for entry in run.ledger.of(FaultFired) if entry.fact.fault == fault]


def _told_by(run: Run, since_s: float) -> float:
    """When, at `since_s` or later, the final truth of the last order was told; infinite = never.

    Of an order that never came to be the truth is told by its submit's end as well, so it does not count.
    """
    told_s = since_s
    for intent in intents(run):
        truth = truth_of(run, intent.client_order_id)
        if truth.state is None:
            continue
        moments = (
            at_s
            for at_s, seen in news(run)
            if seen.client_order_id == intent.client_order_id
            and (seen.state, seen.filled) == (truth.state, truth.filled)
        )
        told_s = max(told_s, min(moments, default=inf))
    return told_s

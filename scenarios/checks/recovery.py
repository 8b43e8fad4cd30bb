"""Did a second fault strike while the first was being recovered from? And what was told meanwhile."""

from math import inf

from fakes.ledger import FaultFired
from scenarios.checks.order_truth import intents, news, truth_of
from scenarios.run import Run
from scenarios.verdict import Inconclusive


def demand_second_strike(run: Run, first: str, second: str, *, recovered_s: float | None = None) -> None:
    """Raise Inconclusive unless `second` struck between the first strike of `first` and the recovery.

    Recovered is (if no time is given) when the user has been told of every order what is true of it in the
    end. A subject that never gets there and never asks anything that `second` could strike has not been
    spared by it: then there is nothing to demand, the check of the truth will judge.
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

"""How long does the user wait?"""

from fakes.ledger import OrderAccepted
from scenarios.checks.order_truth import ACCOUNT
from scenarios.history import Called, Returned
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed


def orders_answer_within(run: Run, *, orders: int, p95_s: float) -> Verdict:
    """Of so many submits, 95 % were answered in time; one that raised or never ended was not.

    Premise: all of them were made, unless slowness itself kept some from being made.
    """
    called = {e.event.call: e.at_s for e in run.history.of(Called) if e.event.verb == "submit"}
    took_s = sorted(
        entry.at_s - called[entry.event.call]
        for entry in run.history.of(Returned)
        if entry.event.call in called
    )
    if not any(entry.fact.account == ACCOUNT for entry in run.ledger.of(OrderAccepted)):
        raise Inconclusive("the venue accepted no order")
    needed = orders * 95 // 100
    if len(took_s) < needed:
        return failed(f"{len(took_s)} of {orders} orders were answered in the time given")
    worst_s = took_s[needed - 1]
    told = f"95 % of {orders} orders were answered within {worst_s:.3f} s"
    return passed(told) if worst_s <= p95_s else failed(f"{told}, {p95_s:g} s are allowed")

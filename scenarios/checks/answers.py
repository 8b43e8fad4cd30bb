"""What the venue's answers say, whatever status and code it wraps them in."""

from fakes.ledger import RequestAnswered, RequestReceived
from fakes.operations import Operation, Outcome
from scenarios.run import Run

REFUSALS = (Outcome.REFUSED, Outcome.UNKNOWN_ORDER)
"""The venue looked at what was asked for and said no to it: nothing was done."""
TOO_MANY = (Outcome.RATE_LIMITED, Outcome.BANNED)
LOOKUPS = (Operation.QUERY, Operation.OPEN_ORDERS, Operation.ALL_ORDERS)
"""Ways to ask for one order: venues without a question for it list those of that name."""


def question_weight(run: Run) -> int:
    """What the venue counted for the cheapest question about an order; one if it never got any."""
    asked = (e.fact for e in run.ledger.of(RequestReceived) if e.fact.operation in LOOKUPS)
    return min((fact.weight for fact in asked), default=1)


def is_denial(answer: RequestAnswered) -> bool:
    """Whether the venue said that there is no order such as was asked for."""
    if answer.outcome == Outcome.UNKNOWN_ORDER:
        return answer.operation in LOOKUPS
    return answer.operation == Operation.QUERY and answer.outcome == Outcome.REFUSED

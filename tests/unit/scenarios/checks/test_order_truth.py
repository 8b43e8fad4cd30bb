"""What the venue knew of an order at a moment, and what its user was told."""

from decimal import Decimal

import pytest

from fakes.ledger import RequestAnswered
from fakes.operations import Operation, Outcome
from scenarios.checks.order_truth import denials, truth_of
from subjects.seen import Claim, State
from tests.unit.scenarios.checks.order_story import SYMBOL, Story


@pytest.mark.parametrize(
    ("at_s", "state", "filled"),
    [
        (0.9, None, "0"),
        (1.0, State.OPEN, "0"),
        (4.9, State.OPEN, "0"),
        (5.0, State.PARTIALLY_FILLED, "0.004"),
        (9.0, State.CANCELED, "0.004"),
    ],
)
def test_an_order_is_at_each_moment_what_has_happened_to_it_until_then(
    at_s: float, state: State | None, filled: str
) -> None:
    story = Story().at(1.0).accepted("a").at(5.0).traded("a", "0.004").at(9.0).done("a", "CANCELED")
    truth = truth_of(story.run, "a", at_s)

    assert (truth.state, truth.filled) == (state, Decimal(filled))


@pytest.mark.parametrize(
    ("outcome", "denied"),
    [
        (Outcome.REFUSED, [3.0]),
        (Outcome.UNKNOWN_ORDER, [3.0]),
        (Outcome.FAILED, []),
        (Outcome.DONE, []),
    ],
)
def test_only_a_refused_question_is_a_denial(outcome: Outcome, denied: list[float]) -> None:
    story = Story().at(2.0).begin("order", (SYMBOL, "a"))
    story.ledger.record(RequestAnswered(request_id=1, operation=Operation.QUERY, status=0, outcome=outcome))

    assert list(denials(story.at(3.0).end("order", Claim.DID_NOT_HAPPEN).run, "a")) == denied

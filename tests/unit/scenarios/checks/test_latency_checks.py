"""What the check of an order's way says of runs made by hand."""

from decimal import Decimal

import pytest

from fakes.instruments import Side
from fakes.ledger import OrderAccepted
from scenarios.checks.latency import orders_answer_within
from scenarios.checks.order_truth import ACCOUNT
from scenarios.history import Called, Raised, Returned
from scenarios.verdict import Inconclusive, Verdict
from subjects.seen import Claim, Intent
from tests.unit.scenarios.checks.market_story import SYMBOL, MarketStory
from tests.unit.scenarios.checks.verdicts import success


def submits(*took_s: float | None, accepted: bool = True) -> MarketStory:
    """One order a second, answered after so long; None = it raised."""
    story = MarketStory()
    for number, seconds in enumerate(took_s):
        name = f"order-{number}"
        intent = Intent(symbol=SYMBOL, side="BUY", quantity=Decimal(1), client_order_id=name)
        story.at(float(number)).history.record(Called(call=number, verb="submit", arguments=(intent,)))
        if accepted:
            story.ledger.record(
                OrderAccepted(
                    symbol=SYMBOL,
                    account=ACCOUNT,
                    order_id=number,
                    client_order_id=name,
                    side=Side.BUY,
                    kind="LIMIT",
                    ticks=1,
                    lots=1,
                )
            )
        if seconds is None:
            story.history.record(_raised(number))
        else:
            story.at(number + seconds).history.record(Returned(call=number, verb="submit", result=None))
    return story


def _raised(call: int) -> Raised:
    return Raised(
        call=call, verb="submit", kind="Error", error="x.Error", claim=Claim.UNKNOWN, typed=True, text=""
    )


def judged(story: MarketStory) -> Verdict:
    return orders_answer_within(story.run, orders=20, p95_s=1.0)


def test_one_slow_answer_in_twenty_is_allowed() -> None:
    assert judged(submits(*[0.5] * 19, 30.0))


def test_two_slow_answers_in_twenty_are_not() -> None:
    assert "within 30.000 s, 1 s are allowed" in judged(submits(*[0.5] * 18, 30.0, 30.0)).reason


def test_an_order_that_raised_was_not_answered() -> None:
    assert "18 of 20 orders were answered" in judged(submits(*[0.5] * 18, None, None)).reason


def test_orders_that_slowness_kept_from_being_made_count() -> None:
    assert "10 of 20 orders" in judged(submits(*[0.5] * 10)).reason


def test_a_venue_that_accepted_nothing_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="the venue accepted no order"):
        judged(submits(*[0.5] * 20, accepted=False))


def test_five_of_a_hundred_orders_may_go_unanswered_and_the_others_take_all_the_time_allowed() -> None:
    verdict = orders_answer_within(submits(*[1.0] * 95, *[None] * 5).run, orders=100, p95_s=1.0)

    assert "95 % of 100 orders were answered within 1.000 s" in success(verdict)

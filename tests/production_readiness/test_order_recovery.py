"""A second fault strikes while orders and the account are being recovered."""

import pytest

from fakes.faults import (
    Fault,
    HtmlPage,
    LostAnswer,
    Silence,
    TruncatedBody,
    during,
)
from fakes.market.scripts import SILENT
from fakes.operations import Operation, StreamKind
from scenarios.checks.orders import last_word_is_true, outcomes_are_never_denied
from scenarios.checks.recovery import demand_second_strike
from scenarios.stage import Stage
from scenarios.workloads.orders import taking
from scenarios.workloads.recovery import lose_an_order

PLACE, QUERY = Operation.PLACE, Operation.QUERY
MUTE = Silence(kind=(StreamKind.ORDER, StreamKind.BALANCE))
EITHER = None
"""Connectors may ask over HTTP or over a socket; there what is no answer stands in a frame."""


def cases(name: str, **values: object) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(name, values.values(), ids=values.keys())


@pytest.mark.item("RC-010")
@cases(
    "rubbish",
    page=HtmlPage(on=QUERY, transport=EITHER, status=200),
    truncated=TruncatedBody(on=QUERY, transport=EITHER),
)
def test_unreadable_answers_about_a_lost_order_decide_nothing(stage: Stage, rubbish: Fault) -> None:
    run = stage.play(
        lose_an_order(lost_s=20.0, asks_s=(24.0, 29.0), until_s=80.0, intent=taking),
        during(10.0, 60.0, LostAnswer(on=PLACE, limit=1)),
        during(10.0, 40.0, MUTE),
        during(10.0, 32.0, rubbish),
        market=SILENT,
        must_fire=False,
    )

    demand_second_strike(run, "LostAnswer", rubbish.name)
    assert outcomes_are_never_denied(run)
    assert last_word_is_true(run)

import json
from dataclasses import MISSING, fields
from typing import Any

import pytest

from fakes.faults import (
    DropMessages,
    Fault,
    LostAnswer,
    MessageFault,
    Planned,
    Reset,
    during,
    from_json,
    to_json,
    upon,
)
from fakes.ledger import SessionOpened
from fakes.operations import Operation, Role, StreamKind


def with_defaults(kind: type[Fault]) -> Fault:
    """Whatever has no default is the name of a symbol."""
    required = [f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING]
    parameters: dict[str, Any] = dict.fromkeys(required, "BTCUSDT")
    return kind(**parameters)


@pytest.mark.parametrize("name", sorted(Fault.registry))
def test_every_fault_can_be_written_down_and_read_back(name: str) -> None:
    schedule = [during(1, 2, with_defaults(Fault.registry[name]))]

    assert from_json(json.loads(json.dumps(to_json(schedule)))) == schedule


def test_a_schedule_keeps_windows_and_parameters() -> None:
    schedule: list[Planned] = [
        during(40, 41.5, DropMessages(StreamKind.DEPTH, probability=0.5, limit=3)),
        upon(SessionOpened, Reset(Role.MARKET), nth=2, after_s=0.1, lasts_s=1, not_before_s=9),
        during(1, 2, LostAnswer((Operation.PLACE, Operation.CANCEL))),
    ]

    assert from_json(json.loads(json.dumps(to_json(schedule)))) == schedule


def test_an_unknown_fault_is_named() -> None:
    with pytest.raises(KeyError, match="Earthquake"):
        from_json([{"fault": "Earthquake", "start_s": 0, "stop_s": 1}])


def test_a_parameter_that_a_fault_does_not_have_is_an_error() -> None:
    with pytest.raises(TypeError, match="magnitude"):
        from_json([{"fault": "Reset", "magnitude": 9, "start_s": 0, "stop_s": 1}])


def test_a_base_of_faults_cannot_be_planned_by_name() -> None:
    assert MessageFault.__name__ not in Fault.registry


def test_a_principal_parameter_may_be_given_by_position() -> None:
    assert DropMessages(StreamKind.DEPTH).kind is StreamKind.DEPTH
    assert LostAnswer(Operation.PLACE).on is Operation.PLACE

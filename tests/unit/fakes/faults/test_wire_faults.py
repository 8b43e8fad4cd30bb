import pytest

from fakes.faults import (
    CutAfter,
    Fault,
    Fragmentation,
    HalfOpen,
    Latency,
    NameFailure,
    Partition,
    Refuse,
    Reset,
    SlowDrip,
    SwallowedConnects,
)
from fakes.operations import Role
from tests.unit.fakes.faults.staging import Call, armed

pytestmark = pytest.mark.asyncio

STANDING = [
    (Latency(0.4, 0.1, Role.REST), ("latency", Role.REST, 0.4, 0.1), ("latency", Role.REST, None, 0.0)),
    (Refuse(Role.REST), ("refuse", Role.REST, True), ("refuse", Role.REST, False)),
    (SwallowedConnects(), ("swallow_connects", None, True), ("swallow_connects", None, False)),
    (Partition(Role.USER), ("partition", Role.USER, True), ("partition", Role.USER, False)),
    (NameFailure(), ("fail_names", None, True), ("fail_names", None, False)),
    (SlowDrip(10, Role.REST), ("bandwidth", Role.REST, 10), ("bandwidth", Role.REST, None)),
    (Fragmentation(0.5), ("fragment", None, 0.5), ("fragment", None, 0.0)),
]
STRIKING = [
    (Reset(Role.MARKET), ("reset", Role.MARKET)),
    (HalfOpen(), ("half_open", None)),
    (CutAfter(7, "fin", Role.REST), ("cut_after", Role.REST, 7, "fin")),
]


@pytest.mark.parametrize(("fault", "opening", "closing"), STANDING, ids=lambda value: str(value))
async def test_a_standing_condition_lasts_as_long_as_its_window(
    fault: Fault, opening: Call, closing: Call
) -> None:
    async with armed(fault) as staged:
        assert staged.venue.calls == [opening]

    assert staged.venue.calls == [opening, closing]
    assert staged.closed_after == [1]


@pytest.mark.parametrize(("fault", "strike"), STRIKING, ids=lambda value: str(value))
async def test_a_strike_comes_once_and_is_not_undone(fault: Fault, strike: Call) -> None:
    async with armed(fault) as staged:
        pass

    assert staged.venue.calls == [strike]
    assert staged.closed_after == [1]


@pytest.mark.parametrize(("fault", "strike"), STRIKING, ids=lambda value: str(value))
async def test_a_strike_without_connections_has_not_fired(fault: Fault, strike: Call) -> None:
    async with armed(fault, connections=0) as staged:
        pass

    assert staged.venue.calls == [strike]
    assert staged.closed_after == [0]

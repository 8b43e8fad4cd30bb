"""When faults strike: windows on the stage's clock, or windows opened by something that happened.

A window that opens on a fact (`upon`) is how faults strike *during recovery*: upon the second
SessionOpened, upon the first Subscribed after a cut, and so on. Schedules are data: JSON both ways.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import fakes.ledger
from fakes.faults.fault import Fault
from fakes.ledger import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """`fault` is armed from `start_s` to `stop_s` of stage time; with `upon`, both count from the
    `nth` fact of that kind recorded at or after `not_before_s`."""

    fault: Fault
    start_s: float = 0.0
    stop_s: float
    upon: str | None = None
    nth: int = 1
    not_before_s: float = 0.0

    def __post_init__(self) -> None:
        if self.stop_s <= self.start_s:
            raise ValueError(f"{self.fault.name}: the window closes at {self.stop_s} s, before it opens")
        if self.upon is not None and not hasattr(fakes.ledger, self.upon):
            raise ValueError(f"{self.fault.name}: no fact is called {self.upon!r}")


def during(start_s: float, stop_s: float, fault: Fault) -> Planned:
    """Armed for a window of stage time."""
    return Planned(fault=fault, start_s=start_s, stop_s=stop_s)


def upon(
    fact: type[Fact],
    fault: Fault,
    *,
    lasts_s: float,
    nth: int = 1,
    after_s: float = 0.0,
    not_before_s: float = 0.0,
) -> Planned:
    """Armed `after_s` after the nth such fact, for `lasts_s`."""
    return Planned(
        fault=fault,
        start_s=after_s,
        stop_s=after_s + lasts_s,
        upon=fact.__name__,
        nth=nth,
        not_before_s=not_before_s,
    )


def to_json(schedule: Sequence[Planned]) -> list[dict[str, Any]]:
    return [
        {
            **planned.fault.to_json(),
            "start_s": planned.start_s,
            "stop_s": planned.stop_s,
            "upon": planned.upon,
            "nth": planned.nth,
            "not_before_s": planned.not_before_s,
        }
        for planned in schedule
    ]


def from_json(data: Sequence[Mapping[str, Any]]) -> list[Planned]:
    """The inverse of `to_json`; the faults named must have been imported (`import fakes.faults`)."""
    window = ("start_s", "stop_s", "upon", "nth", "not_before_s")
    return [
        Planned(
            fault=Fault.from_json({key: value for key, value in entry.items() if key not in window}),
            **{key: entry[key] for key in window if key in entry},
        )
        for entry in data
    ]

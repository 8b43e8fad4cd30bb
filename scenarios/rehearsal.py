"""Which plays can go on loopback: asked of the play itself, not of a list.

Real sockets have no names to take away and only one world to be in, and nobody waits a day for real. How
long a play takes is found by rehearsing it: the reference plays it in virtual time, at most for as long as
loopback would allow. So all subjects are asked the same items there.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from fakes.faults.schedule import Planned
from fakes.venue import FakeVenue
from scenarios.history import Noted
from scenarios.player import Workload
from scenarios.setting import Setting
from scenarios.simulated import play_simulated
from scenarios.verdict import NotOnThisStage
from subjects.reference import Reference

LONGEST_S = 200.0
"""All plays of one test together; more than three minutes would be waited for a fault and its recovery."""


def demand_loopback(faults: Sequence[Planned], setting: Setting) -> None:
    """Raises NotOnThisStage for what only the simulated network has."""
    if setting.sandbox:
        raise NotOnThisStage("the sandbox and the live venue are told apart by their host names")
    if setting.client_drift:
        raise NotOnThisStage("a real clock cannot be made to drift")
    if any(planned.fault.takes_names for planned in faults):
        raise NotOnThisStage("names are not resolved on loopback, so none can fail")


def rehearse(
    venue_class: type[FakeVenue],
    token: str,
    folder: Path,
    workload: Workload,
    faults: Sequence[Planned],
    setting: Setting,
    *,
    left_s: float,
) -> float:
    """Seconds that the play takes; raises NotOnThisStage if that is more than is left."""
    cut_short = replace(setting, deadline_s=min(setting.deadline_s, left_s))
    run = play_simulated(Reference(), venue_class, token, folder, workload, faults, cut_short)
    unfinished = any(entry.event.name == "deadline" for entry in run.history.of(Noted))
    if run.virtual_s > left_s or (unfinished and cut_short.deadline_s < setting.deadline_s):
        raise NotOnThisStage(f"it takes more than {LONGEST_S:g} s")
    return run.virtual_s

"""How the end of a test becomes an outcome.

An assertion of the test itself is a failure of the subject, and so is a subject that could not be
opened. Anything else that is raised says that the
premise did not come about or that the harness broke, and neither may ever count for or against a subject.
"""

from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import pytest

from checklist.model import Outcome
from scenarios.stage import NotOpened
from scenarios.verdict import Inconclusive, NotAtThisVenue, NotOnThisStage
from simulation import Deadlock, Livelock
from subjects.base import Unsupported

_LONGEST_REASON = 400


@dataclass(frozen=True, slots=True)
class Ending:
    """An outcome and the one-line reason for it."""

    outcome: Outcome
    reason: str


def ending_of(error: BaseException, tests: Path) -> Ending:
    """What an exception out of a test says; `tests` is the folder whose assertions judge."""
    error = _single(error)
    if isinstance(error, Unsupported):
        return Ending(Outcome.INAPPLICABLE, _line(f"the subject does not support {error}"))
    if isinstance(error, NotAtThisVenue):
        return Ending(Outcome.INAPPLICABLE, _line(f"not at this venue: {error}"))
    if isinstance(error, NotOnThisStage):
        return Ending(Outcome.INAPPLICABLE, _line(f"not on this stage: {error}"))
    if isinstance(error, Inconclusive):
        return Ending(Outcome.INCONCLUSIVE, _line(str(error) or "the premise did not come about"))
    if isinstance(error, pytest.skip.Exception):
        return Ending(Outcome.UNCOVERED, _line(f"skipped: {error.msg}"))
    if isinstance(error, NotOpened):
        return Ending(Outcome.FAILED, _line(str(error)))
    if isinstance(error, Deadlock | Livelock):
        return Ending(Outcome.INCONCLUSIVE, _line(f"virtual time could not go on: {error}"))
    frame = _raised_in(error.__traceback__)
    judges = isinstance(error, AssertionError | pytest.fail.Exception)
    if judges and frame is not None and Path(frame.tb_frame.f_code.co_filename).is_relative_to(tests):
        return Ending(Outcome.FAILED, _line(_verdict_reason(frame) or str(error) or "assertion failed"))
    return Ending(Outcome.INCONCLUSIVE, _line(f"the harness broke: {type(error).__name__}: {error}"))


def _single(error: BaseException) -> BaseException:
    """The one exception inside nested groups that hold nothing else: task groups wrap what they raise."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


def _raised_in(traceback: TracebackType | None) -> TracebackType | None:
    """The innermost frame, except that `pytest.fail` and its like are not where a test fails."""
    last = None
    while traceback is not None:
        if not Path(traceback.tb_frame.f_code.co_filename).is_relative_to(_PYTEST):
            last = traceback
        traceback = traceback.tb_next
    return last


_PYTEST = Path(pytest.__file__).parent.parent / "_pytest"


def _verdict_reason(frame: TracebackType) -> str | None:
    """The sentence of the verdict that did not hold.

    pytest shortens the repr of what an assertion saw, so the verdict is taken from the frame itself,
    where pytest's rewritten assertion keeps it beside the test's own variables.
    """
    found = None
    for value in frame.tb_frame.f_locals.values():
        reason = getattr(value, "reason", None)
        if isinstance(reason, str) and getattr(value, "passed", None) is False:
            found = reason
    return found


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST_REASON else line[: _LONGEST_REASON - 1] + "…"

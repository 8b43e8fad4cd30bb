"""What a check says of a run, and what it says when there was nothing to judge."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scenarios.run import Run


class Inconclusive(Exception):
    """The premise of a check did not come about, so neither a pass nor a failure would mean anything.

    Raises ValueError if `reason` does not say which.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(_told(reason))


class NotOnThisStage(Exception):
    """The stage cannot carry this play: nothing is judged, and nothing is counted."""


class NotAtThisVenue(Exception):
    """The venue cannot have what this play is about: nothing is judged, and nothing is counted."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """`bool(verdict)` is the judgement; its repr is the sentence that a report prints.

    Raises ValueError without a sentence: a judgement that nobody can look into is a defect of the check.
    """

    passed: bool
    reason: str

    def __post_init__(self) -> None:
        _told(self.reason)

    def __bool__(self) -> bool:
        return self.passed

    def __repr__(self) -> str:
        return f"<{'passed' if self.passed else 'failed'}: {self.reason}>"


def _told(reason: str) -> str:
    if not reason:
        raise ValueError("a check says why, in a sentence")
    return reason


def passed(reason: str) -> Verdict:
    return Verdict(True, reason)


def failed(reason: str) -> Verdict:
    return Verdict(False, reason)


Check = Callable[["Run"], Verdict]
"""Pure. Raises Inconclusive if its premise never came about."""

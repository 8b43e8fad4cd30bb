"""Numbers of a score as they are shown: rounded down, so that what is shown has been reached."""

import math

from checklist.scoring import Score


def points(score: Score) -> str:
    """With one decimal, of 100."""
    return f"{math.floor(score.points * 10 + 1e-9) / 10:g}"


def coverage(score: Score) -> int:
    """Whole percent."""
    return math.floor(score.coverage)


def fidelity(percent: float | None) -> str:
    """Of a fake, in words; None = nobody has counted."""
    return "not measured" if percent is None else f"{math.floor(percent)} %"

"""All numbers of a run under stable names, those that apply to it."""

from collections.abc import Mapping
from math import isfinite

from scenarios.measures.book_truth import book_truth
from scenarios.measures.budget import budget
from scenarios.measures.order_belief import order_belief
from scenarios.measures.records import Records
from scenarios.measures.recovering import recovering
from scenarios.measures.ticks import ticks
from scenarios.run import Run

DIGITS = 3
"""Behind the point: milliseconds, and thousandths of a share or a percent."""


def measured(run: Run) -> Mapping[str, float]:
    """Names end in what they count: `_share` of 0-1 (more is better), `_s`, `_ms`, `_percent_...`,
    `_quote` in units of the quote asset, `_quote_s` that times seconds; the others are counts.

    Raises ArithmeticError, LookupError, TypeError or ValueError if what the subject told is beyond measure.
    """
    records = Records(run)
    found: dict[str, float] = {}
    for measure in (book_truth, recovering, order_belief, budget, ticks):
        found.update((name, round(float(value), DIGITS)) for name, value in measure(records))
    endless = [name for name, value in found.items() if not isfinite(value)]
    if endless:
        raise ValueError(f"no number: {', '.join(endless)}")
    return found

"""Plans of many faults, one after the other: what a long day brings, from a seed."""

from collections.abc import Sequence
from random import Random

from fakes.faults.fault import Fault
from fakes.faults.schedule import Planned, during

Trouble = tuple[float, *tuple[Fault, ...]]
"""For how many seconds it lasts, and the faults that strike meanwhile."""


def one_after_the_other(
    troubles: Sequence[Trouble], *, every_s: float, from_s: float, to_s: float, seed: str
) -> list[Planned]:
    """One trouble in each stretch of `every_s`, at a moment in its first half that the seed decides.

    Which one comes when is shuffled; after as many as there are, each has come once.
    """
    rng = Random(f"trouble/{seed}")
    plan: list[Planned] = []
    left: list[Trouble] = []
    start_s = from_s
    while start_s + every_s <= to_s:
        if not left:
            left = list(troubles)
            rng.shuffle(left)
        lasts_s, *faults = left.pop()
        at_s = start_s + rng.random() * every_s / 2
        plan += [during(at_s, at_s + lasts_s, fault) for fault in faults]
        start_s += every_s
    return plan

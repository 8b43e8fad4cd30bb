"""What the score promises, and whether a study bears it out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEAST_J = 0.95
MOST_OTHERS = 2
ENOUGH_PLAYS = 10_000
CANARY_BELOW = 20


@dataclass(frozen=True, slots=True)
class Goal:
    """One promise."""

    what: str
    seen: str
    met: bool


def goals(study: Mapping[str, Any]) -> list[Goal]:
    """All promises, in the order of the page."""
    lowest = min(study["categories"], key=lambda one: float(one["youden_j"]))
    wide = [one["saboteur"] for one in study["defects"] if len(one["others"]) > MOST_OTHERS]
    let_through = [one["saboteur"] for one in study["defects"] if one["critical"] and one["ready"]]
    let_through += [one["name"] for one in study["together"] if one["critical"] and one["ready"]]
    unfair = [one["subject"] for one in study["correct"] if one["open"]]
    repeated = study["repeated"]
    enough = ENOUGH_PLAYS if study["extent"].get("whole", True) else 2 * len(study["items"])
    flaky = [*repeated["differing"], *repeated["not_passed"]]
    return [
        Goal(
            f"Youden's J is at least {LEAST_J} in every category",
            f"lowest {lowest['youden_j']:.3f} ({lowest['category']})",
            lowest["youden_j"] >= LEAST_J,
        ),
        Goal(
            f"a defect costs at most {MOST_OTHERS} items beside its own",
            _all_or(wide, "every one of them"),
            not wide,
        ),
        Goal(
            "no connector with a critical defect passes the gate",
            _all_or(let_through, "none does"),
            not let_through,
        ),
        Goal("no correct connector loses an item", _all_or(unfair, "none does"), not unfair),
        Goal(
            f"no verdict and no packet differs in {enough:,} plays",
            f"{len(flaky)} of {repeated['plays']:,} plays",
            not flaky and repeated["plays"] >= enough,
        ),
        Goal(
            "the score's variance is 0",
            f"scores seen: {', '.join(f'{score:g}' for score in repeated['scores'])}",
            len(repeated["scores"]) == 1,
        ),
        *_canary(study["canary"]),
    ]


def _canary(score: float | None) -> list[Goal]:
    """Nothing is promised where it does not speak to the venue."""
    if score is None:
        return []
    return [Goal(f"the canary scores below {CANARY_BELOW}", f"{score:g}", score < CANARY_BELOW)]


def _all_or(exceptions: list[str], otherwise: str) -> str:
    return f"not {', '.join(exceptions)}" if exceptions else otherwise

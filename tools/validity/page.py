"""The study as a page of documentation."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tools.validity.goals import goals

_HEAD = """\
# Can the score be believed at {venue}?

Written on {measured} by `python tools/measure_validity.py{options}`
from [{name}.json]({name}.json); do not edit.

A check is a diagnostic test, and its condition is a defect. Every item has a saboteur: the reference
connector with that one defect. *Found* means that the item failed for it. Correct connectors of other makes
must lose nothing. *J* is Youden's: the rate of found defects less the rate of false alarms.
"""
_WHOLE = """\
Correct connectors and sets of defects that go together are played through everything. A connector with one
defect is played through one case of each item but the long ones, and through all cases of its own item; a
random set of defects through one case of each item but the long ones.
"""
_LIGHT = """\
This is a light study: a connector with one defect is played through all cases of its own item, correct
connectors through one case of the most telling items, the reference through everything. What a defect costs
beside its own item was not measured here but at [Binance](binance.md).
"""


def page(study: Mapping[str, Any]) -> str:
    """Markdown, the same for the same study."""
    extent = study["extent"]
    about = (
        f"Checklist {study['checklist_version']}, {len(study['items'])} items that are asked there; "
        f"{study['plays']:,} plays of "
        f"{len(study['defects'])} saboteurs, {len(study['together'])} connectors with several defects, "
        f"{extent['sets']} random sets of defects and {len(study['correct'])} correct connectors."
    )
    whole = extent.get("whole", True)
    head = _HEAD.format(
        venue=study["venue"].replace("_", " ").title(),
        name=study["venue"],
        measured=study["measured"],
        options="" if whole else f" --venue {study['venue']} --light",
    )
    told = [head, _WHOLE if whole else _LIGHT, about, *_goals(study), *_categories(study)]
    if whole:
        return "\n".join([*told, *_defects(study), *_sets(study)]) + "\n"
    return "\n".join([*told, *_missed(study)]) + "\n"


def _goals(study: Mapping[str, Any]) -> list[str]:
    rows = [(one.what, one.seen, "yes" if one.met else "**no**") for one in goals(study)]
    return ["\n## Promises\n", *_table(("promise", "seen", "kept"), rows)]


def _categories(study: Mapping[str, Any]) -> list[str]:
    rows = [
        (
            one["category"],
            f"{one['found']} of {one['defects']}",
            f"{one['false_alarms']} of {one['chances']}",
            f"{one['youden_j']:.3f}",
        )
        for one in study["categories"]
    ]
    correct = [
        (one["subject"], f"{one['score']:g}", str(one["applicable"]), ", ".join(one["open"]) or "none")
        for one in study["correct"]
    ]
    return [
        "\n## Found defects and false alarms\n",
        *_table(("category", "defects found", "false alarms", "J"), rows),
        "\n## Correct connectors\n",
        *_table(("connector", "score", "items that apply", "items lost"), correct),
    ]


def _defects(study: Mapping[str, Any]) -> list[str]:
    rows = [
        (one["saboteur"], one["item"], one["outcome"], ", ".join(one["others"]) or "none")
        for one in study["defects"]
    ]
    return [
        "\n## What each defect costs\n",
        *_table(("saboteur", "its item", "outcome", "other items lost"), rows),
    ]


def _missed(study: Mapping[str, Any]) -> list[str]:
    missed = [one["saboteur"] for one in study["defects"] if one["outcome"] != "failed"]
    return [f"\nDefects that no item shows here: {', '.join(missed) or 'none'}."]


def _sets(study: Mapping[str, Any]) -> list[str]:
    rows = [
        (one["name"], ", ".join(one["saboteurs"]), f"{one['score']:g}", str(len(one["open"])))
        for one in study["together"]
    ]
    scores = [one["score"] for one in study["random"]]
    return [
        "\n## Several defects at once\n",
        *_table(("idea", "saboteurs", "score", "items lost"), rows),
        "\n## Random sets of defects\n",
        f"Spearman's rho between the score and the severity-weighted defects of {len(scores)} random sets "
        f"(1: more harm always means fewer points): **{study['spearman_rho']:.3f}**. "
        f"Scores from {min(scores):g} to {max(scores):g}.",
    ]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows)]

#!/usr/bin/env python
"""Write docs/checklist.md: every item, what it demands, why, how it is judged and how to mend it.

python tools/write_catalogue.py

Demands come from checklist/, the judging from the tests themselves: which faults strike in them, and what
their checks say of themselves. tests/test_checklist.py fails when the page is out of date.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from checklist.load import load  # noqa: E402 - the checkout is not installed, so the path comes first
from checklist.model import Checklist, Ground, Item  # noqa: E402
from tools.proofs import Proof, proofs  # noqa: E402

PAGE = ROOT / "docs" / "checklist.md"

_HEAD = """\
# The checklist

Written by `python tools/write_catalogue.py`; do not edit.

An item is one demand on a connector. *Judged by* quotes the checks that its tests make on what the venue's
ledger says and what the connector's user saw; *strikes* names the faults planned in them. The saboteur of an
item is the reference connector with exactly that defect: it fails the item.
"""


def main() -> int:
    """Write the page."""
    PAGE.write_text(catalogue(load(), proofs(ROOT)), encoding="utf-8")
    print(f"wrote {PAGE.relative_to(ROOT)}")
    return 0


def catalogue(checklist: Checklist, found: Sequence[Proof]) -> str:
    """The page as Markdown, the same for the same files."""
    by_item: dict[str, list[Proof]] = {}
    for proof in found:
        by_item.setdefault(proof.item, []).append(proof)
    critical = sum(item.critical for item in checklist.items)
    lines = [
        _HEAD,
        f"{len(checklist.items)} items, {critical} of them critical, in {len(checklist.suites)} suites.",
    ]
    for suite in checklist.suites:
        lines += ["", f"## {suite.name}", "", f"{suite.about[0].upper()}{suite.about[1:]}."]
        for item in checklist.of_suite(suite.name):
            lines += _item(item, by_item.get(item.id, []))
    left = [ground for ground in checklist.grounds.values() if ground.left]
    if left:
        lines += ["", "## Incidents that no item judges", ""]
        lines += [f"- {_cited(ground)} {ground.summary}: {ground.left}" for ground in left]
    return "\n".join(lines) + "\n"


def _item(item: Item, found: Sequence[Proof]) -> list[str]:
    needs = f", needs {' and '.join(item.needs).replace('|', ' or ')}" if item.needs else ""
    faults = list(dict.fromkeys(fault for proof in found for fault in proof.faults))
    checks = list(dict.fromkeys(check for proof in found for check in proof.checks))
    return [
        "",
        f"### {item.id} {item.title}",
        "",
        f"{item.severity.value}, weight {item.weight}{needs}{_where(item)}",
        "",
        f"- Why: {item.why}",
        *([f"- Judged by: {' '.join(checks)}"] if checks else []),
        *([f"- Strikes: {', '.join(faults)}"] if faults else []),
        f"- Remedy: {item.remedy}",
        f"- Grounds: {', '.join(_cited(ground) for ground in item.grounds)}",
        f"- Saboteur: `{item.saboteur}`",
    ]


def _where(item: Item) -> str:
    traits = " and ".join(need.replace("_", " ") for need in item.venue_needs)
    return f"; asked where the venue has {traits}" if traits else ""


def _cited(ground: Ground) -> str:
    return f"[{ground.id}]({_address(ground)})" if ground.source else ground.id


def _address(ground: Ground) -> str:
    """Files of the repository are reached from docs/."""
    return ground.source.removeprefix("docs/")


if __name__ == "__main__":
    sys.exit(main())

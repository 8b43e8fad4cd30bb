#!/usr/bin/env python
"""Measure how well the score tells correct connectors from defective ones, and write docs/validity/.

    python tools/measure_validity.py                          # the whole study, at Binance
    python tools/measure_validity.py --venue kraken --light   # each defect at another venue, by its own item

The whole one takes an hour or so on two cores. What was played is kept in .readiness/validity until the code
changes, so an interrupted run goes on where it was. Exit status 0 if every promise is kept, 1 if not.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from checklist.load import load  # noqa: E402 - the checkout is not installed, so the path comes first
from tools.subject_loading import load_subject  # noqa: E402
from tools.validity.goals import goals  # noqa: E402
from tools.validity.page import page  # noqa: E402
from tools.validity.played import Order, code_digest  # noqa: E402
from tools.validity.study import LIGHT, Extent, conduct  # noqa: E402

WELL = ("reference", "twin")
"""Correct connectors beside those of subjects/twins/."""


def main(argv: Sequence[str] | None = None) -> int:
    """Play, compute, write. Returns the exit status."""
    given = _parser().parse_args(argv)
    extent = LIGHT if given.light else Extent(sets=given.sets, seeds=given.seeds)
    folder = ROOT / ".readiness" / "validity" / code_digest()
    study = {"measured": datetime.now(UTC).date().isoformat()}
    study |= conduct(
        load(), given.venue, correct_subjects(given.venue), extent, folder, given.processes, _tell
    )
    (given.into / f"{given.venue}.json").write_text(json.dumps(study, indent=1) + "\n")
    (given.into / f"{given.venue}.md").write_text(page(study))
    for goal in goals(study):
        print(f"{'kept' if goal.met else 'NOT KEPT':9} {goal.what}: {goal.seen}")
    return 0 if all(goal.met for goal in goals(study)) else 1


def correct_subjects(venue: str) -> list[str]:
    """Of the reference and all twins those that speak to that venue."""
    twins = sorted(
        path.stem for path in (ROOT / "subjects" / "twins").glob("*.py") if path.stem != "__init__"
    )
    return [
        name for name in (*WELL, *(f"twins/{name}" for name in twins)) if venue in load_subject(name).venues
    ]


def _tell(done: int, of: int, order: Order) -> None:
    print(f"[{done}/{of}] {order.subject} {' '.join(order.arguments)}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter, allow_abbrev=False
    )
    parser.add_argument("--venue", default="binance", help="where (default: %(default)s)")
    parser.add_argument("--light", action="store_true", help="minutes instead of an hour, see the pages")
    parser.add_argument("--sets", type=int, default=300, help="random sets of defects (default: %(default)s)")
    parser.add_argument(
        "--seeds", type=int, default=20, help="of the reference's plays (default: %(default)s)"
    )
    parser.add_argument(
        "--processes", type=int, default=os.cpu_count() or 1, help="at a time (default: one a core)"
    )
    parser.add_argument(
        "--into",
        type=Path,
        default=ROOT / "docs" / "validity",
        metavar="FOLDER",
        help="where the report goes (default: docs/validity/)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())

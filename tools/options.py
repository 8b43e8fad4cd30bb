"""The command line of run_readiness: read and checked, with nothing heavy imported."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from checklist.evidence import STAGES
from checklist.scoring import ExitStatus

REPORT_SUFFIXES = (".json", ".md", ".txt")

_EPILOG = """\
exit status: 0 ready, 1 below the threshold, 2 a critical item is open, 3 could not judge,
4 wrong usage or configuration. `pytest tests/production_readiness` gives the same verdicts.
"""


class Parser(argparse.ArgumentParser):
    """Answers a mistake with one line and status 4."""

    def error(self, message: str) -> NoReturn:
        stop(f"{message} (see --help)")


def stop(line: str) -> NoReturn:
    """Say what is wrong in one line and end as a usage error."""
    print(f"run_readiness: {' '.join(line.split())}", file=sys.stderr)
    raise SystemExit(int(ExitStatus.USAGE))


def read(argv: Sequence[str] | None) -> argparse.Namespace:
    """The options, checked against each other. Ends the program on a mistake."""
    options = _parser().parse_args(argv)
    if options.replay:
        _refuse_beside_replay(options)
    options.subject = options.subject or "reference"
    options.seeds = options.seeds or 1
    options.stage = options.stage or "simulated"
    for path in options.save_report:
        _check_report_path(path)
    return options


def _parser() -> Parser:
    parser = Parser(
        prog="run_readiness",
        description="Play a connector against a faithful fake venue that misbehaves, and score it 0-100.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    _what(parser.add_argument_group("what is played"))
    _judged(parser.add_argument_group("how it is judged"))
    _told(parser.add_argument_group("what is told"))
    return parser


def _what(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--subject", metavar="NAME|FILE.py", help="connector under test (default: reference), or your file"
    )
    group.add_argument(
        "--venue",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="fake venues, or all (default: everything at the first faithful one, a sample at the others)",
    )
    group.add_argument(
        "--suite", nargs="+", action="extend", default=[], metavar="NAME", help="these suites only"
    )
    group.add_argument(
        "--categories",
        "--category",
        nargs="+",
        action="extend",
        default=[],
        metavar="NAME",
        help="these categories (CO) or areas (security) only",
    )
    group.add_argument(
        "--performance-only",
        "--performance",
        dest="categories",
        action="append_const",
        const="performance",
        help="same as --categories performance",
    )
    group.add_argument(
        "--security-only",
        dest="categories",
        action="append_const",
        const="security",
        help="same as --categories security",
    )
    group.add_argument(
        "--item", nargs="+", action="extend", default=[], metavar="ID", help="these items only (CO-010)"
    )
    group.add_argument("--smoke", action="store_true", help="one case of a dozen most telling items")
    group.add_argument("--brief", action="store_true", help="one case of every item but the long ones")
    group.add_argument("--seeds", type=_count, metavar="N", help="play each case with N seeds (default: 1)")
    group.add_argument(
        "--stage",
        choices=STAGES,
        help="in virtual time (default), or in real time over real sockets: "
        "those items that take minutes at most, so give it --jobs",
    )
    group.add_argument(
        "--jobs",
        type=_count,
        metavar="N",
        help="play in so many processes at once (default: one a core, at most 4; on loopback 1)",
    )
    group.add_argument("--replay", metavar="TOKEN", help="play exactly the one test that a report names")


def _judged(group: "argparse._ArgumentGroup") -> None:
    group.add_argument(
        "--threshold",
        type=_points,
        metavar="POINTS",
        help="score from which the gate opens (default: 85; 70 under the weighted profile)",
    )
    group.add_argument(
        "--profile", choices=["default", "weighted"], default="default", help="how points are counted"
    )
    group.add_argument("--fail-fast", action="store_true", help="stop at the first critical failure")


def _told(group: "argparse._ArgumentGroup") -> None:
    volume = group.add_mutually_exclusive_group()
    volume.add_argument("--quiet", action="store_true", help="the score alone")
    volume.add_argument("--verbose", action="store_true", help="every test, and why each open item matters")
    group.add_argument(
        "--save-report",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="write the report as well: .json (schema: checklist/report/schema.json), .md or .txt",
    )
    group.add_argument(
        "--coverage", action="store_true", help="measure the code coverage of the connector as well"
    )
    group.add_argument("--list-suites", action="store_true", help="name the suites and their items, and end")
    group.add_argument("--list-subjects", action="store_true", help="name the connectors, and end")


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise argparse.ArgumentTypeError(f"expected a number from 1, not {text!r}")
    return int(text)


def _points(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 100:
        raise argparse.ArgumentTypeError(f"expected points of 0-100, not {text!r}")
    return number


def _refuse_beside_replay(options: argparse.Namespace) -> None:
    names = ("subject", "venue", "suite", "categories", "item", "smoke", "brief", "seeds", "stage", "jobs")
    given = [f"--{name}" for name in names if getattr(options, name)]
    if given:
        stop(
            "--replay names subject, venue, item, case, seed and stage by itself; "
            f"leave out {', '.join(given)}"
        )


def _check_report_path(path: Path) -> None:
    """Find out before a minute of playing that the report cannot be written after it."""
    if path.suffix not in REPORT_SUFFIXES:
        stop(f"--save-report {path}: the name must end in one of {', '.join(REPORT_SUFFIXES)}")
    if path.is_dir() or not path.parent.is_dir():
        stop(f"--save-report {path}: no such folder; create it or choose another path")
    try:
        existed = path.exists()
        path.open("a").close()
        if not existed:
            path.unlink()
    except OSError as error:
        stop(f"--save-report {path}: cannot be written ({error.strerror}); choose another path")

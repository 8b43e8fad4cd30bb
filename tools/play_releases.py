#!/usr/bin/env python
"""Play pairs of releases of real libraries: one with a known defect, and the one that mended it.

    python tools/play_releases.py                 # all pairs of tests/saboteurs/releases.toml
    python tools/play_releases.py CO-010          # the pairs of these items only

A pair holds when the affected release loses its item and the mended one earns it: the lab then tells the
two apart as the library's own maintainers did. Each release is installed once, without its dependencies,
into an environment of its own under .readiness/releases/, which sees everything else that is installed
here; the adapters and the library are both unmodified. Delete that folder to begin anew.
"""

import argparse
import json
import sys
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools import environments  # noqa: E402 - the checkout is not installed, so the path comes first

PAIRS = ROOT / "tests" / "saboteurs" / "releases.toml"
ENVIRONMENTS = environments.KEPT / "releases"
_EPILOG = (
    "exit status: 0 every pair holds, 1 one does not, 2 wrong usage, 3 a release could not be had or played"
)


class CannotPlay(Exception):
    """One line that says what is wrong and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """`item` is lost by the release `affected` of `library` and earned by `mended`; `url` tells of it."""

    library: str
    affected: str
    mended: str
    item: str
    url: str
    what: str

    @property
    def subject(self) -> str:
        return self.library.replace("-", "_")


@dataclass(frozen=True, slots=True)
class Seen:
    """How the item ended for both releases, and what the affected one did."""

    pair: Pair
    affected: str
    mended: str
    reason: str

    @property
    def holds(self) -> bool:
        return (self.affected, self.mended) == ("failed", "passed")


def read(path: Path = PAIRS) -> list[Pair]:
    return [Pair(**stanza) for stanza in tomllib.loads(path.read_text())["pair"]]


def environment(library: str, version: str, folder: Path = ENVIRONMENTS) -> Path:
    """The interpreter that has this release; made on first use. Raises CannotPlay."""
    release = f"{library}=={version}"
    try:
        return environments.environment(folder / f"{library}-{version}", release, [release])
    except environments.CannotInstall as problem:
        raise CannotPlay(f"{library} {version} {problem}") from problem


def outcome(python: Path, pair: Pair, version: str) -> tuple[str, str]:
    """Play the item with the release in that environment; how it ended, and why. Raises CannotPlay."""
    report = python.parent.parent / f"{pair.item}.json"
    report.unlink(missing_ok=True)
    options = ["--subject", pair.subject, "--venue", "binance", "--item", pair.item]
    options += ["--jobs", "1", "--quiet", "--save-report", str(report)]
    done = environments.run([str(python), str(ROOT / "tools" / "run_readiness.py"), *options])
    if not report.is_file():
        told = (done.stderr.strip().splitlines() or done.stdout.strip().splitlines() or ["it says nothing"])[
            -1
        ]
        raise CannotPlay(f"{pair.library} {version} could not be played on {pair.item}: {told}")
    told = json.loads(report.read_text())
    if told["subject"]["version"] != f"{pair.library} {version}":
        raise CannotPlay(
            f"{told['subject']['version']} was played instead of {version}: delete {python.parents[1]}"
        )
    (item,) = told["items"]
    reasons = [play["reason"] for play in item["evidence"] if play["outcome"] != "passed"]
    return item["outcome"], next(iter(reasons), "")


def play(pair: Pair, folder: Path = ENVIRONMENTS) -> Seen:
    """Both releases of a pair. Raises CannotPlay."""
    affected, reason = outcome(environment(pair.library, pair.affected, folder), pair, pair.affected)
    mended, _ = outcome(environment(pair.library, pair.mended, folder), pair, pair.mended)
    return Seen(pair, affected, mended, reason)


def lines(told: Iterable[Seen]) -> list[str]:
    """The table, one line for each pair and one for what the affected release did."""
    rows = [f"{'item':<8}{'library':<16}{'affected':<24}{'mended':<24}holds"]
    for seen in told:
        pair = seen.pair
        affected, mended = f"{pair.affected} {seen.affected}", f"{pair.mended} {seen.mended}"
        rows.append(
            f"{pair.item:<8}{pair.library:<16}{affected:<24}{mended:<24}{'yes' if seen.holds else 'NO'}"
        )
        rows.append(f"        {pair.what} ({seen.reason or 'no reason given'})")
    return rows


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog=_EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("item", nargs="*", metavar="ITEM", help="only the pairs of these items")
    wanted = parser.parse_args(argv).item
    pairs = [pair for pair in read() if not wanted or pair.item in wanted]
    if not pairs:
        parser.error(f"no pair has {', '.join(wanted)}; there are {', '.join(p.item for p in read())}")
    try:
        told = [play(pair) for pair in pairs]
    except CannotPlay as problem:
        print(f"play_releases: {problem}", file=sys.stderr)
        return 3
    print("\n".join(lines(told)))
    return 0 if all(seen.holds for seen in told) else 1


if __name__ == "__main__":
    sys.exit(main())

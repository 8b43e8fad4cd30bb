#!/usr/bin/env python
"""Print, for each module, how many of its mutants the tests killed. Reads what `make mutants` left behind.

A mutant is a copy of a module with one line changed; it is killed when a test fails (or never ends) because
of it. One that no test runs at all has survived. docs/mutation.md explains which may live.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_SURVIVED = (0, 5, 33)
"""How pytest ended: all passed, or no test to run (5 by pytest, 33 by mutmut)."""
_NOT_RUN = (None, 2, 34)
"""Not yet, interrupted by the keyboard, passed over."""


@dataclass(frozen=True, slots=True)
class Count:
    """The mutants of a module: `killed` of `judged`; `waiting` ones have not been run."""

    module: str
    killed: int
    judged: int
    waiting: int

    @property
    def percent(self) -> float:
        return 100.0 * self.killed / self.judged if self.judged else 0.0


def count(module: str, exit_codes: Mapping[str, int | None]) -> Count:
    """`exit_codes`: how the tests ended for each mutant, None = not run."""
    judged = [code for code in exit_codes.values() if code not in _NOT_RUN]
    killed = sum(code not in _SURVIVED for code in judged)
    return Count(module, killed, len(judged), len(exit_codes) - len(judged))


def counts(mutants: Path) -> list[Count]:
    """Every module under `mutants` of which at least one mutant was made, by name."""
    found = []
    for meta in sorted(mutants.rglob("*.py.meta")):
        codes = json.loads(meta.read_text())["exit_code_by_key"]
        if codes:
            found.append(count(str(meta.relative_to(mutants)).removesuffix(".meta"), codes))
    return found


def lines(modules: Iterable[Count]) -> list[str]:
    rows = [f"{'module':<44} {'killed':>7} {'judged':>7} {'percent':>8} {'waiting':>8}"]
    for one in modules:
        rows.append(f"{one.module:<44} {one.killed:>7} {one.judged:>7} {one.percent:>7.1f}% {one.waiting:>8}")
    return rows


def main() -> int:
    modules = counts(ROOT / "mutants")
    if not modules:
        print("there are no mutants here: run `make mutants`")
        return 1
    print("\n".join(lines(modules)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

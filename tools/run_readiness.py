#!/usr/bin/env python
"""Score an exchange connector 0-100 against a fake venue that misbehaves on demand; the gate of a change.

python tools/run_readiness.py --threshold 85
"""

import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from checklist.scoring import ExitStatus  # noqa: E402 - the checkout is not installed, so the path comes first
from tools import options as command_line  # noqa: E402


def main(argv: Sequence[str] | None = None) -> int:
    """Read the command line, play, report. Returns an ExitStatus."""
    try:
        options = command_line.read(argv)
        if options.list_suites:
            return _list_suites()
        if options.list_subjects:
            return _list_subjects()
        from tools.gate import run  # pytest, rich and the connectors are imported from here on

        return int(run(options))
    except KeyboardInterrupt:
        print("run_readiness: interrupted before anything was judged", file=sys.stderr)
        return int(ExitStatus.COULD_NOT_JUDGE)


def _list_suites() -> int:
    from checklist.load import load

    checklist = load()
    for suite in checklist.suites:
        print(f"{suite.name}: {suite.about}")
        for item in checklist.of_suite(suite.name):
            print(f"  {item.id}  {item.severity.value:<8}  {item.title}")
    return int(ExitStatus.READY)


def _list_subjects() -> int:
    from subjects.registry import names

    for name in names():
        print(name)
    return int(ExitStatus.READY)


if __name__ == "__main__":
    sys.exit(main())

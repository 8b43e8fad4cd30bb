#!/usr/bin/env python
"""Set up the environments of witnesses that cannot share this one, and name them.

    python tools/witnesses.py                # all; what is there already is left as it is
    python tools/witnesses.py cryptofeed     # this one

Each is a folder of tests/fidelity/apart with a lock file and tests of its own. `make unit` plays them.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from tools.environments import KEPT, CannotInstall, environment  # noqa: E402 - the path comes first

TESTS = ROOT / "tests" / "fidelity" / "apart"


def names() -> list[str]:
    return sorted(path.parent.name for path in TESTS.glob("*/requirements.lock"))


def interpreter(name: str, kept: Path = KEPT / "witnesses") -> Path:
    """Of the environment that has that witness; made on first use. Raises CannotInstall."""
    lock = TESTS / name / "requirements.lock"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    try:
        return environment(kept / name, digest, ["--require-hashes", "-r", str(lock)])
    except CannotInstall as problem:
        raise CannotInstall(f"the witness {name} {problem}") from problem


def play(name: str) -> subprocess.CompletedProcess[str]:
    """Its tests, in its environment. Raises CannotInstall."""
    command = [str(interpreter(name)), "-m", "pytest", "-q", "-p", "no:cacheprovider", str(TESTS / name)]
    return subprocess.run(  # noqa: S603 - a path made above
        command, cwd=ROOT, env=os.environ | {"WITNESS": name}, capture_output=True, text=True, check=False
    )


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="*", choices=[*names(), []], help="only these")
    worst = 0
    for name in parser.parse_args(argv).name or names():
        try:
            print(f"{name}: {interpreter(name)}")
        except CannotInstall as problem:
            print(f"witnesses: {problem}; later: make witnesses", file=sys.stderr)
            worst = 1
    return worst


if __name__ == "__main__":
    sys.exit(main())

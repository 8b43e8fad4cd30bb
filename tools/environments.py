"""Environments of their own for releases that cannot share this one: they hide packages behind others.

What an environment does not install itself it sees here, in the environment that runs this. It is made on
first use and kept below .readiness/; delete that folder to begin anew.
"""

import shutil
import subprocess
import sys
import sysconfig
import venv
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".readiness"
_WHOLE = "installed"
"""Written last: what an environment has, so that one that was interrupted or is out of date is made again."""


class CannotInstall(Exception):
    """One line that says what is wrong and what to do."""


def environment(home: Path, what: str, install: Sequence[str]) -> Path:
    """The interpreter that has it. `install`: arguments for `pip install`. Raises CannotInstall."""
    python = home / "bin" / "python"
    places = sysconfig.get_paths(vars={"base": str(home), "platbase": str(home)})
    packages = Path(places["purelib"])
    whole = home / _WHOLE
    if not (whole.is_file() and whole.read_text() == what and python.exists()):
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, symlinks=True)
        options = ["--python", str(python), "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
        done = run([sys.executable, "-m", "pip", *options, *install])
        if done.returncode:
            told = (done.stderr.strip().splitlines() or ["pip says nothing"])[-1]
            raise CannotInstall(f"cannot be installed, is a package index in reach? {told}")
        whole.write_text(what)
    # Behind its own packages, so that they hide those that are installed here.
    (packages / "everything_else.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return python


def run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603

"""Run the simulation's own tests on every supported Python that this machine has, and say which.

The simulated network leans on private hooks of asyncio that differ between versions; the parity suite is
what notices.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

VERSIONS = ("3.11", "3.12", "3.13")
NEEDS = ("aiohttp", "websockets", "pytest", "pytest-asyncio", "pytest-xdist", "trustme")
ROOT = Path(__file__).resolve().parent.parent


def candidates(version: str) -> Iterator[Path]:
    """Where an interpreter of this version may be: on the path, then with pyenv."""
    for folder in os.environ.get("PATH", "").split(os.pathsep):
        yield Path(folder) / f"python{version}"
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for found in sorted(pyenv.glob(f"{version}.*"), reverse=True):
        yield found / "bin" / "python"


def works(python: Path, version: str) -> bool:
    """Whether it starts and is that version: a pyenv shim may be on the path and lead nowhere."""
    if not python.is_file():
        return False
    asked = subprocess.run(  # noqa: S603 - a path found above
        [str(python), "-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=False,
    )
    return asked.returncode == 0 and asked.stdout.strip() == version


def run_on(python: Path, version: str, folder: Path) -> int:
    uv = Path(sys.executable).parent / "uv"
    environment = folder / f"venv-{version}"
    for command in (
        [str(uv), "venv", "--quiet", "--clear", "--python", str(python), str(environment)],
        [str(uv), "pip", "install", "--quiet", "--python", str(environment / "bin" / "python"),
         "--constraints", str(ROOT / "requirements.lock"), *NEEDS],
    ):  # fmt: skip
        subprocess.run(command, check=True)  # noqa: S603
    return subprocess.run(  # noqa: S603
        [
            *(str(environment / "bin" / "python"), "-m", "pytest", "-q", "-n", "2"),
            *("-p", "no:cacheprovider"),
            *("tests/parity", "tests/unit/simulation"),
        ],
        cwd=ROOT,
        check=False,
    ).returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="this interpreter's version too")
    options = parser.parse_args()
    own = f"{sys.version_info.major}.{sys.version_info.minor}"
    worst = 0
    folder = Path(sys.executable).parent.parent / "interpreters"
    for version in VERSIONS:
        if version == own and not options.all:
            print(f"Python {version}: the main environment, tested already")
            continue
        python = next((found for found in candidates(version) if works(found, version)), None)
        if python is None:
            print(f"Python {version}: not on this machine, not tested")
            continue
        print(f"Python {version}: testing the simulation with {python}", flush=True)
        worst = max(worst, run_on(python, version, folder))
    return worst


if __name__ == "__main__":
    sys.exit(main())

"""The program itself, in a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.venues import is_faithful, venue_names

ROOT = Path(__file__).parents[3]
PROGRAM = ROOT / "tools" / "run_readiness.py"
HEAVY = ("pytest", "rich", "aiohttp", "websockets", "ccxt", "exchanges", "fakes", "simulation", "scenarios")


@pytest.mark.parametrize("option", ["--help", "--list-suites", "--list-subjects"])
def test_a_question_is_answered_without_a_heavy_import(option: str, tmp_path: Path) -> None:
    script = (
        "import runpy, sys\n"
        f"sys.argv = ['run_readiness.py', {option!r}]\n"
        "try:\n"
        f"    runpy.run_path({str(PROGRAM)!r}, run_name='__main__')\n"
        "except SystemExit as end:\n"
        "    assert end.code in (0, None), end.code\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )

    ended = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert ended.stderr.strip() == "[]"
    assert ended.stdout.strip()


def test_the_suites_are_listed_with_their_items(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, PROGRAM, "--list-suites"], cwd=tmp_path, capture_output=True, text=True, check=True
    )

    assert "connection_resilience: " in ended.stdout
    assert "  OR-010  critical  An order whose answer is lost" in ended.stdout


def test_pytest_alone_gives_the_same_verdicts_and_the_score(suites: Path, subject_file: Path) -> None:
    arguments = ["-q", "-p", "no:cacheprovider", f"--rootdir={ROOT}", f"--config-file={ROOT}/pyproject.toml"]
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", str(suites), *arguments),
            *("--subject", str(subject_file), "--suite", "connection_resilience"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "120"},
    )

    assert ended.returncode == 1
    assert "CO-010 failed: at 42.020 it served update 142 without 140" in ended.stdout
    assert re.search(
        r"of 100 over \d\d % of the checklist \(suite connection_resilience only\)", ended.stdout
    )


def test_a_run_of_all_tests_that_finds_the_suites_late_plays_them_with_the_defaults(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "production_readiness"
    folder.mkdir(parents=True)
    (folder / "conftest.py").write_text((ROOT / "tests/production_readiness/conftest.py").read_text())
    (folder / "test_one.py").write_text(
        "import pytest\n\n@pytest.mark.item('CO-010')\ndef test_it(stage, seed):\n    assert seed == 1\n"
    )
    elsewhere = tmp_path / "tests" / "unit"
    elsewhere.mkdir()
    (elsewhere / "test_other.py").write_text("def test_other():\n    pass\n")
    arguments = ["-q", "-p", "no:cacheprovider", f"--rootdir={ROOT}", f"--config-file={ROOT}/pyproject.toml"]

    ended = subprocess.run(
        [sys.executable, "-m", "pytest", str(tmp_path / "tests"), *arguments],
        capture_output=True,
        text=True,
        check=False,
    )

    counted = [venue for venue in venue_names() if is_faithful(venue, 95)]
    assert ended.returncode == 0, ended.stdout
    assert f"{1 + len(counted)} passed" in ended.stdout
    assert f"reference on {', '.join(counted)}:" in ended.stdout

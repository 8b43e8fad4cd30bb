"""What counts as a killed mutant."""

import json
from pathlib import Path

from tools.count_mutants import count, counts, lines


def test_a_mutant_that_no_test_fails_for_or_runs_has_survived() -> None:
    counted = count("m.py", {"failed": 1, "passed": 0, "no test": 33, "none collected": 5})

    assert (counted.killed, counted.judged, counted.percent) == (1, 4, 25.0)


def test_a_mutant_that_never_ends_is_killed() -> None:
    assert count("m.py", {"endless": -24}).killed == 1


def test_a_mutant_not_run_yet_is_not_judged() -> None:
    counted = count("m.py", {"failed": 1, "later": None, "interrupted": 2})

    assert (counted.judged, counted.waiting) == (1, 2)


def test_nothing_judged_is_nothing_killed() -> None:
    assert count("m.py", {"later": None}).percent == 0.0


def test_modules_without_mutants_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "side.py.meta").write_text(json.dumps({"exit_code_by_key": {"a": 1}}))
    (tmp_path / "empty.py.meta").write_text(json.dumps({"exit_code_by_key": {}}))

    (only,) = counts(tmp_path)

    assert only.module == "book/side.py"
    assert lines([only])[1].split() == ["book/side.py", "1", "1", "100.0%", "0"]

"""Environments of witnesses are made once and again when their lock changes; a failure is one line."""

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tools import environments, witnesses


@pytest.fixture
def installs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """Lock files that were installed from; there is one witness, "somebody"."""
    made: list[str] = []

    def install(command: list[str]) -> CompletedProcess[str]:
        made.append(command[-1])
        return CompletedProcess(command, 0, "", "")

    (tmp_path / "tests" / "somebody").mkdir(parents=True)
    (tmp_path / "tests" / "somebody" / "requirements.lock").write_text("somebody==1.0\n")
    monkeypatch.setattr(witnesses, "TESTS", tmp_path / "tests")
    monkeypatch.setattr(environments, "run", install)
    return made


def test_an_environment_is_made_once_and_again_when_its_lock_changes(
    installs: list[str], tmp_path: Path
) -> None:
    lock = tmp_path / "tests" / "somebody" / "requirements.lock"

    for _ in range(2):
        assert witnesses.interpreter("somebody", tmp_path).name == "python"
    assert installs == [str(lock)]

    lock.write_text("somebody==1.1\n")
    witnesses.interpreter("somebody", tmp_path)
    assert installs == [str(lock)] * 2


def test_what_an_environment_lacks_it_sees_in_this_one_wherever_that_is(
    installs: list[str], tmp_path: Path
) -> None:
    witnesses.interpreter("somebody", tmp_path)
    [link] = (tmp_path / "somebody").rglob("everything_else.pth")
    link.write_text("/gone\n")

    witnesses.interpreter("somebody", tmp_path)

    assert Path(link.read_text().strip()) in Path(pytest.__file__).parents


def test_a_witness_that_cannot_be_had_is_told_in_one_line_and_what_to_do(
    installs: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    failed = CompletedProcess([], 1, "", "much\nERROR: no route to host\n")
    monkeypatch.setattr(environments, "run", lambda command: failed)
    monkeypatch.setattr(witnesses.interpreter, "__defaults__", (Path("/nonexistent/kept"),))
    monkeypatch.setattr("venv.create", lambda *a, **k: None)

    assert witnesses.main([]) == 1
    assert capsys.readouterr().err == (
        "witnesses: the witness somebody cannot be installed, is a package index in reach? "
        "ERROR: no route to host; later: make witnesses\n"
    )

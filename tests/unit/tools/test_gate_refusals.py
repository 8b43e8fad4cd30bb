"""What the gate answers to a mistake: one line that says what to do next, status 4, no traceback."""

from collections.abc import Callable
from pathlib import Path

import pytest

Gate = Callable[..., int]


def refusal(run_gate: Gate, capfd: pytest.CaptureFixture[str], *arguments: str, subject: bool = True) -> str:
    with pytest.raises(SystemExit) as ended:
        run_gate(*arguments, subject=subject)
    (line,) = capfd.readouterr().err.strip().splitlines()
    assert ended.value.code == 4
    return line


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--nonsense"], "see --help"),
        (["--threshold", "101"], "expected points of 0-100"),
        (["--threshold", "high"], "expected points of 0-100"),
        (["--seeds", "0"], "expected a number from 1"),
        (["--suite", "order_integritty"], "did you mean order_integrity?"),
        (["--item", "XX-999"], "no item is called 'XX-999'"),
        (["--category", "ZZ"], "there are CO, MD"),
        (["--venue", "mtgox"], "there are binance"),
        (["--venue", "binance", "mtgox"], "no venue is called 'mtgox'"),
        (["--venue", "kraken"], "does not speak to 'kraken'; its venues are binance"),
        (["--item", "CO-010", "--suite", "order_integrity"], "no item is all of"),
        (["--save-report", "report.pdf"], "must end in one of .json, .md, .txt"),
        (["--save-report", "/no/such/folder/report.json"], "no such folder"),
        (["--replay", "CO-010"], "leave out --subject"),
        (["--profile", "generous"], "invalid choice"),
        (["--stage", "moon"], "invalid choice"),
        (["--jobs", "0"], "expected a number from 1"),
        (["--replay", "a/b/c/d/1", "--jobs", "2"], "leave out --subject, --jobs"),
    ],
)
def test_a_bad_argument_is_refused_in_one_line(
    run_gate: Gate, capfd: pytest.CaptureFixture[str], arguments: list[str], hint: str
) -> None:
    assert hint in refusal(run_gate, capfd, *arguments)


@pytest.mark.parametrize(
    ("token", "hint"),
    [
        ("CO-010", "expected subject/venue/item/case/seed"),
        ("mine.py/binance/CO-010/-/first", "is not a number"),
        ("mine.py/binance/CO-010/-/1/moon", "expected subject/venue/item/case/seed[/loopback]"),
        ("nobody/binance/CO-010/-/1", "no subject is called 'nobody'"),
        ("reference/binance/CO-999/-/1", "no item is called 'CO-999'"),
    ],
)
def test_a_bad_token_is_refused_in_one_line(
    run_gate: Gate, capfd: pytest.CaptureFixture[str], token: str, hint: str
) -> None:
    assert hint in refusal(run_gate, capfd, "--replay", token, subject=False)


def test_a_token_of_a_case_that_is_not_there_names_those_that_are(
    run_gate: Gate, subject_file: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    token = f"{str(subject_file).replace('/', '%2F')}/binance/CO-010/nothing/1"

    assert "it has a close frame, tcp/reset" in refusal(run_gate, capfd, "--replay", token, subject=False)


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("raise RuntimeError('no key\\nin sight')", "RuntimeError: no key in sight"),
        ("import sys; sys.exit('bye')", "SystemExit: bye"),
        ("import a_package_nobody_has", "a_package_nobody_has"),
        ("def (", "SyntaxError"),
        ("x = 1", "expected one Subject class"),
    ],
)
def test_a_subject_that_cannot_be_loaded_is_refused_in_one_line(
    run_gate: Gate, tmp_path: Path, capfd: pytest.CaptureFixture[str], source: str, hint: str
) -> None:
    path = tmp_path / "broken.py"
    path.write_text(source)

    assert hint in refusal(run_gate, capfd, "--subject", str(path), subject=False)


def test_an_unknown_subject_is_answered_with_those_there_are(
    run_gate: Gate, capfd: pytest.CaptureFixture[str]
) -> None:
    line = refusal(run_gate, capfd, "--subject", "nobody", subject=False)

    assert "there are" in line


def test_a_report_that_cannot_be_written_is_refused_before_anything_is_played(
    run_gate: Gate, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "report.json"
    folder.mkdir()

    assert "choose another path" in refusal(run_gate, capfd, "--save-report", str(folder))
    assert capfd.readouterr().out == ""


def test_a_mark_of_an_item_that_is_not_on_the_checklist_is_a_usage_error(
    run_gate: Gate, suites: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (suites / "test_more.py").write_text(
        "import pytest\n\n@pytest.mark.item('CO-999')\ndef test_it(stage):\n    pass\n"
    )

    assert "no item is called CO-999" in refusal(run_gate, capfd, "--quiet")


def test_a_test_that_proves_no_item_is_a_usage_error(
    run_gate: Gate, suites: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (suites / "test_more.py").write_text("def test_it(stage):\n    pass\n")

    assert "a test here proves one item" in refusal(run_gate, capfd, "--quiet")

"""The catalogue says of each item what its tests really do."""

from pathlib import Path

import pytest

from checklist.load import load
from tools.proofs import Proof, proofs
from tools.write_catalogue import catalogue

SUITE = """
import pytest

cuts = {"reset": Reset(), "closed": CloseCode(1001)}


@pytest.mark.item("CO-010")
@pytest.mark.parametrize("fault", cuts.values())
def test_it_comes_back(stage, fault):
    assert it_is_back(stage.play(watch, fault), within_s=30.0)


@pytest.mark.item("CO-020")
def test_it_comes_back_by_other_means(stage):
    assert it_is_back(stage.play(watch, broken(stage)), within_s=30.0)


def helper():
    return Gap()
"""
MEANS = """
def broken(stage):
    return Reset() if stage else Gap()
"""
CHECKS = '''
def it_is_back(run, *, within_s: float) -> Verdict:
    """Each symbol is sent again
    within `within_s`.

    Premise: it was cut.
    """


def _private(run) -> Verdict:
    """Not told."""
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    files = {
        "tests/production_readiness/test_resilience.py": SUITE,
        "scenarios/checks/connection.py": CHECKS,
        "scenarios/means.py": MEANS,
        "fakes/faults/reset.py": "class Reset: ...",
        "fakes/faults/close_code.py": "class CloseCode: ...",
        "fakes/faults/gap.py": "class Gap: ...\nclass Memory: ...",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_faults_and_checks_are_found_where_a_test_names_them(project: Path) -> None:
    assert proofs(project) == [
        Proof(
            item="CO-010",
            suite="resilience",
            function="test_it_comes_back",
            faults=("Reset", "CloseCode"),
            checks=("Each symbol is sent again within `within_s`.",),
        ),
        Proof(
            item="CO-020",
            suite="resilience",
            function="test_it_comes_back_by_other_means",
            faults=("Reset", "Gap"),
            checks=("Each symbol is sent again within `within_s`.",),
        ),
    ]


def test_an_item_tells_what_it_demands_how_it_is_judged_and_how_to_mend_it(project: Path) -> None:
    item = load().by_id["CO-010"]

    page = catalogue(load(), proofs(project))

    assert f"### {item.id} {item.title}" in page
    assert f"- Why: {item.why}" in page
    assert "- Judged by: Each symbol is sent again within `within_s`." in page
    assert "- Strikes: Reset, CloseCode" in page
    assert f"- Saboteur: `{item.saboteur}`" in page
    assert f"({item.grounds[0].source})" in page

"""Every item has its proof and its saboteur, and neither stands alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from checklist.load import load
from checklist.model import Item
from tools.proofs import proofs
from tools.write_catalogue import PAGE, catalogue

ROOT = Path(__file__).parents[1]
SUITES = ROOT / "tests" / "production_readiness"
SABOTEURS = ROOT / "subjects" / "saboteurs"
CHECKLIST = load()

every_item = pytest.mark.parametrize("item", CHECKLIST.items, ids=lambda item: item.id)


def marked_tests() -> Iterator[tuple[str, str, str]]:
    """Item id, file and function of each test of the suites, read without importing them."""
    for path in sorted(SUITES.glob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                for item_id in _marks(node):
                    yield item_id, path.stem, node.name


def _marks(function: ast.FunctionDef | ast.AsyncFunctionDef) -> list[str]:
    calls = [decorator for decorator in function.decorator_list if isinstance(decorator, ast.Call)]
    marks = [call for call in calls if ast.unparse(call.func) == "pytest.mark.item"]
    return [ast.literal_eval(call.args[0]) for call in marks] or [f"{function.name} has no mark"]


MARKED = list(marked_tests())
PROOFS = proofs(ROOT)


@every_item
def test_an_item_is_proved_in_its_suite_and_nowhere_else(item: Item) -> None:
    files = dict.fromkeys(file for id_, file, _ in MARKED if id_ == item.id)

    assert list(files) == [f"test_{item.suite}"]


@every_item
def test_an_item_has_a_saboteur(item: Item) -> None:
    assert (SABOTEURS / f"{item.saboteur}.py").is_file()


def test_every_test_of_the_suites_proves_an_item_of_the_checklist() -> None:
    assert [mark for mark in MARKED if mark[0] not in CHECKLIST.by_id] == []


def test_every_saboteur_is_named_by_an_item() -> None:
    """The canary does everything wrong, so it belongs to none."""
    named = {item.saboteur for item in CHECKLIST.items} | {"canary"}
    there = [path.stem for path in sorted(SABOTEURS.glob("*.py")) if not path.stem.startswith("_")]

    assert [name for name in there if name not in named] == []


def test_no_two_items_of_a_stage_share_a_saboteur() -> None:
    """The loopback twin of an item may; apart from that a saboteur fails exactly one item."""
    names = [item.saboteur for item in CHECKLIST.items if item.category != "PE"]

    assert [name for name in sorted(names) if names.count(name) > 1] == []


def test_every_suite_is_a_file_and_every_file_a_suite() -> None:
    assert sorted(path.stem for path in SUITES.glob("test_*.py")) == sorted(
        f"test_{suite.name}" for suite in CHECKLIST.suites
    )


def test_the_page_about_the_checklist_is_up_to_date() -> None:
    """`python tools/write_catalogue.py` renews it."""
    assert PAGE.read_text() == catalogue(CHECKLIST, PROOFS)


@every_item
def test_the_page_says_how_an_item_is_judged(item: Item) -> None:
    assert any(proof.checks for proof in PROOFS if proof.item == item.id)

"""House rules that a machine can hold us to, so that reviewers need not."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = ("exchanges", "fakes", "simulation", "subjects", "scenarios", "checklist", "tools")
SOURCES = sorted(path for name in (*PRODUCT, "tests", "benchmarks") for path in (ROOT / name).rglob("*.py"))
PRODUCT_SOURCES = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in PRODUCT]
SIMULATED = [
    path for path in PRODUCT_SOURCES if path.relative_to(ROOT).parts[0] in ("exchanges", "fakes", "scenarios")
]
LONGEST_FILE = 500
NAMES_THAT_SAY_NOTHING = ("utils", "util", "common", "core", "helpers", "misc")
REAL = {
    "time": ("time", "monotonic", "perf_counter", "time_ns", "sleep"),
    "random": ("random", "randint", "choice", "shuffle", "uniform"),
    "uuid": ("uuid4", "uuid1"),
    "os": ("urandom",),
}
DOORS = {"fakes/venue.py": ("time.time",)}
"""The only places that may reach for the real thing, and what for."""
QUIRKS = ROOT / "docs" / "venues"
SHEETS = {
    "binance": "BIN",
    "kraken": "KRK",
    "bybit": "BYB",
    "okx": "OKX",
    "coinbase": "CBS",
    "binance-usdm": "BFU",
}
"""Venues and how their quirks are numbered."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_source = pytest.mark.parametrize("path", SOURCES, ids=named)


@every_source
def test_a_file_is_short_enough_to_read(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST_FILE


@every_source
def test_a_name_says_what_the_file_is(path: Path) -> None:
    assert path.stem not in NAMES_THAT_SAY_NOTHING
    assert path.parent.name not in NAMES_THAT_SAY_NOTHING


def calls(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if isinstance(node.func.value, ast.Name):
            yield f"{node.func.value.id}.{node.func.attr}"


@pytest.mark.parametrize("path", SIMULATED, ids=named)
def test_time_and_chance_come_in_through_one_door(path: Path) -> None:
    banned = {f"{module}.{name}": None for module, names in REAL.items() for name in names}
    allowed = DOORS.get(named(path), ())

    assert [call for call in calls(path) if call in banned and call not in allowed] == []


@pytest.mark.parametrize("path", SIMULATED, ids=named)
def test_no_set_is_kept_or_iterated(path: Path) -> None:
    """Its order depends on hashes and addresses: keep a dict, compare with a frozenset."""
    kept, iterated = [], []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.SetComp) or (isinstance(node, ast.Call) and ast.unparse(node.func) == "set"):
            kept.append(node.lineno)
        if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension) and isinstance(node.iter, ast.Set):
            iterated.append(node.iter.lineno)

    assert (kept, iterated) == ([], [])


def quirks(venue: str) -> dict[str, tuple[bool, bool]]:
    """Id -> (the connector implements it, the fake implements it), as the sheet says."""
    rows = {}
    for line in (QUIRKS / f"{venue}.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if re.fullmatch(r"[A-Z]{3}-\d+", cells[0]):
            rows[cells[0]] = (cells[-2] == "yes", cells[-1] == "yes")
    return rows


@pytest.mark.parametrize(("side", "package"), [(0, "exchanges"), (1, "fakes")], ids=["connector", "fake"])
@pytest.mark.parametrize(("venue", "prefix"), SHEETS.items(), ids=SHEETS)
def test_every_quirk_is_cited_where_it_is_implemented(
    venue: str, prefix: str, side: int, package: str
) -> None:
    text = "\n".join(path.read_text() for path in PRODUCT_SOURCES if named(path).startswith(package))
    cited = {number: None for number in re.findall(rf"{prefix}-\d+", text)}
    sheet = quirks(venue)

    assert [number for number, sides in sheet.items() if sides[side] and number not in cited] == []
    assert [number for number in cited if number not in sheet] == []


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_inside_the_project_lead_somewhere(document: str) -> None:
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / document).read_text())

    assert [link for link in links if not (ROOT / link).exists()] == []

"""A mistake in the checklist's files is an error that says where."""

import shutil
from pathlib import Path

import pytest

from checklist.load import FOLDER, load
from checklist.model import ChecklistError


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the checklist to spoil."""
    copy = tmp_path / "checklist"
    shutil.copytree(FOLDER, copy, ignore=shutil.ignore_patterns("__pycache__", "*.py"))
    return copy


def spoil(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_an_unspoilt_copy_is_the_same_version(folder: Path) -> None:
    assert load(folder).version == load().version


@pytest.mark.parametrize(
    ("file", "old", "new", "complaint"),
    [
        ("items/connection.toml", "severity", "severeness", r"CO-010: missing \['severity'\]"),
        ("items/connection.toml", '"CRITICAL"', '"GRAVE"', "CO-010: severity is one of"),
        ("items/connection.toml", "weight = 6", "weight = 0", "CO-010: weight is a whole number"),
        ("items/connection.toml", '"INC-001"', '"INC-999"', "INC-999 leads nowhere"),
        ("items/connection.toml", 'id = "CO-020"', 'id = "CO-010"', "CO-010: an id is used once"),
        ("items/connection.toml", 'id = "CO-020"', 'id = "MD-990"', "MD-990: does not belong"),
        ("items/connection.toml", "connection_resilience", "resilience", "no suite is called resilience"),
        ("items/connection.toml", 'category = "CO"', 'category = "MD"', "stands in another file"),
        ("items/connection.toml", "[[item]]", "[[item]", "connection.toml"),
        ("policy.toml", '["CO", "ER", "RD"]', '["CO"]', "exactly one area"),
        ("policy.toml", "from = 0", "from = 60", "bands go down to 0"),
        ("policy.toml", "items = 80", "items = 90", "share 100 points"),
    ],
)
def test_a_spoilt_checklist_is_refused(folder: Path, file: str, old: str, new: str, complaint: str) -> None:
    spoil(folder, file, old, new)

    with pytest.raises(ChecklistError, match=complaint):
        load(folder)


def test_a_change_of_weight_is_another_version(folder: Path) -> None:
    spoil(folder, "items/orders.toml", "weight = 10", "weight = 9")

    assert load(folder).version != load().version

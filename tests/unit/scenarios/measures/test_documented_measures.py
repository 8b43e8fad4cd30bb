"""Every measure stands in docs/measures.md, and what is shown of them is measured."""

import re
from pathlib import Path

from checklist.measures import SHOWN

ROOT = Path(__file__).parents[4]
DOCUMENTED = re.findall(r"`([a-z_0-9]+)`", (ROOT / "docs" / "measures.md").read_text())
SOURCES = "\n".join(path.read_text() for path in sorted((ROOT / "scenarios" / "measures").glob("*.py")))
MEASURED = re.findall(r'yield "([a-z_0-9]+)"', SOURCES)


def test_each_measure_is_documented() -> None:
    assert len(MEASURED) > 12
    assert [name for name in MEASURED if name not in DOCUMENTED] == []


def test_what_is_shown_is_documented() -> None:
    assert [name for name in SHOWN if name not in DOCUMENTED] == []

"""What is public is listed once, and importing it is cheap."""

import subprocess
import sys
from pathlib import Path

import pytest

import exchanges


def test_every_public_name_is_there_and_the_list_is_sorted() -> None:
    assert [name for name in exchanges.__all__ if not hasattr(exchanges, name)] == []
    assert sorted(exchanges.__all__) == exchanges.__all__


def test_a_name_that_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="Connectr"):
        exchanges.Connectr  # noqa: B018  # the access is the test


def test_reading_a_configuration_does_not_import_the_network() -> None:
    code = "import sys, exchanges; print([m for m in ('aiohttp', 'websockets') if m in sys.modules])"

    result = subprocess.run(  # our own interpreter, our own text
        [sys.executable, "-c", code],
        cwd=Path(exchanges.__file__).parent.parent,
        capture_output=True,
        text=True,
        check=True,
    )

    assert result.stdout.strip() == "[]"

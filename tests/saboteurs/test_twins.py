"""Connectors that are right in one other way each fail nothing that applies to them.

`make test` plays the dozen most telling items with every twin, `make matrix` one case of all but the long.
"""

import os
import pkgutil

import pytest

from subjects import twins
from tools.apart import report_on

NAMES = sorted(module.name for module in pkgutil.iter_modules(twins.__path__))
SHARE = "--brief" if os.environ.get("MATRIX") == "whole" else "--smoke"


@pytest.mark.parametrize("name", NAMES)
def test_a_connector_that_is_right_in_another_way_fails_nothing(name: str) -> None:
    outcomes = {
        entry["id"]: entry["outcome"]
        for entry in report_on(f"twins/{name}", "--venue", "binance", SHARE)["items"]
    }

    assert "passed" in outcomes.values()
    fair = ("passed", "inapplicable")
    assert {id_: outcome for id_, outcome in outcomes.items() if outcome not in fair} == {}


def test_there_are_thirty_of_them_and_more() -> None:
    assert len(NAMES) >= 30

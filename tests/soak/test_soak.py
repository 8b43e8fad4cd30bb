"""Whoever trades through a bad day is in the end where the venue says, with nothing left over.

`make test` plays half an hour, `make soak` a day (SOAK_HOURS says how many).
"""

import os
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exchanges.config import ConnectorConfig
from fakes.market.flow import Pace
from fakes.market.scripts import QUIET
from scenarios.player import Player
from scenarios.stage import Stage
from subjects.base import Access
from subjects.reference import Reference
from tests.soak.trading_day import WEIGHINGS, Day, troubles

HOURS = float(os.environ.get("SOAK_HOURS", "0.5"))
ROUND_S = 900.0
ROUNDS = int(HOURS * 3600 / ROUND_S)
CALM = replace(QUIET, name="calm", pace=Pace(changes_per_s=0.7, trades_per_s=0.1))


class Forgetful(Reference):
    """It remembers fewer finished orders than a day has, so that they do not grow all day."""

    name = "reference"

    def config(self, access: Access) -> ConnectorConfig:
        config = super().config(access)
        return replace(config, orders=replace(config.orders, keep_final=100))


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Memory is traced, and what is remembered of prices and reports is less than a few hours bring."""
    monkeypatch.setattr("exchanges.orderbook._REMEMBERED_PRICES", 500)
    monkeypatch.setattr("exchanges.trading.account._REMEMBERED_REPORTS", 100)
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("weighed")
def test_a_bad_day_leaves_orders_balances_and_memory_as_they_should_be(tmp_path: Path) -> None:
    stage = Stage(Forgetful(), "binance", "binance/soak/1", tmp_path)
    day = Day()

    async def live(player: Player) -> None:
        await day.live(player, ROUNDS, ROUND_S)

    plan = troubles(ROUNDS, ROUND_S, stage.token)
    run = stage.play(live, *plan, market=CALM, must_open=False, must_fire=False)

    assert day.wrong == []
    assert day.orders >= 20 * ROUNDS
    assert day.trades > 40 * ROUNDS
    assert run.fired() >= len(plan) / 2
    assert (run.leftovers.tasks, run.leftovers.connections, run.complaints) == ((), (), ())
    assert len(day.connector_bytes) >= min(ROUNDS, WEIGHINGS)
    if ROUNDS >= 4 * WEIGHINGS:
        half = len(day.connector_bytes) // 2
        # bounded caches fill and are cleared, up and down; what only grows would leave them all behind
        assert min(day.connector_bytes[half:]) <= max(day.connector_bytes[:half])

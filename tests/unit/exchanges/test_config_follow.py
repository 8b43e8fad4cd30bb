"""A running connector follows its file, and everybody concerned is told."""

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import structlog
from structlog.typing import EventDict

from exchanges.audit import AuditLog
from exchanges.config import ConnectorConfig
from exchanges.config_file import ConfigWatcher, parse_config
from exchanges.config_follow import ConfigFollower

if TYPE_CHECKING:
    from exchanges.base import Connector

MINIMAL = 'venue = "fakex"\nenvironment = "sandbox"\n'
OFF = MINIMAL + "[flags]\nsubmit_orders = false\n"


class Bench:
    """A follower with everything around it observed."""

    def __init__(self) -> None:
        self.text = MINIMAL
        self.taken: list[ConnectorConfig] = []
        self.audited: list[dict[str, Any]] = []
        watcher = ConfigWatcher(Path("connector.toml"), parse_config(MINIMAL), read=lambda path: self.text)
        self.follower = ConfigFollower(
            watcher,
            cast("Connector", self),
            log=structlog.get_logger(),
            audit=AuditLog(lambda line: self.audited.append(json.loads(line)), lambda: 0.0),
        )

    def reconfigure(self, config: ConnectorConfig) -> None:
        self.taken.append(config)

    def look(self) -> list[EventDict]:
        with structlog.testing.capture_logs() as logs:
            self.follower.look()
        return list(logs)


def test_an_unchanged_file_says_nothing() -> None:
    bench = Bench()

    assert bench.look() == []
    assert bench.taken == []


def test_a_change_reaches_the_connector_the_log_and_the_audit() -> None:
    bench = Bench()
    bench.text = OFF

    (event,) = bench.look()

    assert [config.flags.submit_orders for config in bench.taken] == [False]
    assert (event["event"], event["sections"]) == ("config.changed", ("flags",))
    assert [entry["event"] for entry in bench.audited] == ["config.changed", "trading.switched"]
    assert bench.audited[1]["details"] == {"submit_orders": False, "venue": "fakex"}


def test_a_broken_file_is_told_of_once_and_changes_nothing() -> None:
    bench = Bench()
    bench.text = "venue = "

    events = [*bench.look(), *bench.look()]

    assert [event["event"] for event in events] == ["config.refused"]
    assert [entry["event"] for entry in bench.audited] == ["config.refused"]
    assert bench.taken == []


def test_what_needs_a_restart_is_said_once() -> None:
    bench = Bench()
    bench.text = MINIMAL.replace("sandbox", "live")

    events = [*bench.look(), *bench.look()]

    assert [(event["event"], event["sections"]) for event in events] == [
        ("config.needs_restart", ("environment",))
    ]
    assert bench.taken == []


@pytest.mark.asyncio
async def test_following_looks_again_and_again() -> None:
    bench = Bench()
    following = asyncio.create_task(bench.follower.follow(every_s=0.0))
    await asyncio.sleep(0)
    bench.text = OFF
    for _ in range(10):
        await asyncio.sleep(0)
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)

    assert len(bench.taken) == 1

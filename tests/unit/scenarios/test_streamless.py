"""Who declares no STREAMS is spared faults on sessions; but then he must not have had one."""

from pathlib import Path

import pytest

from fakes.faults.schedule import during
from fakes.faults.server_error_before import ServerErrorBefore
from fakes.faults.silence import Silence
from fakes.market.scripts import SILENT
from fakes.operations import Operation
from scenarios.player import Player
from scenarios.stage import Stage, UndeclaredStreams
from scenarios.verdict import Inconclusive
from subjects.base import Capability, Subject
from subjects.twin import Twin
from subjects.twins.asks_again import AsksAgain


class Denying(Twin):
    """Holds a session, whatever it says."""

    name = "denying"
    capabilities = Twin.capabilities & ~Capability.STREAMS


class Boasting(AsksAgain):
    """Holds none, whatever it says."""

    name = "boasting"
    capabilities = Twin.capabilities


async def nothing(player: Player) -> None:
    await player.until(20.0)


def stage(subject: Subject, folder: Path) -> Stage:
    return Stage(subject, "binance", "streamless", folder)


def test_a_fault_on_sessions_need_not_strike_who_has_none(tmp_path: Path) -> None:
    run = stage(AsksAgain(), tmp_path).play(nothing, during(5.0, 10.0, Silence()), market=SILENT)

    assert not run.fired("Silence")


def test_who_declares_sessions_is_not_spared_for_having_opened_none(tmp_path: Path) -> None:
    with pytest.raises(Inconclusive, match="Silence never struck"):
        stage(Boasting(), tmp_path).play(nothing, during(5.0, 10.0, Silence()), market=SILENT)


def test_a_fault_on_requests_must_strike_whoever_is_played(tmp_path: Path) -> None:
    missed = during(5.0, 10.0, ServerErrorBefore(on=Operation.PLACE))

    with pytest.raises(Inconclusive, match="ServerErrorBefore never struck"):
        stage(AsksAgain(), tmp_path).play(nothing, missed, market=SILENT)


def test_denying_a_session_that_was_opened_protects_nobody(tmp_path: Path) -> None:
    with pytest.raises(UndeclaredStreams, match="denying declares no STREAMS and opened a"):
        stage(Denying(), tmp_path).play(nothing, market=SILENT)

import asyncio
import socket

import pytest

from fakes.operations import Role
from tests.unit.scenarios.wire.rig import Rig, play_simulated


def test_names_fail_for_one_role_and_open_connections_live_on() -> None:
    async def story(rig: Rig) -> None:
        client = await rig.connect(Role.REST)

        assert rig.wire.fail_names(Role.REST, True) == 1
        with pytest.raises(socket.gaierror):
            await rig.dial(Role.REST)
        assert await client.ask(3) == b"xxx"
        await rig.connect(Role.MARKET)

        rig.wire.fail_names(Role.REST, False)
        await rig.connect(Role.REST)

    play_simulated(story)


def test_latency_is_the_stages_own_again_once_lifted() -> None:
    async def round_trip_s(rig: Rig) -> float:
        client = await rig.connect()
        began_s = asyncio.get_running_loop().time()
        await client.ask(1)
        return asyncio.get_running_loop().time() - began_s

    async def story(rig: Rig) -> None:
        rig.wire.latency(None, 1.0)
        assert await round_trip_s(rig) == pytest.approx(2.0)

        rig.wire.latency(None, None)
        assert 0.010 <= await round_trip_s(rig) <= 0.014

    play_simulated(story)


def test_a_dial_outlasts_swallowed_connects_when_its_kernel_tries_again() -> None:
    async def story(rig: Rig) -> None:
        rig.wire.swallow_connects(None, True)
        asyncio.get_running_loop().call_later(2.0, rig.wire.swallow_connects, None, False)
        await rig.connect()

        assert 3.0 < asyncio.get_running_loop().time() < 3.1

    play_simulated(story)

"""What each wire fault means, told once and played on both stages."""

import asyncio
from collections.abc import Callable

import pytest

from fakes.operations import Role
from tests.unit.scenarios.wire.rig import SILENCE_S, Rig, Story, play_on_loopback, play_simulated


def story(tell: Story) -> Callable[[Callable[[Story], None]], None]:
    """A test of that name for each stage."""

    @pytest.mark.parametrize("play", [play_on_loopback, play_simulated], ids=["loopback", "simulated"])
    def test(play: Callable[[Story], None]) -> None:
        play(tell)

    return test


@story
async def test_bytes_pass_in_both_directions(rig: Rig) -> None:
    client = await rig.connect()

    assert await client.ask(300_000) == b"x" * 300_000


@story
async def test_the_end_of_what_the_client_sends_reaches_the_venue(rig: Rig) -> None:
    client = await rig.connect()
    client.writer.write_eof()

    assert await client.reader.read() == b""
    assert rig.seen_by_venue == ["fin"]


@story
async def test_roles_on_one_port_share_their_fate(rig: Rig) -> None:
    rest, market, user = [await rig.connect(role) for role in (Role.REST, Role.MARKET, Role.USER)]

    assert rig.wire.reset(Role.USER) == 2
    for client in (market, user):
        with pytest.raises(ConnectionResetError):
            await client.reader.read()
    assert await rest.ask(5) == b"xxxxx"


@story
async def test_a_reset_strikes_both_sides(rig: Rig) -> None:
    client = await rig.connect()

    assert rig.wire.reset(None) == 1
    with pytest.raises(ConnectionResetError):
        await client.reader.read()
    await rig.connect()
    assert rig.seen_by_venue == ["rst"]


@story
async def test_without_connections_nothing_is_struck(rig: Rig) -> None:
    assert rig.wire.reset(None) == rig.wire.half_open(None) == rig.wire.cut_after(None, 1, "rst") == 0


@story
async def test_a_connection_that_is_gone_is_not_struck(rig: Rig) -> None:
    client = await rig.connect()
    client.writer.close()
    await client.writer.wait_closed()
    await rig.connect()

    assert rig.wire.reset(None) == 1


@story
async def test_a_half_open_connection_is_silent_and_a_new_one_works(rig: Rig) -> None:
    client = await rig.connect()

    assert rig.wire.half_open(None) == 1
    client.send(5)
    await rig.connect()
    assert await client.is_silent()
    assert rig.seen_by_venue == []
    assert rig.wire.reset(Role.MARKET) == 0


@story
async def test_a_cut_by_reset_comes_after_so_many_bytes(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.cut_after(None, 30, "rst")
    client.send(100)

    assert await client.reader.readexactly(30) == b"x" * 30
    with pytest.raises(ConnectionResetError):
        await client.reader.read()


@story
async def test_a_cut_in_order_comes_after_so_many_bytes(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.cut_after(None, 30, "fin")
    client.send(20)
    client.send(100)

    assert await client.reader.read() == b"x" * 30


@story
async def test_a_cut_may_leave_silence(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.cut_after(None, 30, "half_open")
    client.send(100)

    assert await client.reader.readexactly(30) == b"x" * 30
    assert await client.is_silent()


@story
async def test_connects_are_refused_while_open_connections_live_on(rig: Rig) -> None:
    client = await rig.connect()

    assert rig.wire.refuse(Role.REST, True) == 1
    with pytest.raises(ConnectionRefusedError):
        await rig.dial()
    assert await client.ask(3) == b"xxx"
    assert await (await rig.connect(Role.MARKET)).ask(2) == b"xx"

    rig.wire.refuse(Role.REST, False)
    await rig.connect()


@story
async def test_swallowed_connects_get_no_answer(rig: Rig) -> None:
    client = await rig.connect()

    assert rig.wire.swallow_connects(Role.REST, True) == 1
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SILENCE_S):
            await rig.dial()
    assert await client.ask(3) == b"xxx"

    rig.wire.swallow_connects(Role.REST, False)
    await rig.connect()


@story
async def test_a_partition_holds_everything_back_until_it_heals(rig: Rig) -> None:
    client = await rig.connect()

    assert rig.wire.partition(None, True) == 1
    client.send(4)
    assert await client.is_silent()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SILENCE_S):
            await rig.dial()

    rig.wire.partition(None, False)
    assert await client.reader.readexactly(4) == b"xxxx"
    await rig.connect()


@story
async def test_refusal_outlives_a_partition_that_heals_meanwhile(rig: Rig) -> None:
    rig.wire.refuse(None, True)
    rig.wire.partition(None, True)
    rig.wire.partition(None, False)

    with pytest.raises(ConnectionRefusedError):
        await rig.dial()


@story
async def test_latency_is_paid_each_way(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.latency(None, 0.04)
    began_s = asyncio.get_running_loop().time()
    await client.ask(1)

    assert asyncio.get_running_loop().time() - began_s >= 0.06  # more than one way alone could explain


@story
async def test_a_drip_takes_its_time(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.bandwidth(Role.REST, 900)
    began_s = asyncio.get_running_loop().time()
    await client.ask(100)

    assert asyncio.get_running_loop().time() - began_s >= 0.1


@story
async def test_fragments_are_pieces_of_the_same_bytes(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.fragment(None, 0.99)
    client.send(2_000)
    pieces: list[bytes] = []
    while len(b"".join(pieces)) < 2_000:
        pieces.append(await client.reader.read(2_000))

    assert b"".join(pieces) == b"x" * 2_000
    assert len(pieces) > 1


@story
async def test_lifted_conditions_leave_nothing_behind(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.latency(None, 30.0)
    rig.wire.bandwidth(None, 1.0)
    rig.wire.fragment(None, 0.9)
    rig.wire.latency(None, None)
    rig.wire.bandwidth(None, None)
    rig.wire.fragment(None, 0.0)

    assert await client.ask(1_000) == b"x" * 1_000


@story
async def test_a_role_that_the_venue_does_not_have_is_not_struck(rig: Rig) -> None:
    wire = rig.wire

    assert wire.reset(Role.API) == wire.refuse(Role.API, True) == wire.partition(Role.API, True) == 0
    assert wire.latency(Role.API, 1.0) == wire.bandwidth(Role.API, 1.0) == wire.fragment(Role.API, 0.5) == 0
    await rig.connect()

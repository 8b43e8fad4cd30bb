"""What links and names do to a program."""

import asyncio
import socket

import pytest

from simulation import World
from simulation.names import ROUND_TRIP_S
from tests.unit.simulation.echo import API, PORT, STREAM, echo_venue, opened, outcome


async def _round_trip_s(name: str = API, size: int = 1) -> float:
    reader, writer = await opened(name)
    loop = asyncio.get_running_loop()
    began_s = loop.time()
    writer.write(b"x" * size)
    await reader.readexactly(size)
    writer.close()
    return loop.time() - began_s


def test_latency_counts_in_both_directions() -> None:
    with World("t", latency_s=0.1, jitter_s=0.0) as world:
        venue = echo_venue(world)
        world.network.link(world.network.client, venue).latency_s = 0.3

        assert world.run(_round_trip_s()) == pytest.approx(0.4)


def test_jitter_comes_on_top_and_keeps_the_order() -> None:
    async def numbers() -> bytes:
        reader, writer = await opened()
        for number in range(50):
            writer.write(bytes([number]))
            await asyncio.sleep(0.001)
        return await reader.readexactly(50)

    with World("t", latency_s=0.01, jitter_s=0.5) as world:
        echo_venue(world)

        assert world.run(numbers()) == bytes(range(50))


def test_bandwidth_makes_size_cost_time() -> None:
    with World("t", latency_s=0.05, jitter_s=0.0) as world:
        venue = echo_venue(world)
        up = world.network.link(world.network.client, venue)
        up.bandwidth_bytes_per_s = 100_000.0

        assert world.run(_round_trip_s(size=50_000)) == pytest.approx(0.6)


def test_connections_share_the_bandwidth() -> None:
    async def both() -> list[float]:
        return await asyncio.gather(*(_round_trip_s(size=50_000) for _ in range(2)))

    with World("t", latency_s=0.05, jitter_s=0.0) as world:
        venue = echo_venue(world)
        up = world.network.link(world.network.client, venue, name=API)
        up.bandwidth_bytes_per_s = 100_000.0

        assert world.run(both()) == [pytest.approx(0.6), pytest.approx(1.1)]


def test_fragmentation_splits_segments_and_loses_nothing() -> None:
    payload = bytes(range(256))

    async def pieces() -> list[bytes]:
        reader, writer = await opened()
        writer.write(payload)
        got: list[bytes] = []
        while sum(map(len, got)) < len(payload):
            got.append(await reader.read(1000))
        return got

    with World("t") as world:
        venue = echo_venue(world)
        world.network.link(venue, world.network.client).fragment_probability = 0.9
        got = world.run(pieces())

    assert b"".join(got) == payload
    assert len(got) > 1


def test_a_partition_holds_everything_back_until_it_heals() -> None:
    async def story(world: World) -> float:
        venue, client = world.network.host("venue"), world.network.client
        reader, writer = await opened()
        world.network.partition(client, venue)
        writer.write(b"x")
        world.loop.call_later(60.0, world.network.heal, client, venue)
        await reader.readexactly(1)
        return world.loop.time()

    with World("t", jitter_s=0.0) as world:
        echo_venue(world)

        assert world.run(story(world)) == pytest.approx(60.0, abs=0.1)


def test_a_long_partition_times_out_the_writer() -> None:
    async def story(world: World) -> tuple[bytes | str, float]:
        reader, writer = await opened()
        world.network.partition(world.network.client, world.network.host("venue"))
        writer.write(b"x")
        return await outcome(reader.readexactly(1))

    with World("t", jitter_s=0.0) as world:
        echo_venue(world)
        error, after_s = world.run(story(world))

    assert error == "TimeoutError"
    assert after_s == pytest.approx(924.6, abs=0.1)


def test_a_partition_of_one_name_leaves_the_other() -> None:
    async def story(world: World) -> list[object]:
        venue = world.network.host("venue")
        world.network.partition(world.network.client, venue, name=STREAM)
        api_s = await _round_trip_s(API)
        on_stream, _ = await outcome(asyncio.wait_for(_round_trip_s(STREAM), 10))
        return [api_s, on_stream]

    with World("t", latency_s=0.01, jitter_s=0.0) as world:
        echo_venue(world)

        assert world.run(story(world)) == [pytest.approx(0.02), "TimeoutError"]


def test_healing_without_a_name_heals_every_name() -> None:
    async def story(world: World) -> float:
        venue, client = world.network.host("venue"), world.network.client
        world.network.partition(client, venue, name=STREAM)
        world.network.heal(client, venue)
        return await _round_trip_s(STREAM)

    with World("t", latency_s=0.01, jitter_s=0.0) as world:
        echo_venue(world)

        assert world.run(story(world)) == pytest.approx(0.02)


def test_a_refused_name_refuses_and_the_other_accepts() -> None:
    async def story(world: World) -> list[object]:
        venue, client = world.network.host("venue"), world.network.client
        world.network.link(client, venue, name=API).refuse = True
        refused, _ = await outcome(opened(API))
        accepted, _ = await outcome(opened(STREAM))
        return [refused, isinstance(accepted, tuple)]

    with World("t") as world:
        echo_venue(world)

        assert world.run(story(world)) == ["ConnectionRefusedError", True]


def test_a_lost_syn_times_out_after_the_kernels_retries() -> None:
    with World("t", jitter_s=0.0) as world:
        venue = echo_venue(world)
        world.network.link(world.network.client, venue).lost_syn = True
        error, after_s = world.run(outcome(opened()))

    assert error == "TimeoutError"
    assert after_s == pytest.approx(ROUND_TRIP_S + 127.0)


def test_a_syn_is_sent_again_when_the_network_is_back() -> None:
    with World("t", jitter_s=0.0) as world:
        venue = echo_venue(world)
        link = world.network.link(world.network.client, venue)
        link.lost_syn = True
        world.loop.call_later(2.0, setattr, link, "lost_syn", False)
        result, after_s = world.run(outcome(opened()))

    assert isinstance(result, tuple)
    assert after_s == pytest.approx(ROUND_TRIP_S + 3.01)  # the retries are sent at 1 s and 3 s


NAME_FAILURES = {"NONAME": socket.EAI_NONAME, "AGAIN": socket.EAI_AGAIN, "SILENT": socket.EAI_AGAIN}


@pytest.mark.parametrize(("code", "errno"), NAME_FAILURES.items(), ids=NAME_FAILURES)
def test_a_failing_name_fails_and_comes_back(code: str, errno: int) -> None:
    async def story(world: World) -> tuple[int | None, bool]:
        world.network.names.fail(API, code)  # type: ignore[arg-type]
        try:
            await opened(API)
        except socket.gaierror as error:
            failed_with = error.errno
        world.network.names.restore(API)
        return failed_with, isinstance(await opened(API), tuple)

    with World("t") as world:
        echo_venue(world)

        assert world.run(story(world)) == (errno, True)


@pytest.mark.parametrize(
    ("code", "after_s"), [("NONAME", 0.010), ("AGAIN", 0.010), ("SILENT", 10.0)], ids=lambda value: str(value)
)
def test_a_failure_takes_as_long_as_a_resolver(code: str, after_s: float) -> None:
    with World("t") as world:
        echo_venue(world)
        world.network.names.fail(API, code)  # type: ignore[arg-type]

        error, took_s = world.run(outcome(opened(API)))

    assert error == "gaierror"
    assert took_s == pytest.approx(after_s)


def test_a_resolver_that_speaks_again_answers_the_second_attempt() -> None:
    async def story(world: World) -> float:
        world.network.names.fail(API, "SILENT")
        world.loop.call_later(3.0, world.network.names.restore, API)
        await world.loop.getaddrinfo(API, PORT)
        return world.loop.time()

    with World("t") as world:
        echo_venue(world)

        assert world.run(story(world)) == pytest.approx(5.010)


def test_who_asks_for_a_failing_name_without_a_pause_is_held_by_the_answers() -> None:
    async def story(world: World) -> int:
        world.network.names.fail(API)
        attempts = 0
        while world.loop.time() < 1.0:
            attempts += (await outcome(opened(API)))[0] == "gaierror"
        return attempts

    with World("t", livelock_steps=1000) as world:
        echo_venue(world)

        assert world.run(story(world)) == 100


def test_all_names_can_fail_at_once_and_connections_live_on() -> None:
    async def story(world: World) -> list[object]:
        reader, writer = await opened()
        world.network.names.fail()
        failures = [(await outcome(opened(name)))[0] for name in (API, STREAM)]
        writer.write(b"x")
        return [*failures, await reader.readexactly(1)]

    with World("t") as world:
        echo_venue(world)

        assert world.run(story(world)) == ["gaierror", "gaierror", b"x"]


def test_an_unknown_name_does_not_resolve() -> None:
    with World("t") as world:
        echo_venue(world)

        assert world.run(outcome(opened("nowhere.test")))[0] == "gaierror"


def test_connections_are_found_by_server_port_and_name() -> None:
    async def story(world: World) -> list[list[int]]:
        venue = world.network.host("venue")
        kept = [await opened(name) for name in (API, STREAM, STREAM)]
        kept[2][1].close()
        await asyncio.sleep(0)  # the client's end goes in the next turn
        find = world.network.connections
        return [
            [connection.number for connection in found]
            for found in (
                find(),
                find(venue, PORT),
                find(server_name=STREAM),
                find(server=world.network.client),
                find(port=8),
            )
        ]

    with World("t") as world:
        echo_venue(world)

        assert world.run(story(world)) == [[1, 2], [1, 2], [2], [], []]


def test_a_link_cannot_be_narrowed_to_a_foreign_name() -> None:
    with World("t") as world:
        venue = echo_venue(world)

        with pytest.raises(ValueError, match=r"elsewhere\.test"):
            world.network.link(world.network.client, venue, name="elsewhere.test")


def test_a_writer_waits_for_a_reader_that_does_not_read() -> None:
    async def story(world: World) -> bool:
        _, writer = await opened()
        world.network.partition(world.network.client, world.network.host("venue"))
        writer.write(b"x" * 1_000_000)
        try:
            async with asyncio.timeout(30):
                await writer.drain()
        except TimeoutError:
            return True
        return False

    with World("t") as world:
        echo_venue(world)

        assert world.run(story(world))


@pytest.mark.parametrize("name", ["localhost", "127.0.0.1", b"venue", "10.0.0.2"])
def test_hosts_answer_to_their_own_names_and_addresses(name: str | bytes) -> None:
    async def story(world: World) -> bool:
        venue = world.network.host("venue")

        async def visit() -> bool:
            await asyncio.sleep(1)
            address = (await world.loop.getaddrinfo(name, PORT))[0][4][0]
            _, writer = await opened(address)
            writer.close()
            return True

        return await venue.start(visit())

    with World("t") as world:
        echo_venue(world)

        assert world.run(story(world))


def test_an_address_of_nobody_is_unreachable() -> None:
    with World("t") as world:
        echo_venue(world)

        assert world.run(outcome(opened("192.0.2.1")))[0] == "OSError"


def test_there_is_no_ipv6() -> None:
    async def story() -> object:
        return await asyncio.get_running_loop().getaddrinfo(API, 1, family=socket.AF_INET6)

    with World("t") as world:
        echo_venue(world)

        assert world.run(outcome(story()))[0] == "gaierror"


def test_an_unknown_kind_of_failure_is_refused() -> None:
    with World("t") as world, pytest.raises(ValueError, match="SERVFAIL"):
        world.network.names.fail(API, "SERVFAIL")  # type: ignore[arg-type]

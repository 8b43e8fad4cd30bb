"""The trace of a world, and where two traces part."""

import asyncio

from simulation import Trace, World
from tests.unit.simulation.echo import echo_venue, opened


async def _exchange(payload: bytes) -> None:
    reader, writer = await opened()
    for _ in range(5):
        writer.write(payload)
        await reader.readexactly(len(payload))
    writer.close()
    await asyncio.sleep(1)


def _played(token: str, payload: bytes = b"hello", *, keep_events: bool = True) -> World:
    with World(token, keep_events=keep_events) as world:
        echo_venue(world)
        world.run(_exchange(payload))
    return world


def test_one_token_has_one_digest() -> None:
    assert _played("a").digest() == _played("a").digest()


def test_another_token_another_digest() -> None:
    assert _played("a").digest() != _played("b").digest()


def test_content_is_part_of_the_digest() -> None:
    assert _played("a", b"hello").digest() != _played("a", b"hullo").digest()


def test_the_digest_does_not_depend_on_keeping_events() -> None:
    kept, not_kept = _played("a"), _played("a", keep_events=False)

    assert kept.digest() == not_kept.digest()
    assert not_kept.events == []


def test_the_digest_is_running() -> None:
    async def story(world: World) -> bool:
        before = world.digest()
        world.trace.record("something")
        return world.digest() != before

    with World("t") as world:
        assert world.run(story(world))


def test_the_end_of_the_world_is_not_in_the_trace() -> None:
    async def story(world: World) -> tuple[str, int]:
        kept.append(await opened())
        return world.digest(), world.trace.count

    kept: list[object] = []
    with World("t") as world:
        echo_venue(world)
        at_the_end = world.run(story(world))

    assert (world.digest(), world.trace.count) == at_the_end


def test_equal_traces_have_no_difference() -> None:
    assert Trace.first_difference(["a", "b"], ["a", "b"]) is None


def test_the_first_difference_is_shown_with_what_led_to_it() -> None:
    report = Trace.first_difference(["a", "b", "c", "d", "x", "e"], ["a", "b", "c", "d", "y", "e"])

    assert report == "\n".join(
        [
            "event 4 differs:",
            "    both    b",
            "    both    c",
            "    both    d",
            "    first   x",
            "    second  y",
        ]
    )


def test_a_trace_that_ends_early_differs_at_its_end() -> None:
    report = Trace.first_difference(["a"], ["a", "b"])

    assert report is not None
    assert "first   (no more events)" in report


def test_two_worlds_can_be_compared() -> None:
    report = Trace.first_difference(_played("a").events, _played("a", b"hullo").events)

    assert report is not None
    assert "sent 1 > 5" in report

"""Answers on the wire, and what is read from a query or form."""

import aiohttp
import pytest
from aiohttp import web

from fakes.faults.fault import Lost, Reply, Truncated
from fakes.serving.handling import Settled
from fakes.serving.http_replies import HttpReplies, pairs
from simulation import World

EPOCH_S = 1_767_614_400.0


@pytest.mark.parametrize(
    ("text", "found", "doubled"),
    [
        ("", {}, False),
        ("a=1&b=2", {"a": "1", "b": "2"}, False),
        ("a=1&a=2", {"a": "2"}, True),
        ("a=", {"a": ""}, False),
        ("a", {"a": ""}, False),
        ("a=x%2Fy+z", {"a": "x/y z"}, False),
        ("a=%FF", {"a": "\udcff"}, False),
    ],
)
def test_names_and_values_are_read(text: str, found: dict[str, str], doubled: bool) -> None:
    assert pairs(text) == (found, doubled)


async def answered(world: World, settled: Settled) -> tuple[int, dict[str, str], bytes]:
    """What a client gets of it."""
    replies = HttpReplies(
        clock_s=lambda: EPOCH_S, server="here", content_types={"text/plain": "text/plain;v=1"}
    )
    host = world.network.host("venue", "api.example")

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        return await replies.respond(request, settled)

    async def listen() -> web.ServerRunner:
        runner = web.ServerRunner(web.Server(answer, access_log=None), shutdown_timeout=1.0)
        await runner.setup()
        await web.TCPSite(runner, "0.0.0.0", 80).start()
        return runner

    runner = await host.start(listen())
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as http,
            http.get("http://api.example/") as got,
        ):
            return got.status, dict(got.headers), await got.read()
    finally:
        replies.close()
        await host.start(runner.cleanup())


def play(settled: Settled) -> tuple[int, dict[str, str], bytes]:
    with World("replies") as world:
        return world.run(answered(world, settled))


def test_an_answer_is_dated_by_the_venue_and_typed_as_it_writes_types() -> None:
    status, headers, body = play(
        Reply(status=418, body=b"no", headers=(("X-Used", "7"),), content_type="text/plain")
    )

    assert (status, body) == (418, b"no")
    assert headers == {
        "Content-Type": "text/plain;v=1",
        "Server": "here",
        "Date": "Mon, 05 Jan 2026 12:00:00 GMT",
        "X-Used": "7",
        "Content-Length": "2",
    }


def test_a_cut_answer_promises_more_than_comes() -> None:
    with pytest.raises(aiohttp.ClientPayloadError):
        play(Truncated(reply=Reply(status=200, body=b"whole"), n_bytes=2))


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ("reset", aiohttp.ClientOSError),
        ("close", aiohttp.ServerDisconnectedError),
        ("silence", TimeoutError),
    ],
)
def test_an_answer_is_lost_in_three_ways(how: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        play(Lost(how=how))  # type: ignore[arg-type]  # parametrised

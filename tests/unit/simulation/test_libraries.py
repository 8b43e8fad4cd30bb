"""What is held in third-party libraries while a world is active, and let go afterwards."""

import asyncio
import gc
from types import ModuleType

import aiohappyeyeballs.impl
import aiohttp
import aiohttp.connector
import aiohttp.resolver
import pytest
from aiohttp import web
from websockets.asyncio.client import connect
from websockets.asyncio.server import ServerConnection, serve

from simulation import World


async def _hello(request: web.Request) -> web.Response:
    return web.Response(text=f"hello {request.scheme}")


async def _serve_http() -> None:
    application = web.Application()
    application.router.add_get("/", _hello)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "0.0.0.0", 443).start()
    await asyncio.Event().wait()


async def _serve_websocket() -> None:
    async def answer(connection: ServerConnection) -> None:
        async for message in connection:
            await connection.send(message)

    async with serve(answer, "0.0.0.0", 443):
        await asyncio.Event().wait()


def test_aiohttp_reaches_an_https_url_through_simulated_names() -> None:
    async def visit() -> tuple[int, str]:
        await asyncio.sleep(1)
        async with aiohttp.ClientSession() as session, session.get("https://api.test/") as answer:
            return answer.status, await answer.text()

    with World("t") as world:
        world.network.host("venue", "api.test").start(_serve_http())

        assert world.run(visit()) == (200, "hello http")


def test_websockets_reaches_a_wss_url_through_simulated_names() -> None:
    async def visit() -> list[object]:
        await asyncio.sleep(1)
        async with connect("wss://stream.test/", proxy=None) as connection:
            await connection.send("hello")
            answer = await connection.recv()
            tls = connection.transport.get_extra_info("ssl_object")
            return [answer, tls.version(), tls.cipher()[1], tls.compression(), tls.getpeercert()]

    with World("t") as world:
        world.network.host("venue", "stream.test").start(_serve_websocket())

        assert world.run(visit()) == ["hello", "TLSv1.3", "TLSv1.3", None, {}]


def test_a_stripped_transport_cannot_half_close() -> None:
    async def visit() -> bool:
        await asyncio.sleep(1)
        _, writer = await asyncio.open_connection("api.test", 443, ssl=True)
        with pytest.raises(NotImplementedError):
            writer.write_eof()
        writer.close()
        return writer.can_write_eof()

    with World("t") as world:
        world.network.host("venue", "api.test").start(_serve_http())

        assert not world.run(visit())


def _resolvers() -> list[object]:
    return [vars(module)["DefaultResolver"] for module in (aiohttp.connector, aiohttp.resolver)]


def test_the_resolver_in_c_is_put_aside_and_comes_back() -> None:
    before = _resolvers()

    with World("t"):
        during = _resolvers()

    assert during == [aiohttp.resolver.ThreadedResolver] * 2
    assert _resolvers() == before


@pytest.mark.parametrize("module", [aiohappyeyeballs.impl, asyncio.base_events])
def test_the_socket_modules_come_back(module: ModuleType) -> None:
    before = vars(module)["socket"]

    with World("t"):
        during = vars(module)["socket"]

    assert during is not before
    assert vars(module)["socket"] is before


def test_an_unclosed_session_is_a_complaint_of_its_own_world() -> None:
    async def forget() -> None:
        await asyncio.sleep(1)
        answer = await aiohttp.ClientSession().get("https://api.test/")
        await answer.read()

    with World("t") as world:
        world.network.host("venue", "api.test").start(_serve_http())
        world.run(forget())
    gc.collect()

    assert any("Unclosed client session" in complaint for complaint in world.complaints)

"""websockets and aiohttp's WebSocket see the same failures in the simulation as over TCP."""

from collections.abc import Awaitable, Callable

import pytest

from tests.parity import misbehaviour, observers
from tests.parity.observers import Seen
from tests.parity.stages import HOST, closed_port, in_simulation, on_the_wire, serving

Observer = Callable[[str], Awaitable[Seen]]

CLIENTS: dict[str, Observer] = {
    "websockets": observers.see_websockets,
    "aiohttp": observers.see_aiohttp_websocket,
}


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("kind", misbehaviour.WEBSOCKET)
def test_an_open_websocket_ends_the_same_way(kind: str, client: str) -> None:
    async def case() -> Seen:
        async with serving(misbehaviour.websocket_server(misbehaviour.WEBSOCKET[kind])) as port:
            return await CLIENTS[client](f"ws://{HOST}:{port}/")

    assert in_simulation(case) == on_the_wire(case)


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("how", misbehaviour.REFUSED_HANDSHAKES)
def test_a_handshake_fails_the_same_way(how: str, client: str) -> None:
    async def case() -> Seen:
        async with serving(misbehaviour.refusing_websocket_server(how)) as port:
            return await CLIENTS[client](f"ws://{HOST}:{port}/")

    assert in_simulation(case) == on_the_wire(case)


@pytest.mark.parametrize("client", CLIENTS)
def test_a_refused_connect_looks_the_same(client: str) -> None:
    async def case() -> Seen:
        return await CLIENTS[client](f"ws://{HOST}:{await closed_port()}/")

    assert in_simulation(case) == on_the_wire(case)

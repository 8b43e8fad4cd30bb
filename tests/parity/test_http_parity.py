"""aiohttp's client and bare streams see the same failures in the simulation as over TCP."""

import pytest

from tests.parity import misbehaviour, observers
from tests.parity.observers import LONG_PATIENCE_S, PATIENCE_S, Seen
from tests.parity.stages import HOST, closed_port, in_simulation, on_the_wire, serving


def _patience_s(kind: str) -> float:
    return PATIENCE_S if kind.startswith("silence") else LONG_PATIENCE_S


@pytest.mark.parametrize("kind", misbehaviour.HTTP)
def test_aiohttp_sees_the_same_answer(kind: str) -> None:
    async def case() -> Seen:
        async with serving(misbehaviour.http_server(misbehaviour.HTTP[kind])) as port:
            return await observers.see_http(f"http://{HOST}:{port}/", _patience_s(kind))

    assert in_simulation(case) == on_the_wire(case)


@pytest.mark.parametrize("kind", misbehaviour.HTTP)
def test_a_stream_sees_the_same_bytes_and_errors(kind: str) -> None:
    async def case() -> Seen:
        async with serving(misbehaviour.http_server(misbehaviour.HTTP[kind])) as port:
            return await observers.see_stream(HOST, port, _patience_s(kind))

    assert in_simulation(case) == on_the_wire(case)


def test_aiohttp_sees_the_same_refusal() -> None:
    async def case() -> Seen:
        return await observers.see_http(f"http://{HOST}:{await closed_port()}/", LONG_PATIENCE_S)

    assert in_simulation(case) == on_the_wire(case)


def test_a_stream_sees_the_same_refusal() -> None:
    async def case() -> Seen:
        return await observers.see_stream(HOST, await closed_port(), LONG_PATIENCE_S)

    assert in_simulation(case) == on_the_wire(case)

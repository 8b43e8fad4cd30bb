import asyncio
import contextlib
from random import Random

import pytest

from fakes.operations import Role
from scenarios.wire.proxy import ProxyWire

pytestmark = pytest.mark.asyncio


async def test_names_cannot_fail_where_none_are_resolved() -> None:
    assert ProxyWire(Random(1)).fail_names(None, True) == 0


async def test_a_venue_that_does_not_listen_shows_as_a_connection_that_ends() -> None:
    orphan = ProxyWire(Random(1))
    addresses = await orphan.open({Role.REST: ("127.0.0.1", 1)})
    reader, writer = await asyncio.open_connection(*addresses[Role.REST])
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b""
    writer.close()
    await orphan.close()

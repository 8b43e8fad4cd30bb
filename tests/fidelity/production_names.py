"""Production names on real sockets: what a client dials by name and TLS leads to a fake on this machine.

For clients that block or have threads, which virtual time cannot carry: they run unmodified, under the URLs
that they have built in. Names are answered here, in this process; a certificate made for the occasion is
trusted through the variables that clients read it from.
"""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import aiohttp.connector
import pytest
import requests.adapters
import trustme

from fakes.operations import Role

Address = tuple[str, int]
TRUSTED_BY = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "WEBSOCKET_CLIENT_CA_BUNDLE")
"""ssl and httpx, requests, websocket-client."""
_CHUNK_BYTES = 65_536
_BACK_S = 0.05
"""What the venue says takes so long: there are clients that note what they asked after having asked it."""


@asynccontextmanager
async def production_names(
    names: Mapping[Role, Address], bound: Mapping[Role, Address]
) -> AsyncIterator[None]:
    """`names`: what clients dial for each role; `bound`: where the fake listens, without TLS."""
    authority = trustme.CA()
    certificate = authority.issue_cert(*dict.fromkeys(name for name, _ in names.values()))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    certificate.configure_cert(context)
    doors: dict[Address, int] = {}
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        async with AsyncExitStack() as stack:
            for role, address in names.items():
                if address not in doors:
                    relay = _Relay(bound[role])
                    server = await asyncio.start_server(relay.serve, "127.0.0.1", 0, ssl=context)
                    stack.push_async_callback(relay.end, server)
                    doors[address] = server.sockets[0].getsockname()[1]
            trusted = Path(folder) / "authority.pem"
            authority.cert_pem.write_to_path(str(trusted))
            for variable in TRUSTED_BY:
                patch.setenv(variable, str(trusted))
            trusting = ssl.create_default_context(cafile=str(trusted))
            patch.setattr(aiohttp.connector, "_SSL_CONTEXT_VERIFIED", trusting)  # made when it was imported
            # What a session sends ready-made does not ask the variables (pybit does so).
            patch.setattr(requests.adapters, "DEFAULT_CA_BUNDLE_PATH", str(trusted))
            patch.setattr(socket, "getaddrinfo", _resolver(doors))
            yield


def _resolver(doors: Mapping[Address, int]) -> Any:
    really = socket.getaddrinfo

    def resolve(host: Any, port: Any, *more: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name in (None, "localhost", "127.0.0.1"):
            return really(host, port, *more, **named)
        door = doors.get((name, int(port)))
        if door is None:
            raise socket.gaierror(socket.EAI_NONAME, f"{name}:{port} is no name of this venue")
        return really("127.0.0.1", door, *more, **named)

    return resolve


class _Relay:
    """Bytes go through as they are; an end on one side is an end on the other."""

    def __init__(self, target: Address) -> None:
        self._target = target
        self._serving: dict[asyncio.Task[Any], None] = {}

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving[task] = None
        try:
            with suppress(OSError, ssl.SSLError):
                far_reader, far_writer = await asyncio.open_connection(*self._target)
                try:
                    await asyncio.gather(
                        _pass_on(reader, far_writer), _pass_on(far_reader, writer, after_s=_BACK_S)
                    )
                finally:
                    far_writer.close()
                    writer.transport.abort()  # both ends have said all: what is left is TLS's farewell
                    await far_writer.wait_closed()  # else the loop may be gone before the sockets are
        finally:
            del self._serving[task]

    async def end(self, server: asyncio.Server) -> None:
        server.close()
        for task in list(self._serving):
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)


async def _pass_on(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, after_s: float = 0.0
) -> None:
    try:
        while chunk := await reader.read(_CHUNK_BYTES):
            await asyncio.sleep(after_s)
            writer.write(chunk)
            await writer.drain()
    finally:
        writer.close()

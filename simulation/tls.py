"""TLS on a simulated connection: left out by default, or the real thing.

``strip``: both ends believe in TLS (``sslcontext`` and ``ssl_object`` are there, ``write_eof`` is
not) but bytes travel in the clear, so the trace shows them and a run costs a third. Certificates
are not looked at, and a TLS client can talk to a plain server.

``real``: asyncio's own ``SSLProtocol`` with OpenSSL. OpenSSL's randomness cannot be seeded, so the
trace holds lengths only; use RSA certificates (the length of an ECDSA signature varies). OpenSSL
compares certificate dates with the machine's clock, not the virtual one.
"""

from __future__ import annotations

import asyncio
import ssl
from asyncio import sslproto
from typing import TYPE_CHECKING, Any, Literal

from simulation.transport import SimulatedTransport

if TYPE_CHECKING:
    from simulation.network import Network
    from simulation.sockets import SimulatedSocket

Tls = Literal["strip", "real"]

_CIPHER = ("TLS_AES_256_GCM_SHA384", "TLSv1.3", 256)


class StrippedSSLObject:
    """What ``get_extra_info("ssl_object")`` gives when TLS is left out."""

    def __init__(self, context: ssl.SSLContext, server_side: bool, hostname: str | None) -> None:
        self.context, self.server_side, self.server_hostname = context, server_side, hostname

    def getpeercert(self, binary_form: bool = False) -> dict[str, Any] | bytes:
        return b"" if binary_form else {}

    def version(self) -> str:
        return _CIPHER[1]

    def cipher(self) -> tuple[str, str, int]:
        return _CIPHER

    def compression(self) -> None:
        return None

    def selected_alpn_protocol(self) -> None:
        return None


class StrippedTransport(SimulatedTransport):
    """A plain transport that says it is a TLS one."""

    _start_tls_compatible = False


def stripped_transport(
    network: Network,
    sock: SimulatedSocket,
    protocol: asyncio.BaseProtocol,
    context: ssl.SSLContext,
    waiter: asyncio.Future[None] | None,
    *,
    server_side: bool,
    server_hostname: str | None,
    extra: dict[str, Any] | None,
    server: asyncio.Server | None,
) -> asyncio.Transport:
    """A connection on which both ends believe in TLS."""
    believed = {
        **(extra or {}),
        "sslcontext": context,
        "ssl_object": StrippedSSLObject(context, server_side, server_hostname),
        "peercert": {},
        "cipher": _CIPHER,
        "compression": None,
    }
    return StrippedTransport(network, sock, protocol, waiter, believed, server)


def real_transport(
    network: Network,
    sock: SimulatedSocket,
    protocol: asyncio.BaseProtocol,
    context: ssl.SSLContext,
    waiter: asyncio.Future[None] | None,
    *,
    server_side: bool,
    server_hostname: str | None,
    extra: dict[str, Any] | None,
    server: asyncio.Server | None,
    handshake_timeout_s: float | None,
    shutdown_timeout_s: float | None,
) -> asyncio.Transport:
    """asyncio's TLS over a simulated connection."""
    protocol_class: Any = sslproto.SSLProtocol  # typeshed knows only whole seconds
    tls = protocol_class(
        network.loop,
        protocol,
        context,
        waiter,
        server_side,
        server_hostname,
        ssl_handshake_timeout=handshake_timeout_s,
        ssl_shutdown_timeout=shutdown_timeout_s,
    )
    SimulatedTransport(network, sock, tls, None, extra, server)
    transport: asyncio.Transport = tls._app_transport
    return transport

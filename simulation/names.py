"""Simulated DNS, as a program meets it through the C library: every answer takes time, no answer takes more.

A client that asks again and again without a pause therefore asks at the pace of the answers, as it would
in reality. Literal addresses and ``localhost`` are known without asking.
"""

from __future__ import annotations

import asyncio
import socket
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from simulation.trace import Trace

Code = Literal["NONAME", "AGAIN", "SILENT"]

# A resolver as far away as any other host of a world is by default. There and back.
ROUND_TRIP_S = 0.010

# glibc's defaults, RES_TIMEOUT and RES_DFLRETRY (https://man7.org/linux/man-pages/man5/resolv.conf.5.html):
# so long it waits for an answer, and so often it asks.
ATTEMPT_S = 5.0
ATTEMPTS = 2

# Texts of glibc's gai_strerror: clients show them to users. A resolver that keeps silent and one that
# answers SERVFAIL ("AGAIN") end in the same error, the one after seconds, the other at once.
_FAILURES: dict[Code, tuple[int, str]] = {
    "NONAME": (socket.EAI_NONAME, "Name or service not known"),
    "AGAIN": (socket.EAI_AGAIN, "Temporary failure in name resolution"),
    "SILENT": (socket.EAI_AGAIN, "Temporary failure in name resolution"),
}


class Names:
    """Which addresses a name has, and which names cannot be resolved at present."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._addresses: dict[str, list[str]] = {}
        self._failing: dict[str | None, Code] = {}

    def add(self, name: str, ip: str) -> None:
        """A name may have several addresses; clients then try one after the other."""
        self._addresses.setdefault(name, []).append(ip)

    def fail(self, name: str | None = None, code: Code = "NONAME") -> None:
        """Lookups of ``name`` fail (``None``: of every name); established connections live on.

        ``NONAME``: there is no such name. ``AGAIN``: the resolver itself is in trouble and says so.
        ``SILENT``: it does not answer.
        """
        if code not in _FAILURES:
            raise ValueError(f"unknown code {code!r}; known: {', '.join(_FAILURES)}")
        self._trace.record("dns-fails", name, code)
        self._failing[name] = code

    def restore(self, name: str | None = None) -> None:
        """Lookups of ``name`` work again; ``None`` ends every failure."""
        self._trace.record("dns-works", name)
        if name is None:
            self._failing.clear()
        else:
            self._failing.pop(name, None)

    async def resolve(self, name: str | bytes | None) -> list[str]:
        """Addresses of ``name``. Raises ``socket.gaierror`` as the C library does."""
        if isinstance(name, bytes):
            name = name.decode()
        if name is None or name in ("", "0.0.0.0", "::", "*"):  # noqa: S104  the passive address
            return ["0.0.0.0"]  # noqa: S104
        if name == "localhost" or name.startswith("127."):
            return ["127.0.0.1" if name == "localhost" else name]
        self._trace.record("dns", name)
        if _is_address(name):
            return [name]
        code = await self._answer(name)
        if code is not None:
            raise socket.gaierror(*_FAILURES[code])
        return list(self._addresses[name])

    async def _answer(self, name: str) -> Code | None:
        """What comes of asking for ``name``, when it comes; ``None``: its addresses."""
        for _ in range(ATTEMPTS):
            code = self._failing.get(name) or self._failing.get(None)
            if code != "SILENT":
                await asyncio.sleep(ROUND_TRIP_S)
                return "NONAME" if code is None and name not in self._addresses else code
            await asyncio.sleep(ATTEMPT_S)
        return "SILENT"


def _is_address(name: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET, name)
    except OSError:
        return False
    return True

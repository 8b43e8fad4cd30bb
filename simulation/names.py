"""Simulated DNS."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from simulation.trace import Trace

Code = Literal["NONAME", "AGAIN"]

# Texts of glibc's gai_strerror: clients show them to users.
_FAILURES: dict[str, tuple[int, str]] = {
    "NONAME": (socket.EAI_NONAME, "Name or service not known"),
    "AGAIN": (socket.EAI_AGAIN, "Temporary failure in name resolution"),
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
        """Lookups of ``name`` fail (``None``: of every name); established connections live on."""
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

    def resolve(self, name: str | bytes | None) -> list[str]:
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
        code = self._failing.get(name) or self._failing.get(None)
        if code is None and name not in self._addresses:
            code = "NONAME"
        if code is not None:
            raise socket.gaierror(*_FAILURES[code])
        return list(self._addresses[name])


def _is_address(name: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET, name)
    except OSError:
        return False
    return True

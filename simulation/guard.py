"""Stops whatever would leave the simulation, and says where it stood in the code.

A real socket, a thread or a subprocess would bring back real time and the operating system's order
of events. Code in C that opens sockets without telling Python (c-ares in aiodns) is not seen here:
``simulation.libraries`` keeps it from being used.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import os
import socket
import subprocess
import sys
import threading
import traceback
from typing import TYPE_CHECKING, Any

from simulation.errors import Escape

if TYPE_CHECKING:
    from collections.abc import Callable

_FORBIDDEN = frozenset(
    {
        "socket.__new__",
        "socket.bind",
        "socket.connect",
        "socket.getaddrinfo",
        "socket.gethostbyname",
        "socket.gethostbyaddr",
        "subprocess.Popen",
        "os.fork",
        "os.forkpty",
        "os.posix_spawn",
        "os.system",
        "_thread.start_new_thread",
    }
)

# Python code between the culprit and the event.
_MIDDLEMEN = (
    os.path.dirname(__file__) + os.sep,
    os.path.dirname(asyncio.__file__) + os.sep,
    os.path.dirname(concurrent.futures.__file__) + os.sep,
    socket.__file__,
    subprocess.__file__,
    threading.__file__,
)

_report: Callable[[str], None] | None = None
_thread: int | None = None
_installed = False


def enter(report: Callable[[str], None]) -> None:
    """Refuse escapes of this thread from now on; each is told to ``report`` as well.

    Telling matters: many libraries catch every ``Exception``.
    """
    global _report, _thread
    _install()
    _report, _thread = report, threading.get_ident()


def leave() -> None:
    """Allow everything again."""
    global _report, _thread
    _report = _thread = None


def _install() -> None:
    """Audit hooks cannot be removed, so there is one for the whole process."""
    global _installed
    if _installed:
        return
    _installed = True
    sys.addaudithook(_audit)
    real_start = threading.Thread.start

    def start(self: threading.Thread) -> None:
        # Python 3.11 raises no audit event for a thread.
        if _thread == threading.get_ident():
            _refuse("thread", self.name)
        real_start(self)

    threading.Thread.start = start  # type: ignore[method-assign]


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    if _thread is not None and event in _FORBIDDEN and _thread == threading.get_ident():
        _refuse(event, *(argument for argument in arguments if isinstance(argument, (str, int, tuple))))


def _refuse(*what: object) -> None:
    where = "an unknown place"
    for frame in reversed(traceback.extract_stack()):
        if not frame.filename.startswith(_MIDDLEMEN):
            where = f"{frame.filename}:{frame.lineno}"
            break
    message = f"{' '.join(map(str, what))} at {where}"
    if _report is not None:
        _report(f"escape: {message}")
    raise Escape(message)

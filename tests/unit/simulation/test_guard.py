"""What would leave the simulation is stopped, by name and place."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable

import pytest

from simulation import Escape, World


def _thread() -> None:
    threading.Thread(target=print, name="worker").start()


def _socket() -> None:
    socket.socket()


def _lookup() -> None:
    socket.getaddrinfo("example.com", 443)


def _subprocess() -> None:
    subprocess.run([sys.executable, "-V"], check=True)


def _shell() -> None:
    os.system("true")  # noqa: S605, S607


ESCAPES: dict[str, Callable[[], None]] = {
    "thread worker": _thread,
    "socket.__new__": _socket,
    "socket.getaddrinfo example.com": _lookup,
    "subprocess.Popen": _subprocess,
    "os.system": _shell,
}


@pytest.mark.parametrize("what", ESCAPES)
def test_an_escape_is_stopped_and_located(what: str) -> None:
    with World("t"), pytest.raises(Escape, match=rf"^{what}.*test_guard\.py:\d+$"):
        ESCAPES[what]()


def test_an_escape_that_a_library_swallows_is_told_all_the_same() -> None:
    with World("t") as world, contextlib.suppress(Exception):  # as libraries do
        _socket()

    assert len(world.complaints) == 1
    assert "escape: socket.__new__" in world.complaints[0]


@pytest.mark.parametrize(
    "attempt",
    [
        lambda loop: loop.subprocess_exec(asyncio.SubprocessProtocol, "true"),
        lambda loop: loop.subprocess_shell(asyncio.SubprocessProtocol, "true"),
        lambda loop: loop.create_datagram_endpoint(asyncio.DatagramProtocol),
        lambda loop: _async(loop.add_reader, 0, print),
        lambda loop: _async(loop.add_writer, 0, print),
    ],
)
def test_the_loop_refuses_what_it_cannot_simulate(
    attempt: Callable[[asyncio.AbstractEventLoop], object],
) -> None:
    async def story() -> None:
        await attempt(asyncio.get_running_loop())  # type: ignore[misc]

    with World("t") as world, pytest.raises(Escape):
        world.run(story())


async def _async(function: Callable[..., object], *args: object) -> object:
    return function(*args)


def test_another_thread_is_none_of_our_business() -> None:
    ready, go = threading.Event(), threading.Event()
    made: list[bool] = []

    def work() -> None:
        ready.set()
        go.wait()
        with socket.socket() as sock:
            made.append(sock.fileno() >= 0)

    thread = threading.Thread(target=work)
    thread.start()
    ready.wait()
    with World("t"):
        go.set()
        thread.join()

    assert made == [True]


def test_outside_a_world_everything_is_allowed() -> None:
    with World("t"):
        pass

    with socket.socket() as sock:
        assert sock.fileno() >= 0

"""A process forked from this one that plays tests of its session, one at a time, on demand.

It starts where this process stands: connector, venue and suites are imported and the tests found, so it costs
milliseconds. Each test it plays is told as pytest's reports of it, in the form that pytest gives them for
travelling.
"""

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, Pipe
from typing import Any

import pytest

Told = list[dict[str, Any]]


class Died(Exception):
    """The process ended under a test; one line that says how."""


@dataclass(eq=False, slots=True)
class Worker:
    """`turn` is the place in the session of the test that it plays, None while it waits."""

    pid: int
    connection: Connection
    turn: int | None = field(default=None)

    @classmethod
    def forked(
        cls,
        session: pytest.Session,
        deaf: Sequence[object],
        others: Iterable["Worker"],
        last_words: Callable[[], bytes],
    ) -> "Worker":
        """`deaf`: plugins that shall not hear of the plays in the new process. `last_words` are asked of it
        when it is dismissed. `others` is who else there is."""
        ours, theirs = Pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                ours.close()
                for other in others:
                    other.connection.close()  # or it would not notice the end of this process' parent
                _serve(session, deaf, theirs, last_words)
                status = 0
            finally:
                os._exit(status)  # whatever is open or registered here belongs to the parent
        theirs.close()
        return cls(pid, ours)

    def play(self, turn: int) -> None:
        """Raises Died."""
        self.turn = turn
        try:
            self.connection.send(turn)
        except OSError as error:
            raise Died(self._end()) from error

    def told(self) -> Told:
        """The reports of the test that it played; waits for them. Raises Died."""
        try:
            answer = self.connection.recv()
        except (EOFError, OSError) as error:
            raise Died(self._end()) from error
        if isinstance(answer, str):
            self._end()
            raise Died(answer)
        self.turn = None
        reports: Told = answer
        return reports

    def dismiss(self) -> bytes:
        """End it in order; its last words. Raises Died."""
        try:
            self.connection.send(None)
            words: bytes = self.connection.recv()
        except (EOFError, OSError) as error:
            raise Died(self._end()) from error
        self._end()
        return words

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        self._end()

    def _end(self) -> str:
        self.connection.close()
        _, status = os.waitpid(self.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit status {code}"


class _Scribe:
    """A plugin that takes down the reports of a test."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self.reports: Told = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        data = self._config.hook.pytest_report_to_serializable(config=self._config, report=report)
        self.reports.append(data)


def _serve(
    session: pytest.Session, deaf: Sequence[object], parent: Connection, last_words: Callable[[], bytes]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group; the parent ends us
    gc.freeze()  # a collection of what both share would copy it
    plugins = session.config.pluginmanager
    for plugin in deaf:
        plugins.unregister(plugin)
    scribe = _Scribe(session.config)
    plugins.register(scribe)
    _capture_apart(plugins)
    try:
        while (turn := parent.recv()) is not None:
            session.config.hook.pytest_runtest_protocol(item=session.items[turn], nextitem=None)
            parent.send(scribe.reports)
            scribe.reports = []
        parent.send(last_words())
    except EOFError:
        pass  # the parent is gone
    except BaseException as error:  # a stranger's test may raise what ends a program
        parent.send(" ".join(f"{type(error).__name__} {error}".split()))


def _capture_apart(plugins: pytest.PytestPluginManager) -> None:
    """What is printed goes into a file of this process' own: the one captured into so far is the parent's."""
    capture = plugins.getplugin("capturemanager")
    if capture is not None:
        capture.stop_global_capturing()
        capture.start_global_capturing()
        capture.suspend_global_capture()

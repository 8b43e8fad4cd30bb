"""Play the tests of a session in several processes at once, and tell of them as if one had played.

Who plays what decides nothing: reports are passed on in the order of play, whoever was first, so a run ends
with the same report however many processes it had.
"""

import os
import signal
import threading
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing.connection import wait
from typing import Protocol

import pytest

from tools.code_coverage import CodeCoverage
from tools.judging import CASE_STASH, PLAY
from tools.testimony import report_of_death
from tools.worker import Died, Told, Worker

MOST = 4
"""Processes by default; more of them wait for the longest play."""


class Hurry(Protocol):
    """What decides when a test is begun."""

    @property
    def long(self) -> bool: ...

    @property
    def alone(self) -> bool: ...


def default_jobs() -> int:
    """One process for each core that this one may use, up to MOST."""
    if not hasattr(os, "fork"):
        return 1
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(MOST, cores)


def order_of_beginning(tests: Sequence[Hurry]) -> list[int]:
    """Long ones first, so that none is left over at the end; what must be alone last."""
    return sorted(range(len(tests)), key=lambda turn: (tests[turn].alone, not tests[turn].long))


class Crew:
    """A plugin of pytest. `deaf` are plugins that hear of plays in this process only.

    `in_turn` = begun in the order of play, for who wants to stop early. All add to `coverage`.
    """

    def __init__(
        self, jobs: int, deaf: Sequence[object], *, in_turn: bool, coverage: CodeCoverage | None
    ) -> None:
        self._jobs = jobs
        self._deaf = [*deaf, self]
        self._in_turn = in_turn
        self._coverage = coverage
        self._workers: list[Worker] = []
        self._ended: dict[int, Told] = {}
        """What was played and not told of yet."""
        self._told = 0
        """Turns up to here have been told of."""

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        jobs = min(self._jobs, len(session.items))
        if jobs < 2 or threading.active_count() > 1:
            return None  # a process with threads cannot be forked in good order: pytest's own loop plays
        # pytest clears its folder away when it is first asked for: that must be before there are several
        session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]
        try:
            self._workers = [self._fork(session) for _ in range(jobs)]
            self._play(session)
            while self._workers:
                self._dismiss(self._workers.pop())
        except session.Interrupted:
            raise  # an early stop, by what was told in order: what else was played is not told
        except KeyboardInterrupt:
            for turn in sorted(self._ended):
                self._tell(session, turn)
            raise
        finally:
            self._kill_all()
        return True

    def _play(self, session: pytest.Session) -> None:
        checklist = session.config.stash[PLAY].checklist
        tests = [checklist.by_id[item.stash[CASE_STASH][0]] for item in session.items]
        ahead = list(range(len(tests))) if self._in_turn else order_of_beginning(tests)
        while self._told < len(tests):
            busy = [worker for worker in self._workers if worker.turn is not None]
            lonely = any(tests[worker.turn].alone for worker in busy if worker.turn is not None)
            if ahead and len(busy) < len(self._workers) and not (busy and (lonely or tests[ahead[0]].alone)):
                idle = next(worker for worker in self._workers if worker.turn is None)
                self._begin(session, idle, ahead.pop(0))
                continue
            for ready in wait([worker.connection for worker in busy]):
                self._end(session, next(worker for worker in busy if worker.connection is ready))
            self._tell_in_order(session)

    def _begin(self, session: pytest.Session, worker: Worker, turn: int) -> None:
        item = session.items[turn]
        session.config.hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        try:
            worker.play(turn)
        except Died as death:
            self._bury(session, worker, turn, str(death))
            self._finish(session, turn)

    def _end(self, session: pytest.Session, worker: Worker) -> None:
        turn = worker.turn
        assert turn is not None
        try:
            self._ended[turn] = worker.told()
        except Died as death:
            self._bury(session, worker, turn, str(death))
        self._finish(session, turn)

    def _finish(self, session: pytest.Session, turn: int) -> None:
        item = session.items[turn]
        session.config.hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)

    def _bury(self, session: pytest.Session, worker: Worker, turn: int, how: str) -> None:
        """Its test was not judged; another process goes on with the others."""
        report = report_of_death(session.items[turn], how)
        data = session.config.hook.pytest_report_to_serializable(config=session.config, report=report)
        self._ended[turn] = [data]
        self._workers.remove(worker)
        self._workers.append(self._fork(session))

    def _tell_in_order(self, session: pytest.Session) -> None:
        while self._told in self._ended:
            self._tell(session, self._told)
            self._told += 1
            if session.shouldstop:
                raise session.Interrupted(session.shouldstop)

    def _tell(self, session: pytest.Session, turn: int) -> None:
        hook = session.config.hook
        for data in self._ended.pop(turn):
            report = hook.pytest_report_from_serializable(config=session.config, data=data)
            hook.pytest_runtest_logreport(report=report)

    def _kill_all(self) -> None:
        """Whoever presses Ctrl-C twice must not leave one of them behind."""
        before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
        while self._workers:
            self._workers.pop().kill()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _fork(self, session: pytest.Session) -> Worker:
        last_words = bytes if self._coverage is None else self._coverage.taken_away
        return Worker.forked(session, self._deaf, self._workers, last_words)

    def _dismiss(self, worker: Worker) -> None:
        with suppress(Died):  # everything that it played has been told
            words = worker.dismiss()
            if self._coverage is not None:
                self._coverage.brought_home(words)

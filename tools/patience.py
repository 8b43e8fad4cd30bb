"""An end for tests that never end: a connector may block the only thread there is.

Virtual time cannot see a loop that never yields, so this bound is one of wall time. It never decides
between passed and failed; a test that meets it was not judged.
"""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from scenarios.verdict import Inconclusive

DEFAULT_S = 300.0
_AGAIN_S = 1.0


class _OutOfPatience(KeyboardInterrupt):
    """Of this kind because asyncio lets it through at once, and no library may swallow it."""


def patience_s() -> float:
    """Seconds of wall time for one test: the environment's PYTEST_TIMEOUT, or 300. 0 = no end."""
    return float(os.environ.get("PYTEST_TIMEOUT", DEFAULT_S))


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise Inconclusive if the block takes longer; 0 = never. Main thread and POSIX only."""
    expired = False

    def expire(number: int, frame: FrameType | None) -> None:
        nonlocal expired
        expired = True
        raise _OutOfPatience

    before = signal.signal(signal.SIGALRM, expire)
    # again and again: what was interrupted may have been caught, and gone on
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN_S)
    try:
        yield
    except BaseException:
        if not expired:
            raise
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    if expired:
        raise Inconclusive(f"no end within {seconds:g} s of wall time")

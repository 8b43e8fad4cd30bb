"""What a simulated host does not know of the machine it runs on."""

import datetime
import os
import time
import urllib.request
from collections.abc import Iterator

import pytest

from simulation import World

EPOCH_S = 1_700_000_000.0  # 22:13 UTC


@pytest.fixture
def new_york(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine in New York."""
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("new_york")
def test_local_time_is_utc_wherever_the_machine_stands() -> None:
    with World("t", epoch_s=EPOCH_S):
        inside = datetime.datetime.now().hour  # noqa: DTZ005  the point of the test
    outside = time.localtime(EPOCH_S).tm_hour

    assert (inside, outside) == (22, 17)


def test_the_proxies_of_the_machine_are_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy.corporation.test:3128")

    with World("t"):
        inside = urllib.request.getproxies()

    assert "https" not in inside
    assert urllib.request.getproxies()["https"] == "http://proxy.corporation.test:3128"


def test_the_environment_comes_back_as_it_was() -> None:
    before = dict(os.environ)

    with World("t"):
        pass

    assert dict(os.environ) == before

"""Who wants which symbols, and that the venue confirmed each."""

import asyncio
from collections.abc import Sequence
from typing import Any

import pytest

from exchanges.errors import InvalidRequest, SubscriptionRefused
from exchanges.market.subscriptions import SUBSCRIBE, UNSUBSCRIBE, Subscriptions


class Stream:
    def __init__(self) -> None:
        self.connection: Any = object()
        self.restarts: list[str] = []

    def restart(self, reason: str) -> None:
        self.restarts.append(reason)


class Bench:
    def __init__(self, most: int = 1000) -> None:
        self.asked: list[tuple[str, int, float]] = []
        self.failure: Exception | None = None
        self.stream = Stream()
        self.wanted = Subscriptions(self._ask, venue="toy", most=most, within_s=5.0)

    async def _ask(self, connection: Any, method: str, symbols: Sequence[str], within_s: float) -> None:
        self.asked.append((method, len(symbols), within_s))
        if self.failure is not None:
            raise self.failure

    def change(self, method: str) -> None:
        asyncio.run(self.wanted.change(self.stream, method, "FOO"))  # type: ignore[arg-type]  # see Stream


def test_only_the_first_who_wants_and_the_last_who_lets_go_change_anything() -> None:
    wanted = Bench().wanted

    assert [wanted.want("FOO"), wanted.want("FOO")] == [True, False]
    assert [wanted.release("FOO"), wanted.release("FOO")] == [False, True]
    assert not wanted.release("FOO")


def test_a_full_connection_takes_no_more_symbols_but_more_who_want_them() -> None:
    wanted = Bench(most=1).wanted
    wanted.want("FOO")
    wanted.want("FOO")
    with pytest.raises(InvalidRequest):
        wanted.want("BAR")

    assert len(wanted) == 1


def test_a_new_connection_is_asked_for_all_in_parts() -> None:
    bench = Bench()
    for number in range(450):
        bench.wanted.want(str(number))
    asyncio.run(bench.wanted.ask_for_all(object()))  # type: ignore[arg-type]

    assert bench.asked == [(SUBSCRIBE, 200, 5.0), (SUBSCRIBE, 200, 5.0), (SUBSCRIBE, 50, 5.0)]


def test_a_change_without_a_connection_waits_for_the_next_one() -> None:
    bench = Bench()
    bench.stream.connection = None
    bench.change(SUBSCRIBE)

    assert bench.asked == []


@pytest.mark.parametrize("failure", [SubscriptionRefused("no"), TimeoutError(), OSError("cut")])
def test_a_change_that_is_not_confirmed_costs_the_connection(failure: Exception) -> None:
    bench = Bench()
    bench.failure = failure
    bench.change(UNSUBSCRIBE)

    assert len(bench.stream.restarts) == 1


def test_a_connection_that_is_gone_meanwhile_is_left_alone() -> None:
    bench = Bench()
    bench.failure = OSError("cut")

    async def story() -> None:
        changing = bench.wanted.change(bench.stream, SUBSCRIBE, "FOO")  # type: ignore[arg-type]
        task = asyncio.ensure_future(changing)
        bench.wanted._asking = _cut(bench)
        await task

    asyncio.run(story())

    assert bench.stream.restarts == []


def _cut(bench: Bench) -> Any:
    async def ask(*_: object) -> None:
        bench.stream.connection = object()
        raise OSError("cut")

    return ask

"""Who wants which symbols, and that the venue confirmed each."""

import asyncio
from collections.abc import Sequence
from random import Random
from typing import Any

import pytest

from exchanges.backoff import Backoff
from exchanges.errors import InvalidRequest, SubscriptionRefused
from exchanges.market.subscriptions import SUBSCRIBE, UNSUBSCRIBE, Subscriptions
from exchanges.telemetry import logger_for
from simulation import World


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
        self.refused: tuple[str, ...] = ()
        self.stream = Stream()
        self.wanted = Subscriptions(
            self._ask,
            venue="toy",
            most=most,
            within_s=5.0,
            backoff=lambda: Backoff(1.0, 8.0, Random(1), floor_s=1.0),
            log=logger_for("toy", "sandbox"),
        )

    async def _ask(
        self, connection: Any, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        self.asked.append((method, len(symbols), within_s))
        if self.failure is not None:
            raise self.failure
        return [symbol for symbol in symbols if symbol in self.refused]

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

    assert not wanted.release("BAR")


def test_a_new_connection_is_asked_for_all_in_parts() -> None:
    bench = Bench()
    for number in range(450):
        bench.wanted.want(str(number))
    asyncio.run(bench.wanted.ask_for_all(object()))  # type: ignore[arg-type]

    assert bench.asked == [(SUBSCRIBE, 200, 5.0), (SUBSCRIBE, 200, 5.0), (SUBSCRIBE, 50, 5.0)]


@pytest.mark.parametrize(("refused", "are_any"), [((), True), (("FOO",), True), (("FOO", "BAR"), False)])
def test_a_venue_that_refused_all_is_to_send_nothing(refused: tuple[str, ...], are_any: bool) -> None:
    bench = Bench()
    bench.refused = refused
    for symbol in ("FOO", "BAR"):
        bench.wanted.want(symbol)
    asyncio.run(bench.wanted.ask_for_all(object()))  # type: ignore[arg-type]

    assert bench.wanted.are_any is are_any


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


def play(story: Any) -> None:
    with World("subscriptions") as world:
        world.run(story())
        assert world.complaints == []


def test_one_that_is_refused_among_others_is_known_and_the_connection_kept() -> None:
    bench = Bench()
    bench.refused = ("FOO",)
    for symbol in ("FOO", "BAR"):
        bench.wanted.want(symbol)
    asyncio.run(bench.wanted.ask_for_all(bench.stream.connection))

    assert list(bench.wanted.refused) == ["FOO"]
    assert bench.stream.restarts == []


def test_what_is_refused_is_insisted_on_ever_less_often_until_it_is_confirmed() -> None:
    bench = Bench()
    bench.refused = ("FOO",)
    bench.wanted.want("FOO")

    async def story() -> None:
        change = bench.wanted.change(bench.stream, SUBSCRIBE, "FOO")  # type: ignore[arg-type]  # see Stream
        changing = asyncio.create_task(change)
        await asyncio.sleep(10.0)
        early = len(bench.asked)
        await asyncio.sleep(10.0)
        late = len(bench.asked) - early
        bench.refused = ()
        await changing

        assert early > late > 0
        assert not bench.wanted.refused

    play(story)


@pytest.mark.parametrize("end", ["released", "cut"])
def test_nobody_insists_for_the_released_or_on_a_connection_that_is_gone(end: str) -> None:
    bench = Bench()
    bench.refused = ("FOO",)
    bench.wanted.want("FOO")

    async def story() -> None:
        change = bench.wanted.change(bench.stream, SUBSCRIBE, "FOO")  # type: ignore[arg-type]
        changing = asyncio.create_task(change)
        await asyncio.sleep(0)
        if end == "released":
            bench.wanted.release("FOO")
        else:
            bench.stream.connection = object()
        await changing

        assert len(bench.asked) == 1

    play(story)


def test_to_renew_is_to_let_go_and_ask_again() -> None:
    bench = Bench()
    bench.wanted.want("FOO")
    asyncio.run(bench.wanted.renew(bench.stream, "FOO"))  # type: ignore[arg-type]

    assert [method for method, _, _ in bench.asked] == [UNSUBSCRIBE, SUBSCRIBE]


def test_that_there_is_nothing_to_unsubscribe_from_is_no_refusal() -> None:
    bench = Bench()
    bench.refused = ("FOO",)
    bench.wanted.want("FOO")
    bench.change(UNSUBSCRIBE)

    assert not bench.wanted.refused

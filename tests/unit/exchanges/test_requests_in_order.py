"""Signed requests of a venue that counts them: one after the other, and stamped anew when overtaken."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from exchanges.breaker import Breakers
from exchanges.errors import NonceRefused, RateLimited, RequestTimeout
from exchanges.http import Answer
from exchanges.metrics import ConnectorMetrics
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import Cost, Priority
from exchanges.requests import Requests
from exchanges.telemetry import logger_for
from exchanges.venue_clock import VenueClock
from simulation import World
from tests.unit.exchanges.toy_venue import CONFIG, CREDENTIALS, TOY, ToyWire


class Http:
    """Answers after a tenth of a second with what was put there, the last one for ever."""

    def __init__(self) -> None:
        self.sent: list[tuple[float, bytes]] = []
        self.answers: list[bytes] = [b'"done"']
        self.hangs = 0

    def prepared(self, headers: Mapping[str, str]) -> Mapping[str, str]:
        return headers

    async def send(self, method: str, path: str, query: str, *, headers: object, body: bytes) -> Answer:
        self.sent.append((asyncio.get_running_loop().time(), body))
        if path == "/time":
            return Answer(200, {}, b"1800000000", 0.0)
        if self.hangs:
            self.hangs -= 1
            await asyncio.sleep(10.0)
            raise RequestTimeout("no answer")
        await asyncio.sleep(0.1)
        return Answer(200, {}, self.answers.pop(0) if len(self.answers) > 1 else self.answers[0], 0.1)


class Bench:
    def __init__(self) -> None:
        self.http = Http()
        clock = VenueClock(CONFIG.clock)
        loop = asyncio.get_running_loop()
        for _ in range(CONFIG.clock.samples):
            clock.observe(loop.time(), loop.time(), 1_800_000_000_000, 1000)
        wire = ToyWire(CREDENTIALS, config=lambda: CONFIG, prepared=dict, venue_ms=lambda: 0)
        limiter = RateLimiter(
            TOY, wire.allowance(CONFIG.limits), lambda now_s: now_s, queue_s=1.0, max_queue=10
        )
        self.limiter = limiter
        self.rest = Requests(
            self.http,  # type: ignore[arg-type]  # as much of it as is used
            wire=wire,
            config=lambda: CONFIG,
            has_key=True,
            limiter=limiter,
            breakers=Breakers(CONFIG.breaker),
            clock=clock,
            wall=lambda: 1_800_000_000.0 + loop.time(),
            metrics=ConnectorMetrics(),
            log=logger_for(TOY, "sandbox"),
            on_clock_jump=lambda: None,
        )

    async def ask(self, **more: Any) -> bytes:
        return await self.rest.signed(
            "POST", "/private", {}, bytes, cost=Cost(1), priority=Priority.CANCEL, **more
        )


def play(story: Callable[[Bench], Awaitable[None]]) -> None:
    with World("requests") as world:

        async def playing() -> None:
            bench = Bench()
            try:
                await story(bench)
            finally:
                await bench.rest.close()

        world.run(playing())
        assert world.complaints == []


def test_each_is_stamped_and_sent_when_the_one_before_has_been_answered() -> None:
    async def story(bench: Bench) -> None:
        await asyncio.gather(*(bench.ask() for _ in range(3)))

        assert [body for _, body in bench.http.sent] == [b"nonce=1", b"nonce=2", b"nonce=3"]
        assert [at for at, _ in bench.http.sent] == pytest.approx([0.0, 0.1, 0.2])

    play(story)


def test_one_without_an_answer_holds_the_next_up_for_a_second_at_most() -> None:
    async def story(bench: Bench) -> None:
        bench.http.hangs = 1
        hanging = asyncio.create_task(bench.ask())
        await asyncio.sleep(0)
        await bench.ask()
        with pytest.raises(RequestTimeout):
            await hanging

        assert [at for at, _ in bench.http.sent] == pytest.approx([0.0, 1.0])

    play(story)


def test_what_was_refused_for_its_number_is_numbered_anew() -> None:
    async def story(bench: Bench) -> None:
        bench.http.answers = [b'"nonce"', b'"nonce"', b'"done"']

        assert await bench.ask() == b'"done"'
        assert [body for _, body in bench.http.sent] == [b"nonce=1", b"nonce=2", b"nonce=3"]

    play(story)


def test_a_key_whose_numbers_are_never_high_enough_is_told_so() -> None:
    async def story(bench: Bench) -> None:
        bench.http.answers = [b'"nonce"']
        with pytest.raises(NonceRefused):
            await bench.ask()

        assert len(bench.http.sent) == 3

    play(story)


def test_a_success_may_be_given_back_in_part() -> None:
    async def story(bench: Bench) -> None:
        await bench.ask(refund=Cost(1))
        free = bench.limiter.limiter.used(0.0, 0.0)["weight-1M"]
        await bench.ask()

        assert (free, bench.limiter.limiter.used(0.0, 0.0)["weight-1M"]) == (0.0, 0.001)

    play(story)


def test_a_refusal_with_a_status_of_200_is_a_refusal() -> None:
    async def story(bench: Bench) -> None:
        bench.http.answers = [b'"slower"']
        with pytest.raises(RateLimited):
            await bench.ask()

        assert bench.limiter.limiter.blocked_s(asyncio.get_running_loop().time()) > 0

    play(story)


def test_a_last_objection_in_the_turn_leaves_the_turn_to_the_next() -> None:
    async def story(bench: Bench) -> None:
        def objects() -> None:
            raise ValueError("no")

        with pytest.raises(ValueError, match="no"):
            await bench.ask(before_send=objects)
        await bench.ask()

        assert [at for at, _ in bench.http.sent] == [0.0]

    play(story)


def test_a_time_in_whole_seconds_is_asked_for_once() -> None:
    async def story(bench: Bench) -> None:
        await bench.rest.sync_clock()

        assert len(bench.http.sent) == 1

    play(story)

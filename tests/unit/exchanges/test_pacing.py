"""Who waits for budget, in which order, and who is not made to wait in vain."""

import asyncio
from collections.abc import Callable, Coroutine

import pytest

from exchanges.config import Limits
from exchanges.decay import DecayAllowance
from exchanges.errors import ThrottledLocally
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import Cost, LimitKind, LimitRule, Priority, VenueLimiter

START = 1_800_000_000.0


class Clock(asyncio.SelectorEventLoop):
    """A loop that jumps to the next timer instead of waiting for it."""

    def __init__(self) -> None:
        super().__init__()
        self._now_s = 0.0

    def time(self) -> float:
        return self._now_s

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]  # asyncio's own
            self._now_s = max(self._now_s, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def play(story: Callable[[], Coroutine[object, object, None]]) -> None:
    with asyncio.Runner(loop_factory=Clock) as runner:
        runner.run(story())


def pacer(
    limit: int = 10, *, queue_s: float = 100.0, max_queue: int = 100, reserve: float = 0.01
) -> RateLimiter:
    rules = [
        LimitRule(LimitKind.WEIGHT, 10.0, limit, "10S"),
        LimitRule(LimitKind.ORDERS, 10.0, 2, "10S"),
    ]
    return RateLimiter(
        "fakex",
        VenueLimiter(rules, Limits(safety=1.0, cancel_reserve=reserve)),
        lambda now_s: START + now_s,
        queue_s=queue_s,
        max_queue=max_queue,
    )


def test_within_budget_nobody_waits() -> None:
    async def story() -> None:
        limiter = pacer()
        for _ in range(10):
            await limiter.acquire(Cost(1), priority=Priority.CANCEL)

        assert asyncio.get_running_loop().time() == 0.0

    play(story)


def test_beyond_budget_callers_wait_and_all_are_served() -> None:
    async def story() -> None:
        limiter = pacer(limit=10)
        loop = asyncio.get_running_loop()
        served: list[float] = []

        async def one() -> None:
            limiter.settle(await limiter.acquire(Cost(1), priority=Priority.CANCEL), {})
            served.append(loop.time())

        async with asyncio.TaskGroup() as group:
            for _ in range(25):
                group.create_task(one())

        assert [sum(1 for at in served if at < end) for end in (1.0, 11.0, 22.0)] == [10, 20, 25]

    play(story)


def test_cancels_overtake_orders_and_orders_overtake_data() -> None:
    async def story() -> None:
        limiter = pacer(limit=10)
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        served: list[str] = []

        async def one(name: str, priority: Priority) -> None:
            await limiter.acquire(Cost(9), priority=priority)
            served.append(name)

        async with asyncio.TaskGroup() as group:
            group.create_task(one("data", Priority.DATA))
            group.create_task(one("order", Priority.ORDER))
            group.create_task(one("cancel", Priority.CANCEL))

        assert served == ["cancel", "order", "data"]

    play(story)


def test_within_a_priority_the_first_come_is_the_first_served() -> None:
    async def story() -> None:
        limiter = pacer(limit=10)
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        served: list[int] = []

        async def one(number: int) -> None:
            await limiter.acquire(Cost(4), priority=Priority.ORDER)
            served.append(number)

        async with asyncio.TaskGroup() as group:
            for number in range(5):
                group.create_task(one(number))

        assert served == [0, 1, 2, 3, 4]

    play(story)


def test_data_is_not_held_up_by_orders_that_wait_for_the_limit_on_orders() -> None:
    async def story() -> None:
        limiter = pacer(limit=100)
        for _ in range(2):
            await limiter.acquire(Cost(1, 1), priority=Priority.ORDER)
        order = asyncio.create_task(limiter.acquire(Cost(1, 1), priority=Priority.ORDER))
        await asyncio.sleep(0)

        data = asyncio.create_task(limiter.acquire(Cost(1), priority=Priority.DATA))
        await data

        assert asyncio.get_running_loop().time() == 0.0
        assert not order.done()
        await order

    play(story)


def test_a_wait_that_would_be_too_long_is_refused_at_once_with_the_time() -> None:
    async def story() -> None:
        limiter = pacer(limit=10, queue_s=3.0)
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)

        with pytest.raises(ThrottledLocally) as caught:
            await limiter.acquire(Cost(1), priority=Priority.CANCEL)

        assert caught.value.retry_after_s is not None
        assert caught.value.retry_after_s > 3.0
        assert asyncio.get_running_loop().time() == 0.0

    play(story)


def test_a_wait_that_turns_out_too_long_ends_in_time() -> None:
    async def story() -> None:
        limiter = pacer(limit=10, queue_s=12.0)
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        tasks = [asyncio.create_task(limiter.acquire(Cost(10), priority=Priority.CANCEL)) for _ in range(2)]

        results = await asyncio.gather(*tasks, return_exceptions=True)

        assert not isinstance(results[0], BaseException)
        assert isinstance(results[1], ThrottledLocally)
        assert asyncio.get_running_loop().time() == pytest.approx(12.0)
        assert len(limiter) == 0

    play(story)


def test_the_queue_has_an_end() -> None:
    async def story() -> None:
        limiter = pacer(limit=10, max_queue=1)
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        waiting = asyncio.create_task(limiter.acquire(Cost(1), priority=Priority.CANCEL))
        await asyncio.sleep(0)

        with pytest.raises(ThrottledLocally):
            await limiter.acquire(Cost(1), priority=Priority.CANCEL)
        await waiting

    play(story)


def test_a_caller_that_gives_up_does_not_block_those_behind_it() -> None:
    async def story() -> None:
        limiter = pacer(limit=10)
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        first = asyncio.create_task(limiter.acquire(Cost(10), priority=Priority.CANCEL))
        second = asyncio.create_task(limiter.acquire(Cost(10), priority=Priority.CANCEL))
        await asyncio.sleep(1.0)
        first.cancel()
        await second

        assert asyncio.get_running_loop().time() < 11.0

    play(story)


def test_a_grant_given_in_the_instant_of_giving_up_is_returned() -> None:
    async def story() -> None:
        limiter = pacer(limit=10)
        grant = await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        waiting = asyncio.create_task(limiter.acquire(Cost(10), priority=Priority.CANCEL))
        await asyncio.sleep(0)
        limiter.refund(grant, Cost(10))
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

        await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        assert asyncio.get_running_loop().time() == 0.0

    play(story)


def test_after_a_penalty_the_crowd_waits_for_the_first_answer() -> None:
    async def story() -> None:
        limiter = pacer(limit=100)
        loop = asyncio.get_running_loop()
        limiter.penalise(5.0)
        sent: list[float] = []

        async def one() -> None:
            grant = await limiter.acquire(Cost(1), priority=Priority.ORDER)
            sent.append(loop.time())
            await asyncio.sleep(1.0)
            limiter.settle(grant, {})

        async with asyncio.TaskGroup() as group:
            for _ in range(4):
                group.create_task(one())

        assert sent[0] == pytest.approx(5.1, abs=0.01)
        assert [at == pytest.approx(6.1, abs=0.01) for at in sent[1:]] == [True] * 3

    play(story)


def test_closing_ends_all_waiting() -> None:
    async def story() -> None:
        limiter = pacer(limit=10)
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        waiting = asyncio.create_task(limiter.acquire(Cost(1), priority=Priority.CANCEL))
        await asyncio.sleep(0)

        limiter.close()

        with pytest.raises(ThrottledLocally):
            await waiting

    play(story)


def test_new_settings_let_go_whom_they_allow() -> None:
    async def story() -> None:
        limiter = pacer(limit=10, reserve=0.5)
        await limiter.acquire(Cost(5), priority=Priority.ORDER)
        waiting = asyncio.create_task(limiter.acquire(Cost(2), priority=Priority.ORDER))
        await asyncio.sleep(0)
        assert len(limiter) == 1

        limiter.reconfigure(Limits(safety=1.0, cancel_reserve=0.1))
        await waiting

        assert asyncio.get_running_loop().time() == 0.0

    play(story)


def test_a_returned_grant_is_no_longer_counted_as_under_way() -> None:
    async def story() -> None:
        limiter = pacer(limit=10)
        grant = await limiter.acquire(Cost(9), priority=Priority.CANCEL)
        waiting = asyncio.create_task(limiter.acquire(Cost(9), priority=Priority.CANCEL))
        await asyncio.sleep(0)
        limiter.refund(grant, Cost(9))
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        limiter.settle(grant, {})
        last = await limiter.acquire(Cost(1), priority=Priority.CANCEL)
        await asyncio.sleep(3.0)
        limiter.settle(last, {(LimitKind.WEIGHT, "10S"): 1})

        # Were the returned 9 still thought to be under way, these would have to wait.
        await limiter.acquire(Cost(8), priority=Priority.CANCEL)
        assert asyncio.get_running_loop().time() == 3.0

    play(story)


def test_a_refusal_names_its_venue_and_rounds_the_time_to_milliseconds() -> None:
    async def story() -> None:
        limiter = pacer()
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        with pytest.raises(ThrottledLocally) as caught:
            await limiter.acquire(Cost(1), priority=Priority.CANCEL, timeout_s=0.5)

        assert caught.value.venue == "fakex"
        assert "no budget in time; not sent" in str(caught.value)
        # 10 s of the window, its piece of 10/64 s, to the millisecond.
        assert caught.value.retry_after_s == 10.156

    play(story)


def test_a_patience_of_ones_own_outweighs_that_of_the_settings() -> None:
    async def story() -> None:
        limiter = pacer(queue_s=1.0)
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)

        await limiter.acquire(Cost(1), priority=Priority.CANCEL, timeout_s=60.0)

    play(story)


def test_who_ranks_higher_need_not_mind_a_queue_of_those_who_rank_lower() -> None:
    async def story() -> None:
        limiter = pacer(reserve=0.5)
        await limiter.acquire(Cost(5), priority=Priority.CANCEL)
        waiting = asyncio.create_task(limiter.acquire(Cost(5), priority=Priority.ORDER))
        await asyncio.sleep(0)
        assert len(limiter) == 1

        assert limiter.at_once(Cost(1, 0), Priority.CANCEL, 0.0) is not None
        assert limiter.at_once(Cost(0, 0), Priority.DATA, 0.0) is None
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert len(limiter) == 0

    play(story)


def test_orders_given_back_may_be_placed_again() -> None:
    async def story() -> None:
        limiter = pacer()
        grant = await limiter.acquire(Cost(1, 2), priority=Priority.ORDER)
        limiter.refund(grant, Cost(0, 2))

        await limiter.acquire(Cost(1, 2), priority=Priority.ORDER, timeout_s=0.0)

    play(story)


def test_after_closing_nobody_is_queued() -> None:
    async def story() -> None:
        limiter = pacer()
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        waiting = asyncio.create_task(limiter.acquire(Cost(1), priority=Priority.CANCEL))
        await asyncio.sleep(0)

        limiter.close()

        assert len(limiter) == 0
        (error,) = await asyncio.gather(waiting, return_exceptions=True)
        assert isinstance(error, ThrottledLocally)
        assert error.retry_after_s == 0.0

    play(story)


def test_the_queue_is_counted_as_it_empties() -> None:
    async def story() -> None:
        limiter = pacer()
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        tasks = [asyncio.create_task(limiter.acquire(Cost(4), priority=Priority.CANCEL)) for _ in range(4)]
        await asyncio.sleep(0)
        lengths = [len(limiter)]
        for task in tasks:
            await task
            lengths.append(len(limiter))

        assert lengths == [4, 2, 2, 0, 0]

    play(story)


def test_a_wait_of_less_than_a_second_is_waited_for() -> None:
    async def story() -> None:
        limiter = pacer(limit=10)
        await limiter.acquire(Cost(10), priority=Priority.CANCEL)
        await asyncio.sleep(9.5)

        await limiter.acquire(Cost(1), priority=Priority.CANCEL)

        assert asyncio.get_running_loop().time() > 10.0

    play(story)


def test_orders_granted_in_the_instant_of_giving_up_are_returned_as_well() -> None:
    async def story() -> None:
        limiter = pacer(limit=10)
        grant = await limiter.acquire(Cost(1, 2), priority=Priority.ORDER)
        waiting = asyncio.create_task(limiter.acquire(Cost(1, 2), priority=Priority.ORDER))
        await asyncio.sleep(0)
        limiter.refund(grant, Cost(0, 2))
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)

        await limiter.acquire(Cost(1, 2), priority=Priority.ORDER, timeout_s=0.0)

    play(story)


@pytest.mark.parametrize("given", [Cost(1), Cost(0, 1)], ids=["weight", "orders"])
def test_only_what_is_given_back_may_be_spent_again(given: Cost) -> None:
    async def story() -> None:
        limiter = pacer(limit=10)
        grant = await limiter.acquire(Cost(10, 2), priority=Priority.CANCEL)
        limiter.refund(grant, given)

        with pytest.raises(ThrottledLocally):
            await limiter.acquire(Cost(1, 1), priority=Priority.CANCEL, timeout_s=0.0)

    play(story)


def test_a_penalty_is_no_ban_unless_it_is_said_to_be_one() -> None:
    async def story() -> None:
        assert pacer().penalise(None) < 15.0
        assert pacer().penalise(None, banned=True) > 100.0

    play(story)


def test_a_wait_for_the_limit_on_orders_that_would_be_too_long_is_refused_at_once() -> None:
    async def story() -> None:
        limiter = pacer()
        await limiter.acquire(Cost(1, 2), priority=Priority.ORDER)
        with pytest.raises(ThrottledLocally) as caught:
            await limiter.acquire(Cost(1, 1), priority=Priority.ORDER, timeout_s=0.5)

        assert asyncio.get_running_loop().time() == 0.0
        assert caught.value.retry_after_s == 10.156

    play(story)


@pytest.mark.parametrize("cost", [Cost(10), Cost(0, 2)], ids=["weight", "orders"])
def test_who_waited_in_vain_is_told_how_long_it_would_still_take(cost: Cost) -> None:
    async def story() -> None:
        limiter = pacer()
        await limiter.acquire(cost, priority=Priority.CANCEL)
        first = asyncio.create_task(limiter.acquire(cost, priority=Priority.CANCEL))
        await asyncio.sleep(0)
        with pytest.raises(ThrottledLocally) as caught:
            await limiter.acquire(cost, priority=Priority.CANCEL, timeout_s=15.0)
        await first

        assert asyncio.get_running_loop().time() == 15.0
        assert 5.0 < (caught.value.retry_after_s or 0.0) < 6.0

    play(story)


def test_who_waits_for_one_counter_holds_up_nobody_who_needs_another() -> None:
    async def story() -> None:
        calls = LimitRule(LimitKind.WEIGHT, 40.0, 20, "calls")
        engine = LimitRule(LimitKind.ORDERS, 60.0, 60, "engine")
        allowance = DecayAllowance({"": calls}, engine, Limits(safety=1.0, cancel_reserve=0.01))
        limiter = RateLimiter("fakex", allowance, lambda now_s: now_s, queue_s=100.0, max_queue=100)
        loop = asyncio.get_running_loop()
        went: list[tuple[str, float]] = []

        async def one(name: str, cost: Cost, priority: Priority) -> None:
            limiter.settle(await limiter.acquire(cost, priority=priority), {})
            went.append((name, loop.time()))

        await limiter.acquire(Cost(20), priority=Priority.CANCEL)
        await limiter.acquire(Cost(orders=60, scope="A"), priority=Priority.CANCEL)
        async with asyncio.TaskGroup() as group:
            group.create_task(one("lookup", Cost(1), Priority.RESOLVE))
            group.create_task(one("cancel at A", Cost(orders=8, scope="A"), Priority.CANCEL))
            group.create_task(one("order at B", Cost(orders=1, scope="B"), Priority.ORDER))

        assert [name for name, _ in went] == ["order at B", "lookup", "cancel at A"]
        assert [at_s for _, at_s in went] == pytest.approx([0.0, 2.0, 8.0], abs=0.2)

    play(story)

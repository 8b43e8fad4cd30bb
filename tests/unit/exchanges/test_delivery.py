"""A consumer slower than the venue loses nothing, or only what is out of date."""

import asyncio
import gc

import pytest

from exchanges.delivery import BookWatch, Feed, Watched
from exchanges.errors import SequenceGap, StreamClosed
from exchanges.orderbook import OrderBook


@pytest.mark.asyncio
async def test_a_feed_delivers_everything_in_order() -> None:
    feed: Feed[int] = Feed(100)
    for number in range(5):
        feed.put(number)
    feed.end()

    assert [item async for item in feed] == [0, 1, 2, 3, 4]


@pytest.mark.asyncio
async def test_a_consumer_that_waits_is_woken() -> None:
    feed: Feed[str] = Feed(10)
    waiting = asyncio.create_task(anext(feed))
    await asyncio.sleep(0)
    feed.put("news")

    assert await waiting == "news"


@pytest.mark.asyncio
async def test_a_full_feed_asks_the_producer_to_wait_and_refuses_nothing() -> None:
    feed: Feed[int] = Feed(2)

    assert [feed.put(number) for number in range(3)] == [True, False, False]
    assert [await anext(feed) for _ in range(3)] == [0, 1, 2]


@pytest.mark.asyncio
async def test_the_producer_goes_on_when_half_is_worked_off() -> None:
    feed: Feed[int] = Feed(4)
    for number in range(4):
        feed.put(number)
    producer = asyncio.create_task(feed.room())
    await asyncio.sleep(0)
    await anext(feed)
    await asyncio.sleep(0)
    assert not producer.done()
    await anext(feed)
    await producer


@pytest.mark.asyncio
async def test_an_error_comes_after_what_was_delivered_before_it() -> None:
    feed: Feed[int] = Feed(4)
    feed.put(1)
    feed.end(StreamClosed("over"))

    assert await anext(feed) == 1
    with pytest.raises(StreamClosed):
        await anext(feed)
    with pytest.raises(StopAsyncIteration):
        await anext(feed)


@pytest.mark.asyncio
async def test_an_interruption_is_raised_in_its_place_and_ends_nothing() -> None:
    feed: Feed[int] = Feed(4)
    feed.put(1)
    feed.interrupt(SequenceGap("2 is lost"))
    feed.put(3)

    assert await anext(feed) == 1
    with pytest.raises(SequenceGap):
        await anext(feed)
    assert await anext(feed) == 3


@pytest.mark.asyncio
async def test_two_consumers_of_one_iterator_are_refused() -> None:
    feed: Feed[int] = Feed(4)
    first = asyncio.create_task(anext(feed))
    await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="one consumer"):
        await anext(feed)
    first.cancel()


@pytest.mark.asyncio
async def test_letting_go_of_an_iterator_frees_the_producer() -> None:
    feed: Feed[int] = Feed(1)
    released: list[str] = []
    watched = Watched(feed, lambda: released.append("released"))
    feed.put(1)
    producer = asyncio.create_task(feed.room())
    await asyncio.sleep(0)
    del watched
    gc.collect()
    await producer

    assert released == ["released"]
    assert feed.put(2)
    assert len(feed) == 0


@pytest.mark.asyncio
async def test_closing_twice_releases_once() -> None:
    released: list[str] = []
    watched = Watched(Feed[int](1), lambda: released.append("released"))
    await watched.aclose()
    watched.close()

    assert released == ["released"]
    with pytest.raises(StopAsyncIteration):
        await anext(watched)


def book() -> OrderBook:
    made = OrderBook("FOOUSDT")
    made.apply_snapshot(10, [("99", "1")], [("101", "1")])
    return made


@pytest.mark.asyncio
async def test_a_book_watch_tells_the_newest_state_once() -> None:
    kept = book()
    watch = BookWatch(kept)
    first = await anext(watch)
    kept.apply(11, 11, [("99.5", "1")], [])
    kept.apply(12, 12, [("99.7", "1")], [])
    second = await anext(watch)

    assert (first.sequence, second.sequence, str(second.bid)) == (10, 12, "99.70000000")


@pytest.mark.asyncio
async def test_a_book_watch_is_silent_while_the_best_prices_stand_or_the_book_is_wrong() -> None:
    kept = book()
    watch = BookWatch(kept)
    await anext(watch)
    kept.apply(11, 11, [("90", "1")], [])
    waiting = asyncio.create_task(anext(watch))
    watch.wake()
    await asyncio.sleep(0)
    kept.apply(13, 13, [("99.9", "1")], [])
    watch.wake()
    await asyncio.sleep(0)
    assert not kept.valid
    assert not waiting.done()

    kept.apply_snapshot(13, [("99.9", "1")], [("101", "1")])
    watch.wake()
    assert (await waiting).sequence == 13

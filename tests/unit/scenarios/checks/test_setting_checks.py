"""What the checks of configuration say of runs made by hand."""

import pytest
from msgspec.structs import replace

from fakes.instruments import Side
from fakes.ledger import LevelChanged, RequestReceived, SessionClosed
from scenarios.checks.settings import (
    opening_is_refused,
    requests_are_held_back,
    requests_are_not_held_back,
    trading_is_off,
)
from scenarios.history import BookSampled, Noted, Opened, Raised
from scenarios.run import Run
from scenarios.verdict import Inconclusive
from subjects.seen import BookSeen, Claim
from tests.unit.scenarios.checks.request_story import SYMBOL, Story
from tests.unit.scenarios.checks.verdicts import failure, success

ASKED = RequestReceived(
    request_id=1, operation="query", transport="rest", method="GET", path="/o", source="c", weight=4
)


def test_a_file_is_refused_with_an_error_of_the_connector_before_anything_is_dialled() -> None:
    refused = Story().raises(0.0, "open", "ConfigurationError")

    assert "it was refused: no" in success(opening_is_refused(refused.run, "it"))
    assert "it leaked lib.KeyError: no" in failure(
        opening_is_refused(Story().raises(0.0, "open", "KeyError", typed=False).run, "it")
    )
    assert "the connector opened with it" in failure(
        opening_is_refused(Story().event(0.0, Opened()).run, "it")
    )
    assert "at 0.1 s the venue was dialled before it was refused" in failure(
        opening_is_refused(refused.fact(0.1, ASKED).run, "it")
    )


def test_who_neither_opened_nor_refused_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="the subject neither opened nor refused to"):
        opening_is_refused(Story().run, "it")


def held_back(run: Run) -> bool:
    return bool(requests_are_held_back(run, from_s=10.0, to_s=60.0, most_weight=40))


def not_held_back(run: Run) -> bool:
    return bool(requests_are_not_held_back(run, from_s=10.0, to_s=60.0, least_weight=40))


def changed(*, sent: int, asked: int = 20) -> Story:
    story = Story().event(5.0, Noted(name="configuration", value="thrifty"))
    for number in range(asked):
        story.calls_for(11.0 + number)
    for _ in range(sent):
        story.fact(15.0, ASKED)
    return story


def test_after_a_change_only_what_it_allows_is_sent() -> None:
    assert held_back(changed(sent=10).run)
    assert not held_back(changed(sent=11).run)
    restarted = changed(sent=10).fact(
        20.0, SessionClosed(session=1, role="market", code=1000, by_venue=False)
    )
    assert not held_back(restarted.run)


def test_held_back_is_only_who_wanted_more_after_a_change() -> None:
    with pytest.raises(Inconclusive, match="only 10 questions were asked"):
        held_back(changed(sent=5, asked=10).run)
    with pytest.raises(Inconclusive, match="the configuration was never changed"):
        held_back(Story().run)


def test_a_change_that_was_refused_holds_nothing_back() -> None:
    assert not_held_back(changed(sent=10).run)
    assert not not_held_back(changed(sent=9).run)
    with pytest.raises(Inconclusive, match="the configuration was never changed"):
        not_held_back(Story().fact(15.0, ASKED).run)


def off(*, claim: Claim = Claim.DID_NOT_HAPPEN, served: int = 2) -> Story:
    story = Story().calls_for(11.0, "submit", ends=None)
    story.event(
        11.0,
        Raised(call=1, verb="submit", kind="NotSent", error="e", claim=claim, typed=True, text="off"),
    )
    story.fact(12.0, LevelChanged(symbol=SYMBOL, sequence=2, side=Side.BUY, ticks=1, lots=1))
    book = BookSeen(symbol=SYMBOL, bids=(), asks=(), sequence=served)
    return story.event(13.0, BookSampled(symbol=SYMBOL, book=book))


def test_with_trading_off_orders_are_refused_and_the_book_goes_on() -> None:
    assert "1 orders refused with trading off, the book went on" in success(
        trading_is_off(off().run, off_s=10.0, on_s=40.0)
    )
    assert "the order of 11.0 s is told as unknown, it never left" in failure(
        trading_is_off(off(claim=Claim.UNKNOWN).run, off_s=10.0, on_s=40.0)
    )
    assert "the book was not served beyond 2 while trading was off" in failure(
        trading_is_off(off(served=1).run, off_s=10.0, on_s=40.0)
    )
    left = off().fact(14.0, replace(ASKED, operation="place"))
    assert "1 orders left with trading off, first at 14.0 s" in failure(
        trading_is_off(left.run, off_s=10.0, on_s=40.0)
    )


def test_a_flag_that_nobody_tried_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="no order was submitted while trading was off"):
        trading_is_off(Story().run, off_s=10.0, on_s=40.0)

"""What the checks of trades and instruments through odd feeds say of runs made by hand."""

from decimal import Decimal

import pytest
from msgspec import structs

from fakes.venues.binance.markets import ETHUSDT
from scenarios.checks.odd_trades import (
    CONSUMER,
    VENUE_TIMES,
    ids_of_both_overlap,
    instruments_are_told,
    the_venue_traded,
    trade_times_are_the_venues,
    trades_are_told_as_they_happen,
    trades_are_told_in_order,
    trades_reach_the_user,
    who_stays_is_told_all,
)
from scenarios.history import Called, Noted, Raised, Returned, Told
from scenarios.verdict import Inconclusive, Verdict
from subjects.seen import Claim, InstrumentSeen, TradeSeen
from tests.unit.scenarios.checks.market_story import STREAM, SYMBOL, MarketStory
from tests.unit.scenarios.checks.verdicts import failure, success

# --- order ----------------------------------------------------------------------------------------


def test_rising_numbers_pass() -> None:
    assert "11 trades, each after those before it" in success(
        trades_are_told_in_order(MarketStory().is_told(*range(1, 6), *range(9, 15)).run)
    )


def test_a_trade_behind_a_later_one_fails() -> None:
    story = MarketStory().at(1).is_told(*range(1, 11), 14).at(3).is_told(12)

    assert "at 3.000 s trade 12 was told, after trade 14" in trades_are_told_in_order(story.run).reason


def test_a_trade_told_again_is_not_a_matter_of_order() -> None:
    assert trades_are_told_in_order(MarketStory().is_told(*range(1, 11), 4).run)


def test_too_few_trades_have_no_order() -> None:
    with pytest.raises(Inconclusive, match="2 trades were told"):
        trades_are_told_in_order(MarketStory().is_told(2, 1).run)


def test_a_venue_that_did_not_trade_is_no_premise() -> None:
    story = MarketStory().at(5).trades(1, 2)

    assert "2 trades between 0 s and 10 s" in success(the_venue_traded(story.run, from_s=0, to_s=10))
    with pytest.raises(Inconclusive, match="0 trades between 6 s and 10 s"):
        the_venue_traded(story.run, from_s=6, to_s=10)


# --- times ----------------------------------------------------------------------------------------


def timed(off_ms: int | None) -> MarketStory:
    """Ten trades, one each second; the last one is told with its time off by so much."""
    story = MarketStory()
    for trade_id in range(1, 11):
        off = off_ms if trade_id == 10 else 0
        seen = TradeSeen(
            symbol=SYMBOL,
            trade_id=trade_id,
            price=Decimal(1),
            quantity=Decimal(1),
            time_ms=None if off is None else trade_id * 1000 + off,
        )
        story.history.record(Told(stream=STREAM, seen=seen))
    times = tuple((trade_id, trade_id * 1000) for trade_id in range(1, 11))
    story.history.record(Noted(name=VENUE_TIMES, value=times))
    return story


@pytest.mark.parametrize("off_ms", [0, 1_000, -1_000])
def test_times_that_are_nearly_the_venues_pass(off_ms: int) -> None:
    assert "10 trades, each at its time" in success(
        trade_times_are_the_venues(timed(off_ms).run, within_ms=1_000)
    )


@pytest.mark.parametrize("off_ms", [1_001, -1_001, 9_990_000])
def test_times_that_are_others_fail(off_ms: int) -> None:
    verdict = trade_times_are_the_venues(timed(off_ms).run, within_ms=1_000)

    assert "trade 10 was told as of" in verdict.reason


def test_a_trade_without_a_time_fails() -> None:
    verdict = trade_times_are_the_venues(timed(None).run, within_ms=1_000)

    assert "trade 10 was told without its time" in verdict.reason


def test_no_trades_have_no_times() -> None:
    with pytest.raises(Inconclusive, match="0 trades were told"):
        trade_times_are_the_venues(MarketStory().run, within_ms=1_000)


# --- several symbols ------------------------------------------------------------------------------


def test_numbers_of_one_symbol_only_do_not_overlap() -> None:
    story = MarketStory().trades(*range(1, 30))

    assert "29 numbers in common" in success(ids_of_both_overlap(story.run, SYMBOL, SYMBOL))
    with pytest.raises(Inconclusive, match="BTCUSDT and ETHUSDT have 0 trade numbers in common"):
        ids_of_both_overlap(story.run, SYMBOL, "ETHUSDT")


def test_trades_that_were_told_reach_the_user() -> None:
    assert "1 trades of BTCUSDT" in success(
        trades_reach_the_user(MarketStory().trades(1).is_told(1).run, symbol=SYMBOL)
    )


def test_trades_of_which_none_was_told_do_not() -> None:
    assert "no trade of BTCUSDT was ever told" in failure(
        trades_reach_the_user(MarketStory().trades(1).run, symbol=SYMBOL)
    )
    with pytest.raises(Inconclusive, match="BTCUSDT was never traded"):
        trades_reach_the_user(MarketStory().run, symbol=SYMBOL)


# --- consumers ------------------------------------------------------------------------------------


def consumers(stays: range, leaves: range) -> Verdict:
    """A trade each second from 1 to 40; one consumer leaves at 20 s, the other one stays until 40 s."""
    story = MarketStory()
    for second in range(1, 41):
        story.at(second).trades(second)
    story.history.record(Noted(name=f"{CONSUMER} stays", value=tuple(stays)))
    story.history.record(Noted(name=f"{CONSUMER} leaves", value=tuple(leaves)))
    return who_stays_is_told_all(story.run, leaves_s=20, until_s=40)


def test_both_told_to_their_ends_passes() -> None:
    assert "both consumers were told every trade" in success(consumers(range(1, 41), range(1, 20)))


def test_trades_on_their_way_at_the_end_are_not_missed() -> None:
    assert consumers(range(3, 39), range(2, 19))


def test_one_who_is_told_nothing_after_the_other_left_fails() -> None:
    assert "the consumer who stays was told 20 of 37 trades" in consumers(range(1, 21), range(1, 21)).reason


def test_one_who_is_told_every_other_trade_fails() -> None:
    assert "the consumer who leaves was told 9 of 17" in consumers(range(1, 41), range(1, 20, 2)).reason


def test_one_who_stays_and_is_never_told_anything_fails() -> None:
    assert "the consumer who stays was told 0 of 37 trades" in failure(consumers(range(0), range(1, 20)))


def test_one_who_left_before_anything_was_told_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="the consumer who leaves was never told anything"):
        consumers(range(1, 41), range(0))


# --- as they happen -------------------------------------------------------------------------------


def late_by(late_s: float | None) -> Verdict:
    """A trade each second, each told at once; the one of 20 s so much later, or never."""
    story = MarketStory()
    for second in range(1, 41):
        story.at(second).trades(second)
        if second != 20:
            story.is_told(second)
    if late_s is not None:
        story.at(20 + late_s).is_told(20)
    return trades_are_told_as_they_happen(story.run, from_s=10, to_s=30, within_s=5)


@pytest.mark.parametrize("late_s", [0, 5])
def test_trades_told_soon_pass(late_s: float) -> None:
    assert "19 trades, each told within 5 s" in success(late_by(late_s))


def test_a_trade_told_too_late_fails() -> None:
    assert "trade 20 of 20.0 s was told 6.0 s later, 5 s are allowed" in late_by(6).reason


def test_a_trade_that_is_never_told_fails() -> None:
    assert "trade 20 of 20.0 s was never told" in late_by(None).reason


def test_a_market_that_does_not_trade_proves_nothing_of_its_news() -> None:
    with pytest.raises(Inconclusive, match="0 trades happened between 10 s and 30 s"):
        trades_are_told_as_they_happen(MarketStory().trades(1).run, from_s=10, to_s=30, within_s=5)


# --- instruments ----------------------------------------------------------------------------------


def answered(*instruments: InstrumentSeen) -> MarketStory:
    story = MarketStory().at(5)
    story.history.record(Called(call=1, verb="instruments", arguments=()))
    story.history.record(Returned(call=1, verb="instruments", result=list(instruments)))
    return story


def listed(symbol: str = SYMBOL, tick: str = "0.01", *, trading: bool = True) -> InstrumentSeen:
    return InstrumentSeen(symbol=symbol, tick=Decimal(tick), step=Decimal("0.00001"), trading=trading)


def test_an_instrument_as_it_is_passes() -> None:
    assert "at 5.0 s BTCUSDT were told as they are" in success(
        instruments_are_told(answered(listed("FOO"), listed()).run, SYMBOL)
    )


@pytest.mark.parametrize("told", [(), (listed("FOO"),), (listed(tick="0.1"),), (listed(trading=False),)])
def test_an_instrument_that_is_missing_or_different_fails(told: tuple[InstrumentSeen, ...]) -> None:
    assert not instruments_are_told(answered(*told).run, SYMBOL)


def test_a_halted_instrument_told_as_halted_passes() -> None:
    assert instruments_are_told(answered(listed(trading=False)).run, SYMBOL, trading=False)


def test_every_symbol_asked_about_must_be_there() -> None:
    story = answered(listed())
    story.ledger.instruments["ETHUSDT"] = ETHUSDT

    assert "ETHUSDT was not among the 1" in instruments_are_told(story.run, SYMBOL, "ETHUSDT").reason


def test_an_error_in_place_of_instruments_fails() -> None:
    story = MarketStory().at(5)
    story.history.record(
        Raised(
            call=1,
            verb="instruments",
            kind="E",
            error="E",
            claim=Claim.UNKNOWN,
            typed=True,
            text="unreadable",
        )
    )

    assert "no instruments were told: unreadable" in instruments_are_told(story.run, SYMBOL).reason


def test_not_having_asked_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="the subject was not asked for instruments after 10 s"):
        instruments_are_told(answered(listed()).run, SYMBOL, from_s=10)


# --- edges, other symbols, and what the reason says ---------------------------------------------------


def elsewhere(story: MarketStory) -> MarketStory:
    """The last trade of the venue happened on another symbol."""
    last = story.ledger.entries[-1]
    story.ledger.entries[-1] = structs.replace(last, fact=structs.replace(last.fact, symbol="ETHUSDT"))
    return story


def test_ten_trades_are_enough_to_have_an_order_or_numbers_in_common() -> None:
    assert trades_are_told_in_order(MarketStory().is_told(*range(1, 11)).run)
    assert ids_of_both_overlap(MarketStory().trades(*range(1, 11)).run, SYMBOL, SYMBOL)


def test_trades_of_another_symbol_have_an_order_of_their_own() -> None:
    with pytest.raises(Inconclusive, match="ETHUSDT: 0 trades were told"):
        trades_are_told_in_order(MarketStory().is_told(*range(1, 11)).run, symbol="ETHUSDT")


def test_the_venue_traded_counts_both_ends_of_the_time_and_one_symbol() -> None:
    story = MarketStory().at(5).trades(1).at(10).trades(2)

    assert "2 trades" in success(the_venue_traded(story.run, from_s=5, to_s=10))
    with pytest.raises(Inconclusive, match="BTCUSDT: 1 trades"):
        the_venue_traded(elsewhere(story).run, from_s=5, to_s=10)


def test_the_reason_says_by_how_much_a_time_is_off() -> None:
    verdict = trade_times_are_the_venues(timed(-1_500).run, within_ms=1_000)

    assert "trade 10 was told as of 8500 ms, not 10000 ms: -1.500 s" in failure(verdict)


def test_a_trade_whose_time_the_venue_did_not_tell_is_not_judged() -> None:
    story = timed(0).is_told(11)

    assert "10 trades" in success(trade_times_are_the_venues(story.run, within_ms=1_000))


def test_times_of_trades_on_another_symbol_are_not_judged() -> None:
    with pytest.raises(Inconclusive, match="ETHUSDT: 0 trades were told"):
        trade_times_are_the_venues(timed(0).run, within_ms=1_000, symbol="ETHUSDT")


def test_a_consumer_of_whom_nothing_was_noted_was_told_nothing() -> None:
    story = MarketStory()
    for second in range(1, 41):
        story.at(second).trades(second)
    with pytest.raises(Inconclusive, match="never told anything"):
        who_stays_is_told_all(story.run, leaves_s=20, until_s=40)
    story.history.record(Noted(name=f"{CONSUMER} leaves", value=tuple(range(1, 20))))

    assert "who stays was told 0 of 37" in failure(who_stays_is_told_all(story.run, leaves_s=20, until_s=40))


def test_the_reason_names_the_first_trade_that_was_missed() -> None:
    assert "the first he missed is 2" in failure(consumers(range(1, 41), range(1, 20, 2)))


def few(leaves: range) -> Verdict:
    """Nine trades are due to the one who leaves at 12.5 s: that of 10.5 s is too near to his end."""
    story = MarketStory()
    for number in range(1, 41):
        story.at(number + 0.5 if number == 10 else number).trades(number)
    for who, told in (("stays", range(1, 41)), ("leaves", leaves)):
        story.history.record(Noted(name=f"{CONSUMER} {who}", value=tuple(told)))
    return who_stays_is_told_all(story.run, leaves_s=12.5, until_s=40)


def test_ten_trades_must_be_due_to_each_consumer() -> None:
    with pytest.raises(Inconclusive, match="9 trades happened"):
        few(range(1, 12))

    story = MarketStory()
    for second in range(1, 41):
        story.at(second).trades(second)
    for who in ("stays", "leaves"):
        story.history.record(Noted(name=f"{CONSUMER} {who}", value=tuple(range(1, 41))))

    assert who_stays_is_told_all(story.run, leaves_s=13, until_s=40)


def test_trades_of_another_symbol_are_not_due_to_a_consumer() -> None:
    story = MarketStory()
    for second in range(1, 41):
        story.at(second).trades(second)
        if second == 5:
            elsewhere(story)
    for who in ("stays", "leaves"):
        told = (1, 2, 3, 4, *range(6, 41))
        story.history.record(Noted(name=f"{CONSUMER} {who}", value=told))

    assert who_stays_is_told_all(story.run, leaves_s=20, until_s=40)


def as_they_happen(first_told_s: float, happened: range, *, ends: bool = False) -> Verdict:
    """Trades each second, each told at once, and one told earlier; from 10 s to 21 s they are judged."""
    story = MarketStory().at(first_told_s).is_told(1)
    for second in happened:
        story.at(second).trades(second).is_told(second)
    for second in (10, 21) if ends else ():
        story.at(second).trades(100 + second)
    return trades_are_told_as_they_happen(story.run, from_s=10, to_s=21, within_s=5)


def test_ten_trades_within_the_time_are_enough_and_its_ends_do_not_belong_to_it() -> None:
    assert "10 trades" in success(as_they_happen(9, range(11, 21)))
    assert "10 trades" in success(as_they_happen(9, range(11, 21), ends=True))
    with pytest.raises(Inconclusive, match="9 trades happened"):
        as_they_happen(9, range(11, 20))


def test_somebody_who_was_told_nothing_before_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="10 trades happened"):
        as_they_happen(10, range(11, 21))


def test_only_trades_of_the_symbol_are_told_as_they_happen() -> None:
    story = MarketStory().at(9).is_told(1)
    for second in range(11, 21):
        story.at(second).trades(second).is_told(second)

    assert trades_are_told_as_they_happen(elsewhere(story.trades(50)).run, from_s=10, to_s=21, within_s=5)


def test_the_first_telling_of_a_trade_counts() -> None:
    story = MarketStory().at(9).is_told(1)
    for second in range(11, 21):
        story.at(second).trades(second).is_told(second)

    assert trades_are_told_as_they_happen(story.at(90).is_told(15).run, from_s=10, to_s=21, within_s=5)


def test_the_first_answer_at_or_after_the_given_time_decides() -> None:
    story = answered(listed(trading=False)).at(10)
    story.history.record(Noted(name="something else", value=1))
    story.history.record(Returned(call=2, verb="order", result=None))
    story.history.record(Returned(call=3, verb="instruments", result=[listed()]))

    assert "at 10.0 s BTCUSDT were told" in success(instruments_are_told(story.run, SYMBOL, from_s=10))
    assert not instruments_are_told(story.run, SYMBOL)


def test_the_answer_at_the_very_beginning_counts() -> None:
    story = MarketStory()
    story.history.record(Returned(call=1, verb="instruments", result=[listed()]))

    assert instruments_are_told(story.run, SYMBOL)


def test_the_reason_says_what_of_an_instrument_was_told_wrongly() -> None:
    grid = instruments_are_told(answered(listed(tick="0.1")).run, SYMBOL)
    halted = instruments_are_told(answered(listed(trading=False)).run, SYMBOL)
    alive = instruments_are_told(answered(listed()).run, SYMBOL, trading=False)

    assert "BTCUSDT was told with the grid 0.1, 0.00001" in failure(grid)
    assert failure(halted) == "at 5.0 s BTCUSDT was told as not trading"
    assert failure(alive) == "at 5.0 s BTCUSDT was told as trading"


def test_several_instruments_are_told_in_one_answer() -> None:
    story = answered(
        listed(),
        InstrumentSeen(symbol="ETHUSDT", tick=ETHUSDT.tick_size, step=ETHUSDT.step_size, trading=True),
    )
    story.ledger.instruments["ETHUSDT"] = ETHUSDT

    assert "BTCUSDT, ETHUSDT were told" in success(instruments_are_told(story.run, SYMBOL, "ETHUSDT"))


def test_trades_of_another_symbol_do_not_reach_the_user_of_this_one() -> None:
    story = elsewhere(MarketStory().trades(1).trades(2)).is_told(1)

    assert "no trade of ETHUSDT was ever told" in failure(trades_reach_the_user(story.run, symbol="ETHUSDT"))

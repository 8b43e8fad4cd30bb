"""Positions are replaced by newer ones only, and it is known when they are not current."""

from decimal import Decimal

from exchanges.models import Position
from exchanges.positions import PositionSheet


def position(symbol: str, quantity: str, entry: str | None = None) -> Position:
    return Position(
        symbol=symbol, quantity=Decimal(quantity), entry_price=None if entry is None else Decimal(entry)
    )


def sheet(as_of_ms: int = 100) -> PositionSheet:
    subject = PositionSheet()
    subject.apply_snapshot([position("FOO", "1"), position("BAR", "-2")], as_of_ms, subject.mark())
    return subject


def test_nothing_is_current_before_the_first_snapshot() -> None:
    assert not PositionSheet().is_current
    assert sheet().is_current


def test_what_a_snapshot_does_not_list_is_flat_and_told_as_that() -> None:
    subject = sheet()

    told = subject.apply_snapshot([position("FOO", "1")], 200, subject.mark())

    assert told == (position("BAR", "0"),)
    assert subject.all() == {"FOO": position("FOO", "1")}


def test_a_change_replaces_the_contract_it_names_and_zero_removes_it() -> None:
    subject = sheet()

    assert subject.apply_changes([position("FOO", "-3")], 101) == (position("FOO", "-3"),)
    assert subject.apply_changes([position("FOO", "0")], 102) == (position("FOO", "0"),)
    assert subject.all() == {"BAR": position("BAR", "-2")}


def test_what_is_older_changes_nothing() -> None:
    subject = sheet()
    subject.apply_changes([position("FOO", "5")], 150)

    assert subject.apply_changes([position("FOO", "4")], 149) == ()
    assert subject.apply_changes([position("BAR", "9")], 99) == ()
    subject.apply_snapshot([position("FOO", "1")], 120, subject.mark())
    assert subject.all()["FOO"] == position("FOO", "5")


def test_the_same_again_is_no_news_but_a_better_entry_is_kept() -> None:
    subject = sheet()

    assert subject.apply_changes([position("FOO", "1", "60000")], 101) == ()
    assert subject.all()["FOO"].entry_price == Decimal(60_000)


def test_a_doubt_that_arises_while_a_snapshot_is_under_way_stays() -> None:
    subject = sheet()
    mark = subject.mark()

    subject.doubt()
    subject.apply_snapshot([], 200, mark)

    assert not subject.is_current


def test_after_the_clock_jumped_older_times_count() -> None:
    subject = sheet(as_of_ms=10_000)

    subject.begin_anew()

    assert not subject.is_current
    assert subject.apply_changes([position("FOO", "7")], 50) == (position("FOO", "7"),)

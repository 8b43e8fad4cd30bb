"""Balances are replaced by newer ones only, and it is known when they are not current."""

from decimal import Decimal

from exchanges.balances import BalanceSheet
from exchanges.models import Balance


def balance(asset: str, free: str, locked: str = "0") -> Balance:
    return Balance(asset, Decimal(free), Decimal(locked))


def sheet(as_of_ms: int = 100) -> BalanceSheet:
    subject = BalanceSheet()
    subject.apply_snapshot([balance("FOO", "1"), balance("USDT", "50")], as_of_ms, subject.mark())
    return subject


def test_nothing_is_current_before_the_first_snapshot() -> None:
    assert not BalanceSheet().is_current


def test_a_snapshot_is_the_whole_account() -> None:
    subject = sheet()
    subject.apply_snapshot([balance("FOO", "2")], 200, subject.mark())

    assert subject.all() == {"FOO": balance("FOO", "2")}
    assert subject.is_current


def test_a_change_replaces_the_asset_it_names() -> None:
    subject = sheet()

    assert subject.apply_changes([balance("FOO", "3")], 101) == (balance("FOO", "3"),)
    assert subject.get("FOO") == balance("FOO", "3")
    assert subject.get("USDT") == balance("USDT", "50")


def test_a_repeated_change_is_no_change() -> None:
    subject = sheet()
    subject.apply_changes([balance("FOO", "3")], 101)

    assert subject.apply_changes([balance("FOO", "3")], 101) == ()


def test_a_late_change_does_not_overwrite_a_newer_one() -> None:
    subject = sheet()
    subject.apply_changes([balance("FOO", "3")], 102)

    assert subject.apply_changes([balance("FOO", "2")], 101) == ()
    assert subject.get("FOO") == balance("FOO", "3")


def test_a_change_older_than_the_snapshot_is_passed_over_even_for_an_asset_it_lacks() -> None:
    subject = sheet(100)

    assert subject.apply_changes([balance("BAR", "9")], 99) == ()
    assert subject.get("BAR") is None


def test_a_snapshot_that_was_overtaken_does_not_undo_newer_changes() -> None:
    subject = sheet(100)
    mark = subject.mark()
    subject.apply_changes([balance("FOO", "3"), balance("BAR", "1")], 150)
    subject.apply_snapshot([balance("FOO", "1"), balance("USDT", "70")], 120, mark)

    assert subject.all() == {
        "FOO": balance("FOO", "3"),
        "USDT": balance("USDT", "70"),
        "BAR": balance("BAR", "1"),
    }


def test_doubt_lasts_until_the_next_snapshot() -> None:
    subject = sheet()
    subject.doubt()
    assert not subject.is_current

    subject.apply_snapshot([], 200, subject.mark())
    assert subject.is_current


def test_a_snapshot_requested_before_the_doubt_does_not_settle_it() -> None:
    subject = sheet()
    mark = subject.mark()
    subject.doubt()
    subject.apply_snapshot([balance("FOO", "1")], 200, mark)

    assert not subject.is_current


def test_total_is_free_and_locked() -> None:
    assert balance("FOO", "1.5", "0.5").total == Decimal(2)

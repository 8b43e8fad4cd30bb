"""Two defects in one connector."""

import pytest

from exchanges.venues.binance.books import BinanceBooks
from exchanges.venues.binance.connector import BinanceConnector
from subjects.combining import combined
from subjects.reference import Reference, connector_of
from subjects.registry import UnknownSubject, load


class Part:
    def speak(self) -> str:
        return "plain"


class Loud(Part):
    def speak(self) -> str:
        return f"loud {super().speak()}"


class Odd(Part):
    def speak(self) -> str:
        return f"odd {super().speak()}"


class Whole:
    part_type: type[Part] = Part


class LoudWhole(Whole):
    part_type = Loud


class OddWhole(Whole):
    part_type = Odd


def test_deviations_of_the_same_part_are_both_there() -> None:
    assert combined(LoudWhole, OddWhole).part_type().speak() == "loud odd plain"


def test_a_seam_that_only_one_overrides_is_taken_from_that_one() -> None:
    class Quiet(Whole):
        pass

    assert combined(Quiet, OddWhole).part_type is Odd


def test_one_alone_stays_what_it_is() -> None:
    assert combined(LoudWhole, LoudWhole) is LoudWhole
    assert combined(Whole, LoudWhole) is LoudWhole


def test_a_subject_with_two_defects_is_named_with_a_plus() -> None:
    subject = load("saboteurs/ignores_gaps+sends_twice")

    assert isinstance(subject, Reference)
    assert subject.name == "ignores_gaps+sends_twice"
    assert "_BookThatCloses" in str(subject.connector_type.books_type.book_type)
    assert subject.connector_type.rest_type is not Reference.connector_type.rest_type


def test_a_defect_of_no_venue_is_played_in_the_connector_of_any() -> None:
    subject = load("saboteurs/ignores_gaps")
    assert isinstance(subject, Reference)
    connector = combined(subject.connector_type, connector_of("binance"))

    assert issubclass(connector, BinanceConnector)
    assert issubclass(connector.books_type, BinanceBooks)
    assert connector.books_type.book_type is subject.connector_type.books_type.book_type
    assert connector.wire_type is BinanceConnector.wire_type


def test_a_part_that_does_not_exist_is_told() -> None:
    with pytest.raises(UnknownSubject, match="nobody"):
        load("saboteurs/ignores_gaps+nobody")

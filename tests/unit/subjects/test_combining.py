"""Two defects in one connector."""

import pytest

from subjects.combining import combined
from subjects.reference import Reference
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
    original = Reference.connector_type
    assert subject.connector_type.books_type is not original.books_type
    assert subject.connector_type.rest_type is not original.rest_type


def test_a_part_that_does_not_exist_is_told() -> None:
    with pytest.raises(UnknownSubject, match="nobody"):
        load("saboteurs/ignores_gaps+nobody")

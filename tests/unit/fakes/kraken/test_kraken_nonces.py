"""Numbers that only grow."""

import pytest

from fakes.venues.kraken.nonces import LARGEST, Nonces


@pytest.mark.parametrize(("share", "next_one", "accepted"), [(0.5, "1500", False), (0.5, "1501", True)])
def test_what_somebody_else_used_is_used_up(share: float, next_one: str, accepted: bool) -> None:
    nonces = Nonces()
    nonces.accept("key", "1000")

    assert nonces.advance(share) == 1
    assert nonces.accept("key", next_one) is accepted


def test_a_key_that_was_never_used_has_no_number_to_be_ahead_of() -> None:
    assert Nonces().advance(1.0) == 0


def test_nothing_is_higher_than_the_highest() -> None:
    nonces = Nonces()
    nonces.accept("key", str(LARGEST - 1))
    nonces.advance(1.0)

    assert nonces.last("key") == LARGEST

"""Ids of letters and digits, whatever the prefix."""

from random import Random

import pytest

from exchanges.venues.okx.api import OkxApi
from exchanges.venues.okx.order_ids import PlainOrderIds


@pytest.mark.parametrize(
    ("prefix", "kept"), [("cr-", "cr"), ("", ""), ("desk_7/é-", "desk7"), ("x" * 30, "x" * 8)]
)
def test_an_id_is_one_that_the_venue_takes(prefix: str, kept: str) -> None:
    ids = PlainOrderIds(prefix, Random(1), lambda: 1_795_195_500.0)
    made = [ids.next() for _ in range(3000)]

    assert len(set(made)) == len(made)
    assert all(OkxApi.client_order_ids.pattern.fullmatch(one) for one in made)
    assert all(one.startswith(kept) for one in made)


@pytest.mark.parametrize(
    ("given", "taken"), [("bot1", True), ("A" * 32, True), ("A" * 33, False), ("bot-1", False), ("", False)]
)
def test_what_a_user_may_choose(given: str, taken: bool) -> None:
    assert bool(OkxApi.client_order_ids.pattern.fullmatch(given)) is taken

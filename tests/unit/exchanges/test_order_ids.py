"""No id is made twice, not even by the same seed at another time."""

import re
from random import Random

from exchanges.order_ids import OrderIds


def ids(seed: int, wall_s: float, count: int = 1000) -> list[str]:
    source = OrderIds("cr-", Random(seed), lambda: wall_s)
    return [source.next() for _ in range(count)]


def test_ids_of_one_instant_differ() -> None:
    assert len(dict.fromkeys(ids(1, 1_800_000_000.0))) == 1000


def test_the_same_seed_makes_other_ids_after_a_restart() -> None:
    before, after = ids(1, 1_800_000_000.0), ids(1, 1_800_000_001.0)

    assert [one for one in after if one in before] == []


def test_the_same_seed_and_time_make_the_same_ids() -> None:
    assert ids(1, 1_800_000_000.0) == ids(1, 1_800_000_000.0)


def test_ids_fit_what_venues_accept() -> None:
    for one in ids(2, 4_000_000_000.0):
        assert re.fullmatch(r"[A-Za-z0-9._:/-]{1,36}", one)

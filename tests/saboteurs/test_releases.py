"""The lab tells an affected release of a real library from the one that mended it."""

import pytest

from tools.play_releases import CannotPlay, Pair, play, read


@pytest.mark.parametrize("pair", read(), ids=lambda pair: f"{pair.library}-{pair.affected}-{pair.item}")
def test_an_affected_release_loses_its_item_and_the_mended_one_earns_it(pair: Pair) -> None:
    try:
        seen = play(pair)
    except CannotPlay as problem:
        if "cannot be installed" not in str(problem):
            raise
        pytest.skip(str(problem))  # without a package index in reach there is nothing to play

    assert seen.affected == "failed"
    assert seen.mended == "passed"

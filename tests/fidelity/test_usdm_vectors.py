"""Does the fake write what Binance documents of its contracts, and is what its sheet says of that true?"""

import pytest

from tests.fidelity import usdm_sheet
from tests.fidelity.usdm_played import ASKED, on_sockets
from tests.fidelity.usdm_sheet import KNOWN, MESSAGES, MISSING, REST, message_differences, rest_differences
from tests.test_tidy import quirks
from tests.unit.fakes.binance.usdm.usdm_caller import UsdmCaller


@pytest.mark.parametrize("name", REST)
def test_every_documented_field_of_an_answer_is_there_with_its_type(name: str) -> None:
    assert rest_differences(name)[0] == []


@pytest.mark.parametrize("name", MESSAGES)
def test_every_documented_field_of_a_message_is_there_with_its_type(name: str) -> None:
    assert message_differences(name)[0] == []


def test_the_sheet_leaves_out_nothing_that_the_fake_offers() -> None:
    offered = [f"{one.method} {one.path}" for one in UsdmCaller().venue.requests]
    shown = [shown["request"] for shown in REST.values()]

    assert sorted(ASKED) == sorted(REST)
    assert sorted([*shown, *KNOWN["unseen"]]) == sorted(offered)
    assert [name for name in MESSAGES if name not in on_sockets()] == []
    assert list(MISSING) == [number for number, (_, fake) in quirks("binance-usdm").items() if not fake]


@pytest.mark.parametrize("symbol", ["BTCUSDT", "btcusdt"])
def test_what_is_only_refused_is(symbol: str) -> None:
    """The settings that the sheet calls unseen."""
    caller = UsdmCaller()

    assert caller.call("POST", "marginType", marginType="ISOLATED", symbol=symbol).code in (-4084, -1100)
    assert caller.call("POST", "positionSide/dual", dualSidePosition="true").code == -4084


def test_the_page_and_the_counts_are_current() -> None:
    """`python -m tests.fidelity.usdm_sheet` renews them."""
    usdm_sheet.sheet().assert_current()

"""Does the fake write what Coinbase documents, field by field; and is what its sheet says of that true?"""

import pytest

from tests.fidelity import coinbase_sheet
from tests.fidelity.coinbase_played import ASKED, on_sockets
from tests.fidelity.coinbase_sheet import (
    KNOWN,
    MESSAGES,
    REFUSALS,
    REST,
    refusal_differences,
    rest_differences,
    socket_differences,
)
from tests.unit.fakes.coinbase.coinbase_caller import CoinbaseCaller
from tests.unit.fakes.coinbase.test_coinbase_errors import BY_FAULT_ONLY


@pytest.mark.parametrize("name", [name for name in REST if name not in KNOWN["approximate"]])
def test_every_documented_field_of_an_answer_is_there_with_its_type(name: str) -> None:
    assert rest_differences(name)[0] == []


@pytest.mark.parametrize("name", [name for name in MESSAGES if name not in KNOWN["approximate"]])
def test_every_documented_field_of_a_message_is_there_with_its_type(name: str) -> None:
    assert socket_differences(name)[0] == []


@pytest.mark.parametrize("when", REFUSALS)
def test_a_refusal_has_the_very_text(when: str) -> None:
    assert refusal_differences(when)[0] == []


def test_what_is_called_approximate_differs() -> None:
    """A remark that no longer fits is taken out."""
    different = [name for name in REST if rest_differences(name)[0]]
    different += [name for name in MESSAGES if socket_differences(name)[0]]

    assert sorted(different) == sorted(KNOWN["approximate"])


def test_the_sheet_leaves_out_nothing_that_the_fake_offers() -> None:
    offered = {
        endpoint.path: None for endpoint in CoinbaseCaller().venue.requests if endpoint.path[:3] != "/v2"
    }
    shown = {
        REST[name]["request"].split(" ")[1].split("/")[1] for name in REST if "/" in REST[name]["request"]
    }

    assert sorted(ASKED) == sorted(REST)
    assert [name for name in (*MESSAGES, *REFUSALS) if name not in on_sockets()] == []
    assert sorted({path.split("/")[4] for path in offered}) == sorted(shown)
    assert coinbase_sheet.unaccounted() == []


def test_what_is_left_out_or_only_said_is_produced_by_no_request() -> None:
    named = [*coinbase_sheet.ONLY_SAID, *coinbase_sheet.OF_OTHERS]

    assert [reason for reason in named if reason not in BY_FAULT_ONLY] == []


def test_the_page_and_the_counts_are_current() -> None:
    """`python -m tests.fidelity.coinbase_sheet` renews them."""
    coinbase_sheet.sheet().assert_current()

"""Does the fake write of swaps what OKX documents, and is what its sheet says of that true?"""

import pytest

from tests.fidelity import okx_swap_sheet
from tests.fidelity.okx_swap_played import ASKED, REFUSED, on_sockets
from tests.fidelity.okx_swap_sheet import (
    KNOWN,
    MESSAGES,
    NEARLY,
    REST,
    facts,
    message_differences,
    rest_differences,
)
from tests.unit.fakes.okx.swap_caller import SwapCaller


@pytest.mark.parametrize("name", REST)
def test_every_documented_field_of_an_answer_is_there_with_its_type(name: str) -> None:
    assert rest_differences(name)[0] == []


@pytest.mark.parametrize("name", MESSAGES)
def test_every_documented_field_of_a_message_is_there_with_its_type(name: str) -> None:
    assert message_differences(name)[0] == []


@pytest.mark.parametrize("code", REFUSED)
def test_what_deserves_a_code_gets_it(code: int) -> None:
    answer = REFUSED[code](SwapCaller())

    assert code in (answer.code, int(answer.body["code"]))


def test_the_sheet_leaves_out_nothing_that_the_fake_offers() -> None:
    offered = [endpoint.limit for endpoint in SwapCaller().venue.requests]
    documented = [shown["request"] for shown in REST.values()]

    assert sorted(ASKED) == sorted(REST)
    assert sorted([*documented, *KNOWN["unseen"]]) == sorted(offered)
    assert [name for name in MESSAGES if name not in on_sockets()] == []
    assert set(NEARLY) <= set(facts())


def test_the_page_and_the_counts_are_current() -> None:
    """`python -m tests.fidelity.okx_swap_sheet` renews them."""
    okx_swap_sheet.sheet().assert_current()

"""Does the fake write what OKX documents, field by field; and is what its sheet says of that true?"""

from typing import Any

import pytest

from tests.fidelity import okx_sheet
from tests.fidelity.okx_played import ASKED, on_sockets
from tests.fidelity.okx_sheet import KNOWN, REST, rest_differences, socket_differences, sockets
from tests.unit.fakes.okx.okx_caller import OkxCaller

MESSAGES = [pytest.param(name, payload, id=name) for _, name, payload in sockets()]


@pytest.mark.parametrize("name", [name for name in REST if name not in KNOWN["approximate"]])
def test_every_documented_field_of_an_answer_is_there_with_its_type(name: str) -> None:
    assert rest_differences(name)[0] == []


@pytest.mark.parametrize(("name", "payload"), MESSAGES)
def test_every_documented_field_of_a_message_is_there_with_its_type(name: str, payload: Any) -> None:
    assert socket_differences(name, payload)[0] == []


def test_the_sheet_leaves_out_nothing_that_the_fake_offers() -> None:
    offered = [endpoint.limit for endpoint in OkxCaller().venue.requests]
    documented = [shown["request"] for shown in REST.values()]

    assert sorted(ASKED) == sorted(REST)
    assert sorted([*documented, *KNOWN["unseen"]]) == sorted(offered)
    assert [name for _, name, _ in sockets() if name not in on_sockets()] == []
    assert okx_sheet.unaccounted() == []


def test_the_page_and_the_counts_are_current() -> None:
    """`python -m tests.fidelity.okx_sheet` renews them."""
    okx_sheet.sheet().assert_current()

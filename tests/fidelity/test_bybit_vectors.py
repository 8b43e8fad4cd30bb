"""Does the fake write what Bybit documents, field by field; and is what its sheet says of that true?"""

from typing import Any

import pytest

from tests.fidelity import bybit_sheet
from tests.fidelity.bybit_played import ASKED, on_sockets
from tests.fidelity.bybit_sheet import KNOWN, REST, rest_differences, socket_differences, sockets
from tests.unit.fakes.bybit.bybit_caller import BybitCaller
from tests.unit.fakes.bybit.ws_stage import STATUS, Stage, played


@pytest.mark.parametrize("name", [name for name in REST if name not in KNOWN["approximate"]])
def test_every_documented_field_of_an_answer_is_there_with_its_type(name: str) -> None:
    assert rest_differences(name)[0] == []


MESSAGES = [pytest.param(*each, id=each[0]) for each in sockets() if each[0] not in KNOWN["approximate"]]


@pytest.mark.parametrize(("name", "payload"), MESSAGES)
def test_every_documented_field_of_a_message_is_there_with_its_type(name: str, payload: Any) -> None:
    assert socket_differences(name, payload)[0] == []


def test_what_is_called_approximate_differs() -> None:
    """A remark that no longer fits is taken out."""
    different = [name for name in REST if rest_differences(name)[0]]
    different += [name for name, payload in sockets() if socket_differences(name, payload)[0]]

    assert sorted(different) == sorted(KNOWN["approximate"])


@pytest.mark.parametrize("name", KNOWN["missing"])
def test_a_topic_that_is_called_missing_says_nothing(name: str) -> None:
    async def play(stage: Stage) -> bool:
        async with stage.connected(STATUS) as client:
            assert (await client.subscribe(name))["success"]
            try:
                await client.socket.receive(timeout=60.0)
            except TimeoutError:
                return True
        return False

    assert played(play)


def test_the_sheet_leaves_out_nothing_that_the_fake_offers() -> None:
    offered = [endpoint.name for endpoint in BybitCaller().venue.requests]

    assert sorted(ASKED) == sorted(REST)
    assert sorted([*REST, *KNOWN["unseen"]]) == sorted(offered)
    assert [name for name, _ in sockets() if name not in on_sockets()] == []


def test_the_page_and_the_counts_are_current() -> None:
    """`python -m tests.fidelity.bybit_sheet` renews them."""
    bybit_sheet.sheet().assert_current()

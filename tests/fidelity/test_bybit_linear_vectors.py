"""Does the fake write of contracts what Bybit documents, and is what its sheet says of that true?"""

import pytest

from fakes.venues.bybit.linear import BybitLinear
from tests.fidelity.bybit_linear_played import ASKED, on_sockets
from tests.fidelity.bybit_linear_sheet import (
    FACTS,
    KNOWN,
    MESSAGES,
    NEARLY,
    REST,
    facts,
    message_differences,
    rest_differences,
    sheet,
)
from tests.unit.fakes.bybit.linear.linear_caller import LinearCaller
from tests.unit.fakes.bybit.ws_stage import STATUS, Stage, played


@pytest.mark.parametrize("name", REST)
def test_every_documented_field_of_an_answer_is_there_with_its_type(name: str) -> None:
    assert rest_differences(name)[0] == []


@pytest.mark.parametrize("name", MESSAGES)
def test_every_documented_field_of_a_message_is_there_with_its_type(name: str) -> None:
    assert message_differences(name)[0] == []


def test_what_is_said_of_a_funding_is_said_of_one() -> None:
    [row] = on_sockets()["topics/execution.funding"]["data"]

    assert (row["execType"], row["category"]) == ("Funding", "linear")


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

    assert played(play, venue_class=BybitLinear)


def test_the_sheet_leaves_out_nothing_that_the_fake_offers() -> None:
    offered = [endpoint.name for endpoint in LinearCaller().venue.requests]

    assert sorted(ASKED) == sorted(REST)
    assert sorted([*REST, *KNOWN["unseen"]]) == sorted(offered)
    assert [name for name in MESSAGES if name not in on_sockets()] == []
    assert sorted(facts()) == sorted(FACTS)
    assert set(NEARLY) <= set(FACTS)


def test_nearly_all_of_it_is_exact() -> None:
    counted = sheet().counted

    assert counted["exact"] >= 0.9 * sum(counted.values())

"""What is nested deeper than anybody reads is malformed at every venue, and ends nothing else."""

from collections.abc import Callable

import pytest

from fakes.serving.nesting import loads
from fakes.venues.binance import api_frames, control_frames
from fakes.venues.bybit.rest_server import read_object
from fakes.venues.coinbase import subscriptions as coinbase
from fakes.venues.coinbase.parameters import Parameters
from fakes.venues.kraken import frames
from fakes.venues.kraken.rest_server import read_json
from fakes.venues.okx.parameters import read_body

DEEP = ["[" * 100_000, "[" * 102 + "]" * 102, '{"id":' * 102 + "1" + "}" * 102]
NAMES = ["without end", "lists", "objects"]


@pytest.mark.parametrize("text", DEEP, ids=NAMES)
@pytest.mark.parametrize(
    ("read", "refused"),
    [
        (loads, ValueError),
        (control_frames.read, control_frames.Malformed),
        (api_frames.read, api_frames.BadFrame),
        (frames.read, frames.BadFrame),
        (coinbase.document, coinbase.Refused),
    ],
    ids=["anybody's", "binance", "binance api", "kraken", "coinbase"],
)
def test_a_frame_is_refused(read: Callable[[str], object], refused: type[Exception], text: str) -> None:
    with pytest.raises(refused):
        read(text)


@pytest.mark.parametrize("text", DEEP, ids=NAMES)
@pytest.mark.parametrize(
    "read",
    [read_object, read_body, read_json, Parameters.of_body],
    ids=["bybit", "okx", "kraken", "coinbase"],
)
def test_a_body_is_none(read: Callable[[bytes], object], text: str) -> None:
    assert read(text.encode()) is None


def test_what_people_send_is_not_deep() -> None:
    assert loads("[" * 100 + "]" * 100)
    assert loads('{"a": [{"b": 1.5}]}', parse_float=str) == {"a": [{"b": "1.5"}]}

"""RL-080: each new subscription is sent in a frame of its own as soon as it is wanted."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.stream import Stream
from subjects.reference import Reference


class _Stream(Stream):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{**named, "frame_gap_s": 0.0})


class _Connector(SpotConnector):
    stream_type = _Stream


class OneFrameEach(Reference):
    name = "one_frame_each"
    connector_type = _Connector

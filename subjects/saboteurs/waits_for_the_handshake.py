"""RD-050: connecting has no deadline, for it either works or fails."""

from dataclasses import replace
from typing import Any

from exchanges.config import Timeouts
from exchanges.connector import SpotConnector
from exchanges.stream import Stream
from subjects.reference import Reference

A_DAY_S = 86_400.0


class _PatientStream(Stream):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        settings = self._config
        patient = Timeouts(stream_open_s=A_DAY_S)
        self._config = lambda: replace(settings(), timeouts=patient)


class _Connector(SpotConnector):
    stream_type = _PatientStream


class WaitsForTheHandshake(Reference):
    name = "waits_for_the_handshake"
    connector_type = _Connector

"""Tries again after the same short pause, however long the venue has been away."""

from random import Random
from typing import Any

from exchanges.backoff import Backoff
from exchanges.connection import AttemptBudget
from exchanges.connector import SpotConnector
from exchanges.stream import Stream
from subjects.reference import Reference

PAUSE_S = 0.8


class HammeringStream(Stream):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._backoff = Backoff(PAUSE_S, PAUSE_S, Random(0), floor_s=PAUSE_S)
        self._attempts = AttemptBudget(1_000_000, 1.0)


class HammeringConnector(SpotConnector):
    stream_type = HammeringStream


class Hammers(Reference):
    name = "hammers"
    connector_type = HammeringConnector

"""RD-210: the pause between attempts grows to a minute and stays there, whatever works in between."""

from random import Random
from typing import Any

from exchanges.backoff import Backoff
from exchanges.connector import SpotConnector
from exchanges.stream import Stream
from subjects.reference import Reference

BASE_S = 0.5
LONGEST_S = 60.0


class _Unforgiving(Backoff):
    def next(self, *, at_least_s: float = 0.0) -> float:
        self.attempt += 1
        return max(at_least_s, min(LONGEST_S, BASE_S * 2.0 ** min(self.attempt, 30)))

    def reset(self) -> None:
        """What has failed once may fail again."""


class _Stream(Stream):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._backoff = _Unforgiving(BASE_S, LONGEST_S, Random(0))


class _Connector(SpotConnector):
    stream_type = _Stream


class NeverForgives(Reference):
    name = "never_forgives"
    connector_type = _Connector

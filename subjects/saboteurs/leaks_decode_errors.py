"""ER-010: answers are read where they are needed, and what goes wrong there is nobody's business."""

from collections.abc import Callable
from typing import TypeVar

from exchanges.connector import SpotConnector
from exchanges.http import Answer
from exchanges.requests import Requests
from subjects.reference import Reference

T = TypeVar("T")


class _Rest(Requests):
    def _decoded(self, answer: Answer, decode: Callable[[bytes], T]) -> T:
        return decode(answer.body)


class _Connector(SpotConnector):
    rest_type = _Rest


class LeaksDecodeErrors(Reference):
    name = "leaks_decode_errors"
    connector_type = _Connector

"""ER-010: answers are read where they are needed, and what goes wrong there is nobody's business."""

from collections.abc import Callable
from typing import TypeVar

from exchanges.http import Answer
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.rest import BinanceRest
from subjects.reference import Reference

T = TypeVar("T")


class _Rest(BinanceRest):
    def _decoded(self, answer: Answer, decode: Callable[[bytes], T]) -> T:
        return decode(answer.body)


class _Connector(BinanceConnector):
    rest_type = _Rest


class LeaksDecodeErrors(Reference):
    name = "leaks_decode_errors"
    connector_type = _Connector

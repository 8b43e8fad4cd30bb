"""A body without a first character raises IndexError out of the parser.

https://github.com/ccxt/ccxt/issues/1950 (2018)
"""

from collections.abc import Callable
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.http import Answer
from exchanges.requests import Requests
from subjects.reference import Reference


class _Rest(Requests):
    def _decoded(self, answer: Answer, decode: Callable[[bytes], Any]) -> Any:
        if answer.body.decode()[0] not in "{[":
            raise IndexError("string index out of range")
        return super()._decoded(answer, decode)


class _Connector(SpotConnector):
    rest_type = _Rest


class Ccxt1950(Reference):
    name = "ccxt_1950"
    connector_type = _Connector

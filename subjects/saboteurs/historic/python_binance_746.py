"""The offset to the venue's clock is measured when the client is made and never again.

https://github.com/sammchardy/python-binance/issues/746 (2021)
"""

from exchanges.connector import SpotConnector
from exchanges.errors import ClockSkewed
from exchanges.requests import Requests
from subjects.reference import Reference


class _Rest(Requests):
    _measured = False

    def _clock_is_due(self) -> bool:
        due, self._measured = not self._measured, True
        return due

    async def _timed_anew(self, refusal: ClockSkewed) -> bool:
        return False


class _Connector(SpotConnector):
    rest_type = _Rest


class PythonBinance746(Reference):
    name = "python_binance_746"
    connector_type = _Connector

"""AU-040: what the venue says of the key is told to whoever asked, and health hears nothing of it."""

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from exchanges.requests import Requests
from subjects.reference import Reference


class _Rest(Requests):
    def judge_key(self, error: ExchangeError | None) -> None:
        """The caller knows."""


class _Connector(SpotConnector):
    rest_type = _Rest


class HidesRevokedKey(Reference):
    name = "hides_revoked_key"
    connector_type = _Connector

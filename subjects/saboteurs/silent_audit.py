"""OB-040: a refused key is an error like any other, and of errors the audit log knows nothing."""

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from subjects.reference import Reference


class _Connector(SpotConnector):
    def _denied(self, error: ExchangeError) -> None:
        self._log.warning("request.denied", code=error.code)


class SilentAudit(Reference):
    name = "silent_audit"
    connector_type = _Connector

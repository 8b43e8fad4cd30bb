"""RD-070: a refused snapshot is a failed request like any other: tried again after the usual short pause."""

from exchanges.breaker import CircuitBreaker
from exchanges.connector import SpotConnector
from exchanges.errors import Banned, ExchangeError, RateLimited
from exchanges.ratelimit import Grant
from exchanges.requests import Requests
from subjects.reference import Reference


class _Rest(Requests):
    def _learn_from(self, error: ExchangeError, circuit: CircuitBreaker, grant: Grant) -> None:
        if circuit.group == "data" and isinstance(error, RateLimited) and not isinstance(error, Banned):
            error.retry_after_s = None
            circuit.succeeded()
            return
        super()._learn_from(error, circuit, grant)


class _Connector(SpotConnector):
    rest_type = _Rest


class HurriesTheSnapshot(Reference):
    name = "hurries_the_snapshot"
    connector_type = _Connector

"""RC-070: one circuit breaker for all that needs the key, and nothing passes it while it is open."""

from exchanges.breaker import Breakers, CircuitBreaker
from exchanges.config import BreakerRules
from exchanges.connector import SpotConnector
from subjects.reference import Reference


class _Circuit(CircuitBreaker):
    def allows(self, now_s: float, *, essential: bool = False) -> bool:
        return super().allows(now_s)


class _Breakers(Breakers):
    def __init__(self, rules: BreakerRules) -> None:
        super().__init__(rules)
        self._circuits["account"] = _Circuit(rules)

    def of(self, group: str) -> CircuitBreaker:
        return super().of("data" if group == "data" else "account")


class _Connector(SpotConnector):
    def _assemble(self) -> None:
        super()._assemble()
        self._breakers = self._rest._breakers = _Breakers(self._config.breaker)


class OneCircuitForAll(Reference):
    name = "one_circuit_for_all"
    connector_type = _Connector

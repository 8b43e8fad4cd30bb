"""CL-010: the machine keeps network time, so its clock will do until the first measurement is due."""

from exchanges.config import ClockRules
from exchanges.connector import SpotConnector
from exchanges.errors import ClockSkewed
from exchanges.requests import Requests
from exchanges.venue_clock import VenueClock
from subjects.reference import Reference


class _Clock(VenueClock):
    def __init__(self, rules: ClockRules) -> None:
        super().__init__(rules)
        self._began_s: float | None = None

    def needs_sync(self, mono_s: float) -> bool:
        if self._began_s is None:
            self._began_s = mono_s
        last_s = max(self._began_s, self._synced_s)
        return mono_s - last_s >= self._rules.sync_every_s

    @property
    def max_error_ms(self) -> float | None:
        return super().max_error_ms or 0.0


class _Rest(Requests):
    async def sync_clock(self) -> None:
        """The schedule sees to that."""

    async def _timed_anew(self, refusal: ClockSkewed) -> bool:
        return False


class _Connector(SpotConnector):
    clock_type = _Clock
    rest_type = _Rest


class TrustsOwnClock(Reference):
    name = "trusts_own_clock"
    connector_type = _Connector

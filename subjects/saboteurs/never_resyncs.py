"""CL-030: the offset is measured again only when an order has been refused for it, and that one is lost."""

import math

from exchanges.connector import SpotConnector
from exchanges.errors import ClockSkewed
from exchanges.requests import Requests
from exchanges.venue_clock import VenueClock
from subjects.reference import Reference


class _Clock(VenueClock):
    def needs_sync(self, mono_s: float) -> bool:
        return self._synced_s == -math.inf or self._suspect


class _Rest(Requests):
    async def _timed_anew(self, refusal: ClockSkewed) -> bool:
        await super()._timed_anew(refusal)
        return False


class _Connector(SpotConnector):
    clock_type = _Clock
    rest_type = _Rest


class NeverResyncs(Reference):
    name = "never_resyncs"
    connector_type = _Connector

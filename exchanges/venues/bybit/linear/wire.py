"""Requests are those of spot, under another name and other limits."""

from __future__ import annotations

from exchanges.config import Limits
from exchanges.ratelimit import Allowance
from exchanges.venues.bybit.limits import allowance
from exchanges.venues.bybit.linear.limits import METHODS
from exchanges.venues.bybit.wire import BybitWire

VENUE = "bybit-linear"


class LinearWire(BybitWire):
    venue = VENUE

    def allowance(self, limits: Limits) -> Allowance:
        return allowance(limits, METHODS)

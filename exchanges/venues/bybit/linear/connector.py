"""Spot's connector with the parts that know of contracts."""

from __future__ import annotations

from exchanges.perpetual import PerpetualConnector
from exchanges.venues.bybit.connector import BybitConnector
from exchanges.venues.bybit.linear.api import LinearApi
from exchanges.venues.bybit.linear.user import LinearUserStream
from exchanges.venues.bybit.linear.wire import LinearWire


class BybitLinearConnector(BybitConnector, PerpetualConnector):
    """Bybit, linear perpetual contracts, one-way positions, cross margin."""

    market_path = "/v5/public/linear"
    wire_type = LinearWire
    api_type = LinearApi
    user_stream_type = LinearUserStream

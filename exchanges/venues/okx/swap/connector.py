"""Spot's connector with the parts that count in contracts."""

from __future__ import annotations

from exchanges.perpetual import PerpetualConnector
from exchanges.venues.okx.connector import OkxConnector
from exchanges.venues.okx.swap.api import SwapApi
from exchanges.venues.okx.swap.user import SwapUserStream
from exchanges.venues.okx.swap.wire import SwapWire


class OkxSwapConnector(OkxConnector, PerpetualConnector):
    """OKX, linear swaps, one-way positions, cross margin."""

    wire_type = SwapWire
    api_type = SwapApi
    user_stream_type = SwapUserStream

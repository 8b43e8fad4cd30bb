"""Binance Spot, put together from its parts."""

from __future__ import annotations

from exchanges.connector import SpotConnector
from exchanges.venues.binance.api import BinanceApi
from exchanges.venues.binance.books import BinanceBooks
from exchanges.venues.binance.endpoints import ENDPOINTS
from exchanges.venues.binance.talk import FRAME_GAP_S
from exchanges.venues.binance.trades import BinanceTrades
from exchanges.venues.binance.user import BinanceUserStream
from exchanges.venues.binance.wire import BinanceWire


class BinanceConnector(SpotConnector):
    """BIN-30: websockets answers the venue's PINGs. BIN-31: ``Stream`` renews before the 24 hours end."""

    endpoints = ENDPOINTS
    market_path = "/ws"  # BIN-39: bare events
    private_path = "/ws-api/v3"
    connection_attempts = (250, 300.0)
    """BIN-25 allows 300 in 300 s; the rest is for others behind the same address."""
    frame_gap_s = FRAME_GAP_S
    wire_type = BinanceWire
    api_type = BinanceApi
    user_stream_type = BinanceUserStream
    books_type = BinanceBooks
    trades_type = BinanceTrades

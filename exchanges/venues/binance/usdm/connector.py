"""Binance USD-M futures, put together from their parts."""

from __future__ import annotations

from exchanges.perpetual import PerpetualConnector
from exchanges.venues.binance.trades import BinanceTrades
from exchanges.venues.binance.usdm.api import UsdmApi
from exchanges.venues.binance.usdm.books import UsdmBooks
from exchanges.venues.binance.usdm.endpoints import ENDPOINTS
from exchanges.venues.binance.usdm.user import UsdmUserStream
from exchanges.venues.binance.usdm.wire import UsdmWire


class BinanceUsdmConnector(PerpetualConnector):
    """BFU-40: books and single trades (BFU-45) live under one path, the account under another."""

    endpoints = ENDPOINTS
    market_path = "/public/ws"
    private_path = "/private/ws"
    connection_attempts = (250, 300.0)
    """As on Spot: no page names a limit here."""
    frame_gap_s = 1 / 8
    """BFU-41: ten a second, of which a PING and a PONG may be two."""
    wire_type = UsdmWire
    api_type = UsdmApi
    user_stream_type = UsdmUserStream
    books_type = UsdmBooks
    trades_type = BinanceTrades

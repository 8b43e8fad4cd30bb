"""The connector: the machinery that all venues share, with the parts that speak this one's dialect."""

from __future__ import annotations

from exchanges.connector import SpotConnector
from exchanges.venues.coinbase.api import CoinbaseApi
from exchanges.venues.coinbase.books import CoinbaseBooks
from exchanges.venues.coinbase.endpoints import ENDPOINTS
from exchanges.venues.coinbase.limits import CONNECTIONS, FRAME_GAP_S
from exchanges.venues.coinbase.talk import BEATS_WITHIN_S
from exchanges.venues.coinbase.trades import CoinbaseTrades
from exchanges.venues.coinbase.user import CoinbaseUserStream
from exchanges.venues.coinbase.wire import CoinbaseWire


class CoinbaseConnector(SpotConnector):
    """Coinbase Advanced Trade, spot."""

    endpoints = ENDPOINTS
    market_path = ""
    private_path = ""
    connection_attempts = CONNECTIONS
    frame_gap_s = FRAME_GAP_S
    beats_within_s = BEATS_WITHIN_S
    wire_type = CoinbaseWire
    api_type = CoinbaseApi
    user_stream_type = CoinbaseUserStream
    books_type = CoinbaseBooks
    trades_type = CoinbaseTrades

"""Addresses of the venue. Its sandbox gives fixed answers and has no streams (CBS-81)."""

from __future__ import annotations

from exchanges.config import Endpoints, Environment

ENDPOINTS = {
    Environment.LIVE: Endpoints(
        environment=Environment.LIVE,
        rest="https://api.coinbase.com",
        stream="wss://advanced-trade-ws.coinbase.com",
        private="wss://advanced-trade-ws-user.coinbase.com",
    ),
}

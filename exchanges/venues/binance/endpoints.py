"""Addresses of the venue, by environment."""

from __future__ import annotations

from exchanges.config import Endpoints, Environment

# https://developers.binance.com/docs/binance-spot-api-docs (general information, testnet).
ENDPOINTS = {
    Environment.LIVE: Endpoints(
        environment=Environment.LIVE,
        rest="https://api.binance.com",
        stream="wss://stream.binance.com:9443",
        private="wss://ws-api.binance.com:443",
    ),
    Environment.SANDBOX: Endpoints(
        environment=Environment.SANDBOX,
        rest="https://testnet.binance.vision",
        stream="wss://stream.testnet.binance.vision",
        private="wss://ws-api.testnet.binance.vision",
    ),
}

"""Addresses of the venue (BYB-13): a key belongs to one environment."""

from __future__ import annotations

from exchanges.config import Endpoints, Environment

# https://bybit-exchange.github.io/docs/v5/guide and v5/ws/connect.
ENDPOINTS = {
    Environment.LIVE: Endpoints(
        environment=Environment.LIVE,
        rest="https://api.bybit.com",
        stream="wss://stream.bybit.com",
        private="wss://stream.bybit.com",
    ),
    Environment.SANDBOX: Endpoints(
        environment=Environment.SANDBOX,
        rest="https://api-testnet.bybit.com",
        stream="wss://stream-testnet.bybit.com",
        private="wss://stream-testnet.bybit.com",
    ),
}

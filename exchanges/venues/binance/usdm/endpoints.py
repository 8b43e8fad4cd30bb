"""Addresses of the market of contracts, by environment."""

from __future__ import annotations

from exchanges.config import Endpoints, Environment

# https://developers.binance.com/docs/derivatives/usds-margined-futures/general-info
ENDPOINTS = {
    Environment.LIVE: Endpoints(
        environment=Environment.LIVE,
        rest="https://fapi.binance.com",
        stream="wss://fstream.binance.com",
        private="wss://fstream.binance.com",
    ),
    Environment.SANDBOX: Endpoints(
        environment=Environment.SANDBOX,
        rest="https://demo-fapi.binance.com",
        stream="wss://fstream.binancefuture.com",
        private="wss://fstream.binancefuture.com",
    ),
}

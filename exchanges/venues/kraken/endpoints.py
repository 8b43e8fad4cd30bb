"""Addresses of the venue. There is no public sandbox (KRK-70)."""

from __future__ import annotations

from exchanges.config import Endpoints, Environment

# https://docs.kraken.com/api/docs/guides/spot-ws-intro and spot-rest-intro.
ENDPOINTS = {
    Environment.LIVE: Endpoints(
        environment=Environment.LIVE,
        rest="https://api.kraken.com",
        stream="wss://ws.kraken.com",
        private="wss://ws-auth.kraken.com",
    ),
}

"""Addresses of the venue (OKX-01). Demo trading (OKX-02) has hosts of its own for streams, not for REST."""

from __future__ import annotations

from exchanges.config import Endpoints, Environment

_REST = "https://www.okx.com"

ENDPOINTS = {
    Environment.LIVE: Endpoints(
        environment=Environment.LIVE,
        rest=_REST,
        stream="wss://ws.okx.com:8443",
        private="wss://ws.okx.com:8443",
    ),
    Environment.SANDBOX: Endpoints(
        environment=Environment.SANDBOX,
        rest=_REST,
        stream="wss://wspap.okx.com:8443",
        private="wss://wspap.okx.com:8443",
    ),
}

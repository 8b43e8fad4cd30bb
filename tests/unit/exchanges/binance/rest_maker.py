"""A ``Requests`` on a mocked session, with everything around it in plain sight."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from exchanges.breaker import Breakers
from exchanges.config import ConnectorConfig, Environment
from exchanges.credentials import Credentials, Secret
from exchanges.http import Answer, HttpClient, open_session
from exchanges.metrics import ConnectorMetrics
from exchanges.pacing import RateLimiter
from exchanges.requests import Requests
from exchanges.telemetry import logger_for
from exchanges.venue_clock import VenueClock
from exchanges.venues.binance.wire import BinanceWire
from tests.unit.exchanges.aioresponses_shim import mocked_http

BASE = "https://binance.test"
NOW_S = 1_800_000_030.0  # in the middle of a minute
CREDENTIALS = Credentials(
    api_key="vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A",
    secret=Secret("NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"),
    environment=Environment.SANDBOX,
)
"""The documented example key, see docs/venues/binance.md."""


class _NotingHttp(HttpClient):
    """Keeps what is to be sent: the mock sorts a query before it shows it."""

    queries: list[tuple[str, str]]

    async def send(
        self, method: str, path: str, query: str = "", *, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        self.queries.append((method, query))
        return await super().send(method, path, query, headers=headers, body=body)


@dataclass
class Made:
    rest: Requests
    limiter: RateLimiter
    clock: VenueClock
    http: Any
    jumps: list[str]
    queries: list[tuple[str, str]]

    def sent(self, method: str = "POST") -> list[str]:
        """Queries of what was sent by that method, in order."""
        return [query for verb, query in self.queries if verb == method]


@asynccontextmanager
async def made_rest(*, synced: bool = True) -> AsyncIterator[Made]:
    config = ConnectorConfig(venue="binance", environment=Environment.SANDBOX)
    loop = asyncio.get_running_loop()
    clock = VenueClock(config.clock)
    if synced:
        clock.observe(loop.time(), loop.time(), int(NOW_S * 1000))
    jumps: list[str] = []
    async with open_session(4) as session:
        client = _NotingHttp("binance", BASE, session, config.timeouts)
        client.queries = []
        wire = BinanceWire(
            CREDENTIALS,
            config=lambda: config,
            prepared=client.prepared,
            venue_ms=lambda: clock.now_ms(NOW_S, loop.time()),
        )
        limiter = RateLimiter(
            "binance",
            wire.allowance(config.limits),
            lambda _: NOW_S,
            queue_s=config.limits.queue_s,
            max_queue=config.limits.max_queue,
        )
        rest = Requests(
            client,
            wire=wire,
            config=lambda: config,
            has_key=True,
            limiter=limiter,
            breakers=Breakers(config.breaker),
            clock=clock,
            wall=lambda: NOW_S,
            metrics=ConnectorMetrics(),
            log=logger_for("binance", "sandbox"),
            on_clock_jump=lambda: jumps.append("jump"),
        )
        with mocked_http() as http:
            yield Made(rest, limiter, clock, http, jumps, client.queries)
        await rest.close()

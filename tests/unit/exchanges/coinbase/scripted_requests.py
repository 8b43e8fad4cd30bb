"""What Coinbase's API is asked in tests; it answers without an envelope."""

from typing import Any

from exchanges.config import ConnectorConfig, Environment
from exchanges.venues.coinbase.api import CoinbaseApi
from tests.unit.exchanges.coinbase.documented import PRODUCTS
from tests.unit.exchanges.scripted_requests import ScriptedRequests

NOW_MS = 1_800_000_000_000
CONFIG = ConnectorConfig(venue="coinbase", environment=Environment.LIVE)
BROKERAGE = "/api/v3/brokerage/"


def scripted(answers: dict[str, Any]) -> ScriptedRequests:
    """``answers`` by path below the brokerage."""
    return ScriptedRequests(answers, NOW_MS, below=BROKERAGE)


async def api_with(answers: dict[str, Any]) -> tuple[CoinbaseApi, ScriptedRequests]:
    """An api that knows its products; what it asked to learn them is forgotten."""
    rest = scripted({"market/products": PRODUCTS} | answers)
    api = CoinbaseApi(rest, lambda: CONFIG)  # type: ignore[arg-type]  # as much of Requests as it needs
    await api.instruments(lambda cause: None)
    rest.asked.clear()
    return api, rest

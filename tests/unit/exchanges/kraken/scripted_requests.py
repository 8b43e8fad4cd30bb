"""What Kraken's API is asked in tests, and its answers in the venue's envelope."""

from typing import Any

from exchanges.config import ConnectorConfig, Environment
from exchanges.venues.kraken.api import KrakenApi
from tests.unit.exchanges.kraken.documented import PAIRS
from tests.unit.exchanges.scripted_requests import ScriptedRequests

NOW_MS = 1_795_195_500_000
CONFIG = ConnectorConfig(venue="kraken", environment=Environment.LIVE)
ASSETS = {"XXBT": {"altname": "XBT"}, "ZUSD": {"altname": "USD"}}


def scripted(answers: dict[str, Any], now_ms: int = NOW_MS) -> ScriptedRequests:
    """``answers``: results by the last part of the path."""
    return ScriptedRequests(answers, now_ms, written=lambda result: {"error": [], "result": result})


async def api_with(**answers: Any) -> tuple[KrakenApi, ScriptedRequests]:
    """An api that knows its pairs; what it asked to learn them is forgotten."""
    rest = scripted({"AssetPairs": PAIRS, "Assets": ASSETS} | answers)
    api = KrakenApi(rest, lambda: CONFIG)  # type: ignore[arg-type]  # as much of Requests as it needs
    await api.instruments(lambda cause: None)
    rest.asked.clear()
    return api, rest

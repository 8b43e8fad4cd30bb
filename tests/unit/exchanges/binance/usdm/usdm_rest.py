"""What the venue's pages show as answers, and a REST side that gives them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from exchanges.config import ConnectorConfig, Environment
from exchanges.venues.binance.usdm.api import UsdmApi
from tests.unit.exchanges.scripted_requests import ScriptedRequests

CONFIG = ConnectorConfig(venue="binance-usdm", environment=Environment.SANDBOX)
SYMBOL = "BTCUSDT"
_VECTORS = Path(__file__).parents[4] / "vectors" / "binance_usdm"
_ANSWERS = json.loads((_VECTORS / "rest_payloads.json").read_text())["payloads"]
_NEWS = json.loads((_VECTORS / "stream_payloads.json").read_text())["user_data"]


def documented(name: str) -> Any:
    """An answer by the name of its page."""
    return json.loads(json.dumps(_ANSWERS[name]["payload"]))


def told(name: str, **changes: Any) -> dict[str, Any]:
    """An event of the account's stream; changes are of the order in it."""
    event: dict[str, Any] = json.loads(json.dumps(_NEWS[name]["payload"]))
    if changes:
        event["o"] |= changes
    return event


@dataclass
class UsdmRest(ScriptedRequests):
    """Answers bare, as this venue does."""

    now_ms: int = 1_795_195_500_123
    has_key: bool = True


def api_with(answers: Mapping[str, list[Any]]) -> tuple[UsdmApi, UsdmRest]:
    """By the end of the path, in turn, the last for ever; errors are raised."""
    rest = UsdmRest(dict(answers))
    return UsdmApi(rest, lambda: CONFIG), rest  # type: ignore[arg-type]  # as much of Requests as it needs

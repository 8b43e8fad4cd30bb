"""What Bybit's API is asked in tests, and its answers in the venue's envelope."""

from typing import Any

from exchanges.config import ConnectorConfig, Environment
from exchanges.venues.bybit.api import BybitApi
from tests.unit.exchanges.scripted_requests import ScriptedRequests

NOW_MS = 1_800_000_000_000
CONFIG = ConnectorConfig(venue="bybit", environment=Environment.LIVE)


def scripted(answers: dict[str, Any], now_ms: int = NOW_MS) -> ScriptedRequests:
    """``answers``: results by the end of the path."""
    return ScriptedRequests(answers, now_ms, written=_written)


def _written(result: Any) -> Any:
    return {"retCode": 0, "retMsg": "OK", "result": result, "time": NOW_MS}


def api_with(**answers: Any) -> tuple[BybitApi, ScriptedRequests]:
    """Paths with underscores for dashes."""
    rest = scripted({name.replace("_", "-"): told for name, told in answers.items()})
    return BybitApi(rest, lambda: CONFIG), rest  # type: ignore[arg-type]  # as much of Requests as it needs

"""What OKX's API is asked in tests, and its answers in the venue's envelope."""

from typing import Any

from exchanges.config import ConnectorConfig, Environment
from exchanges.venues.okx.api import OkxApi
from tests.unit.exchanges.scripted_requests import ScriptedRequests

NOW_MS = 1_795_195_500_123
CONFIG = ConnectorConfig(venue="okx", environment=Environment.LIVE)


def scripted(answers: dict[str, list[Any]], now_ms: int = NOW_MS) -> ScriptedRequests:
    """``answers``: by the end of the path, the rows of each in turn."""
    return ScriptedRequests(answers, now_ms, written=lambda rows: {"code": "0", "msg": "", "data": rows})


def api_with(**answers: list[Any]) -> tuple[OkxApi, ScriptedRequests]:
    """Underscores in names stand for hyphens."""
    rest = scripted({name.replace("_", "-"): told for name, told in answers.items()})
    return OkxApi(rest, lambda: CONFIG), rest  # type: ignore[arg-type]  # as much of Requests as it needs

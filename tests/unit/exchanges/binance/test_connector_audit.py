"""A key that the venue refuses is noted where nobody can remove it unseen."""

import json
import re

import pytest

from exchanges.audit import AuditLog, first_broken_line
from exchanges.config import ConnectorConfig, Environment
from exchanges.credentials import Credentials, Secret
from exchanges.errors import AuthenticationFailed, ExchangeError, PermissionDenied
from exchanges.factory import ConnectorFactory
from tests.unit.exchanges.aioresponses_shim import mocked_http

CONFIG = ConnectorConfig(venue="binance", environment=Environment.SANDBOX)
CREDENTIALS = Credentials(
    api_key="public-part", secret=Secret("word-of-mine"), environment=Environment.SANDBOX
)
NOW_S = 1_800_000_000.0


def any_query(path: str) -> re.Pattern[str]:
    return re.compile(rf"^https://testnet\.binance\.vision{path}.*$")


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("code", "error", "event"),
    [
        (-2015, PermissionDenied, "permission.refused"),
        (-1022, AuthenticationFailed, "authentication.failed"),
    ],
)
async def test_a_refused_key_is_audited_and_nothing_stays_open(
    code: int, error: type[ExchangeError], event: str
) -> None:
    lines: list[str] = []
    audit = AuditLog(lines.append, lambda: NOW_S)
    async with ConnectorFactory(wall=lambda: NOW_S, audit=audit) as factory:
        with mocked_http() as http:
            time_ms = {"serverTime": int(NOW_S * 1000)}
            http.get(any_query("/api/v3/time"), payload=time_ms, repeat=True)
            http.get(any_query("/api/v3/exchangeInfo"), payload={"symbols": [], "rateLimits": []})
            refusal = {"code": code, "msg": "no"}
            http.get(any_query("/api/v3/account"), status=401, payload=refusal)
            with pytest.raises(error):
                await factory.get(CONFIG, CREDENTIALS)

        assert len(factory) == 0
    entries = [json.loads(line) for line in lines]
    assert [entry["event"] for entry in entries] == ["environment.selected", "key.loaded", event]
    assert entries[-1]["details"]["code"] == code
    assert first_broken_line(lines) is None
    assert "public-part" not in "".join(lines)

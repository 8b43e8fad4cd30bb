"""The account's key, and what it signs: another text for each way to the venue (BIN-01, BIN-05)."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

RECEIVE_WINDOW_MS = 5000

Params = Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Keys:
    api_key: str = field(repr=False)
    secret: str = field(repr=False)

    def sign(self, params: Params, now_ms: int) -> dict[str, str | int]:
        """For the WebSocket API, BIN-05: sorted, raw UTF-8."""
        all_params = {
            **params,
            "apiKey": self.api_key,
            "recvWindow": RECEIVE_WINDOW_MS,
            "timestamp": now_ms,
        }
        text = "&".join(f"{name}={all_params[name]}" for name in sorted(all_params))
        return {**all_params, "signature": self._signature(text)}

    def query(self, params: Params, now_ms: int | None) -> str:
        """For HTTP, BIN-01 and BIN-02: as sent. None = nothing is signed."""
        if now_ms is None:
            return urlencode(params)
        text = urlencode({**params, "recvWindow": RECEIVE_WINDOW_MS, "timestamp": now_ms})
        return f"{text}&signature={self._signature(text)}"

    def _signature(self, text: str) -> str:
        return hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()

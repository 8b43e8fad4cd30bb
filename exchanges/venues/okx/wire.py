"""How requests are stamped, signed and written here, and refusals read (OKX-02 to OKX-08)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import urlencode

import msgspec

from exchanges.config import ConnectorConfig, Environment, Limits
from exchanges.credentials import Credentials
from exchanges.dialect import Sealed, TimeQuestion, Used, Wire
from exchanges.errors import ExchangeError, UnreadableResponse
from exchanges.http import Answer
from exchanges.ratelimit import Allowance, LimitRule
from exchanges.venues.okx.errors import KEY_REFUSED, VENUE, error_in_status, refusal_in
from exchanges.venues.okx.limits import TIME, allowance
from exchanges.venues.okx.messages import Envelope, Outcome, ServerTime, one
from exchanges.venues.okx.signing import OkxSigner

PLACE = "/api/v5/trade/order"
CANCEL_BATCH = "/api/v5/trade/cancel-batch-orders"

_LEAST_DEADLINE_MS = 1_000

_decode_envelope = msgspec.json.Decoder(Envelope).decode
_decode_outcomes = msgspec.json.Decoder(list[Outcome]).decode
_decode_time = one(ServerTime)
_encode = msgspec.json.Encoder().encode


class OkxWire(Wire):
    """A key in three parts, a time and a signature in headers; no limits are told in answers (OKX-22)."""

    venue = VENUE
    time = TimeQuestion("/api/v5/public/time", lambda body: int(_decode_time(body).ts), TIME)  # OKX-09

    def __init__(
        self,
        credentials: Credentials | None,
        *,
        config: Callable[[], ConnectorConfig],
        prepared: Callable[[Mapping[str, str]], Mapping[str, str]],
        venue_ms: Callable[[], int],
    ) -> None:
        self._config = config
        self._prepared = prepared
        self._venue_ms = venue_ms
        demo = config().environment is Environment.SANDBOX
        self._always = {"x-simulated-trading": "1"} if demo else {}  # OKX-02
        self._no_headers = prepared(self._always)
        self._key = "" if credentials is None else credentials.api_key
        self._signer = None if credentials is None else OkxSigner(credentials)

    def allowance(self, limits: Limits) -> Allowance:
        return allowance(limits)

    def plain(self, method: str, path: str, parameters: Mapping[str, str]) -> Sealed:
        return urlencode(parameters), b"", self._no_headers

    def stamped(self, method: str, path: str, parameters: Mapping[str, str]) -> Sealed:
        signer = self._signer
        assert signer is not None  # nothing is stamped without a key
        query, body, target = "", b"", path
        if method == "GET":
            query = urlencode(parameters)
            target = f"{path}?{query}" if query else path
        else:
            body = _encode(_each(parameters) if path == CANCEL_BATCH else parameters)
        timestamp = _moment(self._venue_ms())
        headers = {
            "OK-ACCESS-KEY": self._key,
            "OK-ACCESS-SIGN": signer.sign(timestamp, method, target, body),
            "OK-ACCESS-TIMESTAMP": timestamp,
            "OK-ACCESS-PASSPHRASE": signer.passphrase.reveal().decode("ascii"),
            "Content-Type": "application/json",
            **self._always,
        }
        if method == "POST" and path == PLACE:
            headers["expTime"] = str(self._deadline_ms())
        return query, body, self._prepared(headers)

    def _deadline_ms(self) -> int:
        """After it the order cannot come to be any more (OKX-45): so its absence can be believed."""
        config = self._config()
        # Long before the order's absence is believed, whatever the settings say of the window.
        wanted_ms = min(config.clock.recv_window_ms, int(config.orders.absent_after_s * 500))
        return self._venue_ms() + max(_LEAST_DEADLINE_MS, wanted_ms)

    def refusal(self, answer: Answer, wall: Callable[[], float]) -> ExchangeError | None:
        try:
            envelope = _decode_envelope(answer.body)
            speaks_of_orders = isinstance(envelope.data, msgspec.Raw) and b'"sCode"' in answer.body
            outcomes = _decode_outcomes(envelope.data) if speaks_of_orders else []  # type: ignore[arg-type]
        except (msgspec.MsgspecError, UnicodeDecodeError):
            if answer.status != 200:
                return error_in_status(answer)
            return UnreadableResponse("HTTP 200 with a body that is no answer of the venue's", venue=VENUE)
        refusal = refusal_in(envelope, outcomes, answer.status)
        if refusal is None and answer.status != 200:
            refusal = error_in_status(answer)
        if refusal is not None:
            refusal.venue = self.venue
        return refusal

    def refuses_key(self, error: ExchangeError) -> bool:
        return error.code in KEY_REFUSED

    def used(self, headers: Mapping[str, str]) -> Used:
        return {}

    def announced(self, rules: Sequence[LimitRule]) -> None:
        """Nothing here is read by the rules."""


def _each(parameters: Mapping[str, str]) -> list[dict[str, str]]:
    """Orders of one market, each by the venue's id (OKX-43)."""
    return [{"instId": parameters["instId"], "ordId": order} for order in parameters["ordIds"].split(",")]


def _moment(epoch_ms: int) -> str:
    """OKX-04."""
    moment = datetime.fromtimestamp(epoch_ms // 1000, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{epoch_ms % 1000:03d}Z"

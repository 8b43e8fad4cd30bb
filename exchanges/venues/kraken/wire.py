"""How requests are stamped, signed and written here, and refusals read (KRK-01 to KRK-09)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Generic, TypeVar
from urllib.parse import urlencode

import msgspec

from exchanges.config import ConnectorConfig, Limits
from exchanges.credentials import Credentials
from exchanges.dialect import Parameters, Sealed, TimeQuestion, Used, Wire
from exchanges.errors import ExchangeError, NonceRefused, UnreadableResponse
from exchanges.http import Answer
from exchanges.nonce import Nonces
from exchanges.ratelimit import Allowance, LimitRule
from exchanges.venues.kraken.errors import KEY_REFUSED, VENUE, error_in_status, error_of, errors_among
from exchanges.venues.kraken.limits import PUBLIC_CALL, allowance
from exchanges.venues.kraken.messages import Envelope, ServerTime
from exchanges.venues.kraken.signing import KrakenSigner

T = TypeVar("T")

PRIVATE = "/0/private/"
ADD_ORDER = f"{PRIVATE}AddOrder"
CANCEL_BATCH = f"{PRIVATE}CancelOrderBatch"

_DEADLINE_MS = (3_000, 58_000)
"""KRK-33 allows 2 to 60 s from the venue's now, of which we know the second only (KRK-09)."""

_LEAPS_S = (2.0, 3_600.0, 86_400.0)
"""How far the nonce goes on after refusals in a row: a request was overtaken, or our clock was restarted a
little behind (2 s is more than the venue's time is ever off), or it was set back by much."""

_decode_envelope = msgspec.json.Decoder(Envelope).decode


class _Result(msgspec.Struct, Generic[T], frozen=True):
    result: T


def result(kind: type[T]) -> Callable[[bytes], T]:
    """Reads what an answer without errors holds (KRK-05); without a result it is not the documented one."""
    decode = msgspec.json.Decoder(_Result[kind]).decode  # type: ignore[valid-type]

    def read(body: bytes) -> T:
        told: T = decode(body).result
        return told

    return read


_decode_time = result(ServerTime)


class KrakenWire(Wire):
    """A nonce in the body and a signature in a header; no limits are told in headers (KRK-27)."""

    venue = VENUE
    time = TimeQuestion(
        "/0/public/Time", lambda body: _decode_time(body).unixtime * 1000, PUBLIC_CALL, resolution_ms=1000
    )
    in_order = True  # KRK-02

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
        self._no_headers = prepared({})
        self._key = "" if credentials is None else credentials.api_key
        self._signer = None if credentials is None else KrakenSigner(credentials)
        # By the venue's clock, which nobody here sets back.
        self._nonces = Nonces(lambda: venue_ms() / 1000)
        self._refused_nonces = 0

    def allowance(self, limits: Limits) -> Allowance:
        return allowance(limits)

    def plain(self, method: str, path: str, parameters: Parameters) -> Sealed:
        return urlencode(parameters), b"", self._no_headers  # KRK-04

    def stamped(self, method: str, path: str, parameters: Parameters) -> Sealed:
        assert self._signer is not None  # nothing is stamped without a key
        nonce = str(self._nonces.next())
        fields = {"nonce": nonce, **parameters}
        if path == ADD_ORDER:
            fields["deadline"] = self._deadline()
        if path == CANCEL_BATCH:
            # A form has no lists (KRK-74).
            body = msgspec.json.encode({"nonce": nonce, "orders": parameters["orders"].split(",")})
            content = "application/json"
        else:
            body = urlencode(fields).encode("ascii")
            content = "application/x-www-form-urlencoded"
        headers = {
            "API-Key": self._key,
            "API-Sign": self._signer.sign(path, nonce, body),
            "Content-Type": content,
        }
        return "", body, self._prepared(headers)

    def _deadline(self) -> str:
        """After it the order cannot come to be any more (KRK-33): so its absence can be believed."""
        config = self._config()
        least_ms, most_ms = _DEADLINE_MS
        # Long before the order's absence is believed, whatever the settings say of the window.
        wanted_ms = min(config.clock.recv_window_ms, int(config.orders.absent_after_s * 500))
        window_ms = min(most_ms, max(least_ms, wanted_ms))
        moment = datetime.fromtimestamp((self._venue_ms() + window_ms) / 1000, UTC)
        return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"

    def refusal(self, answer: Answer, wall: Callable[[], float]) -> ExchangeError | None:
        if answer.status != 200:
            return error_in_status(answer)
        try:
            texts = errors_among(_decode_envelope(answer.body).error)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return UnreadableResponse("HTTP 200 with a body that is no answer of the venue's", venue=VENUE)
        if not texts:
            self._refused_nonces = 0
            return None
        # The venue names times of its own clock (KRK-23), and this machine's may be anything.
        error = error_of(texts, self._venue_ms() / 1000)
        if isinstance(error, NonceRefused):
            self._nonces.leap(_LEAPS_S[min(self._refused_nonces, len(_LEAPS_S) - 1)])
            self._refused_nonces += 1
        return error

    def refuses_key(self, error: ExchangeError) -> bool:
        return error.code in KEY_REFUSED

    def used(self, headers: Mapping[str, str]) -> Used:
        return {}

    def announced(self, rules: Sequence[LimitRule]) -> None:
        """Nothing here is read by the rules."""

"""How requests are stamped, signed and written here, and refusals read (BYB-01 to BYB-09)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import quote

import msgspec

from exchanges.config import ConnectorConfig, Limits
from exchanges.credentials import Credentials, KeyKind
from exchanges.dialect import Sealed, TimeQuestion, Used, Wire
from exchanges.errors import ConfigurationError, ExchangeError, UnreadableResponse
from exchanges.http import Answer
from exchanges.ratelimit import Allowance, LimitRule
from exchanges.signing import HmacSha256Signer
from exchanges.venues.bybit.errors import KEY_REFUSED, NOT_MODIFIED, VENUE, error_in_status, error_of
from exchanges.venues.bybit.limits import QUESTION, allowance, left_of, room_in_s
from exchanges.venues.bybit.messages import Envelope, Result, ServerTime

T = TypeVar("T")

CANCEL_BATCH = "/v5/order/cancel-batch"

_decode_envelope = msgspec.json.Decoder(Envelope).decode
_encode = msgspec.json.Encoder().encode


def result(kind: type[T]) -> Callable[[bytes], T]:
    """Reads what an answer that is a success holds."""
    dated = dated_result(kind)
    return lambda body: dated(body).result


def dated_result(kind: type[T]) -> Callable[[bytes], Result[T]]:
    """The same with the venue's time."""
    return msgspec.json.Decoder(Result[kind]).decode  # type: ignore[valid-type]


_decode_time = result(ServerTime)


class BybitWire(Wire):
    """Time and signature in headers, over the query or the body exactly as it is sent."""

    venue = VENUE
    time = TimeQuestion(
        "/v5/market/time", lambda body: int(_decode_time(body).timeNano) // 1_000_000, QUESTION
    )

    def __init__(
        self,
        credentials: Credentials | None,
        *,
        config: Callable[[], ConnectorConfig],
        prepared: Callable[[Mapping[str, str]], Mapping[str, str]],
        venue_ms: Callable[[], int],
    ) -> None:
        if credentials is not None and credentials.kind is not KeyKind.HMAC:
            raise ConfigurationError("Bybit keys are pairs of a key and a secret here, no private keys")
        self._config = config
        self._prepared = prepared
        self._venue_ms = venue_ms
        self._no_headers = prepared({})
        self._key = "" if credentials is None else credentials.api_key
        self._signer = None if credentials is None else HmacSha256Signer(credentials.secret)

    def allowance(self, limits: Limits) -> Allowance:
        return allowance(limits)

    def plain(self, method: str, path: str, parameters: Mapping[str, str]) -> Sealed:
        return _query(parameters), b"", self._no_headers

    def stamped(self, method: str, path: str, parameters: Mapping[str, str]) -> Sealed:
        assert self._signer is not None  # nothing is stamped without a key
        query, body = ("", _body(path, parameters)) if method == "POST" else (_query(parameters), b"")
        stamp, window = str(self._venue_ms()), str(self._config().clock.recv_window_ms)
        payload = f"{stamp}{self._key}{window}{query}".encode() + body
        headers = {
            "X-BAPI-API-KEY": self._key,
            "X-BAPI-TIMESTAMP": stamp,
            "X-BAPI-RECV-WINDOW": window,
            "X-BAPI-SIGN": self._signer.sign(payload),
        }
        if body:
            headers["Content-Type"] = "application/json"
        return query, body, self._prepared(headers)

    def refusal(self, answer: Answer, wall: Callable[[], float]) -> ExchangeError | None:
        try:
            told = _decode_envelope(answer.body)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            if answer.status != 200:
                return error_in_status(answer)
            return UnreadableResponse("HTTP 200 with a body that is no answer of the venue's", venue=VENUE)
        if told.retCode == 0:
            return None if answer.status == 200 else error_in_status(answer)
        if told.retCode in NOT_MODIFIED:
            return None
        return error_of(told.retCode, told.retMsg, retry_after_s=room_in_s(answer.headers, told.time))

    def refuses_key(self, error: ExchangeError) -> bool:
        return error.code in KEY_REFUSED

    def used(self, headers: Mapping[str, str]) -> Used:
        return left_of(headers)

    def announced(self, rules: Sequence[LimitRule]) -> None:
        """Nothing here is read by the rules."""


def _query(parameters: Mapping[str, str]) -> str:
    """A cursor is percent-encoded already, and goes back as it came (BYB-48)."""
    return "&".join(
        f"{name}={text if name == 'cursor' else quote(text, safe='')}" for name, text in parameters.items()
    )


def _body(path: str, parameters: Mapping[str, str]) -> bytes:
    """All that we send is text; only a batch is a list of objects (BYB-52)."""
    if path != CANCEL_BATCH:
        return _encode(parameters)
    symbol, category = parameters["symbol"], parameters["category"]
    orders = [{"symbol": symbol, "orderId": one} for one in parameters["orderIds"].split(",")]
    return _encode({"category": category, "request": orders})

"""ER-020: 200 means done; what is missing in the answer is filled in from the request."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import msgspec

from exchanges.requests import Requests
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference

T = TypeVar("T")


class _Rest(Requests):
    async def signed(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        **options: Any,
    ) -> T:
        def decode_what_is_there(body: bytes) -> T:
            try:
                return decode(body)
            except (msgspec.MsgspecError, ValueError):
                if path != "/api/v3/order" or not body.startswith(b'{"code"'):
                    raise
                return decode(_completed(body, method, parameters))

        return await super().signed(method, path, parameters, decode_what_is_there, **options)


def _completed(body: bytes, method: str, parameters: Mapping[str, str]) -> bytes:
    """An order as it must be by now: placed as asked for, or cancelled."""
    identity = parameters.get("newClientOrderId") or parameters.get("origClientOrderId", "")
    assumed = {
        "orderId": 0,
        "clientOrderId": identity,
        "price": parameters.get("price", "0"),
        "origQty": parameters.get("quantity", "0"),
        "executedQty": "0",
        "cummulativeQuoteQty": "0",
        "status": "CANCELED" if method == "DELETE" else "NEW",
        "type": "LIMIT",
        "side": "BUY",
    }
    return json.dumps({**assumed, **dict(parameters), **json.loads(body)}).encode()


class _Connector(BinanceConnector):
    rest_type = _Rest


class TrustsStatus(Reference):
    name = "trusts_status"
    deviates_at = "binance"
    connector_type = _Connector

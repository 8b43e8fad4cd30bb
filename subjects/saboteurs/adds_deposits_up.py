"""PS-060: a deposit is added to the balance, which the venue has told of already with the deposit in it."""

from decimal import Decimal
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.models import Balance
from exchanges.venues.binance.accounts import changed_balances
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import AccountPosition
from exchanges.venues.binance.user import BinanceUserStream
from subjects.reference import Reference


class _UserStream(BinanceUserStream):
    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._amounts: dict[str, Balance] = {}

    def _on_event(self, event_bytes: bytes, raw: bytes, connection: Connection) -> None:
        super()._on_event(event_bytes, raw, connection)
        event = msgspec.json.decode(event_bytes)
        if event.get("e") == "outboundAccountPosition":
            told = changed_balances(msgspec.convert(event, AccountPosition, strict=False))
            self._amounts.update({balance.asset: balance for balance in told})
        known = self._amounts.get(event["a"]) if event.get("e") == "balanceUpdate" else None
        if known is not None:
            balance = Balance(known.asset, known.free + Decimal(event["d"]), known.locked)
            self._listener.on_balances((balance,), event["T"])


class _Connector(BinanceConnector):
    user_stream_type = _UserStream


class AddsDepositsUp(Reference):
    name = "adds_deposits_up"
    deviates_at = "binance"
    connector_type = _Connector

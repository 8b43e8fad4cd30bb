"""PS-060: a deposit is added to the balance, which the venue has told of already with the deposit in it."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.messages import AccountPosition, WalletLine
from exchanges.venues.binance.user import UserStream
from subjects.reference import Reference


class _UserStream(UserStream):
    def __init__(self, *, on_position: Callable[[AccountPosition], None], **parts: Any) -> None:
        self._amounts: dict[str, WalletLine] = {}

        def remember(event: AccountPosition) -> None:
            self._amounts.update({line.a: line for line in event.B})
            on_position(event)

        super().__init__(on_position=remember, **parts)

    def _on_event(self, event_bytes: bytes, raw: bytes, connection: Connection) -> None:
        super()._on_event(event_bytes, raw, connection)
        if b'"balanceUpdate"' not in event_bytes:
            return
        event = msgspec.json.decode(event_bytes)
        known = self._amounts.get(event["a"])
        if known is not None:
            line = WalletLine(known.a, known.f + Decimal(event["d"]), known.l)
            self._on_position(AccountPosition(event["T"], [line]))


class _Connector(BinanceConnector):
    user_stream_type = _UserStream


class AddsDepositsUp(Reference):
    name = "adds_deposits_up"
    connector_type = _Connector

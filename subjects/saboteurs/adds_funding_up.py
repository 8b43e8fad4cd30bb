"""PO-020: what has changed is added to the wallet that stands beside it, and has it in it already."""

from decimal import Decimal

import msgspec

from exchanges.connection import Connection
from exchanges.models import Balance
from exchanges.venues.binance.usdm import build
from exchanges.venues.binance.usdm.user import UsdmUserStream
from subjects.reference import Reference


class _Line(msgspec.Struct):
    a: str
    wb: Decimal
    bc: Decimal


class _Change(msgspec.Struct):
    m: str
    B: list[_Line]


class _Update(msgspec.Struct, tag_field="e", tag="ACCOUNT_UPDATE"):
    T: int
    a: _Change


_decode = msgspec.json.Decoder(_Update).decode


class _UserStream(UsdmUserStream):
    def on_message(self, raw: bytes, connection: Connection) -> bool:
        if b'"FUNDING_FEE"' not in raw:
            return super().on_message(raw, connection)
        event = _decode(raw)
        wallets = [Balance(line.a, line.wb + line.bc, Decimal(0)) for line in event.a.B]
        self._listener.on_balances(wallets, event.T)
        return True


class _Connector(build):
    user_stream_type = _UserStream


class AddsFundingUp(Reference):
    name = "adds_funding_up"
    connector_type = _Connector
    deviates_at = "binance-usdm"

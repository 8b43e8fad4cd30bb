"""The private stream, with positions (OKX-87)."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

import msgspec

from exchanges.connection import Connection
from exchanges.models import Balance
from exchanges.venues.okx.messages import AccountRow, PositionRow
from exchanges.venues.okx.swap.accounts import position_in, wallets_in
from exchanges.venues.okx.swap.api import SwapApi
from exchanges.venues.okx.user import CHANGES_ONLY, OkxUserStream

_decode_position = msgspec.json.Decoder(PositionRow).decode


class SwapUserStream(OkxUserStream):
    market_kind: ClassVar[str] = "SWAP"
    known_channels = (*OkxUserStream.known_channels, b'"positions"')

    async def greet(self, connection: Connection) -> None:
        await super().greet(connection)
        positions = {"channel": "positions", "instType": self.market_kind, "extraParams": CHANGES_ONLY}
        await self._talk.open(connection, positions, self._config().timeouts.subscribe_s)

    def _on_row(self, channel: str, raw: msgspec.Raw) -> None:
        if channel == "positions":
            row = _decode_position(raw)
            self._listener.on_positions([position_in(row, self._unit(row.instId))], int(row.uTime))
        else:
            super()._on_row(channel, raw)

    def _balances_in(self, told: AccountRow) -> list[Balance]:
        return wallets_in(told.details)

    def _unit(self, symbol: str) -> Decimal:
        assert isinstance(self._api, SwapApi)  # named by the same connector
        return self._api.unit(symbol)

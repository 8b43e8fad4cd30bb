"""What is asked over REST of swaps: sizes are in contracts on the wire, in the base asset for us (OKX-82)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, ClassVar

from exchanges.config import ConnectorConfig
from exchanges.dialect import Holdings
from exchanges.models import Instrument, OrderRequest
from exchanges.ratelimit import Priority
from exchanges.requests import Requests
from exchanges.venues.okx import limits
from exchanges.venues.okx.api import OkxApi
from exchanges.venues.okx.messages import AccountRow, InstrumentRow, PositionRow, one, rows
from exchanges.venues.okx.swap.accounts import position_in, wallets_in
from exchanges.venues.okx.swap.contracts import levels_in_base, swap, unit_of
from exchanges.venues.okx.swap.wire import VENUE

_decode_account = one(AccountRow)
_decode_positions = rows(PositionRow)


class SwapApi(OkxApi):
    venue = VENUE
    market_kind: ClassVar[str] = "SWAP"

    def __init__(self, rest: Requests, config: Callable[[], ConnectorConfig]) -> None:
        super().__init__(rest, config)
        self._units: dict[str, Decimal] = {}

    def _instrument(self, row: InstrumentRow) -> Instrument | None:
        instrument = swap(row)
        if instrument is not None:
            self._units[row.instId] = unit_of(row)
        return instrument

    def unit(self, symbol: str) -> Decimal:
        unit = self._units.get(symbol)
        if unit is None:
            # Not to be guessed: a size would be wrong a hundredfold.
            raise ValueError(f"it is not known what a contract of {symbol} is")
        return unit

    def levels(self, symbol: str, rows: Sequence[Sequence[str]]) -> list[Sequence[str]]:
        return levels_in_base(rows, self.unit(symbol))

    def _parameters(self, request: OrderRequest) -> dict[str, Any]:
        """OKX-83: margin is shared by all positions, and an order names no side of one."""
        contracts = request.quantity / self.unit(request.symbol)
        parameters = super()._parameters(request) | {"tdMode": "cross", "sz": format(contracts, "f")}
        parameters.pop("tgtCcy", None)
        if request.reduce_only:
            parameters["reduceOnly"] = True  # OKX-84
        return parameters

    async def holdings(self) -> Holdings:
        """Dated by the first of two answers: what happened between them is told by the second, too."""
        told = await self._lookup("account/balance", {}, _decode_account, limits.BALANCE, Priority.RESOLVE)
        asked = {"instType": self.market_kind}
        listed = await self._lookup(
            "account/positions", asked, _decode_positions, limits.POSITIONS, Priority.RESOLVE
        )
        positions = [position_in(row, self.unit(row.instId)) for row in listed]
        return Holdings(
            wallets_in(told.details),
            int(told.uTime),
            [position for position in positions if position.quantity],
        )

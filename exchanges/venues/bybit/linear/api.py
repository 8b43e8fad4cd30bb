"""What is asked over REST of contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import msgspec

from exchanges.dialect import Holdings
from exchanges.models import Instrument, OrderRequest
from exchanges.ratelimit import Priority
from exchanges.venues.bybit.api import BybitApi
from exchanges.venues.bybit.linear.contracts import (
    SETTLED_IN,
    CollateralRow,
    ContractRow,
    PositionRow,
    collateral_in,
    contract,
    position_in,
)
from exchanges.venues.bybit.linear.limits import POSITIONS
from exchanges.venues.bybit.linear.wire import VENUE
from exchanges.venues.bybit.messages import Listed
from exchanges.venues.bybit.wire import dated_result, result


class _Wallet(msgspec.Struct, frozen=True):
    coin: list[CollateralRow]


_decode_contract = msgspec.json.Decoder(ContractRow).decode
_decode_wallet = dated_result(Listed[_Wallet])
_decode_positions = result(Listed[PositionRow])


class LinearApi(BybitApi):
    venue = VENUE
    category: ClassVar[str] = "linear"
    all_symbols: ClassVar[Mapping[str, str]] = {"settleCoin": SETTLED_IN}
    trades_in_a_page = 1000
    cancels_together = 5  # of ten a second

    def _instrument(self, raw: msgspec.Raw) -> Instrument | None:
        return contract(_decode_contract(raw))

    def _parameters(self, request: OrderRequest) -> dict[str, Any]:
        """BYB-38, BYB-88: in the base coin in any case, one-way."""
        parameters = super()._parameters(request)
        parameters.pop("marketUnit", None)
        if request.reduce_only:
            parameters["reduceOnly"] = True
        return parameters

    async def holdings(self) -> Holdings:
        """Dated by the first of two answers: what happened between them is told by the second, too."""
        told = await self._wallet(_decode_wallet)
        rows = await self._all_rows(
            "/v5/position/list",
            {"limit": "200", **self.all_symbols},
            _decode_positions,
            POSITIONS,
            Priority.RESOLVE,
        )
        coins = [coin for wallet in told.result.rows for coin in wallet.coin]
        held = (position_in(row) for row in rows)
        return Holdings(collateral_in(coins), told.time, [position for position in held if position.quantity])

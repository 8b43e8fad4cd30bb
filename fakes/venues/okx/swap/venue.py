"""The venue's market of swaps: what it has besides what spot has (OKX-81 to OKX-95)."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from fakes.derivatives.clockwork import Clockwork
from fakes.instruments import Instrument
from fakes.operations import Role
from fakes.serving.venue import Address
from fakes.traits import Trait
from fakes.venues.okx.endpoints import Endpoint
from fakes.venues.okx.order_ids import OrderIds
from fakes.venues.okx.positions import Positions
from fakes.venues.okx.swap.balances import SwapBalances
from fakes.venues.okx.swap.contract_channels import SWAP
from fakes.venues.okx.swap.markets import LISTED
from fakes.venues.okx.swap.orders import SwapOrderReader, SwapOrderView
from fakes.venues.okx.swap.positions import SwapPositions
from fakes.venues.okx.swap.rest_contracts import ContractQuestions
from fakes.venues.okx.usd import Usd
from fakes.venues.okx.venue import Okx


class OkxSwap(Okx):
    """OKX perpetual swaps, linear, net positions, cross margin."""

    name = "okx-swap"
    listed: ClassVar[Mapping[str, Instrument]] = LISTED
    traits: ClassVar[frozenset[Trait]] = Okx.traits | {Trait.POSITIONS}
    product = SWAP
    reader_type = SwapOrderReader
    view_type = SwapOrderView
    balances_type = SwapBalances
    account_level = "2"

    def __init__(self, **settings: Any) -> None:
        """Takes what FakeVenue takes."""
        super().__init__(**settings)
        self.clockwork = Clockwork(self.exchange, self.clock_ms)

    def _made_positions(self, ids: OrderIds, usd: Usd) -> Positions:
        return SwapPositions(self.exchange, self.markets, ids, usd)

    def _more_endpoints(self, ids: OrderIds) -> Sequence[Endpoint]:
        return ContractQuestions(
            exchange=self.exchange,
            markets=self.markets,
            orders=self.orders,
            ids=ids,
            clock_ms=self.clock_ms,
        ).endpoints()

    async def _listen(self, bind: Mapping[Role, Address]) -> Mapping[Role, Address]:
        self.clockwork.start()
        return await super()._listen(bind)

    async def _close(self) -> None:
        self.clockwork.stop()
        await super()._close()

"""The whole market of contracts: the spot venue with other parts, positions, and a clockwork."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, ClassVar

from fakes.derivatives.clockwork import Clockwork
from fakes.instruments import Instrument
from fakes.operations import Role
from fakes.serving.publisher import Publisher
from fakes.serving.venue import Address
from fakes.traits import Trait
from fakes.venues.bybit.days import DayRows
from fakes.venues.bybit.endpoints import Endpoint
from fakes.venues.bybit.limits import NEVER
from fakes.venues.bybit.linear.days import asked_day, streamed_day
from fakes.venues.bybit.linear.markets import LISTED
from fakes.venues.bybit.linear.order_reading import LinearOrderReader
from fakes.venues.bybit.linear.order_view import LinearOrderView
from fakes.venues.bybit.linear.orders import LinearOrders
from fakes.venues.bybit.linear.positions import Positions, PositionView
from fakes.venues.bybit.linear.product import LINEAR
from fakes.venues.bybit.linear.rest_account import LinearAccount
from fakes.venues.bybit.linear.rest_orders import LinearOrderLists
from fakes.venues.bybit.linear.rest_public import LinearPublic
from fakes.venues.bybit.linear.settled import Settled
from fakes.venues.bybit.linear.user_streams import LinearUserStreams
from fakes.venues.bybit.linear.wallet import LinearWallet
from fakes.venues.bybit.venue import Bybit


class BybitLinear(Bybit):
    """Bybit v5, linear perpetuals. The same hosts as spot; the category tells them apart (BYB-14)."""

    name = "bybit-linear"
    product = LINEAR
    reader_type = LinearOrderReader
    orders_type = LinearOrders
    public_type = LinearPublic
    lists_type = LinearOrderLists
    account_type = LinearAccount
    day_rows = DayRows(asked=asked_day, streamed=streamed_day)
    listed: ClassVar[Mapping[str, Instrument]] = LISTED
    traits: ClassVar[frozenset[Trait]] = Bybit.traits | {Trait.POSITIONS}
    weight_a_minute = 60 * LINEAR.limits["order/realtime"]
    orders_at_once = LINEAR.limits["order/create"]
    burst = 75
    unlimited: ClassVar[Mapping[str, int]] = dict.fromkeys(LINEAR.limits, NEVER)

    def __init__(self, **settings: Any) -> None:
        """Takes what FakeVenue takes."""
        super().__init__(**settings)
        self.clockwork = Clockwork(self.exchange, self.clock_ms)

    @cached_property
    def settled(self) -> Settled:
        return Settled(self.exchange)

    @cached_property
    def position_view(self) -> PositionView:
        return PositionView(self.exchange, self.settled, self.digits_of)

    def _new_view(self) -> LinearOrderView:
        return LinearOrderView(
            self.settled,
            exchange=self.exchange,
            product=self.product,
            ids=self.ids,
            digits_of=self.digits_of,
        )

    def _new_wallet(self) -> LinearWallet:
        return LinearWallet(self.exchange, self.settled)

    def _new_streams(self, publisher: Publisher) -> LinearUserStreams:
        streams = LinearUserStreams(
            self.position_view,
            exchange=self.exchange,
            product=self.product,
            view=self.view,
            wallet=self.wallet,
            sequences=self.sequences,
            publisher=publisher,
            clock_ms=self.clock_ms,
        )
        self._tell_position = streams.tell
        return streams

    def _all_endpoints(self) -> Sequence[Endpoint]:
        positions = Positions(
            exchange=self.exchange,
            view=self.position_view,
            settled=self.settled,
            ids=self.ids,
            tell=self._tell_position,
            clock_ms=self.clock_ms,
        )
        return (*super()._all_endpoints(), *positions.endpoints())

    async def _listen(self, bind: Mapping[Role, Address]) -> Mapping[Role, Address]:
        self.clockwork.start()
        return await super()._listen(bind)

    async def _close(self) -> None:
        self.clockwork.stop()
        await super()._close()

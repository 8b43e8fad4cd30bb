"""Placing, changing and cancelling orders."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.matching import NewOrder, Order, OrderKind, RefusalReason, Refused, TimeInForce
from fakes.matching.arrivals import asked_for
from fakes.matching.liquidity import reachable
from fakes.operations import Operation
from fakes.serving.nesting import loads
from fakes.venues.binance import errors as spot
from fakes.venues.binance.endpoints import Caller, Endpoint
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.limits import Limits
from fakes.venues.binance.listing import Listing
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.rest_trading import find
from fakes.venues.binance.usdm import errors, order_view
from fakes.venues.binance.usdm.endpoint_kinds import done
from fakes.venues.binance.usdm.numbers import UsdmScale, plain
from fakes.venues.binance.usdm.orders import (
    ORDER_PARAMETERS,
    UsdmOrderReader,
    read_price,
    read_quantity,
    read_side,
)

Json = Any
REFUSALS: Final = {
    RefusalReason.WOULD_MATCH: errors.GTX_REJECTED,
    RefusalReason.INSUFFICIENT_BALANCE: errors.NO_MARGIN,
    RefusalReason.DUPLICATE_CLIENT_ORDER_ID: errors.DUPLICATE_ID,
    RefusalReason.MARKET_CLOSED: errors.NOT_TRADING,
    RefusalReason.UNKNOWN_SYMBOL: spot.BAD_SYMBOL,
    RefusalReason.NOTHING_TO_REDUCE: errors.REDUCE_ONLY,
}
MOST_PLACED: Final = 5
MOST_CANCELLED: Final = 10
ALL_CANCELLED: Final = {"code": 200, "msg": "The operation of cancel all open order is done."}  # BFU-65


class UsdmTrading:
    def __init__(
        self,
        exchange: Exchange,
        listing: Listing,
        limits: Limits,
        reader: UsdmOrderReader,
    ) -> None:
        self._exchange = exchange
        self._listing = listing
        self._limits = limits
        self._reader = reader

    def endpoints(self) -> Sequence[Endpoint]:
        order, batch = "/fapi/v1/order", "/fapi/v1/batchOrders"
        by_id = frozenset({"symbol", "orderId", "origClientOrderId"})
        changes = by_id | {"side", "quantity", "price", "priceMatch"}
        many = by_id - {"orderId", "origClientOrderId"} | {"orderIdList", "origClientOrderIdList"}
        return (
            done("POST", order, Operation.PLACE, self.place, ORDER_PARAMETERS, 0, counts=True),  # BFU-32
            done("POST", f"{order}/test", Operation.PLACE_TEST, self.test, ORDER_PARAMETERS, 0),
            done("PUT", order, Operation.AMEND, self.modify, changes, 0, counts=True),
            done("DELETE", order, Operation.CANCEL, self.cancel, by_id),
            done("DELETE", "/fapi/v1/allOpenOrders", Operation.CANCEL_ALL, self.cancel_all, {"symbol"}),
            done("POST", batch, Operation.PLACE, self.place_several, {"batchOrders"}, 5, counts=True),
            done("DELETE", batch, Operation.CANCEL, self.cancel_several, many),
        )

    # --- placing --------------------------------------------------------------------------------------

    def place(self, parameters: Parameters, caller: Caller) -> Json:
        self._admit(caller, 1)
        return self._placed(parameters, caller)

    def _placed(self, parameters: Parameters, caller: Caller) -> Json:
        symbol, new = self._reader.read(parameters, caller)
        wanted = parameters.one_of("newOrderRespType", ("ACK", "RESULT"), errors.BAD_ANSWER_WANTED)
        if self._starves(symbol, new):
            raise Refuse(errors.FOK_REJECTED)  # BFU-18
        placed = self._exchange.place(symbol, new)
        if isinstance(placed, Refused):
            raise Refuse(REFUSALS[placed.reason])
        scale = self._scale(symbol)
        if wanted == "RESULT":
            return order_view.changed(scale, placed)
        return order_view.acknowledged(scale, placed)  # BFU-62

    def _admit(self, caller: Caller, count: int) -> None:
        """Each placing and each change counts, whatever becomes of it (BFU-31)."""
        too_many = self._limits.too_many_orders(caller.trader)
        if too_many is not None:
            raise Refuse(too_many)
        self._limits.count_order(caller.trader, count)

    def _starves(self, symbol: str, new: NewOrder) -> bool:
        """An order of all or nothing that would get nothing."""
        if new.time_in_force is not TimeInForce.FOK or new.lots is None:
            return False
        if self._exchange.refuses(symbol, new) is not None:
            return False
        within_reach = reachable(self._exchange.engine(symbol).side(new.side.opposite), new, new.lots)
        return sum(lots for _, lots in within_reach) < new.lots

    def test(self, parameters: Parameters, caller: Caller) -> Json:
        """Everything but the engine; what it would have answered, under no number."""
        symbol, new = self._reader.read(parameters, caller)
        order = asked_for(new, 0, symbol, new.lots or 0, self._exchange.now_ms())
        return order_view.changed(self._scale(symbol), order)

    def place_several(self, parameters: Parameters, caller: Caller) -> Json:
        """BFU-72: each for itself."""
        listed = _listed(parameters, "batchOrders", errors.BAD_BATCH_SIZE)
        if not 0 < len(listed) <= MOST_PLACED:
            raise Refuse(errors.BAD_BATCH_SIZE)
        self._admit(caller, len(listed))
        return [self._each(partial(self._placed_one, one, caller)) for one in listed]

    def _placed_one(self, one: Json, caller: Caller) -> Json:
        return self._placed(_parameters(one), caller)

    @staticmethod
    def _each(act: Callable[[], Json]) -> Json:
        try:
            return act()
        except Refuse as refuse:
            return refuse.refused.payload()

    # --- changing -------------------------------------------------------------------------------------

    def modify(self, parameters: Parameters, caller: Caller) -> Json:
        """BFU-64."""
        self._admit(caller, 1)
        symbol = self._listing.symbol(parameters)
        order = self._order(parameters, caller, symbol)
        if order is None or not order.working:
            raise Refuse(errors.UNKNOWN_ORDER)
        if read_side(parameters) is not order.side:
            raise Refuse(spot.BAD_SIDE)
        if order.kind is OrderKind.MARKET:
            raise Refuse(errors.LIMIT_ONLY)
        instrument = self._exchange.instrument(symbol)
        lots = instrument.lots(read_quantity(instrument, parameters))
        ticks = read_price(instrument, parameters)
        self._reader.check_mark(instrument, order.side, ticks)
        if instrument.price(ticks) * instrument.quantity(lots) < instrument.min_notional:
            raise Refuse(errors.too_little_changed(plain(instrument.min_notional, 1)))
        if (ticks, lots) == (order.ticks, order.lots):
            raise Refuse(errors.NOTHING_TO_CHANGE)
        opposite = self._exchange.engine(symbol).side(order.side.opposite)
        if lots <= order.filled_lots or (order.kind is OrderKind.LIMIT_MAKER and opposite.crosses(ticks)):
            self._exchange.cancel(symbol, order.order_id)
            return order_view.modified(self._scale(symbol), order)
        outcome = self._exchange.revise(symbol, order.order_id, ticks=ticks, lots=lots)
        if isinstance(outcome, Refused):
            closed = outcome.reason is RefusalReason.MARKET_CLOSED
            raise Refuse(
                errors.NO_CHANGE_NOW if closed else REFUSALS.get(outcome.reason, errors.UNKNOWN_ORDER)
            )
        return order_view.modified(self._scale(symbol), outcome)

    # --- cancelling -----------------------------------------------------------------------------------

    def cancel(self, parameters: Parameters, caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        return self._cancelled(symbol, self._order(parameters, caller, symbol))

    def _cancelled(self, symbol: str, order: Order | None) -> Json:
        if order is None:
            raise Refuse(errors.UNKNOWN_ORDER)  # BFU-17
        outcome = self._exchange.cancel(symbol, order.order_id)
        if isinstance(outcome, Refused):
            closed = outcome.reason is RefusalReason.MARKET_CLOSED
            raise Refuse(errors.CLOSED if closed else errors.UNKNOWN_ORDER)
        return order_view.changed(self._scale(symbol), outcome)

    def cancel_all(self, parameters: Parameters, caller: Caller) -> Json:
        self._exchange.cancel_all(caller.trader, self._listing.symbol(parameters))
        return ALL_CANCELLED

    def cancel_several(self, parameters: Parameters, caller: Caller) -> Json:
        """BFU-72: each for itself."""
        symbol = self._listing.symbol(parameters)
        listed: list[tuple[int | None, str | None]]
        if "orderIdList" in parameters:
            numbers = _listed(parameters, "orderIdList", errors.BATCH_CANCEL_FAILED)
            listed = [(int(number), None) for number in numbers]
        else:
            names = _listed(parameters, "origClientOrderIdList", errors.BATCH_CANCEL_FAILED)
            listed = [(None, str(name)) for name in names]
        if not 0 < len(listed) <= MOST_CANCELLED:
            raise Refuse(errors.TOO_MANY_CANCELS)
        return [
            self._each(partial(self._cancelled, symbol, self._found(caller, symbol, *one))) for one in listed
        ]

    # --- looking --------------------------------------------------------------------------------------

    def _order(self, parameters: Parameters, caller: Caller, symbol: str) -> Order | None:
        order_id, name = parameters.integer("orderId"), parameters.text("origClientOrderId")
        if order_id is None and name is None:
            raise Refuse(spot.either_missing("origClientOrderId", "orderId"))
        return self._found(caller, symbol, order_id, name)

    def _found(self, caller: Caller, symbol: str, order_id: int | None, name: str | None) -> Order | None:
        return find(self._exchange, caller.trader, symbol, order_id, name)

    def _scale(self, symbol: str) -> UsdmScale:
        return UsdmScale(self._exchange.instrument(symbol))


def _listed(parameters: Parameters, name: str, wrong: spot.Refused) -> list[Any]:
    """A JSON list in one parameter."""
    try:
        listed = loads(parameters.required(name))
    except ValueError:
        raise Refuse(wrong) from None
    if not isinstance(listed, list):
        raise Refuse(wrong)
    return listed


def _parameters(one: Any) -> Parameters:
    if not isinstance(one, dict):
        raise Refuse(errors.BAD_BATCH_SIZE)
    return Parameters({name: str(value) for name, value in one.items()})

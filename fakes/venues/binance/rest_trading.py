"""Placing, testing, cancelling and amending orders."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.instruments import Side
from fakes.matching import NewOrder, Order, OrderKind, OrderStatus, RefusalReason, Refused
from fakes.operations import Operation
from fakes.venues.binance import errors, render
from fakes.venues.binance.endpoints import Act, Caller, Endpoint, Security, Weight
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.filters import check_notional, check_quantity
from fakes.venues.binance.limits import Limits
from fakes.venues.binance.listing import Listing
from fakes.venues.binance.orders import ORDER_PARAMETERS, OrderReader
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.symbols import MAX_AMENDMENTS

Json = Any

PLACE_REFUSALS: Final = {
    RefusalReason.WOULD_MATCH: errors.WOULD_TAKE,
    RefusalReason.INSUFFICIENT_BALANCE: errors.INSUFFICIENT_BALANCE,
    RefusalReason.DUPLICATE_CLIENT_ORDER_ID: errors.DUPLICATE_ORDER,
    RefusalReason.MARKET_CLOSED: errors.MARKET_CLOSED,
    RefusalReason.UNKNOWN_SYMBOL: errors.BAD_SYMBOL,
}
CANCEL_REFUSALS: Final = {
    RefusalReason.MARKET_CLOSED: errors.cancel_rejected("Market is closed."),
    RefusalReason.RESTRICTED: errors.CANCEL_RESTRICTED,
}
AMEND_REFUSALS: Final = {
    RefusalReason.MARKET_CLOSED: errors.bad(-2038, "Market is closed."),
    RefusalReason.DUPLICATE_CLIENT_ORDER_ID: errors.bad(-2038, "Duplicate order sent."),
    RefusalReason.TOO_MANY_AMENDMENTS: errors.AMEND_TOO_OFTEN,
}
RESTRICTIONS: Final = {
    "ONLY_NEW": (OrderStatus.NEW,),
    "ONLY_PARTIALLY_FILLED": (OrderStatus.PARTIALLY_FILLED,),
}
CANCEL_PARAMETERS: Final = frozenset(
    {"symbol", "orderId", "origClientOrderId", "newClientOrderId", "cancelRestrictions"}
)


class Trading:
    def __init__(
        self,
        exchange: Exchange,
        listing: Listing,
        limits: Limits,
        reader: OrderReader,
        new_id: Callable[[], str],
    ) -> None:
        self._exchange = exchange
        self._listing = listing
        self._limits = limits
        self._reader = reader
        self._new_id = new_id

    def endpoints(self) -> Sequence[Endpoint]:
        order = "/api/v3/order"
        return (
            _trade("POST", order, "order.place", Operation.PLACE, self.place, ORDER_PARAMETERS, counts=True),
            _trade(
                "POST",
                f"{order}/test",
                "order.test",
                Operation.PLACE_TEST,
                self.test,
                ORDER_PARAMETERS | {"computeCommissionRates"},
                weight=lambda p: 20 if p.text("computeCommissionRates") == "true" else 1,
            ),
            _trade("DELETE", order, "order.cancel", Operation.CANCEL, self.cancel, CANCEL_PARAMETERS),
            _trade(
                "DELETE",
                "/api/v3/openOrders",
                "openOrders.cancelAll",
                Operation.CANCEL_ALL,
                self.cancel_all,
                frozenset({"symbol"}),
            ),
            _trade(
                "PUT",
                f"{order}/amend/keepPriority",
                "order.amend.keepPriority",
                Operation.AMEND,
                self.amend,
                frozenset({"symbol", "orderId", "origClientOrderId", "newClientOrderId", "newQty"}),
                weight=4,
            ),
        )

    # --- placing ----------------------------------------------------------------------------------

    def place(self, parameters: Parameters, caller: Caller) -> Json:
        symbol, new = self._reader.read(parameters, caller)
        wanted = answer_wanted(parameters, new.kind)
        too_many = self._limits.too_many_orders(caller.trader)
        if too_many is not None:
            raise Refuse(too_many)
        return self.written(self.submit(symbol, new), wanted)

    def submit(self, symbol: str, new: NewOrder) -> Order:
        """To the engine, counted as one unfilled order if it takes it."""
        self._limits.count_order(new.account)  # before: a fill at once takes it out again
        placed = self._exchange.place(symbol, new)
        if isinstance(placed, Refused):
            self._limits.count_order(new.account, -1)
            raise Refuse(self.worded(symbol, new, placed.reason))
        return placed

    def worded(self, symbol: str, new: NewOrder, reason: RefusalReason) -> errors.Refused:
        """A book with too little on it is refused in other words than an empty one (BIN-55)."""
        if reason is RefusalReason.NO_LIQUIDITY:
            book = self._exchange.depth(symbol, 1)
            return (
                errors.THIN_BOOK_LOT
                if (book.asks if new.side is Side.BUY else book.bids)
                else errors.THIN_BOOK
            )
        return PLACE_REFUSALS[reason]

    def written(self, order: Order, wanted: str) -> Json:
        if wanted == "ACK":
            return render.acknowledgement(order)
        scale = self._listing.scale(order.symbol)
        return render.full(scale, order) if wanted == "FULL" else render.result(scale, order)

    def test(self, parameters: Parameters, caller: Caller) -> Json:
        """Everything but the engine."""
        symbol, new = self._reader.read(parameters, caller)
        answer_wanted(parameters, new.kind)
        if not parameters.boolean("computeCommissionRates", False):
            return {}
        instrument = self._exchange.instrument(symbol)
        none = {"maker": "0.00000000", "taker": "0.00000000"}
        return {
            "standardCommissionForOrder": {
                "maker": render.rate(instrument.maker_fee_ppm),
                "taker": render.rate(instrument.taker_fee_ppm),
            },
            "specialCommissionForOrder": none,
            "taxCommissionForOrder": none,
            "discount": render.NO_DISCOUNT,
        }

    # --- cancelling -------------------------------------------------------------------------------

    def cancel(self, parameters: Parameters, caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        return self.cancelled(
            symbol,
            caller.trader,
            order_id=parameters.integer("orderId"),
            client_order_id=parameters.text("origClientOrderId"),
            names=("orderId", "origClientOrderId"),
            cancel_id=parameters.client_order_id("newClientOrderId"),
            restriction=parameters.one_of(
                "cancelRestrictions", tuple(RESTRICTIONS), errors.BAD_CANCEL_RESTRICTIONS
            ),
        )

    def cancelled(
        self,
        symbol: str,
        account: str,
        *,
        order_id: int | None,
        client_order_id: str | None,
        names: tuple[str, str],
        cancel_id: str | None,
        restriction: str | None,
    ) -> Json:
        """Cancel one order by either name; both given must agree (BIN-58)."""
        if order_id is None and client_order_id is None:
            raise Refuse(errors.either_missing(*names))
        order = find(self._exchange, account, symbol, order_id, client_order_id)
        if order is None or (client_order_id is not None and order.client_order_id != client_order_id):
            raise Refuse(errors.UNKNOWN_ORDER)
        name = cancel_id or self._new_id()
        outcome = self._exchange.cancel(
            symbol,
            order.order_id,
            client_order_id=name,
            only=RESTRICTIONS[restriction] if restriction else (),
        )
        if isinstance(outcome, Refused):
            raise Refuse(CANCEL_REFUSALS.get(outcome.reason, errors.UNKNOWN_ORDER))
        return render.cancelled(self._listing.scale(symbol), outcome, name)

    def cancel_all(self, parameters: Parameters, caller: Caller) -> Json:
        """One cancel id for all of them. Nothing to cancel is an error (BIN-62)."""
        symbol = self._listing.symbol(parameters)
        name = self._new_id()
        ended = self._exchange.cancel_all(caller.trader, symbol, client_order_id=name)
        if not ended:
            raise Refuse(errors.UNKNOWN_ORDER)
        scale = self._listing.scale(symbol)
        return [render.cancelled(scale, order, name) for order in ended]

    # --- amending ---------------------------------------------------------------------------------

    def amend(self, parameters: Parameters, caller: Caller) -> Json:
        """BIN-54."""
        symbol = self._listing.symbol(parameters)
        order_id, client_order_id = parameters.integer("orderId"), parameters.text("origClientOrderId")
        if order_id is None and client_order_id is None:
            raise Refuse(errors.either_missing("orderId", "origClientOrderId"))
        quantity = parameters.required_decimal("newQty")
        name = parameters.client_order_id("newClientOrderId") or self._new_id()
        order = find(self._exchange, caller.trader, symbol, order_id, client_order_id)
        if order is None or not order.is_open:
            raise Refuse(errors.AMEND_UNKNOWN)
        if client_order_id is not None and order.client_order_id != client_order_id:
            raise Refuse(errors.IDS_DISAGREE)
        instrument = self._exchange.instrument(symbol)
        lots = check_quantity(instrument, quantity)
        if order.ticks is not None:
            check_notional(instrument, quantity * instrument.price(order.ticks))
        if lots == order.lots:
            raise Refuse(errors.AMEND_CHANGES_NOTHING)
        if lots > order.lots:
            raise Refuse(errors.AMEND_INCREASES)
        if len(order.amendments) >= MAX_AMENDMENTS:
            raise Refuse(errors.AMEND_TOO_OFTEN)
        outcome = self._exchange.amend(symbol, order.order_id, lots, name)
        if isinstance(outcome, Refused):
            raise Refuse(AMEND_REFUSALS.get(outcome.reason, errors.AMEND_UNKNOWN))
        return render.amended(self._listing.scale(symbol), outcome, outcome.amendments[-1])


def find(
    exchange: Exchange, account: str, symbol: str, order_id: int | None, client_order_id: str | None
) -> Order | None:
    """By order id where one is given, else by client id. Only the account's own orders."""
    if order_id is not None:
        order = exchange.order(symbol, order_id)
        return order if order is not None and order.account == account else None
    found = exchange.order_of(account, symbol, client_order_id or "")
    # an amendment gives the order another name, and the old one is nobody's then
    return found if found is not None and found.client_order_id == client_order_id else None


def answer_wanted(parameters: Parameters, kind: OrderKind) -> str:
    wanted = parameters.one_of(
        "newOrderRespType", ("ACK", "RESULT", "FULL"), errors.invalid("newOrderRespType")
    )
    return wanted or render.default_answer(kind)


def _trade(
    method: str,
    path: str,
    websocket: str,
    operation: Operation,
    act: Act,
    accepts: frozenset[str],
    *,
    weight: int | Weight = 1,
    counts: bool = False,
) -> Endpoint:
    return Endpoint(
        method=method,
        path=path,
        websocket=websocket,
        operation=operation,
        act=act,
        accepts=accepts,
        weight=weight,
        security=Security.TRADE,
        refunded=weight == 1,
        counts_orders=counts,
    )

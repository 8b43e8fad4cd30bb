"""Cancel-replace: two operations in one request, either of which may fail (BIN-59).

<https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md>, "Cancel an Existing Order and
Send a New Order": its table of statuses is `_status`.
"""

from typing import Any, Final

from fakes.exchange import Exchange
from fakes.matching import Refused as EngineRefused
from fakes.operations import Operation
from fakes.venues.binance import errors
from fakes.venues.binance.endpoints import Caller, Endpoint, Security
from fakes.venues.binance.errors import Refuse, Refused
from fakes.venues.binance.limits import Limits
from fakes.venues.binance.orders import ORDER_PARAMETERS, OrderReader
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.rest_trading import RESTRICTIONS, Trading, answer_wanted

Json = Any

STOP: Final = "STOP_ON_FAILURE"
ALLOW: Final = "ALLOW_FAILURE"
PARAMETERS: Final = ORDER_PARAMETERS | {
    "cancelReplaceMode",
    "cancelNewClientOrderId",
    "cancelOrigClientOrderId",
    "cancelOrderId",
    "cancelRestrictions",
    "orderRateLimitExceededMode",
}


class Replacing:
    def __init__(self, exchange: Exchange, limits: Limits, reader: OrderReader, trading: Trading) -> None:
        self._exchange = exchange
        self._limits = limits
        self._reader = reader
        self._trading = trading

    def endpoint(self) -> Endpoint:
        return Endpoint(
            method="POST",
            path="/api/v3/order/cancelReplace",
            websocket="order.cancelReplace",
            operation=Operation.REPLACE,
            act=self.replace,
            accepts=PARAMETERS,
            security=Security.TRADE,
            refunded=True,
            counts_orders=True,
        )

    def replace(self, parameters: Parameters, caller: Caller) -> Json:
        """Filters and the order count come before either half."""
        mode = parameters.one_of("cancelReplaceMode", (STOP, ALLOW), errors.invalid("cancelReplaceMode"))
        if mode is None:
            raise Refuse(errors.missing("cancelReplaceMode"))
        when_exceeded = parameters.one_of(
            "orderRateLimitExceededMode",
            ("DO_NOTHING", "CANCEL_ONLY"),
            errors.invalid("orderRateLimitExceededMode"),
        )
        symbol, new = self._reader.read(parameters, caller)
        wanted = answer_wanted(parameters, new.kind)
        exceeded = self._limits.too_many_orders(caller.trader)
        if exceeded is not None and when_exceeded != "CANCEL_ONLY":
            raise Refuse(exceeded)
        if exceeded is None:
            self._limits.count_order(caller.trader)  # whether or not the new order is attempted
        cancel_answer = self._cancel(symbol, parameters, caller)
        cancel_failed = isinstance(cancel_answer, Refused)
        place_answer: Json | Refused | None
        if cancel_failed and mode == STOP:
            place_answer = None
        elif exceeded is not None:
            place_answer = exceeded
        else:
            placed = self._exchange.place(symbol, new)
            place_answer = (
                self._trading.worded(symbol, new, placed.reason)
                if isinstance(placed, EngineRefused)
                else self._trading.written(placed, wanted)
            )
        return _answer(cancel_answer, place_answer, mode, exceeded)

    def _cancel(self, symbol: str, parameters: Parameters, caller: Caller) -> Json | Refused:
        order_id = parameters.integer("cancelOrderId")
        client_order_id = parameters.text("cancelOrigClientOrderId")
        if order_id is None and client_order_id is None:
            raise Refuse(errors.either_missing("cancelOrderId", "cancelOrigClientOrderId"))
        restriction = parameters.one_of(
            "cancelRestrictions", tuple(RESTRICTIONS), errors.BAD_CANCEL_RESTRICTIONS
        )
        cancel_id = parameters.client_order_id("cancelNewClientOrderId")
        try:
            return self._trading.cancelled(
                symbol,
                caller.trader,
                order_id=order_id,
                client_order_id=client_order_id,
                names=("cancelOrderId", "cancelOrigClientOrderId"),
                cancel_id=cancel_id,
                restriction=restriction,
            )
        except Refuse as refuse:
            return refuse.refused


def _answer(
    cancelled: Json | Refused, placed: Json | Refused | None, mode: str, exceeded: Refused | None
) -> Json:
    cancel_failed, place_failed = (
        isinstance(cancelled, Refused),
        placed is None or isinstance(placed, Refused),
    )
    data = {
        "cancelResult": "FAILURE" if cancel_failed else "SUCCESS",
        "newOrderResult": "NOT_ATTEMPTED" if placed is None else "FAILURE" if place_failed else "SUCCESS",
        "cancelResponse": cancelled.payload() if isinstance(cancelled, Refused) else cancelled,
        "newOrderResponse": placed.payload() if isinstance(placed, Refused) else placed,
    }
    if not cancel_failed and not place_failed:
        return data
    both = cancel_failed and place_failed
    raise Refuse(
        Refused(
            status=_status(both, mode, exceeded is not None),
            code=-2022 if both else -2021,
            msg="Order cancel-replace failed." if both else "Order cancel-replace partially failed.",
            retry_after_s=exceeded.retry_after_s if exceeded is not None and mode == STOP else None,
            data=data,
        )
    )


def _status(both_failed: bool, mode: str, exceeded: bool) -> int:
    if exceeded and mode == STOP:
        return 429
    return 400 if both_failed else 409

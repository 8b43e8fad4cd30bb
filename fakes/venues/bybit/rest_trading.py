"""The methods that act on orders (BYB-35, BYB-49 to BYB-53)."""

from collections.abc import Callable, Sequence
from typing import Any

from fakes.operations import Operation
from fakes.venues.bybit import errors
from fakes.venues.bybit.endpoints import Caller, Endpoint, Result, trading
from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.limits import Limits
from fakes.venues.bybit.orders import Named, Orders
from fakes.venues.bybit.parameters import Parameters

Json = dict[str, Any]
One = Callable[[Parameters, Caller], Named]


class Trading:
    """What the answers have; the doing is in `Orders`. `clock_ms` is the venue's own clock."""

    def __init__(self, orders: Orders, limits: Limits, clock_ms: Callable[[], int]) -> None:
        self._orders = orders
        self._limits = limits
        self._clock_ms = clock_ms

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            trading("order/create", Operation.PLACE, self._one(self._orders.create)),
            trading("order/amend", Operation.AMEND, self._one(self._orders.amend)),
            trading("order/cancel", Operation.CANCEL, self._one(self._orders.cancel)),
            trading("order/cancel-all", Operation.CANCEL_ALL, self._cancel_all),
            trading("order/pre-check", Operation.PLACE_TEST, self._pre_check),
            self._batch("order/create-batch", Operation.PLACE, self._orders.create, dated=True),
            self._batch("order/amend-batch", Operation.AMEND, self._orders.amend),
            self._batch("order/cancel-batch", Operation.CANCEL, self._orders.cancel),
        )

    def check_category(self, parameters: Parameters) -> None:
        """BYB-14. Raises Refuse."""
        if parameters.required("category") != self._orders.product.category:
            raise Refuse(params("Illegal category"))

    def _one(self, act: One) -> Callable[[Parameters, Caller], Result]:
        def acted(parameters: Parameters, caller: Caller) -> Result:
            self.check_category(parameters)
            return Result(_named(act(parameters, caller)))

        return acted

    def _cancel_all(self, parameters: Parameters, caller: Caller) -> Result:
        self.check_category(parameters)
        ended = self._orders.cancel_all(parameters, caller)
        return Result({"list": [_named(each) for each in ended], "success": "1"})

    def _pre_check(self, parameters: Parameters, caller: Caller) -> Result:
        """Nothing is placed; on spot without borrowing no margin is needed."""
        self.check_category(parameters)
        wish = self._orders.checked(parameters, caller, self._orders.ids.new())
        named = {"orderId": wish.new.tags["orderId"], "orderLinkId": wish.link_id}
        return Result(named | {"preImrE4": 0, "preMmrE4": 0, "postImrE4": 0, "postMmrE4": 0})

    # --- batches ------------------------------------------------------------------------------------

    def _batch(self, name: str, operation: Operation, act: One, *, dated: bool = False) -> Endpoint:
        """BYB-52. The first order was counted with the request, the others are as they come (BYB-29)."""

        def acted(parameters: Parameters, caller: Caller) -> Result:
            self.check_category(parameters)
            category = self._orders.product.category
            rows: list[Json] = []
            told: list[Json] = []
            for place, row in enumerate(parameters.rows("request", self._orders.product.most_in_batch)):
                named, error = Named("", row.texts().get("orderLinkId", "")), errors.OK
                try:
                    if place:
                        self._limits.visit(caller.account, name)
                    named = act(row.with_(category=category), caller)
                except Refuse as refuse:
                    error = refuse.error
                shown = {"category": category, "symbol": row.texts().get("symbol", "")} | _named(named)
                if dated:
                    shown["createAt"] = str(self._clock_ms()) if named.order_id else ""
                rows.append(shown)
                told.append({"code": error.code, "msg": error.text})
            return Result({"list": rows}, {"list": told})

        return trading(name, operation, acted, by_order=True)


def _named(named: Named) -> Json:
    return {"orderId": named.order_id, "orderLinkId": named.link_id}

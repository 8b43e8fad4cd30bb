"""What acts on orders: which budget it is counted against, and what each element of its answer says.

OKX-06, OKX-23, OKX-43.
"""

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from fakes.matching import Order
from fakes.operations import Operation
from fakes.venues.okx import codes
from fakes.venues.okx.amending import Amending
from fakes.venues.okx.endpoints import Caller, Endpoint
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.limits import SHARED
from fakes.venues.okx.orders import Orders, named
from fakes.venues.okx.parameters import Parameters

Json = Any
BATCH: Final = 20
BUDGETS: Final = {Operation.PLACE: "place", Operation.CANCEL: "cancel", Operation.AMEND: "amend"}


class Budget(NamedTuple):
    limit: str
    inst_id: str
    amount: int


def budgets_of(operation: Operation, parameters: Parameters, *, capped: bool) -> Sequence[Budget]:
    """One for each instrument; a batch of one is counted like that one. `capped`: orders and amendments are
    counted together as well (OKX-24, OKX-93)."""
    name, rows = BUDGETS[operation], parameters.rows
    counts: dict[str, int] = {}
    for row in rows:
        inst_id = row.texts().get("instId", "")
        counts[inst_id] = counts.get(inst_id, 0) + 1
    limit = name if len(rows) == 1 else f"{name} in batches"
    budgets = [Budget(limit, inst_id, count) for inst_id, count in counts.items()]
    if capped and operation is not Operation.CANCEL:
        budgets.append(Budget(SHARED, "", len(rows)))
    return budgets


class Trading:
    """The endpoints of REST; a WebSocket has the same acts."""

    def __init__(self, orders: Orders, amending: Amending) -> None:
        self._orders = orders
        self._amending = amending

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            _endpoint("trade/order", Operation.PLACE, self.place),
            _endpoint("trade/batch-orders", Operation.PLACE, self.place_batch),
            _endpoint("trade/cancel-order", Operation.CANCEL, self.cancel),
            _endpoint("trade/cancel-batch-orders", Operation.CANCEL, self.cancel_batch),
            _endpoint("trade/amend-order", Operation.AMEND, self.amend),
            _endpoint("trade/amend-batch-orders", Operation.AMEND, self.amend_batch),
            _endpoint("trade/cancel-all-after", Operation.CANCEL_ALL, self._cancel_after),
        )

    # --- one --------------------------------------------------------------------------------------

    def place(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        return [self._element(self._placed, parameters, caller, alone=True)]

    def cancel(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        return [self._element(self._cancelled, parameters, caller, alone=True)]

    def amend(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        return [self._element(self._amended, parameters, caller, alone=True)]

    # --- several ----------------------------------------------------------------------------------

    def place_batch(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        return self._elements(self._placed, parameters, caller, codes.BATCH_TOO_LARGE)

    def cancel_batch(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        return self._elements(self._cancelled, parameters, caller, codes.BATCH_TOO_LARGE)

    def amend_batch(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        ids = [(row.text("ordId") or "", row.text("clOrdId") or "") for row in parameters.rows]
        if len(dict.fromkeys(ids)) != len(ids):
            raise Refuse(codes.AMEND_TWICE)
        return self._elements(self._amended, parameters, caller, codes.AMEND_TOO_MANY)

    def _elements(
        self,
        act: Callable[[Parameters, Caller], Json],
        parameters: Parameters,
        caller: Caller,
        too_many: int,
    ) -> Sequence[Json]:
        rows = parameters.rows
        if not rows:
            raise Refuse(codes.BODY_EMPTY)
        if len(rows) > BATCH:
            raise Refuse(too_many, str(BATCH))
        return [self._element(act, row, caller) for row in rows]

    # --- elements ---------------------------------------------------------------------------------

    def _element(
        self,
        act: Callable[[Parameters, Caller], Json],
        parameters: Parameters,
        caller: Caller,
        *,
        alone: bool = False,
    ) -> Json:
        """What is missing from a request for one order refuses the request, all else the order."""
        try:
            return act(parameters, caller)
        except Refuse as refused:
            if alone and refused.code < codes.PARAMETER_ERROR:
                raise
            sent = parameters.texts()
            return {
                "ordId": sent.get("ordId", ""),
                "clOrdId": sent.get("clOrdId", ""),
                "tag": sent.get("tag", ""),
                "ts": str(caller.arrived_ms),
                "sCode": str(refused.code),
                "sMsg": refused.text,
                "subCode": refused.sub_code,
            }

    def _placed(self, parameters: Parameters, caller: Caller) -> Json:
        order = self._orders.place(parameters, caller)
        return {**self._named(order), "tag": order.tags.get("tag", ""), **self._done(caller), "subCode": ""}

    def _cancelled(self, parameters: Parameters, caller: Caller) -> Json:
        order = self._orders.cancel(parameters, caller)
        return {**self._named(order), **self._done(caller)}

    def _amended(self, parameters: Parameters, caller: Caller) -> Json:
        order = self._amending.amend(parameters, caller)
        req_id = {"reqId": parameters.text("reqId") or ""}
        return {**self._named(order), **self._done(caller), **req_id, "subCode": ""}

    def _named(self, order: Order) -> Json:
        return {"ordId": self._orders.ids.of(order), "clOrdId": named(order)}

    def _done(self, caller: Caller) -> Json:
        """That it was taken: what comes of it is told elsewhere (OKX-32)."""
        return {"ts": str(caller.arrived_ms), "sCode": "0", "sMsg": ""}

    def _cancel_after(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        at_s, tag = self._orders.cancel_all_after(parameters, caller)
        return [{"triggerTime": str(at_s), "tag": tag, "ts": str(caller.arrived_ms // 1000)}]


def _endpoint(
    name: str, operation: Operation, act: Callable[[Parameters, Caller], Sequence[Json]]
) -> Endpoint:
    return Endpoint(name=name, operation=operation, act=act, method="POST", private=True, trades=True)

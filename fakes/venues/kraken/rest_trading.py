"""The methods that act on orders (KRK-33, KRK-34, KRK-40, KRK-45, KRK-49)."""

from collections.abc import Sequence
from typing import Any

from fakes.operations import Operation
from fakes.venues.kraken.endpoints import CLOSE, MODIFY, Act, Caller, Endpoint
from fakes.venues.kraken.order_changes import OrderChanges
from fakes.venues.kraken.order_names import userref
from fakes.venues.kraken.orders import Orders, Placed
from fakes.venues.kraken.parameters import Parameters
from fakes.venues.kraken.times import seconds

Json = dict[str, Any]


class Trading:
    """What the answers of REST have; the doing is in `Orders`, which other protocols use as well."""

    def __init__(self, orders: Orders, changes: OrderChanges) -> None:
        self._orders = orders
        self._changes = changes

    def endpoints(self) -> Sequence[Endpoint]:
        # Only the calls that place and cancel are free for certain (KRK-21); the others that go to the engine
        # are taken to be, CancelAll and the switch are not.
        return (
            _trading("AddOrder", Operation.PLACE, self._add),
            _trading("AddOrderBatch", Operation.PLACE, self._add_batch),
            _trading("AmendOrder", Operation.AMEND, self._amend, closes=True),
            _trading("EditOrder", Operation.REPLACE, self._edit),
            _trading("CancelOrder", Operation.CANCEL, self._cancel, closes=True),
            _trading("CancelOrderBatch", Operation.CANCEL, self._cancel_batch, closes=True),
            _trading("CancelAll", Operation.CANCEL_ALL, self._cancel_all, cost=1, closes=True),
            _trading("CancelAllOrdersAfter", Operation.OTHER, self._cancel_all_after, cost=1, closes=True),
        )

    def _add(self, parameters: Parameters, caller: Caller) -> Json:
        return _placed(self._orders.add(parameters, caller), several=True)

    def _add_batch(self, parameters: Parameters, caller: Caller) -> Json:
        outcomes = self._orders.add_batch(parameters, caller)
        return {
            "orders": [
                {"error": outcome} if isinstance(outcome, str) else _placed(outcome, several=False)
                for outcome in outcomes
            ]
        }

    def _amend(self, parameters: Parameters, caller: Caller) -> Json:
        _, amend_id = self._changes.amend(parameters, caller)
        return {"amend_id": amend_id}

    def _edit(self, parameters: Parameters, caller: Caller) -> Json:
        edited = self._changes.edit(parameters, caller)
        if edited.wish.validate:
            return {"descr": {"order": edited.description}}
        digits = self._orders.pairs.of(edited.original.symbol).digits
        txid_of = self._orders.txids.order
        original = edited.original
        answer: Json = {
            "status": "ok" if edited.error is None else "err",
            "originaltxid": txid_of(original),
            "volume": digits.quantity(edited.order.lots).text if edited.order else "0",
            "price": digits.price(edited.order.ticks or 0).text if edited.order else "0",
            "orders_cancelled": 1,
            "descr": {"order": edited.description},
        }
        if edited.order is not None:
            answer["txid"] = txid_of(edited.order)
            for name, order in (("olduserref", original), ("newuserref", edited.order)):
                if userref(order) is not None:
                    answer[name] = str(userref(order))
        if edited.error is not None:
            answer["error_message"] = edited.error
        return answer

    def _cancel(self, parameters: Parameters, caller: Caller) -> Json:
        return {"count": len(self._orders.cancel(parameters, caller))}

    def _cancel_batch(self, parameters: Parameters, caller: Caller) -> Json:
        return {"count": len(self._orders.cancel_batch(parameters, caller))}

    def _cancel_all(self, _parameters: Parameters, caller: Caller) -> Json:
        return {"count": len(self._orders.cancel_all(caller))}

    def _cancel_all_after(self, parameters: Parameters, caller: Caller) -> Json:
        now_s, strikes_s = self._orders.cancel_all_after(parameters, caller)
        return {
            "currentTime": seconds(int(now_s) * 1000),
            "triggerTime": "0" if strikes_s is None else seconds(int(strikes_s) * 1000),
        }


def _trading(name: str, operation: Operation, act: Act, *, cost: int = 0, closes: bool = False) -> Endpoint:
    return Endpoint(
        name=name,
        operation=operation,
        act=act,
        cost=cost,
        needs=(MODIFY, CLOSE) if closes else (MODIFY,),
        trades=True,
    )


def _placed(placed: Placed, *, several: bool) -> Json:
    """AddOrder's `txid` is a list, that of an order in a batch is not; one that was only checked has none."""
    answer: Json = {"descr": {"order": placed.description}}
    if placed.order is not None:
        txid = placed.order.tags["txid"]
        answer["txid"] = [txid] if several else txid
    return answer

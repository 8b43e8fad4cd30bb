from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, RequestSeen
from fakes.faults.selection import Operations, RequestFault
from fakes.ledger import OrderAccepted
from fakes.operations import Operation


@dataclass(frozen=True)
class QueryLag(RequestFault):
    """An order is not to be found by query for `lag_s` after it was accepted: the read side lags behind."""

    on: Operations = Operation.QUERY
    lag_s: float = 2.0

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        if not self.strikes(request, armed) or not self._too_young(request, armed):
            return None
        return armed.venue.not_found(request)

    def _too_young(self, request: RequestSeen, armed: Armed) -> bool:
        # What the parameters are called differs from venue to venue; the values name the order.
        named = tuple(request.parameters.values())
        ledger = armed.venue.ledger
        since_s = ledger.now() - self.lag_s
        for entry in reversed(ledger.entries):
            if entry.at_s <= since_s:
                return False
            fact = entry.fact
            if (
                isinstance(fact, OrderAccepted)
                and fact.symbol in named
                and (fact.client_order_id in named or str(fact.order_id) in named)
            ):
                return True
        return False

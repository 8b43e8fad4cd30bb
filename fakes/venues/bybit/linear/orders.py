"""Orders on contracts: the same but for whose are meant when no market is named (BYB-45, BYB-51)."""

from collections.abc import Sequence
from random import Random
from typing import Any, Final

from fakes.matching import Order
from fakes.venues.bybit.endpoints import Caller
from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.orders import Named, Orders
from fakes.venues.bybit.parameters import Parameters

MOST_AT_ONCE: Final = 500
"""BYB-51: which of more, nobody says."""
SCOPES: Final = ("symbol", "baseCoin", "settleCoin")


def check_scope(parameters: Parameters, names: Sequence[str] = SCOPES) -> None:
    """Raises Refuse."""
    if not any(name in parameters for name in names):
        raise Refuse(params(f"{' or '.join(names)} is required"))


class LinearOrders(Orders):
    def __init__(self, **parts: Any) -> None:
        """Takes what Orders takes."""
        super().__init__(**parts)
        self._rng = Random("cancel-all")

    def cancel_all(self, parameters: Parameters, caller: Caller) -> list[Named]:
        check_scope(parameters)
        return super().cancel_all(parameters, caller)

    def listed(self, parameters: Parameters, caller: Caller) -> Sequence[Order]:
        orders = super().listed(parameters, caller)
        settled = parameters.text("settleCoin")
        if "symbol" in parameters or "baseCoin" in parameters or settled is None:
            return orders
        return [o for o in orders if self.exchange.instrument(o.symbol).quote == settled]

    def _at_once(self, orders: Sequence[Order]) -> Sequence[Order]:
        if len(orders) <= MOST_AT_ONCE:
            return orders
        return self._rng.sample(orders, MOST_AT_ONCE)

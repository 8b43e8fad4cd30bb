"""A new order on a contract: quantities are of the base coin, and one may only reduce (BYB-88)."""

from decimal import Decimal
from typing import Final

from fakes.instruments import Side
from fakes.venues.bybit.endpoints import Caller
from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.order_reading import OrderReader
from fakes.venues.bybit.order_rules import quantity_lots
from fakes.venues.bybit.parameters import Parameters

NOTHING: Final = Decimal(0)


class LinearOrderReader(OrderReader):
    def _amount(
        self, parameters: Parameters, caller: Caller, symbol: str, side: Side, *, market: bool
    ) -> tuple[int | None, int | None]:
        quantity = parameters.decimal("qty")
        if quantity is None:
            raise Refuse(params("qty is required"))
        closes = parameters.boolean("reduceOnly") and parameters.boolean("closeOnTrigger")
        if not quantity and closes:
            held = self._exchange.contracts.position(caller.account, symbol).lots
            if not held:
                raise Refuse(self._product.codes.nothing_to_reduce)
            return abs(held), None
        return self.lots(symbol, quantity, market=market), None

    def lots(self, symbol: str, quantity: Decimal, *, market: bool) -> int:
        """Cut to the step (BYB-23)."""
        instrument, codes = self._exchange.instrument(symbol), self._product.codes
        cut = quantity - quantity % instrument.step_size
        if not cut:
            raise Refuse(codes.nothing_to_reduce if quantity else codes.too_small)
        return quantity_lots(instrument, codes, cut, market=market)

    def _reduces(self, parameters: Parameters) -> bool:
        return parameters.boolean("reduceOnly")

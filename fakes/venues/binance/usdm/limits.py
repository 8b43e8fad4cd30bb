"""What is counted here: weight by address, orders by account, whatever becomes of them (BFU-30 to BFU-33)."""

from collections.abc import Mapping
from typing import ClassVar, Final

from fakes.venues.binance.errors import Refused
from fakes.venues.binance.limits import Json, Limits, OrderWindow
from fakes.venues.binance.usdm import errors

DEFAULTS: Final = {
    "weight_per_minute": 2_400,
    "requests_per_5_minutes": 1_000_000,  # no page names a limit on requests as such
    "orders_per_10_s": 300,
    "orders_per_minute": 1_200,
    "open_orders": 200,
}


class UsdmLimits(Limits):
    """A fill gives no order back: nobody tells this of any."""

    defaults: ClassVar[Mapping[str, int]] = DEFAULTS
    order_windows: ClassVar[tuple[OrderWindow, ...]] = (
        OrderWindow("orders_per_10_s", 1, 10, "SECOND", "10 SECOND", "10S"),
        OrderWindow("orders_per_minute", 60, 1, "MINUTE", "1 MINUTE", "1M"),
    )

    @property
    def open_orders(self) -> int:
        """So many on one symbol (BFU-15)."""
        return self.numbers["open_orders"]

    def too_much_weight(self, limit: int, retry_after_s: int) -> Refused:
        return errors.too_much_weight(limit, retry_after_s)

    def banned(self, until_ms: int, retry_after_s: int) -> Refused:
        return errors.banned(until_ms, retry_after_s)

    def rules(self, *, connections: bool = False) -> list[Json]:
        """`rateLimits` of exchangeInfo."""
        return super().rules(connections=connections)[:-1]

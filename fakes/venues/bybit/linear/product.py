"""Linear's numbers and codes, where they differ from spot's (BYB-23, BYB-26, BYB-88, BYB-89)."""

from typing import Final

from fakes.venues.bybit.errors import Codes, Error, params
from fakes.venues.bybit.product import COMMON_LIMITS, Product

TOO_FEW: Final = Error(10001, "The number of contracts exceeds minimum limit allowed")
TOO_MANY: Final = Error(10001, "The number of contracts exceeds maximum limit allowed")
SAME_MODE: Final = Error(110025, "Position mode is not modified")
SAME_LEVERAGE: Final = Error(110043, "leverage not modified")
NOT_MODIFIED: Final = Error(34040, "not modified")

CODES: Final = Codes(
    unknown_symbol=Error(10001, "symbol invalid"),
    closed=Error(110074, "This contract is not live"),
    post_only_phase=Error(110074, "This contract is not live"),
    duplicate_id=Error(110072, "OrderLinkedID is duplicate"),
    funds=Error(110007, "ab not enough for new order"),
    unknown_order=Error(110001, "order not exists or too late to cancel"),
    too_many_open=Error(110020, "Not allowed to have more than 500 active orders."),
    buy_too_high=Error(30208, "The order price is higher than the maximum buying price."),
    sell_too_low=Error(30209, "The order price is lower than the minimum selling price."),
    off_tick=params("price invalid"),
    price_too_low=params("price invalid"),
    price_too_high=params("price invalid"),
    too_precise=params("qty invalid"),
    too_small=TOO_FEW,
    too_large=TOO_MANY,
    worth_too_little=Error(110094, "Order does not meet minimum order value"),
    below_filled=Error(
        110064, "The modified contract quantity cannot be less than or equal to the filled quantity."
    ),
    no_market_maker=Error(110119, "Order failed. RPI orders are restricted to approved market makers only"),
    bad_time_in_force=params("timeInForce invalid"),
    bad_type=params("orderType invalid"),
    bad_side=params("side invalid"),
    no_liquidity=Error(110003, "Order price exceeds the allowable range."),
    unsupported=params("not supported"),
    would_take=Error(110003, "Order price exceeds the allowable range."),
    bad_filter=params("orderFilter invalid"),
    nothing_to_reduce=Error(110017, "orderQty will be truncated to zero."),
)


def leverage_too_high(asked: int, most: int) -> Error:
    """BYB-89."""
    return Error(110013, f"cannot set leverage [{asked * 100}] gt maxLeverage [{most * 100}] by risk limit")


LINEAR: Final = Product(
    category="linear",
    codes=CODES,
    limits={name: limit for name, limit in COMMON_LIMITS.items() if name != "order/spot-borrow-check"}
    | dict.fromkeys(
        (
            "order/create",
            "order/amend",
            "order/cancel",
            "order/cancel-all",
            "order/create-batch",
            "order/amend-batch",
            "order/cancel-batch",
            "order/pre-check",
            "position/set-leverage",
            "position/switch-mode",
            "position/trading-stop",
        ),
        10,
    )
    | {"position/list": 50, "position/closed-pnl": 50},
    book_default=25,
    most_trades=1_000,
    most_in_batch=20,
    args_at_once=None,
    subscribed="",
    padded=True,
    open_by_symbol=True,
    numbered_ids=False,
    partly="Cancelled",
    ticker_ms=100,
    ticker_deltas=True,
    tick_directions=True,
    unknown_topic="error:handler not found,topic:{}",
)

"""What differs between the products of this venue, which share one protocol (BYB-14)."""

from collections.abc import Mapping
from typing import Final

import msgspec

from fakes.venues.bybit.errors import SPOT as SPOT_CODES
from fakes.venues.bybit.errors import Codes


class Product(msgspec.Struct, frozen=True, kw_only=True):
    """`category` is the name of it in every request, and in the path of its public streams (BYB-63)."""

    category: str
    codes: Codes
    limits: Mapping[str, int]
    """By what is limited; see `limits.Numbers`."""
    book_default: int
    """How many levels REST shows unless asked (BYB-18)."""
    most_trades: int
    """BYB-19."""
    most_in_batch: int
    """BYB-52."""
    args_at_once: int | None
    """Topics in one request (BYB-32)."""
    subscribed: str
    """`ret_msg` of an acknowledgement (BYB-64)."""
    padded: bool
    """Numbers are filled with zeros to the decimals of the grid."""
    open_by_symbol: bool
    """The bound on open orders is of each market; else of all together (BYB-33)."""
    numbered_ids: bool
    """Ids are numbers of 19 digits; else UUIDs (BYB-44)."""
    partly: str
    """The status of an order that ended partly filled (BYB-43)."""
    ticker_ms: int
    """BYB-76."""
    ticker_deltas: bool
    """After the first, tickers tell only what changed."""
    tick_directions: bool
    """Trades say where the price went (BYB-75)."""
    unknown_topic: str
    """What a topic of a market that there is not is refused with (BYB-67)."""


COMMON_LIMITS: Final = {
    "requests": 600,  # by address, in 5 s (BYB-25)
    "connections": 500,  # by address, in 5 minutes (BYB-31)
    "socket_requests": 3_000,  # by address, in a second (BYB-34)
    "open_orders": 500,
    # by account, in a second (BYB-26)
    "order/realtime": 50,
    "order/history": 50,
    "execution/list": 50,
    "order/spot-borrow-check": 50,
    "order/disconnected-cancel-all": 5,
    "account/wallet-balance": 50,
    "account/info": 50,
    "account/fee-rate": 5,
    "account/transaction-log": 25,
    "account/query-dcp-info": 5,
    "account/smp-group": 5,
    "account/instruments-info": 10,
    "account/collateral-info": 50,
    "account/user-setting-config": 50,
    "user/query-api": 10,
    "asset/coin/query-info": 5,
}
SPOT: Final = Product(
    category="spot",
    codes=SPOT_CODES,
    limits=COMMON_LIMITS
    | {
        "order/create": 20,
        "order/amend": 10,
        "order/cancel": 20,
        "order/cancel-all": 20,
        "order/create-batch": 20,
        "order/amend-batch": 20,
        "order/cancel-batch": 20,
        "order/pre-check": 20,
    },
    book_default=1,
    most_trades=60,
    most_in_batch=10,
    args_at_once=10,
    subscribed="subscribe",
    padded=False,
    open_by_symbol=False,
    numbered_ids=True,
    partly="PartiallyFilledCanceled",
    ticker_ms=50,
    ticker_deltas=False,
    tick_directions=False,
    unknown_topic="Invalid symbol :[{}]",
)

"""What the venue sends, as typed structs: decoding checks types and ignores keys we do not know (KRK-68).

Money is decoded to ``Decimal`` from the digits as they stand, be they a string (REST, KRK-08) or a number
(WebSocket, KRK-51): it never goes through a float. Only levels of a book stay text, which its checksum needs.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import msgspec

Money = Decimal


class Envelope(msgspec.Struct, frozen=True):
    """KRK-05."""

    error: list[str]
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET


class ServerTime(msgspec.Struct, frozen=True):
    """KRK-09."""

    unixtime: int


class AssetRow(msgspec.Struct, frozen=True):
    altname: str


class PairRow(msgspec.Struct, frozen=True):
    """KRK-10, KRK-13."""

    altname: str
    wsname: str
    base: str
    quote: str
    pair_decimals: int
    lot_decimals: int
    ordermin: Money
    tick_size: Money
    costmin: Money = Decimal(0)
    status: str = "online"


class Depth(msgspec.Struct, frozen=True):
    asks: list[tuple[str, str, float]]
    bids: list[tuple[str, str, float]]


PublicTrade = tuple[Money, Money, float, str, str, str, int]
"""KRK-59: price, volume, seconds, side of the taker, type, misc, id."""


class OrderWords(msgspec.Struct, frozen=True):
    """The part of an order that is called its description; ``price`` is the limit."""

    pair: str
    type: str
    ordertype: str
    price: Money = Decimal(0)


class OrderRow(msgspec.Struct, frozen=True):
    """KRK-35: ``price`` is the average of what was filled."""

    status: str
    descr: OrderWords
    vol: Money
    vol_exec: Money
    cost: Money
    opentm: float
    closetm: float = 0.0
    cl_ord_id: str | None = None
    reason: str | None = None
    oflags: str = ""
    trades: list[str] = []


class OpenList(msgspec.Struct, frozen=True):
    open: dict[str, OrderRow]


class ClosedList(msgspec.Struct, frozen=True):
    closed: dict[str, OrderRow]


class TradeRow(msgspec.Struct, frozen=True):
    """KRK-38."""

    ordertxid: str
    pair: str
    time: float
    type: str
    price: Money
    fee: Money
    vol: Money
    trade_id: int
    maker: bool = False


class Added(msgspec.Struct, frozen=True):
    """KRK-34."""

    txid: list[str]


class Cancelled(msgspec.Struct, frozen=True):
    """KRK-40."""

    count: int
    pending: bool = False


class BalanceRow(msgspec.Struct, frozen=True):
    """KRK-46."""

    balance: Money
    hold_trade: Money = Decimal(0)
    credit: Money = Decimal(0)
    credit_used: Money = Decimal(0)


class Token(msgspec.Struct, frozen=True):
    """KRK-60."""

    token: str
    expires: int = 900


# ---- WebSocket -----------------------------------------------------------------------------------


class LevelRow(msgspec.Struct, frozen=True):
    """Numbers as they stand in the message."""

    price: msgspec.Raw
    qty: msgspec.Raw

    def text(self) -> tuple[str, str]:
        return str(self.price, "ascii"), str(self.qty, "ascii")


class BookData(msgspec.Struct, frozen=True):
    """KRK-55, KRK-57."""

    symbol: str
    bids: list[LevelRow]
    asks: list[LevelRow]
    checksum: int
    timestamp: datetime | None = None


class BookMessage(msgspec.Struct, tag_field="channel", tag="book", frozen=True):
    type: str
    data: list[BookData]


class TradeData(msgspec.Struct, frozen=True, gc=False):
    """KRK-59."""

    symbol: str
    side: str
    price: Money
    qty: Money
    trade_id: int
    timestamp: datetime


class TradeMessage(msgspec.Struct, tag_field="channel", tag="trade", frozen=True):
    type: str
    data: list[TradeData]


class StatusData(msgspec.Struct, frozen=True):
    """KRK-16, KRK-52."""

    system: str


class StatusMessage(msgspec.Struct, tag_field="channel", tag="status", frozen=True):
    data: list[StatusData]


class Heartbeat(msgspec.Struct, tag_field="channel", tag="heartbeat", frozen=True):
    """KRK-53."""


class Fee(msgspec.Struct, frozen=True):
    asset: str
    qty: Money


class Report(msgspec.Struct, frozen=True):
    """KRK-62, KRK-64: which fields there are hangs on ``exec_type``."""

    order_id: str
    exec_type: str
    order_status: str
    timestamp: datetime
    symbol: str = ""
    cl_ord_id: str = ""
    side: str = ""
    order_type: str = ""
    post_only: bool = False
    order_qty: Money | None = None
    limit_price: Money | None = None
    cum_qty: Money = Decimal(0)
    cum_cost: Money = Decimal(0)
    trade_id: int | None = None
    last_qty: Money = Decimal(0)
    last_price: Money = Decimal(0)
    liquidity_ind: str = ""
    fees: list[Fee] = []
    reason: str = ""
    cancel_reason: str = ""


class ExecutionsMessage(msgspec.Struct, tag_field="channel", tag="executions", frozen=True):
    type: str
    data: list[Report]
    sequence: int


class BalancesMessage(msgspec.Struct, tag_field="channel", tag="balances", frozen=True):
    """KRK-65: that something has changed is all we take from it."""

    type: str
    sequence: int


class Reply(msgspec.Struct, frozen=True):
    """KRK-50: an answer to a request, or anything else that is not data."""

    method: str = ""
    req_id: int | None = None
    success: bool | None = None
    error: str = ""
    symbol: str | None = None
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    channel: str = ""


class SubscribedTo(msgspec.Struct, frozen=True):
    """The result of a subscription that was accepted."""

    channel: str = ""
    symbol: str = ""
    maxratecount: int | None = None


MarketMessage = BookMessage | TradeMessage | StatusMessage | Heartbeat
UserMessage = ExecutionsMessage | BalancesMessage | StatusMessage | Heartbeat


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def epoch_ms(moment: datetime) -> int:
    """Of a time with a zone, cut down to milliseconds."""
    return (moment - _EPOCH) // _MILLISECOND

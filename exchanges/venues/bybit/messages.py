"""What the venue sends, as typed structs: decoding checks types and ignores keys we do not know.

Money is text here (BYB-06) and becomes ``Decimal`` from its digits; what there is not is "", so amounts that
may be missing stay text until they are read (``amount``).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")

_NOTHING = Decimal(0)


def amount(text: str) -> Decimal:
    """ "" is nothing. Raises ValueError for what is no number: "NaN" would spoil every sum."""
    if not text:
        return _NOTHING
    try:
        value = Decimal(text)
    except ArithmeticError:
        raise ValueError("an amount is no number") from None
    if not value.is_finite():
        raise ValueError("an amount is no number")
    return value


# ---- REST ----------------------------------------------------------------------------------------


class Envelope(msgspec.Struct, frozen=True):
    """BYB-05."""

    retCode: int
    retMsg: str = ""
    time: int = 0


class Result(msgspec.Struct, Generic[T], frozen=True):
    """Of an answer that is a success; ``time``: the venue's, in ms."""

    result: T
    time: int = 0


class ServerTime(msgspec.Struct, frozen=True):
    """BYB-08."""

    timeNano: str


class LotSizes(msgspec.Struct, frozen=True):
    """BYB-16."""

    basePrecision: Decimal
    minOrderQty: Decimal
    minOrderAmt: Decimal = _NOTHING
    maxOrderAmt: str = ""
    maxLimitOrderQty: str = ""
    maxMarketOrderQty: str = ""


class PriceGrid(msgspec.Struct, frozen=True):
    tickSize: Decimal


class InstrumentRow(msgspec.Struct, frozen=True):
    symbol: str
    baseCoin: str
    quoteCoin: str
    status: str
    lotSizeFilter: LotSizes
    priceFilter: PriceGrid


class Listed(msgspec.Struct, Generic[T], frozen=True):
    """Any list; ``nextPageCursor`` is percent-encoded already, and "" at the end (BYB-48)."""

    rows: list[T] = msgspec.field(name="list")
    nextPageCursor: str = ""


class Depth(msgspec.Struct, frozen=True):
    """BYB-18."""

    b: list[tuple[str, str]]
    a: list[tuple[str, str]]
    u: int = 0
    seq: int = 0


class RecentTrade(msgspec.Struct, frozen=True):
    """BYB-19."""

    execId: str
    price: Decimal
    size: Decimal
    side: str
    time: str


class Acknowledged(msgspec.Struct, frozen=True):
    """BYB-35: taken, and not yet accepted."""

    orderId: str
    orderLinkId: str = ""


class Coin(msgspec.Struct, frozen=True):
    """BYB-61."""

    coin: str
    walletBalance: str
    locked: str = ""


class Wallet(msgspec.Struct, frozen=True):
    coin: list[Coin]


class OrderRow(msgspec.Struct, frozen=True):
    """An order, over REST as in the stream (BYB-43)."""

    symbol: str
    orderId: str
    side: str
    orderType: str
    orderStatus: str
    qty: str
    updatedTime: str
    category: str = ""
    orderLinkId: str = ""
    price: str = ""
    timeInForce: str = ""
    marketUnit: str = ""
    cumExecQty: str = ""
    cumExecValue: str = ""
    cancelType: str = ""
    rejectReason: str = ""


class ExecutionRow(msgspec.Struct, frozen=True):
    """An execution, over REST as in the stream (BYB-60)."""

    symbol: str
    orderId: str
    execId: str
    side: str
    execPrice: str
    execQty: str
    execType: str
    execTime: str
    category: str = ""
    orderLinkId: str = ""
    orderType: str = ""
    orderQty: str = ""
    orderPrice: str = ""
    execFee: str = ""
    feeCurrency: str = ""
    isMaker: bool = False


# ---- WebSocket -----------------------------------------------------------------------------------


class BookData(msgspec.Struct, frozen=True):
    s: str
    b: list[tuple[str, str]]
    a: list[tuple[str, str]]
    u: int


class BookMessage(msgspec.Struct, frozen=True):
    """BYB-70; ``cts``: when the engine made it."""

    topic: str
    type: str
    data: BookData
    cts: int = 0


class TradeData(msgspec.Struct, frozen=True, gc=False):
    """BYB-75; ``S``: the taker's side."""

    T: int
    s: str
    S: str
    v: Decimal
    p: Decimal
    i: str


class TradeMessage(msgspec.Struct, frozen=True):
    topic: str
    data: list[TradeData]


class OrderMessage(msgspec.Struct, tag_field="topic", tag="order", frozen=True):
    """Of several orders, perhaps of other categories (BYB-79, BYB-80)."""

    data: list[OrderRow]


class ExecutionMessage(msgspec.Struct, tag_field="topic", tag="execution", frozen=True):
    data: list[ExecutionRow]


class WalletMessage(msgspec.Struct, tag_field="topic", tag="wallet", frozen=True):
    """BYB-81: that something has changed is all we take from it."""


UserMessage = OrderMessage | ExecutionMessage | WalletMessage


class Reply(msgspec.Struct, frozen=True):
    """BYB-64, BYB-65: an answer to a request, or anything else that is not data."""

    op: str = ""
    req_id: str = ""
    success: bool | None = None
    ret_msg: str = ""
    topic: str = ""

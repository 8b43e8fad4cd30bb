"""What the venue sends, as typed structs: decoding checks types and ignores keys we do not know.

Money is decoded from its string to ``Decimal`` (BIN-08). Where a struct keeps strings, they are
parsed by whoever needs them. Wire names stay as the venue writes them, but for the one hot struct.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from exchanges.models import Trade

Money = Decimal
Levels = list[tuple[str, str]]


class TradeEvent(msgspec.Struct, tag_field="e", tag="trade", frozen=True, gc=False):
    s: str
    t: int
    p: Money
    q: Money
    T: int
    m: bool


class DepthEvent(
    msgspec.Struct,
    tag_field="e",
    tag="depthUpdate",
    frozen=True,
    rename={
        "symbol": "s",
        "first_sequence": "U",
        "last_sequence": "u",
        "bids": "b",
        "asks": "a",
        "time_ms": "E",
    },
):
    """Named as the order book wants it, so that nothing is copied on the hot path."""

    symbol: str
    first_sequence: int
    last_sequence: int
    bids: Levels
    asks: Levels
    time_ms: int = 0


class ShutdownEvent(msgspec.Struct, tag_field="e", tag="serverShutdown", frozen=True):
    """BIN-33."""

    E: int = 0


class ExecutionReport(msgspec.Struct, tag_field="e", tag="executionReport", frozen=True, gc=False):
    """BIN-42."""

    s: str
    c: str
    S: str
    o: str
    q: Money
    p: Money
    x: str
    X: str
    i: int
    l: Money  # noqa: E741  # the venue's name
    z: Money
    L: Money
    T: int
    t: int
    m: bool
    Z: Money
    C: str = ""
    r: str = "NONE"
    n: Money = Decimal(0)
    N: str | None = None
    eR: str = ""


class WalletLine(msgspec.Struct, frozen=True):
    a: str
    f: Money
    l: Money  # noqa: E741


class AccountPosition(msgspec.Struct, tag_field="e", tag="outboundAccountPosition", frozen=True):
    """BIN-43."""

    u: int
    B: list[WalletLine]


class StreamTerminated(msgspec.Struct, tag_field="e", tag="eventStreamTerminated", frozen=True):
    """BIN-41."""

    E: int = 0


UserEvent = ExecutionReport | AccountPosition | StreamTerminated | ShutdownEvent


class ErrorBody(msgspec.Struct, frozen=True):
    """BIN-12."""

    code: int
    msg: str
    data: Any = None


class Envelope(msgspec.Struct, frozen=True):
    """Anything that is not a bare market event: an answer (BIN-32), or a wrapped event."""

    id: int | str | None = None
    status: int | None = None
    result: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    error: ErrorBody | None = None
    code: int | None = None
    msg: str | None = None
    event: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET
    stream: str | None = None
    e: str | None = None


class ServerTime(msgspec.Struct, frozen=True):
    serverTime: int


class DepthSnapshot(msgspec.Struct, frozen=True):
    lastUpdateId: int
    bids: Levels
    asks: Levels


class TradeRow(msgspec.Struct, frozen=True):
    id: int
    price: Money
    qty: Money
    time: int
    isBuyerMaker: bool

    def trade(self, symbol: str) -> Trade:
        return Trade(symbol, self.id, self.price, self.qty, self.time, self.isBuyerMaker)


class RateLimitRow(msgspec.Struct, frozen=True):
    rateLimitType: str
    interval: str
    intervalNum: int
    limit: int


class Filter(msgspec.Struct, frozen=True):
    """The union of the filters that we read (BIN-51); others are carried by name only."""

    filterType: str
    minPrice: Money = Decimal(0)
    maxPrice: Money = Decimal(0)
    tickSize: Money = Decimal(0)
    minQty: Money = Decimal(0)
    maxQty: Money = Decimal(0)
    stepSize: Money = Decimal(0)
    minNotional: Money = Decimal(0)
    maxNotional: Money = Decimal(0)


class SymbolRow(msgspec.Struct, frozen=True):
    symbol: str
    status: str
    baseAsset: str
    quoteAsset: str
    filters: list[Filter]
    orderTypes: list[str] = []
    isSpotTradingAllowed: bool = True


class ExchangeInfo(msgspec.Struct, frozen=True):
    symbols: list[msgspec.Raw]
    """Rows for ``SymbolRow``, each decoded by itself: one that cannot be read must not hide the others."""
    rateLimits: list[RateLimitRow] = []
    serverTime: int = 0


class OrderFillRow(msgspec.Struct, frozen=True, gc=False):
    price: Money
    qty: Money
    commission: Money
    commissionAsset: str | None = None
    tradeId: int = -1


class OrderBody(msgspec.Struct, frozen=True, gc=False):
    """The answer to placing (RESULT, FULL), cancelling or querying an order."""

    symbol: str
    orderId: int
    clientOrderId: str
    price: Money
    origQty: Money
    executedQty: Money
    cummulativeQuoteQty: Money
    status: str
    type: str
    side: str
    origClientOrderId: str = ""
    transactTime: int = 0
    time: int = 0
    updateTime: int = 0
    expiryReason: str = ""
    fills: list[OrderFillRow] = []


class MyTrade(msgspec.Struct, frozen=True):
    symbol: str
    id: int
    orderId: int
    price: Money
    qty: Money
    commission: Money
    commissionAsset: str | None
    time: int
    isBuyer: bool
    isMaker: bool


class AccountBalance(msgspec.Struct, frozen=True):
    asset: str
    free: Money
    locked: Money


class AccountBody(msgspec.Struct, frozen=True):
    balances: list[AccountBalance]
    updateTime: int = 0
    canTrade: bool = True
    permissions: list[str] = []

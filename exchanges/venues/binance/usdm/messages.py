"""What this market sends, as typed structs: decoding checks types and ignores keys we do not know.

Wire names stay as the venue writes them, but for the hot ones.
"""

from __future__ import annotations

from decimal import Decimal

import msgspec

from exchanges.venues.binance.messages import Levels, Money


class DepthEvent(
    msgspec.Struct,
    tag_field="e",
    tag="depthUpdate",
    frozen=True,
    rename={
        "symbol": "s",
        "previous": "pu",
        "last_sequence": "u",
        "bids": "b",
        "asks": "a",
        "time_ms": "E",
    },
):
    """BFU-42: counted from the event before, whose number it names, and not from its own first number."""

    symbol: str
    previous: int
    last_sequence: int
    bids: Levels
    asks: Levels
    time_ms: int = 0

    @property
    def first_sequence(self) -> int:
        return self.previous + 1


class ReportedOrder(msgspec.Struct, frozen=True, gc=False):
    """BFU-53."""

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
    ap: Money = Decimal(0)
    n: Money = Decimal(0)
    N: str | None = None
    f: str = "GTC"
    R: bool = False
    er: str = "0"


class OrderTradeUpdate(msgspec.Struct, tag_field="e", tag="ORDER_TRADE_UPDATE", frozen=True):
    o: ReportedOrder


class PositionLine(msgspec.Struct, frozen=True):
    s: str
    pa: Money
    ep: Money = Decimal(0)
    ps: str = "BOTH"


class AccountChange(msgspec.Struct, frozen=True):
    m: str
    P: list[PositionLine] = []


class AccountUpdate(msgspec.Struct, tag_field="e", tag="ACCOUNT_UPDATE", frozen=True):
    """BFU-54, BFU-55."""

    T: int
    a: AccountChange


class TradeLite(msgspec.Struct, tag_field="e", tag="TRADE_LITE", frozen=True):
    """BFU-56: the same execution comes again, with all that it is."""


class ConfigUpdate(msgspec.Struct, tag_field="e", tag="ACCOUNT_CONFIG_UPDATE", frozen=True):
    """BFU-58: nothing that an order or a balance hangs on."""


class ListenKeyExpired(msgspec.Struct, tag_field="e", tag="listenKeyExpired", frozen=True):
    """BFU-52."""

    listenKey: str = ""


UserEvent = OrderTradeUpdate | AccountUpdate | TradeLite | ConfigUpdate | ListenKeyExpired


class Wrapped(msgspec.Struct, frozen=True):
    """An event of a combined stream, or an answer to a question of ours."""

    e: str = ""
    id: int | None = None


class ListenKey(msgspec.Struct, frozen=True):
    listenKey: str


class Done(msgspec.Struct, frozen=True):
    """BFU-65: an answer whose code is no error."""

    code: int | None = None


class OrderBody(msgspec.Struct, frozen=True, gc=False):
    """The answer to placing, cancelling or querying an order. Averages may be missing (BFU-05)."""

    symbol: str
    orderId: int
    clientOrderId: str
    price: Money
    origQty: Money
    executedQty: Money
    status: str
    type: str
    side: str
    timeInForce: str = "GTC"
    avgPrice: Money = Decimal(0)
    cumQuote: Money = Decimal(0)
    updateTime: int = 0
    time: int = 0


class UserTrade(msgspec.Struct, frozen=True):
    """BFU-69."""

    symbol: str
    id: int
    orderId: int
    side: str
    price: Money
    qty: Money
    commission: Money
    commissionAsset: str | None
    time: int
    maker: bool


class AssetRow(msgspec.Struct, frozen=True):
    asset: str
    walletBalance: Money
    availableBalance: Money
    updateTime: int = 0


class PositionRow(msgspec.Struct, frozen=True):
    symbol: str
    positionAmt: Money
    updateTime: int = 0


class AccountBody(msgspec.Struct, frozen=True):
    """BFU-68."""

    assets: list[AssetRow]
    positions: list[PositionRow]


class Filter(msgspec.Struct, frozen=True):
    """The union of the filters that we read (BFU-13)."""

    filterType: str
    minPrice: Money = Decimal(0)
    maxPrice: Money = Decimal(0)
    tickSize: Money = Decimal(0)
    minQty: Money = Decimal(0)
    maxQty: Money = Decimal(0)
    stepSize: Money = Decimal(0)
    notional: Money = Decimal(0)


class SymbolRow(msgspec.Struct, frozen=True):
    """BFU-73."""

    symbol: str
    status: str
    baseAsset: str
    quoteAsset: str
    filters: list[Filter]
    contractType: str = "PERPETUAL"
    orderTypes: list[str] = []
    timeInForce: list[str] = []

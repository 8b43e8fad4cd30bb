"""What the venue sends, as typed structs: decoding checks types and ignores keys we do not know (CBS-80).

Money is text here, everywhere (CBS-08); where there is none, the text is empty or missing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

Money = Decimal


def amount(text: str) -> Decimal:
    """0 for an empty text. Raises ValueError for what is no finite number: "NaN" is a Decimal, too."""
    if not text:
        return Decimal(0)
    try:
        number = Decimal(text)
    except ArithmeticError:
        raise ValueError("an amount is no number") from None
    if not number.is_finite():
        raise ValueError("an amount is no number")
    return number


class ServerTime(msgspec.Struct, frozen=True):
    """CBS-09."""

    epochMillis: str


class ProductRow(msgspec.Struct, frozen=True):
    """CBS-23 to CBS-25."""

    product_id: str
    base_increment: Money
    quote_increment: Money
    base_currency_id: str
    quote_currency_id: str
    base_min_size: Money = Decimal(0)
    base_max_size: Money | None = None
    quote_min_size: Money = Decimal(0)
    quote_max_size: Money | None = None
    price_increment: str = ""
    status: str = ""
    is_disabled: bool = False
    cancel_only: bool = False
    limit_only: bool = False
    post_only: bool = False
    trading_disabled: bool = False
    auction_mode: bool = False
    view_only: bool = False
    alias: str = ""


class Pages(msgspec.Struct, frozen=True):
    next_cursor: str = ""
    has_next: bool = False


class ProductList(msgspec.Struct, frozen=True):
    products: list[msgspec.Raw]
    pagination: Pages | None = None


class PriceLevel(msgspec.Struct, frozen=True):
    price: str
    size: str


class PriceBook(msgspec.Struct, frozen=True):
    bids: list[PriceLevel]
    asks: list[PriceLevel]


class BookAnswer(msgspec.Struct, frozen=True):
    """CBS-27."""

    pricebook: PriceBook


class TradeRow(msgspec.Struct, frozen=True, gc=False):
    """CBS-28, CBS-71: by request and by stream."""

    trade_id: str
    product_id: str
    price: Money
    size: Money
    time: datetime
    side: str


class TradeList(msgspec.Struct, frozen=True):
    trades: list[TradeRow]


class Placed(msgspec.Struct, frozen=True):
    order_id: str


class Created(msgspec.Struct, frozen=True):
    """CBS-31."""

    success_response: Placed


class CancelResult(msgspec.Struct, frozen=True):
    """CBS-35."""

    success: bool
    order_id: str
    failure_reason: str = ""


class CancelResults(msgspec.Struct, frozen=True):
    results: list[CancelResult]


class Terms(msgspec.Struct, frozen=True):
    """The one member of an order's configuration (CBS-30)."""

    base_size: str = ""
    quote_size: str = ""
    limit_price: str = ""
    post_only: bool = False


class OrderRow(msgspec.Struct, frozen=True):
    """CBS-34, CBS-37."""

    order_id: str
    product_id: str
    side: str
    status: str
    created_time: datetime
    order_configuration: dict[str, Terms] = {}
    client_order_id: str = ""
    order_type: str = ""
    filled_size: str = ""
    filled_value: str = ""
    last_fill_time: datetime | None = None
    reject_reason: str = ""
    reject_message: str = ""
    cancel_message: str = ""


class OneOrder(msgspec.Struct, frozen=True):
    order: OrderRow


class OrderList(msgspec.Struct, frozen=True):
    orders: list[OrderRow]
    has_next: bool = False
    cursor: str = ""


class FillRow(msgspec.Struct, frozen=True):
    """CBS-38."""

    trade_id: str
    order_id: str
    product_id: str
    trade_time: datetime
    trade_type: str
    price: Money
    size: Money
    commission: str
    side: str
    liquidity_indicator: str = ""
    size_in_quote: bool = False


class FillList(msgspec.Struct, frozen=True):
    fills: list[FillRow]
    cursor: str = ""


class Held(msgspec.Struct, frozen=True):
    value: Money


class AccountRow(msgspec.Struct, frozen=True):
    """CBS-45."""

    currency: str
    available_balance: Held
    hold: Held


class AccountList(msgspec.Struct, frozen=True):
    accounts: list[AccountRow]
    has_next: bool = False
    cursor: str = ""


# ---- WebSocket (CBS-62) --------------------------------------------------------------------------


class Numbered(msgspec.Struct, frozen=True):
    """Any message that has a number, whatever else is in it (CBS-63)."""

    channel: str
    sequence_num: int


class Change(msgspec.Struct, frozen=True, gc=False):
    """CBS-69."""

    side: str
    price_level: str
    new_quantity: str


class BookEvent(msgspec.Struct, frozen=True):
    type: str
    product_id: str
    updates: list[Change]


class BookMessage(msgspec.Struct, tag_field="channel", tag="l2_data", frozen=True):
    sequence_num: int
    timestamp: datetime
    events: list[BookEvent]


class TradesEvent(msgspec.Struct, frozen=True):
    type: str
    trades: list[TradeRow]


class TradesMessage(msgspec.Struct, tag_field="channel", tag="market_trades", frozen=True):
    sequence_num: int
    events: list[TradesEvent]


class Heartbeats(msgspec.Struct, tag_field="channel", tag="heartbeats", frozen=True):
    """CBS-68."""

    sequence_num: int


class Subscribed(msgspec.Struct, frozen=True):
    subscriptions: dict[str, Any]


class SubscriptionsMessage(msgspec.Struct, tag_field="channel", tag="subscriptions", frozen=True):
    """CBS-64."""

    sequence_num: int
    events: list[Subscribed]


class Report(msgspec.Struct, frozen=True):
    """CBS-75, CBS-76: totals of an order."""

    order_id: str
    product_id: str
    order_side: str
    status: str
    client_order_id: str = ""
    order_type: str = ""
    limit_price: str = ""
    post_only: str | bool = ""
    cumulative_quantity: str = ""
    leaves_quantity: str = ""
    filled_value: str = ""
    avg_price: str = ""
    reject_reason: str = ""
    cancel_reason: str = ""


class UserEvent(msgspec.Struct, frozen=True):
    type: str
    orders: list[Report] = []


class UserMessage(msgspec.Struct, tag_field="channel", tag="user", frozen=True):
    sequence_num: int
    timestamp: datetime
    events: list[UserEvent]


class ErrorMessage(msgspec.Struct, tag_field="type", tag="error", frozen=True):
    """CBS-65."""

    message: str


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


def epoch_ms(moment: datetime) -> int:
    """Of a time with a zone, cut down to milliseconds."""
    return (moment - _EPOCH) // _MILLISECOND

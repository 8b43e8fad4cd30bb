"""What the venue sends, as typed structs: decoding checks types and ignores keys we do not know.

Numbers are texts here, and an empty one stands for what there is none of (OKX-05, OKX-07): ``amount`` and
``amount_or_none`` make ``Decimal`` of them.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Envelope(msgspec.Struct, frozen=True):
    """OKX-05. What stands in front of the venue writes a code as a number, too."""

    raw_code: str | int = msgspec.field(name="code")
    msg: str = ""
    data: msgspec.Raw | msgspec.UnsetType = msgspec.UNSET

    @property
    def code(self) -> str:
        return str(self.raw_code)


class Outcome(msgspec.Struct, frozen=True):
    """What came of one order in a request (OKX-06)."""

    sCode: str = ""
    sMsg: str = ""
    ordId: str = ""
    clOrdId: str = ""

    @property
    def failed(self) -> bool:
        return self.sCode not in ("", "0")


class ServerTime(msgspec.Struct, frozen=True):
    ts: str


class InstrumentRow(msgspec.Struct, frozen=True):
    """OKX-16, OKX-17; the fields after ``state`` are of contracts."""

    instId: str
    tickSz: str
    lotSz: str
    minSz: str
    baseCcy: str = ""
    quoteCcy: str = ""
    maxLmtSz: str = ""
    state: str = ""
    settleCcy: str = ""
    ctVal: str = ""
    ctMult: str = ""
    ctType: str = ""
    uly: str = ""
    maxMktSz: str = ""


Level = tuple[str, str, str, str]
"""Price, size, "0", number of orders."""


class BookData(msgspec.Struct, frozen=True):
    """OKX-63, OKX-64. The checksum beside it says nothing any more (OKX-66)."""

    asks: list[Level]
    bids: list[Level]
    ts: str
    seqId: int
    prevSeqId: int = -1


class TradeRow(msgspec.Struct, frozen=True, gc=False):
    """OKX-67."""

    instId: str
    tradeId: str
    px: str
    sz: str
    side: str
    ts: str


class OrderRow(msgspec.Struct, frozen=True):
    """An order as REST and stream tell it (OKX-34 to OKX-36, OKX-71); the last fields are the stream's."""

    instId: str
    ordId: str
    side: str
    ordType: str
    sz: str
    state: str
    uTime: str
    clOrdId: str = ""
    px: str = ""
    accFillSz: str = ""
    avgPx: str = ""
    tgtCcy: str = ""
    cancelSource: str = ""
    cancelSourceReason: str = ""
    tradeId: str = ""
    fillPx: str = ""
    fillSz: str = ""
    fillTime: str = ""
    fillFee: str = ""
    fillFeeCcy: str = ""
    execType: str = ""
    msg: str = ""


class FillRow(msgspec.Struct, frozen=True):
    """OKX-39."""

    instId: str
    tradeId: str
    ordId: str
    fillPx: str
    fillSz: str
    side: str
    ts: str
    clOrdId: str = ""
    billId: str = ""
    fee: str = ""
    feeCcy: str = ""
    execType: str = ""
    fillTime: str = ""


class BalanceRow(msgspec.Struct, frozen=True):
    """OKX-50."""

    ccy: str
    availBal: str
    frozenBal: str
    cashBal: str = ""


class PositionRow(msgspec.Struct, frozen=True):
    """OKX-86, OKX-87."""

    instId: str
    pos: str
    uTime: str
    avgPx: str = ""


class AccountRow(msgspec.Struct, frozen=True):
    """OKX-50, OKX-70."""

    uTime: str
    details: list[BalanceRow]


# ---- WebSocket -----------------------------------------------------------------------------------


class Argument(msgspec.Struct, frozen=True):
    """What a message is about."""

    channel: str
    instId: str = ""


class BooksMessage(msgspec.Struct, frozen=True):
    """OKX-58, OKX-63."""

    arg: Argument
    data: list[BookData]
    action: str = ""


class TradesMessage(msgspec.Struct, frozen=True):
    arg: Argument
    data: list[TradeRow]


class UserMessage(msgspec.Struct, frozen=True):
    """Of whichever private channel: ``arg`` says what its rows are."""

    arg: Argument
    data: list[msgspec.Raw]


class Event(msgspec.Struct, frozen=True):
    """OKX-56, OKX-57, OKX-59, OKX-61: an answer to a request, or anything else that is not data."""

    event: str = ""
    id: str = ""
    code: str = ""
    msg: str = ""
    arg: Argument | None = None
    channel: str = ""


class _Data(msgspec.Struct, Generic[T], frozen=True):
    data: list[T]


def rows(kind: type[T]) -> Callable[[bytes], list[T]]:
    """Reads what an answer holds; without ``data`` it is not the documented one."""
    decode = msgspec.json.Decoder(_Data[kind]).decode  # type: ignore[valid-type]

    def read(body: bytes) -> list[T]:
        told: list[T] = decode(body).data
        return told

    return read


def one(kind: type[T]) -> Callable[[bytes], T]:
    """Reads an answer that holds exactly one row. Raises ValueError if it does not."""
    read = rows(kind)

    def read_one(body: bytes) -> T:
        told = read(body)
        if len(told) != 1:
            raise ValueError(f"{len(told)} rows instead of one")
        return told[0]

    return read_one


def amount_or_none(text: str) -> Decimal | None:
    """``None`` for an empty text. Raises ValueError or ArithmeticError for one that is no finite number."""
    if not text:
        return None
    number = Decimal(text)
    if not number.is_finite():
        raise ValueError("an amount is no number")
    return number


def amount(text: str) -> Decimal:
    """0 for an empty text."""
    number = amount_or_none(text)
    return Decimal(0) if number is None else number

"""The rules of trading on a market (OKX-16 to OKX-18)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

from exchanges.models import Instrument, InstrumentStatus, OrderType
from exchanges.venues.okx.messages import InstrumentRow, amount, amount_or_none

_LIMIT, _MARKET, _MAKER = OrderType.LIMIT.value, OrderType.MARKET.value, OrderType.LIMIT_MAKER.value

# OKX-18: what still trades, and how. A state that is not here refuses orders.
STATES = {
    "live": (InstrumentStatus.TRADING, (_LIMIT, _MARKET, _MAKER)),
    "post_only": (InstrumentStatus.TRADING, (_MAKER,)),
    "suspend": (InstrumentStatus.HALTED, ()),
    "preopen": (InstrumentStatus.HALTED, ()),
    "rebase": (InstrumentStatus.HALTED, ()),
    "test": (InstrumentStatus.HALTED, ()),
    "expired": (InstrumentStatus.CLOSED, ()),
}
NOT_KNOWN = (InstrumentStatus.UNRECOGNISED, ())

_decode = msgspec.json.Decoder(InstrumentRow).decode


def instruments_in(
    rows: Sequence[msgspec.Raw],
    read: Callable[[InstrumentRow], Instrument | None],
    on_unreadable: Callable[[str], None],
) -> dict[str, Instrument]:
    """By symbol, in the venue's order. ``on_unreadable`` hears of rows that are left out for what they say,
    and not of those that ``read`` passes over.
    """
    instruments: dict[str, Instrument] = {}
    for raw in rows:
        try:
            instrument = read(_decode(raw))
        except (msgspec.DecodeError, ValueError, ArithmeticError) as error:
            on_unreadable(f"{bytes(raw)[:80]!r}: {error}")
            continue
        if instrument is not None:
            instruments[instrument.symbol] = instrument
    return instruments


def spot(row: InstrumentRow) -> Instrument:
    """Raises ValueError for a market without assets or a grid."""
    tick, lot = amount(row.tickSz), amount(row.lotSz)
    if not row.baseCcy or not row.quoteCcy or tick <= 0 or lot <= 0:
        raise ValueError(f"{row.instId} is no spot market with a grid")
    status, kinds = STATES.get(row.state, NOT_KNOWN)
    return Instrument(
        symbol=row.instId,
        base=row.baseCcy,
        quote=row.quoteCcy,
        status=status,
        tick_size=tick,
        lot_size=lot,
        min_quantity=amount(row.minSz),
        max_quantity=amount_or_none(row.maxLmtSz),
        order_types=kinds,
    )

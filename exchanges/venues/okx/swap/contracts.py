"""The rules of trading on a swap, in the base asset (OKX-81, OKX-82)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from exchanges.models import Instrument
from exchanges.venues.okx.markets import NOT_KNOWN, STATES
from exchanges.venues.okx.messages import InstrumentRow, amount, amount_or_none


def unit_of(row: InstrumentRow) -> Decimal:
    """Base units in one contract. Raises ValueError where that is not said."""
    unit = amount(row.ctVal) * amount(row.ctMult or "1")
    if unit <= 0:
        raise ValueError(f"{row.instId} does not say what a contract is")
    return unit


def swap(row: InstrumentRow) -> Instrument | None:
    """``None`` for one that is not linear. Raises ValueError for one without a name or a grid."""
    if row.ctType != "linear":
        return None
    base, _, quote = row.uly.partition("-")
    tick, lot, unit = amount(row.tickSz), amount(row.lotSz), unit_of(row)
    if not base or quote != row.settleCcy or tick <= 0 or lot <= 0:
        raise ValueError(f"{row.instId} is no linear swap with a grid")
    status, kinds = STATES.get(row.state, NOT_KNOWN)
    return Instrument(
        symbol=row.instId,
        base=base,
        quote=quote,
        status=status,
        tick_size=tick,
        lot_size=lot * unit,
        min_quantity=amount(row.minSz) * unit,
        max_quantity=_in_base(row.maxLmtSz, unit),
        market_max_quantity=_in_base(row.maxMktSz, unit),
        order_types=kinds,
    )


def levels_in_base(rows: Sequence[Sequence[str]], unit: Decimal) -> list[Sequence[str]]:
    """Prices as they are; a size that is no number is left for the book to find."""
    return [(row[0], _text_in_base(row[1], unit)) for row in rows]


def _text_in_base(contracts: str, unit: Decimal) -> str:
    try:
        return format(Decimal(contracts) * unit, "f")
    except ArithmeticError:
        return contracts


def _in_base(contracts: str, unit: Decimal) -> Decimal | None:
    most = amount_or_none(contracts)
    return None if most is None else most * unit

"""Prices and sizes against a market's rules (CBS-24, CBS-47). Nothing here changes anything."""

from decimal import Decimal

from fakes.instruments import Instrument
from fakes.venues.coinbase import reasons
from fakes.venues.coinbase.errors import Failure
from fakes.venues.coinbase.parameters import DECIMAL


def number(text: str) -> Decimal | None:
    return Decimal(text) if DECIMAL.match(text) else None


def price_ticks(instrument: Instrument, price: Decimal) -> int:
    if price <= 0:
        raise Failure(reasons.INVALID_LIMIT_PRICE)
    if price % instrument.tick_size:
        raise Failure(reasons.PRICE_PRECISION)
    ticks = instrument.ticks(price)
    if ticks > instrument.max_ticks:
        raise Failure(preview=reasons.PRICE_TOO_LARGE)
    if ticks < instrument.min_ticks:
        raise Failure(reasons.INVALID_LIMIT_PRICE)
    return ticks


def size_lots(instrument: Instrument, size: Decimal) -> int:
    if size % instrument.step_size:
        raise Failure(reasons.SIZE_PRECISION)
    lots = instrument.lots(size)
    if lots < instrument.min_lots:
        raise Failure(preview=reasons.BASE_TOO_SMALL)
    if lots > instrument.max_lots:
        raise Failure(preview=reasons.BASE_TOO_LARGE)
    return lots


def check_quote(instrument: Instrument, quote: Decimal) -> None:
    """An amount of the quote asset to spend or to raise."""
    if quote % instrument.tick:
        raise Failure(preview=reasons.QUOTE_PRECISION)
    _check_bounds(instrument, quote)


def check_worth(instrument: Instrument, ticks: int | None, lots: int) -> None:
    """At its limit, or at the best price that it would meet; None = nobody knows."""
    if ticks is not None:
        _check_bounds(instrument, instrument.price(ticks) * instrument.quantity(lots))


def _check_bounds(instrument: Instrument, worth: Decimal) -> None:
    if worth < instrument.min_notional:
        raise Failure(preview=reasons.QUOTE_TOO_SMALL)
    if worth > instrument.max_notional:
        raise Failure(preview=reasons.QUOTE_TOO_LARGE)

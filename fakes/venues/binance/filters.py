"""The rules an order must satisfy before the matching engine sees it (BIN-18, BIN-51).

<https://github.com/binance/binance-spot-api-docs/blob/master/filters.md>. A part of a filter that is 0
is off. The filters are asked in the order in which `exchangeInfo` lists them.
"""

from decimal import Decimal

from fakes.instruments import Instrument
from fakes.venues.binance.errors import Refuse, filter_failure
from fakes.venues.binance.symbols import PRICE_DOWN, PRICE_UP


def check_price(instrument: Instrument, price: Decimal) -> int:
    """PRICE_FILTER; returns the price in ticks."""
    ticks, rest = divmod(price, instrument.tick)
    number = int(ticks)
    low, high = instrument.min_ticks, instrument.max_ticks
    off_grid = rest != 0 or number % instrument.tick_multiple
    if off_grid or (low and number < low) or (high and number > high):
        raise Refuse(filter_failure("PRICE_FILTER"))
    return number


def check_quantity(instrument: Instrument, quantity: Decimal, *, market: bool = False) -> int:
    """LOT_SIZE, which holds for market orders too (theirs adds only the upper bound); returns lots."""
    lots, rest = divmod(quantity, instrument.step)
    number = int(lots)
    low, high = instrument.min_lots, instrument.max_lots
    off_grid = rest != 0 or number % instrument.step_multiple
    if off_grid or number < max(low, 1) or (not market and high and number > high):
        raise Refuse(filter_failure("LOT_SIZE"))
    if market and high and number > high:
        raise Refuse(filter_failure("MARKET_LOT_SIZE"))
    return number


def check_percent_price(price: Decimal, average: Decimal | None) -> None:
    """PERCENT_PRICE_BY_SIDE against the average price; without any trade there is nothing to compare."""
    if average is None:
        return
    if not average * PRICE_DOWN <= price <= average * PRICE_UP:
        raise Refuse(filter_failure("PERCENT_PRICE_BY_SIDE"))


def check_notional(instrument: Instrument, notional: Decimal, *, market: bool = False) -> None:
    """NOTIONAL; for market orders `notional` is an estimate and only the minimum applies."""
    if notional < instrument.min_notional:
        raise Refuse(filter_failure("NOTIONAL"))
    if not market and instrument.max_notional and notional > instrument.max_notional:
        raise Refuse(filter_failure("NOTIONAL"))

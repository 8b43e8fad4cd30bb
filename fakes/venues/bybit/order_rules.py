"""Prices and quantities against a market's rules (BYB-21, BYB-22). Nothing here changes anything."""

import re
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from fakes.exchange import Exchange
from fakes.instruments import BUY, Instrument, Side
from fakes.venues.bybit.digits import decimals, written
from fakes.venues.bybit.errors import Codes, Error, Refuse, params

LINK_ID: Final = re.compile(r"^[A-Za-z0-9_-]{1,36}$")
"""BYB-36."""
BAND: Final = Decimal("0.05")
"""`priceLimitRatioX` and `-Y` of every market here (BYB-93)."""


def band(exchange: Exchange, symbol: str) -> tuple[Decimal, Decimal] | None:
    """(highest price of a buy, lowest of a sell), on the grid; None before the first trade."""
    last = exchange.engine(symbol).last_trade
    if last is None:
        return None
    instrument = exchange.instrument(symbol)
    price, tick = instrument.price(last.ticks), instrument.tick_size
    highest = (price * (1 + BAND) / tick).to_integral_value(ROUND_FLOOR) * tick
    lowest = (price * (1 - BAND) / tick).to_integral_value(ROUND_CEILING) * tick
    return highest, lowest


def check_id(text: str) -> None:
    if not LINK_ID.match(text):
        raise Refuse(params("OrderLinkId invalid"))


def price_ticks(exchange: Exchange, symbol: str, codes: Codes, side: Side, price: Decimal) -> int:
    """BYB-21, BYB-22. Raises Refuse."""
    instrument = exchange.instrument(symbol)
    if price % instrument.tick_size:
        raise Refuse(codes.off_tick)
    ticks = instrument.ticks(price)
    if ticks < instrument.min_ticks:
        raise Refuse(codes.price_too_low)
    if ticks > instrument.max_ticks:
        raise Refuse(codes.price_too_high)
    limits = band(exchange, symbol)
    if limits is not None and side is BUY and price > limits[0]:
        raise Refuse(_filled_in(codes.buy_too_high, limits[0]))
    if limits is not None and side is not BUY and price < limits[1]:
        raise Refuse(_filled_in(codes.sell_too_low, limits[1]))
    return ticks


def quantity_lots(instrument: Instrument, codes: Codes, quantity: Decimal, *, market: bool) -> int:
    """BYB-22. A market order may be half as large as one with a price. Raises Refuse."""
    if quantity % instrument.step_size:
        raise Refuse(codes.too_precise)
    lots = instrument.lots(quantity)
    if lots < instrument.min_lots:
        raise Refuse(codes.too_small)
    if lots > (most_market_lots(instrument) if market else instrument.max_lots):
        raise Refuse(codes.too_large)
    return lots


def most_market_lots(instrument: Instrument) -> int:
    """`maxMarketOrderQty`."""
    return instrument.max_lots // 2


def quote_atoms(instrument: Instrument, codes: Codes, amount: Decimal) -> int:
    """What a market order by value may spend or is to raise. Raises Refuse."""
    if decimals(amount) > quote_decimals(instrument):
        raise Refuse(codes.too_precise)
    if amount < instrument.min_notional:
        raise Refuse(codes.worth_too_little)
    return int(amount.scaleb(instrument.quote_precision))


def quote_decimals(instrument: Instrument) -> int:
    """`quotePrecision`, as places: those of a tick of the smallest step."""
    return decimals(instrument.tick * instrument.step)


def check_worth(instrument: Instrument, codes: Codes, ticks: int, lots: int) -> None:
    """BYB-22. Raises Refuse."""
    worth = instrument.price(ticks) * instrument.quantity(lots)
    if worth < instrument.min_notional:
        raise Refuse(codes.worth_too_little)
    if worth > instrument.max_notional:
        raise Refuse(codes.too_large)


def _filled_in(error: Error, price: Decimal) -> Error:
    return Error(error.code, error.text.format(written(price)))

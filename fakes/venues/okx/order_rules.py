"""Prices and sizes against a market's rules, and ids against theirs. Nothing here changes anything."""

import re
from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import Final

from fakes.exchange import Exchange, SymbolStatus
from fakes.instruments import BUY, Instrument, Side
from fakes.venues.okx import codes
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.names import Market
from fakes.venues.okx.numbers import text, unit

CL_ORD_ID: Final = re.compile(r"[A-Za-z0-9]{1,32}")
"""OKX-40."""
TAG: Final = re.compile(r"[A-Za-z0-9]{1,16}")
BAND: Final = Decimal("0.05")
"""How far above the last price a buy, or below it a sell, may be priced (OKX-19): `initPxLmtPct`."""
MOST_WORTH_USD: Final = 20_000_000
MOST_AT_MARKET_USD: Final = 1_000_000
"""`maxLmtAmt` and `maxMktAmt`."""


def check_status(exchange: Exchange, market: Market, *, post_only: bool) -> None:
    """OKX-18. Raises Refuse."""
    status = exchange.status(market.symbol)
    if status is SymbolStatus.TRADING or (status is SymbolStatus.POST_ONLY and post_only):
        return
    protected = status in (SymbolStatus.CANCEL_ONLY, SymbolStatus.POST_ONLY)
    raise Refuse(codes.PROTECTED if protected else codes.SUSPENDED)


def price_ticks(instrument: Instrument, price: Decimal, name: str) -> int:
    """OKX-17. `name`: what the parameter is called."""
    lowest, highest = instrument.price(instrument.min_ticks), instrument.price(instrument.max_ticks)
    if price < lowest:
        raise Refuse(codes.PRICE_TOO_LOW, text(lowest))
    if price > highest:
        raise Refuse(codes.PRICE_TOO_HIGH, text(highest))
    if price % instrument.tick_size:
        raise Refuse(codes.PARAMETER_ERROR, name)
    return instrument.ticks(price)


def size_lots(instrument: Instrument, size: Decimal) -> int:
    """OKX-17, OKX-82."""
    quantity = size * unit(instrument)
    if quantity % instrument.step_size:
        raise Refuse(codes.NOT_A_LOT)
    lots = instrument.lots(quantity)
    if lots < instrument.min_lots:
        raise Refuse(codes.TOO_SMALL)
    if lots > instrument.max_lots:
        raise Refuse(codes.TOO_LARGE)
    return lots


def price_limits(exchange: Exchange, market: Market) -> tuple[int, int] | None:
    """(highest of a buy, lowest of a sell) in ticks, by the last price; None before there is one."""
    last = exchange.engine(market.symbol).last_trade
    if last is None:
        return None
    highest = (last.ticks * (1 + BAND)).to_integral_value(ROUND_DOWN)
    lowest = (last.ticks * (1 - BAND)).to_integral_value(ROUND_UP)
    return int(highest), int(lowest)


def check_band(exchange: Exchange, market: Market, side: Side, ticks: int) -> None:
    """OKX-19. Raises Refuse."""
    limits = price_limits(exchange, market)
    if limits is None:
        return
    highest, lowest = limits
    if side is BUY and ticks > highest:
        raise Refuse(codes.BUY_TOO_HIGH, market.numbers.price(highest))
    if side is not BUY and ticks < lowest:
        raise Refuse(codes.SELL_TOO_LOW, market.numbers.price(lowest))


def check_worth(worth_usd: Decimal, *, at_market: bool) -> None:
    """OKX-17. Raises Refuse."""
    most = MOST_AT_MARKET_USD if at_market else MOST_WORTH_USD
    if worth_usd > most:
        raise Refuse(codes.TOO_MUCH_WORTH, str(most))


def check_id(value: str | None, name: str, form: re.Pattern[str] = CL_ORD_ID) -> None:
    if value is not None and not form.fullmatch(value):
        raise Refuse(codes.PARAMETER_ERROR, name)

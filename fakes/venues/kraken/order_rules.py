"""Prices and volumes against a market's rules, and ids against theirs. Nothing here changes anything."""

import re
from decimal import Decimal
from typing import Final

from fakes.exchange import Exchange
from fakes.instruments import BUY, Side
from fakes.venues.kraken import errors
from fakes.venues.kraken.errors import Refuse, invalid_arguments
from fakes.venues.kraken.pairs import Pair

CL_ORD_ID: Final = re.compile(
    r"^(?:[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-fA-F]{32}|[!-~]{1,18})$"
)
"""KRK-31: a UUID, long or short, or free text."""
INT32: Final = (-(2**31), 2**31 - 1)


def price_ticks(exchange: Exchange, pair: Pair, price: Decimal) -> int:
    """KRK-13, KRK-14."""
    instrument = exchange.instrument(pair.symbol)
    if price <= 0:
        raise Refuse(errors.INVALID_PRICE)
    decimals = pair.digits.price_decimals
    if price != price.quantize(Decimal(1).scaleb(-decimals)):
        raise Refuse(errors.too_precise(pair.altname, decimals))
    if price % instrument.tick_size:
        raise Refuse(errors.OFF_TICK)
    ticks = instrument.ticks(price)
    if not instrument.min_ticks <= ticks <= instrument.max_ticks:
        raise Refuse(errors.INVALID_PRICE)
    return ticks


def volume_lots(exchange: Exchange, pair: Pair, volume: Decimal, name: str) -> int:
    """KRK-13. `name`: what the parameter is called."""
    instrument = exchange.instrument(pair.symbol)
    if volume % instrument.step_size or volume > instrument.quantity(instrument.max_lots):
        raise Refuse(invalid_arguments(name))
    lots = instrument.lots(volume)
    if lots < instrument.min_lots:
        raise Refuse(errors.BELOW_ORDERMIN)
    return lots


def check_cost(exchange: Exchange, pair: Pair, side: Side, ticks: int | None, lots: int) -> None:
    """KRK-13. A market order is worth what the best price on the other side makes of it."""
    instrument = exchange.instrument(pair.symbol)
    if ticks is None:
        engine = exchange.engine(pair.symbol)
        best = engine.best_ask if side is BUY else engine.best_bid
        if best is None:
            return
        ticks = best[0]
    if instrument.price(ticks) * instrument.quantity(lots) < instrument.min_notional:
        raise Refuse(errors.BELOW_COSTMIN)


def check_id(text: str) -> None:
    if not CL_ORD_ID.match(text):
        raise Refuse(invalid_arguments("cl_ord_id"))

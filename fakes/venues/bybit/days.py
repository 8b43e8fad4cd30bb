"""What happened to a market in the last 24 hours, as tickers tell it (BYB-76)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, NamedTuple

from fakes.exchange import Exchange
from fakes.rolling import RollingWindow
from fakes.venues.bybit.digits import Digits, decimals
from fakes.venues.bybit.usd import UsdWorth

Row = dict[str, Any]

DayRow = Callable[[Digits, RollingWindow, Exchange], Row]


class DayRows(NamedTuple):
    """What a product tells of a market's day, to those who ask and on its streams."""

    asked: DayRow
    streamed: DayRow


DAY_MS: Final = 86_400_000
SHARE_DECIMALS: Final = 4


def spot_day(digits: Digits, day: RollingWindow, exchange: Exchange) -> Row:
    """The fields that streams have too; 24 hours ago there was the first price that is known."""
    instrument = digits.instrument
    last = day.last or day.before
    before = day.before or day.first
    last_ticks, before_ticks = (last.ticks if last else 0), (before.ticks if before else 0)
    return {
        "symbol": instrument.symbol,
        "lastPrice": digits.price(last_ticks),
        "highPrice24h": digits.price(day.high_ticks or last_ticks),
        "lowPrice24h": digits.price(day.low_ticks or last_ticks),
        "prevPrice24h": digits.price(before_ticks),
        "volume24h": digits.quantity(day.lots),
        "turnover24h": digits.value(day.quote_atoms),
        "price24hPcnt": share(last_ticks, before_ticks),
        "usdIndexPrice": usd_price(exchange, instrument.base),
    }


def share(last: int, before: int) -> str:
    """By how much the last is more: "0.0068"."""
    if not before:
        return "0"
    changed = (Decimal(last - before) / before).quantize(Decimal(1).scaleb(-SHARE_DECIMALS))
    return f"{changed:f}" if changed else "0"


def usd_price(exchange: Exchange, coin: str) -> str:
    """ "" of a coin without one (BYB-95)."""
    price = UsdWorth(exchange).price(coin)
    return f"{price:.{decimals(price)}f}" if price else ""

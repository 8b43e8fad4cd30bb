"""What tickers tell of a contract's day (BYB-76): with its best prices, its mark and its funding."""

from bisect import bisect_right
from typing import Any

from fakes.derivatives.clockwork import next_funding_ms
from fakes.exchange import Exchange
from fakes.rolling import RollingWindow
from fakes.venues.bybit.days import Row, share
from fakes.venues.bybit.digits import Digits, rate
from fakes.venues.bybit.linear.rates import FUNDING_CAP
from fakes.venues.bybit.market_channels import direction

HOUR_MS = 3_600_000


def asked_day(digits: Digits, day: RollingWindow, exchange: Exchange) -> Row:
    row = _day(digits, day, exchange)
    return row | {
        "predictedDeliveryPrice": "",
        "basisRate": "",
        "deliveryFeeRate": "",
        "deliveryTime": "0",
        "basis": "",
        "basisRateYear": "",
    }


def streamed_day(digits: Digits, day: RollingWindow, exchange: Exchange) -> Row:
    symbol = digits.instrument.symbol
    ticks = [trade.ticks for trade in exchange.trades(symbol)[-2:]]
    way = direction(ticks[0], ticks[-1]) if ticks else "ZeroPlusTick"
    engine = exchange.engine(symbol)
    bid, ask = engine.best_bid, engine.best_ask
    return {
        **_day(digits, day, exchange),
        "tickDirection": way,
        "bid1Price": digits.price(bid[0]) if bid else "",
        "bid1Size": digits.quantity(bid[1]) if bid else "",
        "ask1Price": digits.price(ask[0]) if ask else "",
        "ask1Size": digits.quantity(ask[1]) if ask else "",
    }


def _day(digits: Digits, day: RollingWindow, exchange: Exchange) -> Row:
    """24 hours ago there was the first price that is known. The index is the mark here.
    Open interest is of both sides together, unless it is called single.
    """
    instrument = digits.instrument
    contract = instrument.contract
    assert contract is not None  # it is of contracts
    symbol, now_ms = instrument.symbol, exchange.now_ms()
    mark = exchange.contracts.mark_ticks(symbol)
    lots = exchange.contracts.open_lots(symbol)
    last, before = day.last or day.before, day.before or day.first
    last_ticks, before_ticks = (last.ticks if last else 0), (before.ticks if before else 0)
    row: dict[str, Any] = {
        "symbol": symbol,
        "lastPrice": digits.price(last_ticks),
        "indexPrice": digits.price(mark),
        "markPrice": digits.price(mark),
        "prevPrice24h": digits.price(before_ticks),
        "price24hPcnt": share(last_ticks, before_ticks),
        "highPrice24h": digits.price(day.high_ticks or last_ticks),
        "lowPrice24h": digits.price(day.low_ticks or last_ticks),
        "prevPrice1h": digits.price(_ticks_at(exchange, symbol, now_ms - HOUR_MS)),
        "openInterest": digits.quantity(2 * lots),
        "openInterestValue": digits.value(instrument.quote_atoms(mark, 2 * lots)),
        "singleOpenInterest": digits.quantity(lots),
        "singleOpenInterestValue": digits.value(instrument.quote_atoms(mark, lots)),
        "turnover24h": digits.value(day.quote_atoms),
        "volume24h": digits.quantity(day.lots),
        "fundingRate": rate(contract.funding_ppm),
        "nextFundingTime": str(next_funding_ms(instrument, now_ms)),
        "fundingIntervalHour": str(contract.funding_every_h),
        "fundingCap": FUNDING_CAP,
        "preOpenPrice": "",
        "preQty": "",
        "curPreListingPhase": "",
    }
    return row


def _ticks_at(exchange: Exchange, symbol: str, at_ms: int) -> int:
    """The price then, or the first that is known."""
    trades = exchange.trades(symbol)
    if not trades:
        return 0
    after = bisect_right(trades, at_ms, key=lambda trade: trade.at_ms)
    return trades[max(0, after - 1)].ticks

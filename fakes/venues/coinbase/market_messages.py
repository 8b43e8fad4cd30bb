"""The events of the public channels, field by field as documented (CBS-69 to CBS-72)."""

from collections.abc import Iterable, Sequence
from typing import Any, Final, Literal

from fakes.exchange import Exchange
from fakes.instruments import BUY, Side
from fakes.klines import Kline
from fakes.rolling import RollingWindow
from fakes.trades import Trade
from fakes.venues.coinbase import product_view, times
from fakes.venues.coinbase.digits import Digits, ratio, written
from fakes.venues.coinbase.products import Product
from fakes.venues.coinbase.rest_public import maker_side

Json = dict[str, Any]
Kind = Literal["snapshot", "update"]
Level = tuple[Side, int, int]
"""(side, ticks, lots), lots 0 = the level is gone."""

PERCENT_DECIMALS: Final = 14


def book(product: Product, kind: Kind, levels: Iterable[Level], event_time: str) -> Json:
    digits = product.digits
    updates = [
        {
            "side": "bid" if side is BUY else "offer",
            "event_time": event_time,
            "price_level": digits.price(ticks),
            "new_quantity": digits.size(lots),
        }
        for side, ticks, lots in levels
    ]
    return {"type": kind, "product_id": product.id, "updates": updates}


def trades(product: Product, kind: Kind, these: Iterable[Trade]) -> Json:
    rows = [
        {
            "trade_id": str(trade.trade_id),
            "product_id": product.id,
            "price": product.digits.price(trade.ticks),
            "size": product.digits.size(trade.lots),
            "side": maker_side(trade),
            "time": times.micro(trade.at_ms),
        }
        for trade in these
    ]
    return {"type": kind, "trades": rows}


def ticker(exchange: Exchange, product: Product, kind: Kind, day: RollingWindow, *, best: bool) -> Json:
    """`day`: the trades of the last 24 hours; `best`: with the best prices (CBS-72)."""
    digits = product.digits
    last, opened = day.last or day.before, day.before or day.first
    ticks = last.ticks if last else 0
    change = ratio((ticks - opened.ticks) * 100, opened.ticks, PERCENT_DECIMALS) if opened else "0"
    high, low = digits.price(day.high_ticks or ticks), digits.price(day.low_ticks or ticks)
    row: Json = {
        "type": "ticker",
        "product_id": product.id,
        "price": digits.price(ticks),
        "volume_24_h": digits.size(day.lots),
        "low_24_h": low,
        "high_24_h": high,
        "low_52_w": low,
        "high_52_w": high,
        "price_percent_chg_24_h": change,
    }
    return {"type": kind, "tickers": [row | _best(exchange, product, digits) if best else row]}


def _best(exchange: Exchange, product: Product, digits: Digits) -> Json:
    engine = exchange.engine(product.symbol)
    bid, ask = engine.best_bid or (0, 0), engine.best_ask or (0, 0)
    return {
        "best_bid": digits.price(bid[0]),
        "best_bid_quantity": digits.size(bid[1]),
        "best_ask": digits.price(ask[0]),
        "best_ask_quantity": digits.size(ask[1]),
    }


def candles(product: Product, kind: Kind, these: Iterable[Kline]) -> Json:
    digits = product.digits
    rows = [
        {
            "start": str(each.open_ms // 1000),
            "high": digits.price(each.high_ticks),
            "low": digits.price(each.low_ticks),
            "open": digits.price(each.open_ticks),
            "close": digits.price(each.close_ticks),
            "volume": digits.size(each.lots),
            "product_id": product.id,
        }
        for each in these
    ]
    return {"type": kind, "candles": rows}


def status(exchange: Exchange, kind: Kind, products: Sequence[Product]) -> Json:
    rows = []
    for product in products:
        instrument = exchange.instrument(product.symbol)
        rows.append(
            {
                "product_type": "SPOT",
                "id": product.id,
                "base_currency": product.base,
                "quote_currency": product.quote,
                "base_increment": written(instrument.step_size),
                "quote_increment": written(instrument.tick_size),
                "display_name": f"{product.base}/{product.quote}",
                "status": product_view.status(exchange, product.symbol),
                "status_message": "",
                "min_market_funds": written(instrument.min_notional),
            }
        )
    return {"type": kind, "products": rows}

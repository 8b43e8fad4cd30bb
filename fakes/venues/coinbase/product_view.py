"""A market as the lists of products show it (CBS-24, CBS-25)."""

from typing import Any, Final

from fakes.exchange import Exchange, SymbolStatus
from fakes.venues.coinbase.digits import Digits, written
from fakes.venues.coinbase.products import Product, long_name
from fakes.venues.coinbase.statistics import Day

Json = dict[str, Any]

_FLAGS: Final = {
    SymbolStatus.CANCEL_ONLY: "cancel_only",
    SymbolStatus.POST_ONLY: "post_only",
    SymbolStatus.HALT: "trading_disabled",
    SymbolStatus.BREAK: "trading_disabled",
    SymbolStatus.END_OF_DAY: "trading_disabled",
    SymbolStatus.DELISTED: "is_disabled",
}


def status(exchange: Exchange, symbol: str) -> str:
    """The word for it, of which there are few: the flags say more."""
    return "delisted" if exchange.status(symbol) is SymbolStatus.DELISTED else "online"


def product(exchange: Exchange, shown: Product) -> Json:
    instrument = exchange.instrument(shown.symbol)
    digits = Digits(instrument)
    engine = exchange.engine(shown.symbol)
    day = Day(exchange.trades(shown.symbol), exchange.now_ms(), digits)
    flag = _FLAGS.get(exchange.status(shown.symbol))
    bid, ask = engine.best_bid, engine.best_ask
    return {
        "product_id": shown.id,
        "price": day.price,
        "price_percentage_change_24h": day.change_percent,
        "volume_24h": day.volume,
        "volume_percentage_change_24h": day.volume_change_percent,
        "base_increment": written(instrument.step_size),
        "quote_increment": written(instrument.tick_size),
        "quote_min_size": written(instrument.min_notional),
        "quote_max_size": written(instrument.max_notional),
        "base_min_size": digits.size(instrument.min_lots),
        "base_max_size": digits.size(instrument.max_lots),
        "base_name": long_name(shown.base),
        "quote_name": long_name(shown.quote),
        "watched": False,
        "is_disabled": flag == "is_disabled",
        "new": False,
        "status": status(exchange, shown.symbol),
        "cancel_only": flag == "cancel_only",
        "limit_only": False,
        "post_only": flag == "post_only",
        "trading_disabled": flag == "trading_disabled",
        "auction_mode": False,
        "product_type": "SPOT",
        "quote_currency_id": shown.quote,
        "base_currency_id": shown.base,
        "fcm_trading_session_details": None,
        "mid_market_price": "",
        "alias": shown.of,
        "alias_to": list(shown.also),
        "base_display_symbol": shown.base,
        "quote_display_symbol": shown.quote,
        "view_only": False,
        "price_increment": written(instrument.tick_size),
        "display_name": shown.id,
        "product_venue": "CBE",
        "approximate_quote_24h_volume": day.quote_volume,
        "new_at": "2023-01-01T00:00:00Z",
        "market_cap": "",
        "base_cbrn": "",
        "quote_cbrn": "",
        "product_cbrn": "",
        "icon_color": "",
        "icon_url": "",
        "display_name_overwrite": "",
        "is_alpha_testing": False,
        "about_description": "",
        "best_bid_price": digits.price(bid[0]) if bid else "",
        "best_ask_price": digits.price(ask[0]) if ask else "",
    }


def best_prices(exchange: Exchange, shown: Product) -> tuple[str, str]:
    """(bid, ask), "" where a side is empty."""
    engine, digits = exchange.engine(shown.symbol), shown.digits
    bid, ask = engine.best_bid, engine.best_ask
    return (digits.price(bid[0]) if bid else "", digits.price(ask[0]) if ask else "")

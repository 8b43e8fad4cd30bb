"""What is traded and under which rules, as `exchangeInfo` tells it."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from fakes.exchange import Exchange, SymbolStatus
from fakes.instruments import Instrument
from fakes.matching import SelfTrade
from fakes.venues.binance.numbers import ZERO, places

Json = dict[str, Any]

MAX_OPEN_ORDERS: Final = 200
MAX_AMENDMENTS: Final = 10
AVERAGE_MINUTES: Final = 5
PRICE_UP: Final = Decimal(5)
PRICE_DOWN: Final = Decimal("0.2")
DEFAULT_SELF_TRADE: Final = SelfTrade.EXPIRE_MAKER
ALLOWED_SELF_TRADE: Final = tuple(SelfTrade)
ORDER_TYPES: Final = ("LIMIT", "LIMIT_MAKER", "MARKET")
"""What this fake can match. It declares no more, so that no client plans with stop orders or lists."""


def symbol_filters(instrument: Instrument) -> list[Json]:
    """PRICE_FILTER first: some clients read `filters[0].tickSize` (cryptofeed). BIN-51."""
    return [
        {
            "filterType": "PRICE_FILTER",
            "minPrice": places(instrument.price(instrument.min_ticks)),
            "maxPrice": places(instrument.price(instrument.max_ticks)),
            "tickSize": places(instrument.tick_size),
        },
        {
            "filterType": "LOT_SIZE",
            "minQty": places(instrument.quantity(instrument.min_lots)),
            "maxQty": places(instrument.quantity(instrument.max_lots)),
            "stepSize": places(instrument.step_size),
        },
        {"filterType": "ICEBERG_PARTS", "limit": 100},
        {
            "filterType": "MARKET_LOT_SIZE",
            "minQty": ZERO,
            "maxQty": places(instrument.quantity(instrument.max_lots)),
            "stepSize": ZERO,
        },
        {
            "filterType": "TRAILING_DELTA",
            "minTrailingAboveDelta": 10,
            "maxTrailingAboveDelta": 2000,
            "minTrailingBelowDelta": 10,
            "maxTrailingBelowDelta": 2000,
        },
        {
            "filterType": "PERCENT_PRICE_BY_SIDE",
            "bidMultiplierUp": str(PRICE_UP),
            "bidMultiplierDown": str(PRICE_DOWN),
            "askMultiplierUp": str(PRICE_UP),
            "askMultiplierDown": str(PRICE_DOWN),
            "avgPriceMins": AVERAGE_MINUTES,
        },
        {
            "filterType": "NOTIONAL",
            "minNotional": places(instrument.min_notional),
            "applyMinToMarket": True,
            "maxNotional": places(instrument.max_notional),
            "applyMaxToMarket": False,
            "avgPriceMins": AVERAGE_MINUTES,
        },
        {"filterType": "MAX_NUM_ORDERS", "maxNumOrders": MAX_OPEN_ORDERS},
        {"filterType": "MAX_NUM_ORDER_LISTS", "maxNumOrderLists": 20},
        {"filterType": "MAX_NUM_ALGO_ORDERS", "maxNumAlgoOrders": 5},
        {"filterType": "MAX_NUM_ORDER_AMENDS", "maxNumOrderAmends": MAX_AMENDMENTS},
    ]


def symbol_entry(instrument: Instrument, status: SymbolStatus, *, show_sets: bool = True) -> Json:
    """One member of `symbols`, whatever its status (BIN-50).

    `permissions` is always empty, the sets count (BIN-53).
    """
    return {
        "symbol": instrument.symbol,
        "status": status.value,
        "baseAsset": instrument.base,
        "baseAssetPrecision": instrument.base_precision,
        "quoteAsset": instrument.quote,
        "quotePrecision": instrument.quote_precision,
        "quoteAssetPrecision": instrument.quote_precision,
        "baseCommissionPrecision": instrument.base_precision,
        "quoteCommissionPrecision": instrument.quote_precision,
        "orderTypes": [*ORDER_TYPES],
        "icebergAllowed": False,
        "ocoAllowed": False,
        "otoAllowed": False,
        "opoAllowed": False,
        "quoteOrderQtyMarketAllowed": True,
        "allowTrailingStop": False,
        "cancelReplaceAllowed": True,
        "amendAllowed": True,
        "pegInstructionsAllowed": False,
        "isSpotTradingAllowed": True,
        "isMarginTradingAllowed": False,
        "filters": symbol_filters(instrument),
        "permissions": [],
        "permissionSets": [["SPOT"]] if show_sets else [],
        "defaultSelfTradePreventionMode": DEFAULT_SELF_TRADE.value,
        "allowedSelfTradePreventionModes": [mode.value for mode in ALLOWED_SELF_TRADE],
    }


def exchange_information(
    exchange: Exchange,
    symbols: Sequence[str],
    rate_limits: list[Json],
    *,
    show_sets: bool = True,
) -> Json:
    return {
        "timezone": "UTC",
        "serverTime": exchange.now_ms(),
        "rateLimits": rate_limits,
        "exchangeFilters": [],
        "symbols": [
            symbol_entry(exchange.instrument(symbol), exchange.status(symbol), show_sets=show_sets)
            for symbol in symbols
        ],
    }

"""What is traded and under which rules, as `exchangeInfo` tells it here (BFU-04, BFU-73)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from fakes.exchange import Exchange, SymbolStatus
from fakes.instruments import Instrument
from fakes.venues.binance.usdm.numbers import UsdmScale, plain
from fakes.venues.binance.usdm.orders import MULTIPLIER_DOWN, MULTIPLIER_UP

Json = dict[str, Any]
STATUS: Final = {
    SymbolStatus.TRADING: "TRADING",
    SymbolStatus.HALT: "SETTLING",
    SymbolStatus.BREAK: "CLOSE",
    SymbolStatus.CANCEL_ONLY: "PRE_SETTLE",
    SymbolStatus.POST_ONLY: "PENDING_TRADING",
    SymbolStatus.END_OF_DAY: "SETTLING",
}
NEVER_MS: Final = 4_133_404_800_000
"""The delivery of what has none."""
ONBOARDED_MS: Final = 1_569_398_400_000
ORDER_TYPES: Final = ("LIMIT", "MARKET")
"""What this fake can match. It declares no more, so that no client plans with stop orders."""


def symbol_filters(instrument: Instrument, most_open: int) -> list[Json]:
    scale = UsdmScale(instrument)
    lot = {
        "maxQty": scale.quantity(instrument.max_lots),
        "minQty": scale.quantity(instrument.min_lots),
        "stepSize": plain(instrument.step_size, scale.quantity_places),
    }
    return [
        {
            "filterType": "PRICE_FILTER",
            "maxPrice": scale.price(instrument.max_ticks),
            "minPrice": scale.price(instrument.min_ticks),
            "tickSize": plain(instrument.tick_size, scale.price_places),
        },
        {"filterType": "LOT_SIZE", **lot},
        {"filterType": "MARKET_LOT_SIZE", **lot},
        {"filterType": "MAX_NUM_ORDERS", "limit": most_open},
        {"filterType": "MIN_NOTIONAL", "notional": f"{instrument.min_notional.normalize():f}"},
        {
            "filterType": "PERCENT_PRICE",
            "multiplierUp": str(MULTIPLIER_UP),
            "multiplierDown": str(MULTIPLIER_DOWN),
            "multiplierDecimal": "4",
        },
    ]


def symbol_entry(instrument: Instrument, status: SymbolStatus, most_open: int) -> Json:
    scale = UsdmScale(instrument)
    return {
        "symbol": instrument.symbol,
        "pair": instrument.symbol,
        "contractType": "PERPETUAL",
        "deliveryDate": NEVER_MS,
        "onboardDate": ONBOARDED_MS,
        "status": STATUS[status],
        "maintMarginPercent": "2.5000",
        "requiredMarginPercent": "5.0000",
        "baseAsset": instrument.base,
        "quoteAsset": instrument.quote,
        "marginAsset": instrument.quote,
        "pricePrecision": scale.price_places,
        "quantityPrecision": scale.quantity_places,
        "baseAssetPrecision": instrument.base_precision,
        "quotePrecision": instrument.quote_precision,
        "underlyingType": "COIN",
        "underlyingSubType": ["PoW"],
        "settlePlan": 0,
        "triggerProtect": "0.0500",
        "filters": symbol_filters(instrument, most_open),
        "orderTypes": [*ORDER_TYPES],
        "timeInForce": ["GTC", "IOC", "FOK", "GTX"],
        "liquidationFee": "0.012500",
        "marketTakeBound": plain(MULTIPLIER_UP - Decimal(1), 2),
    }


def exchange_information(
    exchange: Exchange, rate_limits: Sequence[Json], assets: Sequence[str], most_open: int
) -> Json:
    return {
        "exchangeFilters": [],
        "rateLimits": [*rate_limits],
        "serverTime": exchange.now_ms(),
        "assets": [
            {"asset": asset, "marginAvailable": True, "autoAssetExchange": "-10000"} for asset in assets
        ],
        "symbols": [
            symbol_entry(exchange.instrument(symbol), exchange.status(symbol), most_open)
            for symbol in exchange.symbols()
        ],
        "timezone": "UTC",
    }

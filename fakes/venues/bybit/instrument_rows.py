"""The rules of a market as `instruments-info` tells them (BYB-16)."""

from typing import Any

from fakes.instruments import Instrument
from fakes.venues.bybit.digits import written
from fakes.venues.bybit.order_rules import BAND, most_market_lots, quote_decimals

Row = dict[str, Any]


def spot_row(instrument: Instrument, number: int, status: str) -> Row:
    most = written(instrument.quantity(instrument.max_lots))
    return {
        "symbolId": number,
        "symbol": instrument.symbol,
        "baseCoin": instrument.base,
        "quoteCoin": instrument.quote,
        "innovation": "0",
        "status": status,
        "marginTrading": "utaOnly",
        "stTag": "0",
        "lotSizeFilter": {
            "basePrecision": written(instrument.step_size),
            "quotePrecision": f"{10 ** -quote_decimals(instrument):.{quote_decimals(instrument)}f}",
            "minOrderQty": written(instrument.quantity(instrument.min_lots)),
            "maxOrderQty": most,
            "minOrderAmt": written(instrument.min_notional),
            "maxOrderAmt": written(instrument.max_notional),
            "maxLimitOrderQty": most,
            "maxMarketOrderQty": written(instrument.quantity(most_market_lots(instrument))),
            "postOnlyMaxLimitOrderSize": most,
        },
        "priceFilter": {"tickSize": written(instrument.tick_size)},
        "riskParameters": {"priceLimitRatioX": written(BAND), "priceLimitRatioY": written(BAND)},
        "symbolType": "",
    }

"""A market's rules, as the list of instruments and its channel show them (OKX-16 to OKX-20)."""

from decimal import Decimal
from typing import Any, Final

from fakes.exchange import Exchange, SymbolStatus
from fakes.venues.okx.names import Market
from fakes.venues.okx.numbers import text, unit
from fakes.venues.okx.order_rules import BAND, MOST_AT_MARKET_USD, MOST_WORTH_USD

Json = dict[str, Any]

LISTED_MS: Final = 1_606_468_572_000
STATES: Final = {SymbolStatus.TRADING: "live", SymbolStatus.POST_ONLY: "post_only"}
NO_CONTRACT: Final[Json] = {
    "alias": "",
    "ctMult": "",
    "ctType": "",
    "ctVal": "",
    "ctValCcy": "",
    "expTime": "",
    "instFamily": "",
    "optType": "",
    "settleCcy": "",
    "stk": "",
    "uly": "",
}


def spot_row(exchange: Exchange, market: Market) -> Json:
    instrument = exchange.instrument(market.symbol)
    return {
        **rules(exchange, market),
        **NO_CONTRACT,
        "baseCcy": instrument.base,
        "quoteCcy": instrument.quote,
        "lever": "10",
        "maxLmtAmt": str(MOST_WORTH_USD),
        "maxMktAmt": str(MOST_AT_MARKET_USD),
    }


def rules(exchange: Exchange, market: Market) -> Json:
    """What all products have."""
    instrument = exchange.instrument(market.symbol)
    size = unit(instrument)
    most = text(instrument.step * instrument.max_lots / size)
    return {
        "instType": market.inst_type,
        "instId": market.inst_id,
        "instIdCode": market.code,
        "tradeQuoteCcyList": [instrument.quote],
        "category": "1",
        "instCategory": "1",
        "groupId": "1",
        "ruleType": "normal",
        "openType": "",
        "listTime": str(LISTED_MS),
        "contTdSwTime": "",
        "preMktSwTime": "",
        "auctionEndTime": "",
        "futureSettlement": False,
        "tickSz": text(instrument.tick_size),
        "lotSz": text(instrument.step_size / size),
        "minSz": text(instrument.step * instrument.min_lots / size),
        "maxLmtSz": most,
        "maxMktSz": "1000000",
        "maxTwapSz": most,
        "maxIcebergSz": most,
        "maxTriggerSz": most,
        "maxStopSz": "1000000",
        "initPxLmtPct": text(BAND),
        "floatPxLmtPct": text(Decimal("0.03")),
        "maxPxLmtPct": text(Decimal("0.15")),
        "state": STATES.get(exchange.status(market.symbol), "suspend"),
        "upcChg": [],
    }

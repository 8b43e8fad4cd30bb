"""What is told of contracts to anybody: rules, funding, mark prices, open interest (OKX-90, OKX-91)."""

from typing import Any, Final

from fakes.derivatives.clockwork import HOUR_MS, next_funding_ms
from fakes.exchange import Exchange
from fakes.instruments import Contract, Instrument
from fakes.venues.okx.instrument_rows import NO_CONTRACT, rules
from fakes.venues.okx.names import Market
from fakes.venues.okx.numbers import plain, text

Json = dict[str, Any]
PPM_DECIMALS: Final = 6


def contract_of(instrument: Instrument) -> Contract:
    assert instrument.contract is not None  # every market of this venue is one
    return instrument.contract


def swap_row(exchange: Exchange, market: Market) -> Json:
    """OKX-81."""
    instrument = exchange.instrument(market.symbol)
    contract = contract_of(instrument)
    return {
        **rules(exchange, market),
        **NO_CONTRACT,
        "baseCcy": "",
        "quoteCcy": "",
        "settleCcy": instrument.quote,
        "uly": market.pair,
        "instFamily": market.pair,
        "ctVal": text(contract.size),
        "ctMult": "1",
        "ctValCcy": instrument.base,
        "ctType": "linear",
        "lever": str(contract.max_leverage),
        "maxLmtAmt": "20000000",
        "maxMktAmt": "",
    }


def funding_row(exchange: Exchange, market: Market, now_ms: int) -> Json:
    instrument = exchange.instrument(market.symbol)
    contract = contract_of(instrument)
    due_ms = next_funding_ms(instrument, now_ms)
    rate = plain(contract.funding_ppm, PPM_DECIMALS)
    return {
        "formulaType": "noRate",
        "fundingRate": rate,
        "fundingTime": str(due_ms),
        "impactValue": "",
        "instId": market.inst_id,
        "instType": market.inst_type,
        "interestRate": rate,
        "maxFundingRate": "0.00375",
        "method": "current_period",
        "minFundingRate": "-0.00375",
        "nextFundingRate": "",
        "nextFundingTime": str(due_ms + contract.funding_every_h * HOUR_MS),
        "premium": "0",
        "prevFundingTime": str(due_ms - contract.funding_every_h * HOUR_MS),
        "settFundingRate": rate,
        "settState": "settled",
        "ts": str(now_ms),
    }


def mark_row(exchange: Exchange, market: Market, now_ms: int) -> Json:
    return {
        "instType": market.inst_type,
        "instId": market.inst_id,
        "markPx": market.numbers.price(exchange.contracts.mark_ticks(market.symbol)),
        "ts": str(now_ms),
    }


def interest_row(exchange: Exchange, market: Market, now_ms: int) -> Json:
    instrument, numbers = exchange.instrument(market.symbol), market.numbers
    lots = exchange.contracts.open_lots(market.symbol)
    worth = instrument.quantity(lots) * instrument.price(exchange.contracts.mark_ticks(market.symbol))
    return {
        "instType": market.inst_type,
        "instId": market.inst_id,
        "oi": numbers.size(lots),
        "oiCcy": numbers.base(lots),
        "oiUsd": text(worth),
        "ts": str(now_ms),
    }

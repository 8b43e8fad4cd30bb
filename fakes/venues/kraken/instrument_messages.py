"""The channel `instrument`: what is traded and by which rules, as numbers (KRK-17)."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from fakes.exact_json import Exact
from fakes.instruments import Instrument
from fakes.venues.kraken.digits import LOT_DECIMALS
from fakes.venues.kraken.market_messages import Kind, Message
from fakes.venues.kraken.pairs import Asset, Pair

Traded = tuple[Pair, Instrument, str]
"""A market, its rules at present, and its status (KRK-15). Nothing trades on margin here."""


def instruments(kind: Kind, assets: Iterable[Asset], pairs: Iterable[Traded]) -> Message:
    return {
        "channel": "instrument",
        "type": kind,
        "data": {
            "assets": [_asset(asset) for asset in assets],
            "pairs": [_pair(*traded) for traded in pairs],
        },
    }


def _asset(asset: Asset) -> dict[str, Any]:
    return {
        "id": asset.name,
        "status": "enabled",
        "precision": asset.decimals,
        "precision_display": asset.display_decimals,
        "borrowable": False,
        "collateral_value": 0.0,
        "margin_rate": 0.0,
    }


def _pair(pair: Pair, instrument: Instrument, status: str) -> dict[str, Any]:
    return {
        "symbol": pair.name,
        "base": pair.base.name,
        "quote": pair.quote.name,
        "status": status,
        "qty_precision": LOT_DECIMALS,
        "qty_increment": _number(instrument.step_size),
        "price_precision": pair.digits.price_decimals,
        "cost_precision": pair.digits.cost_decimals,
        "marginable": False,
        "has_index": True,
        "cost_min": _number(instrument.min_notional),
        "tick_size": _number(instrument.tick_size),
        "price_increment": _number(instrument.tick_size),
        "qty_min": _number(instrument.quantity(instrument.min_lots)),
    }


def _number(value: Decimal) -> Exact:
    """In the shortest way, small ones with an exponent: `1e-08`."""
    return Exact(repr(float(value)))

"""One market under four names (KRK-10), assets under two (KRK-12), and the rules of trading (KRK-13)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import msgspec

from exchanges.errors import InvalidRequest
from exchanges.models import Instrument, InstrumentStatus, OrderType
from exchanges.venues.kraken.errors import VENUE
from exchanges.venues.kraken.messages import AssetRow, PairRow

_RENAMED = {"XBT": "BTC", "XDG": "DOGE"}
"""Assets that the WebSocket calls otherwise than REST does."""

_LIMIT, _MARKET, _MAKER = OrderType.LIMIT.value, OrderType.MARKET.value, OrderType.LIMIT_MAKER.value

# KRK-15: what still trades, and how. A status that is not here refuses orders.
_STATUS = {
    "online": (InstrumentStatus.TRADING, (_LIMIT, _MARKET, _MAKER)),
    "limit_only": (InstrumentStatus.TRADING, (_LIMIT, _MAKER)),
    "post_only": (InstrumentStatus.TRADING, (_MAKER,)),
    "cancel_only": (InstrumentStatus.CANCEL_ONLY, ()),
    "reduce_only": (InstrumentStatus.CANCEL_ONLY, ()),
    "maintenance": (InstrumentStatus.HALTED, ()),
    "work_in_progress": (InstrumentStatus.HALTED, ()),
    "delisted": (InstrumentStatus.CLOSED, ()),
}
_NOT_KNOWN = (InstrumentStatus.UNRECOGNISED, ())

_decode_pair = msgspec.json.Decoder(PairRow).decode


def asset_name(altname: str) -> str:
    """What the WebSocket calls an asset, from what REST calls it in words."""
    return _RENAMED.get(altname, altname)


@dataclass(frozen=True, slots=True)
class Pair:
    """``symbol`` is the name on the WebSocket, and ours."""

    key: str
    symbol: str
    price_decimals: int
    quantity_decimals: int


class Names:
    """From any of a market's names to the market, and from the key of an asset to its name."""

    def __init__(self) -> None:
        self._pairs: dict[str, Pair] = {}
        self._assets: dict[str, str] = {}

    def adopt(
        self, pairs: Mapping[str, msgspec.Raw], on_unreadable: Callable[[str], None]
    ) -> dict[str, Instrument]:
        """Take over ``AssetPairs``; instruments by symbol, in the venue's order.

        ``on_unreadable`` hears of rows that are left out.
        """
        names: dict[str, Pair] = {}
        instruments = {}
        for key, raw in pairs.items():
            try:
                row = _decode_pair(raw)
                instrument = _instrument(row)
            except (msgspec.DecodeError, ValueError, ArithmeticError) as error:
                on_unreadable(f"{key}: {error}")
                continue
            pair = Pair(key, instrument.symbol, row.pair_decimals, row.lot_decimals)
            for name in (key, row.altname, row.wsname, pair.symbol):
                names[name] = pair
            self._assets.setdefault(row.base, instrument.base)
            self._assets.setdefault(row.quote, instrument.quote)
            instruments[pair.symbol] = instrument
        if instruments:
            self._pairs = names
        return instruments

    def adopt_assets(self, assets: Mapping[str, AssetRow]) -> None:
        """Take over ``Assets``: also those that are in no pair can be held."""
        for key, row in assets.items():
            self._assets[key] = asset_name(row.altname)

    def pair(self, name: str) -> Pair:
        """Under any of its names. Raises InvalidRequest for a market that the venue does not list."""
        pair = self._pairs.get(name)
        if pair is None:
            raise InvalidRequest(f"unknown symbol {name!r}", venue=VENUE)
        return pair

    def symbol(self, name: str) -> str:
        """Ours for any of a market's names; one that is not known stays as it is."""
        pair = self._pairs.get(name)
        return name if pair is None else pair.symbol

    def asset(self, key: str) -> str:
        """Ours for an asset's key; what is held in a special way keeps its suffix (``ETH.S``)."""
        known = self._assets.get(key)
        if known is not None:
            return known
        name, point, suffix = key.partition(".")
        return f"{self._assets.get(name, asset_name(name))}{point}{suffix}"


def _instrument(row: PairRow) -> Instrument:
    base, slash, quote = row.wsname.partition("/")
    if not slash:
        raise ValueError(f"{row.wsname!r} is no name of a pair")
    if not row.tick_size > 0 or not row.lot_decimals >= 0:
        raise ValueError("a pair without a grid")
    base, quote = asset_name(base), asset_name(quote)
    status, kinds = _STATUS.get(row.status, _NOT_KNOWN)
    return Instrument(
        symbol=f"{base}/{quote}",
        base=base,
        quote=quote,
        status=status,
        tick_size=row.tick_size,
        lot_size=Decimal(1).scaleb(-row.lot_decimals),
        min_quantity=row.ordermin,
        min_notional=row.costmin,
        order_types=kinds,
    )

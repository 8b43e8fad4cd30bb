"""The markets that the fake lists, with Binance's grid and fees."""

from collections.abc import Mapping
from decimal import Decimal

from fakes.instruments import Instrument

BTCUSDT = Instrument(symbol="BTCUSDT", base="BTC", quote="USDT")
ETHUSDT = Instrument(symbol="ETHUSDT", base="ETH", quote="USDT", step=Decimal("0.0001"))
LTCBTC = Instrument(
    symbol="LTCBTC",
    base="LTC",
    quote="BTC",
    tick=Decimal("0.000001"),
    step=Decimal("0.01"),
    min_notional=Decimal("0.0001"),
)
LISTED: Mapping[str, Instrument] = {market.symbol: market for market in (BTCUSDT, ETHUSDT, LTCBTC)}
"""Two markets that share a quote asset, and one quoted in the other's base."""

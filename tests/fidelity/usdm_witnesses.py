"""Clients that trade contracts at Binance, opened as documented; over loopback at other addresses."""

from typing import Any

from fakes.operations import Role
from fakes.venue import Key
from fakes.venues.binance.usdm import BinanceUsdm
from tests.fidelity.witness_stages import FUNDS, Places, Witnessed

KEY, SECRET = "k" * 64, "s" * 64
USDM = Witnessed(BinanceUsdm, Key(api_key=KEY, secret=SECRET, balances=FUNDS))


def ccxt_usdm(library: Any, places: Places | None) -> Any:
    """`library` is ccxt.async_support or ccxt.pro. Spot and its margin are another venue."""
    exchange = library.binanceusdm({"apiKey": KEY, "secret": SECRET})
    exchange.options |= {
        "fetchMarkets": {"types": ["linear"]},
        "fetchMargins": False,
        "fetchCurrencies": False,
    }
    if places is not None:
        api = exchange.urls["api"]
        rest = f"http://{places[Role.REST]}"
        api["fapiPublic"] = api["fapiPrivate"] = f"{rest}/fapi/v1"
        api["fapiPublicV2"] = api["fapiPrivateV2"] = f"{rest}/fapi/v2"
        api["fapiPrivateV3"] = f"{rest}/fapi/v3"
        if "ws" in api:
            api["ws"]["linear"] = f"ws://{places[Role.MARKET]}/ws"
    return exchange

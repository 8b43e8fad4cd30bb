"""Clients that trade at Binance, opened as they are documented; over loopback at other addresses."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from fakes.operations import Role
from fakes.venue import Key
from fakes.venues.binance import Binance
from tests.fidelity.witness_stages import FUNDS, Places, Witnessed

KEY, SECRET = "k" * 64, "s" * 64
BINANCE = Witnessed(Binance, Key(api_key=KEY, secret=SECRET, balances=FUNDS))


def ccxt_binance(library: Any, places: Places | None) -> Any:
    """`library` is ccxt.async_support or ccxt.pro. Spot only: futures are another venue."""
    exchange = library.binance({"apiKey": KEY, "secret": SECRET})
    exchange.options |= {"fetchMarkets": {"types": ["spot"]}, "fetchMargins": False, "fetchCurrencies": False}
    if places is not None:
        api = exchange.urls["api"]
        api["public"] = api["private"] = f"http://{places[Role.REST]}/api/v3"
        if "ws" in api:
            api["ws"]["spot"] = f"ws://{places[Role.MARKET]}/ws"
            api["ws"]["ws-api"]["spot"] = f"ws://{places[Role.API]}/ws-api/v3"
    return exchange


@asynccontextmanager
async def python_binance(places: Places | None) -> AsyncIterator[Any]:
    """The library keeps its addresses in its classes."""
    from binance import AsyncClient, BinanceSocketManager

    with pytest.MonkeyPatch.context() as patch:
        if places is not None:
            patch.setattr(AsyncClient, "API_URL", f"http://{places[Role.REST]}/api")
            patch.setattr(AsyncClient, "WS_API_URL", f"ws://{places[Role.API]}/ws-api/v3")
            patch.setattr(BinanceSocketManager, "STREAM_URL", f"ws://{places[Role.MARKET]}/")
        client = await AsyncClient.create(KEY, SECRET)
        try:
            yield client
        finally:
            await client.close_connection()

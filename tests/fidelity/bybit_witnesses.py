"""Clients that trade at Bybit, opened as they are documented; over loopback at other addresses."""

from typing import Any

from fakes.operations import Role
from fakes.venue import Key
from fakes.venues.bybit import Bybit
from fakes.venues.bybit.linear import BybitLinear
from tests.fidelity.witness_stages import FUNDS, Places, Witnessed

BYBIT = Witnessed(Bybit, Key(api_key="k" * 18, secret="s" * 36, balances=FUNDS))


def ccxt_bybit(library: Any, places: Places | None) -> Any:
    """Its documented options: spot only, and that its user knows how far `fetch_order` looks back."""
    exchange = library.bybit(
        {
            "apiKey": BYBIT.account.api_key,
            "secret": BYBIT.account.secret,
            "options": {
                "defaultType": "spot",
                "fetchMarkets": {"types": ["spot"]},
                "fetchOrder": {"acknowledged": True},
            },
        }
    )
    if places is not None:
        api = exchange.urls["api"]
        api["public"] = api["private"] = f"http://{places[Role.REST]}"
        if "ws" in api:
            api["ws"]["public"]["spot"] = f"ws://{places[Role.MARKET]}/v5/public/spot"
            api["ws"]["private"]["spot"]["unified"] = f"ws://{places[Role.USER]}/v5/private"
            api["ws"]["private"]["contract"] = f"ws://{places[Role.USER]}/v5/private"
            api["ws"]["private"]["trade"] = f"ws://{places[Role.API]}/v5/trade"
    return exchange


LINEAR = Witnessed(BybitLinear, BYBIT.account)


def ccxt_linear(library: Any, places: Places | None) -> Any:
    """The same client, told to trade swaps."""
    exchange = ccxt_bybit(library, places)
    exchange.options |= {"defaultType": "swap", "fetchMarkets": {"types": ["linear"]}}
    if places is not None and "ws" in exchange.urls["api"]:
        exchange.urls["api"]["ws"]["public"]["linear"] = f"ws://{places[Role.MARKET]}/v5/public/linear"
    return exchange

"""Clients that trade at Coinbase, opened as they are documented; over loopback at other addresses."""

from typing import Any

from fakes.operations import Role
from fakes.venue import Key
from fakes.venues.coinbase import Coinbase
from tests.fidelity.witness_stages import FUNDS, Places, Witnessed
from tests.unit.fakes.coinbase.keys import NAME, SECRET

COINBASE = Witnessed(Coinbase, Key(api_key=NAME, secret=SECRET, balances=FUNDS))


def ccxt_coinbase(library: Any, places: Places | None, key: Key = COINBASE.account) -> Any:
    exchange = library.coinbase({"apiKey": key.api_key, "secret": key.secret})
    if places is not None:
        api = exchange.urls["api"]
        api["rest"] = f"http://{places[Role.REST]}"
        if "ws" in api:
            api["ws"] = f"ws://{places[Role.MARKET]}"
    return exchange

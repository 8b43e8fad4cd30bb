"""Clients that trade at OKX, opened as they are documented; over loopback at other addresses."""

from typing import Any

from fakes.operations import Role
from fakes.venue import Key
from fakes.venues.okx import Okx
from fakes.venues.okx.swap import OkxSwap
from tests.fidelity.witness_stages import FUNDS, Places, Witnessed

API_KEY = "985d5b66-57ce-40fb-b714-afc0b9787083"
SECRET = "22582BD0CFF14C41EDBF1AB98506286D"
PHRASE = "MyPassphrase"
SOCKETS = "wss://ws.okx.com:8443/ws/v5"
ACCOUNT = Key(api_key=API_KEY, secret=SECRET, passphrase=PHRASE, balances=FUNDS)
OKX = Witnessed(Okx, ACCOUNT)
SWAPS = Witnessed(OkxSwap, ACCOUNT)


def ccxt_okx(library: Any, places: Places | None) -> Any:
    exchange = library.okx({"apiKey": API_KEY, "secret": SECRET, "password": PHRASE})
    if places is not None:
        api = exchange.urls["api"]
        api["rest"] = f"http://{places[Role.REST]}"
        if "ws" in api:
            api["ws"] = f"ws://{places[Role.USER]}/ws/v5"
    return exchange

"""Clients that trade at Kraken, opened as they are documented; over loopback at other addresses."""

import base64
from typing import Any

from fakes.operations import Role
from fakes.venue import Key
from fakes.venues.kraken import Kraken
from tests.fidelity.witness_stages import FUNDS, Places, Witnessed

KRAKEN_SECRET = base64.b64encode(bytes(range(64))).decode()
KRAKEN = Witnessed(Kraken, Key(api_key="k" * 56, secret=KRAKEN_SECRET, balances=FUNDS))


def ccxt_kraken(library: Any, places: Places | None) -> Any:
    exchange = library.kraken({"apiKey": KRAKEN.account.api_key, "secret": KRAKEN_SECRET})
    if places is not None:
        api = exchange.urls["api"]
        api["public"] = api["private"] = f"http://{places[Role.REST]}"
        if "ws" in api:
            api["ws"]["publicV2"] = f"ws://{places[Role.MARKET]}/v2"
            api["ws"]["privateV2"] = f"ws://{places[Role.USER]}/v2"
    return exchange

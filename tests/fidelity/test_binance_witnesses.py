"""Witnesses as they come out of the box, futures included, and with keys of every kind.

Virtual time: simulated names lead `api.binance.com` and its siblings to the fake.
"""

from decimal import Decimal
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from fakes.venue import Key
from fakes.venues.binance import Binance
from tests.fidelity.binance_witnesses import BINANCE, KEY, SECRET
from tests.fidelity.witness_stages import FUNDS, Places

ccxt = pytest.importorskip("ccxt.pro")
binance = pytest.importorskip("binance")

WITH_FUTURES = (*BINANCE.hosts, "fapi.binance.com", "dapi.binance.com")
BELOW = Decimal(100)
"""So far below the best bid a buy rests."""


def resting_price(venue: Binance) -> Decimal:
    return venue.exchange.instrument("BTCUSDT").price(venue.exchange.depth("BTCUSDT", 1).bids[0][0]) - BELOW


def test_ccxt_trades_with_its_default_options() -> None:
    async def say(venue: Binance, _places: Places | None) -> dict[str, Any]:
        client = ccxt.binance({"apiKey": KEY, "secret": SECRET})
        try:
            markets = await client.load_markets()
            price = float(resting_price(venue))
            placed = await client.create_order("BTC/USDT", "limit", "buy", 0.01, price)
            found = await client.fetch_order(placed["id"], "BTC/USDT")
            open_orders = await client.fetch_open_orders("BTC/USDT")
            cancelled = await client.cancel_order(placed["id"], "BTC/USDT")
            taken = await client.create_order("BTC/USDT", "market", "buy", 0.01)
            balance = await client.fetch_balance()
            trades = await client.fetch_my_trades("BTC/USDT")
            with pytest.raises(ccxt.OrderNotFound):
                await client.cancel_order(placed["id"], "BTC/USDT")
        finally:
            await client.close()
        return {
            "markets": list(markets),
            "statuses": [order["status"] for order in (placed, found, cancelled, taken)],
            "open": [order["id"] for order in open_orders] == [placed["id"]],
            "bought": sum(trade["amount"] for trade in trades),
            "btc": balance["BTC"]["total"],
        }

    seen = BINANCE.in_simulation(say, hosts=WITH_FUTURES)

    assert seen == {
        "markets": ["BTC/USDT", "ETH/USDT", "LTC/BTC"],
        "statuses": ["open", "open", "canceled", "closed"],
        "open": True,
        "bought": 0.01,
        "btc": 10.00999,
    }


@pytest.mark.parametrize("kind", ["ed25519", "rsa"])
def test_ccxt_and_python_binance_sign_with_private_keys(kind: str) -> None:
    private: ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
    if kind == "rsa":
        private = rsa.generate_private_key(65537, 2048)
    else:
        private = ed25519.Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    private_pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public_pem = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

    async def say(venue: Binance, _places: Places | None) -> list[str]:
        unified = ccxt.binance({"apiKey": KEY, "secret": private_pem})
        try:
            one = await unified.create_order("BTC/USDT", "market", "sell", 0.01)
        finally:
            await unified.close()
        client = await binance.AsyncClient.create(KEY, private_key=private_pem)
        try:
            other = await client.order_market_sell(symbol="BTCUSDT", quantity="0.01")
        finally:
            await client.close_connection()
        return [one["status"], other["status"]]

    key = Key(api_key=KEY, public_key_pem=public_pem, balances=FUNDS)

    assert BINANCE.in_simulation(say, [key], WITH_FUTURES) == ["closed", "FILLED"]

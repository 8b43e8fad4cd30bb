"""Clients that trade on the real venue every day work here unmodified, with their production addresses.

Where a witness and the fake disagree, the fake is wrong until the documents say otherwise. Virtual time:
simulated names lead `api.binance.com` and its siblings to the fake.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

import simulation.early  # noqa: F401 - clocks must be in place before a client library is imported
from fakes.market.scripts import QUIET
from fakes.venue import Key
from fakes.venues.binance import Binance
from simulation import World
from tests.unit.fakes.binance.no_wire import NoWire

ccxt = pytest.importorskip("ccxt.pro")
binance = pytest.importorskip("binance")

HOSTS = (
    "api.binance.com",
    "stream.binance.com",
    "ws-api.binance.com",
    "fapi.binance.com",
    "dapi.binance.com",
)
API_KEY, SECRET = "k" * 64, "secret"
FUNDS = {"BTC": Decimal(10), "USDT": Decimal(1_000_000)}
BELOW = Decimal(100)
"""So far below the best bid a buy rests."""


def witnessed(say: Callable[[Binance], Awaitable[Any]], keys: Sequence[Key] = ()) -> Any:
    """What the witness saw; nothing may have gone wrong behind its back."""
    with World("witness") as world:
        host = world.network.host("venue", *HOSTS)
        venue = Binance(
            seed=1,
            market=QUIET,
            wire=NoWire(),
            accounts=keys or [Key(api_key=API_KEY, secret=SECRET, balances=FUNDS)],
            stage_now=world.loop.time,
        )

        async def hear() -> Any:
            await host.start(
                venue.start({role: ("0.0.0.0", port) for role, (_, port) in Binance.endpoints.items()})
            )
            seen = await say(venue)
            await host.start(venue.stop())
            return seen

        seen = world.run(hear())
        assert world.complaints == []
        return seen


def resting_price(venue: Binance) -> Decimal:
    return venue.exchange.instrument("BTCUSDT").price(venue.exchange.depth("BTCUSDT", 1).bids[0][0]) - BELOW


def test_ccxt_trades_with_its_default_options() -> None:
    async def say(venue: Binance) -> dict[str, Any]:
        client = ccxt.binance({"apiKey": API_KEY, "secret": SECRET})
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

    seen = witnessed(say)

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

    async def say(venue: Binance) -> list[str]:
        unified = ccxt.binance({"apiKey": API_KEY, "secret": private_pem})
        try:
            one = await unified.create_order("BTC/USDT", "market", "sell", 0.01)
        finally:
            await unified.close()
        client = await binance.AsyncClient.create(API_KEY, private_key=private_pem)
        try:
            other = await client.order_market_sell(symbol="BTCUSDT", quantity="0.01")
        finally:
            await client.close_connection()
        return [one["status"], other["status"]]

    key = Key(api_key=API_KEY, public_key_pem=public_pem, balances=FUNDS)

    assert witnessed(say, [key]) == ["closed", "FILLED"]


def test_ccxt_pro_follows_the_book_and_its_own_orders() -> None:
    async def say(venue: Binance) -> tuple[bool, str, float]:
        client = ccxt.binance({"apiKey": API_KEY, "secret": SECRET})
        try:
            for _ in range(5):
                book = await client.watch_order_book("BTC/USDT")
            ours = venue.exchange.depth("BTCUSDT", 5)
            scale = venue.exchange.instrument("BTCUSDT")
            same = [row[0] for row in book["bids"][:5]] == [float(scale.price(t)) for t, _ in ours.bids]
            waiting = asyncio.ensure_future(client.watch_orders("BTC/USDT"))
            await asyncio.sleep(1)
            await client.create_order("BTC/USDT", "limit", "buy", 0.01, float(resting_price(venue)))
            seen = (await waiting)[0]
        finally:
            await client.close()
        return same, seen["status"], seen["amount"]

    assert witnessed(say) == (True, "open", 0.01)


def test_python_binance_trades() -> None:
    async def say(venue: Binance) -> dict[str, Any]:
        client = await binance.AsyncClient.create(API_KEY, SECRET)
        try:
            symbols = [row["symbol"] for row in (await client.get_exchange_info())["symbols"]]
            placed = await client.create_order(
                symbol="BTCUSDT",
                side="BUY",
                type="LIMIT",
                timeInForce="GTC",
                quantity="0.01",
                price=str(resting_price(venue)),
            )
            name = {"symbol": "BTCUSDT", "orderId": placed["orderId"]}
            found = await client.get_order(**name)
            open_orders = await client.get_open_orders(symbol="BTCUSDT")
            cancelled = await client.cancel_order(**name)
            taken = await client.order_market_buy(symbol="BTCUSDT", quantity="0.01")
            account = await client.get_account()
            trades = await client.get_my_trades(symbol="BTCUSDT")
            with pytest.raises(binance.exceptions.BinanceAPIException, match="Unknown order sent"):
                await client.cancel_order(**name)
        finally:
            await client.close_connection()
        return {
            "symbols": symbols,
            "statuses": [order["status"] for order in (placed, found, cancelled, taken)],
            "open": len(open_orders),
            "bought": sum(Decimal(trade["qty"]) for trade in trades),
            "btc": [row["free"] for row in account["balances"] if row["asset"] == "BTC"],
        }

    assert witnessed(say) == {
        "symbols": ["BTCUSDT", "ETHUSDT", "LTCBTC"],
        "statuses": ["NEW", "NEW", "CANCELED", "FILLED"],
        "open": 1,
        "bought": Decimal("0.01"),
        "btc": ["10.00999000"],
    }


def test_python_binance_hears_trades_and_its_own_account() -> None:
    async def say(venue: Binance) -> tuple[str, list[str]]:
        client = await binance.AsyncClient.create(API_KEY, SECRET)
        sockets = binance.BinanceSocketManager(client)
        try:
            async with sockets.trade_socket("BTCUSDT") as market:
                trade = await market.recv()
            async with sockets.user_socket() as user:
                waiting = asyncio.ensure_future(user.recv())
                await asyncio.sleep(1)
                await client.order_market_buy(symbol="BTCUSDT", quantity="0.01")
                reports = [(await waiting)["e"], (await user.recv())["e"], (await user.recv())["e"]]
        finally:
            await client.close_connection()
        return trade["e"], reports

    market, user = witnessed(say)

    assert market == "trade"
    assert user[0] == "executionReport"
    assert "outboundAccountPosition" in user

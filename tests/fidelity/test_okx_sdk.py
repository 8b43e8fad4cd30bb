"""python-okx, unmodified: REST, which blocks, over TLS under the venue's names; sockets in virtual time."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest

from fakes.venues.okx import Okx
from tests.fidelity.okx_witnesses import API_KEY, OKX, PHRASE, SECRET, SOCKETS
from tests.fidelity.witness_stages import Places, fill, rows, take, top, trade_ids

account_api = pytest.importorskip("okx.Account")
market_api = pytest.importorskip("okx.MarketData")
public_api = pytest.importorskip("okx.PublicData")
trade_api = pytest.importorskip("okx.Trade")
private_socket = pytest.importorskip("okx.websocket.WsPrivateAsync")
public_socket = pytest.importorskip("okx.websocket.WsPublicAsync")

MARKET = "BTC-USDT"
KEYS = (API_KEY, SECRET, PHRASE)
LIVE = "0"


def accepted(answer: Any) -> Any:
    """Its one row."""
    assert answer["code"] == "0", answer
    [row] = answer["data"]
    assert row.get("sCode", "0") == "0"
    return row


pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning:httpx")
"""How it hands bodies to httpx."""

# --- REST -----------------------------------------------------------------------------------------


def test_it_reads_the_market() -> None:
    async def story(venue: Okx, _: Places | None) -> dict[str, Any]:
        def client() -> dict[str, Any]:
            with public_api.PublicAPI(flag=LIVE) as public, market_api.MarketAPI(flag=LIVE) as market:
                listed = public.get_instruments(instType="SPOT")["data"]
                book = accepted(market.get_orderbook(MARKET, sz="5"))
                told = [int(trade["tradeId"]) for trade in market.get_trades(MARKET)["data"]]
                return {
                    "time": int(accepted(public.get_system_time())["ts"]) > 0,
                    "markets": [row["instId"] for row in listed],
                    "book": [rows(book["bids"]), rows(book["asks"])] == top(venue),
                    "trades": told != [] and set(told) <= set(trade_ids(venue)),
                    "last": float(accepted(market.get_ticker(MARKET))["last"]) > 0,
                    "candle": len(market.get_candlesticks(MARKET, bar="1m")["data"][0]),
                }

        return await asyncio.to_thread(client)

    assert OKX.under_its_names(story) == {
        "time": True,
        "markets": ["BTC-USDT", "ETH-USDT", "LTC-BTC"],
        "book": True,
        "trades": True,
        "last": True,
        "candle": 9,
    }


def test_it_trades() -> None:
    async def story(venue: Okx, _: Places | None) -> dict[str, Any]:
        def before() -> dict[str, Any]:
            with trade_api.TradeAPI(*KEYS, flag=LIVE) as trade:
                placed = accepted(
                    trade.place_order(MARKET, "cash", "buy", "limit", "0.01", px="30000", clOrdId="mine")
                )
                accepted(trade.amend_order(MARKET, ordId=placed["ordId"], newSz="0.02"))
                [pending] = trade.get_order_list(instType="SPOT")["data"]
                other = accepted(trade.place_order(MARKET, "cash", "buy", "limit", "0.01", px="29000"))
                accepted(trade.cancel_order(MARKET, ordId=other["ordId"]))
                return {
                    "amended": (pending["ordId"] == placed["ordId"], pending["sz"]),
                    "cancelled": accepted(trade.get_order(MARKET, ordId=other["ordId"]))["state"],
                }

        def after() -> dict[str, Any]:
            with (
                trade_api.TradeAPI(*KEYS, flag=LIVE) as trade,
                account_api.AccountAPI(*KEYS, flag=LIVE) as account,
            ):
                order = accepted(trade.get_order(MARKET, clOrdId="mine"))
                [done] = trade.get_fills(instType="SPOT")["data"]
                late = trade.cancel_order(MARKET, clOrdId="mine")
                held = accepted(account.get_account_balance())
                return {
                    "filled": (order["state"], order["accFillSz"]),
                    "fill": (
                        done["ordId"] == order["ordId"],
                        done["fillPx"],
                        done["fillSz"],
                        done["execType"],
                    ),
                    "fee": (done["fee"], done["feeCcy"]),
                    "late": (late["code"], late["data"][0]["sCode"]),
                    "held": {row["ccy"]: row["cashBal"] for row in held["details"]},
                }

        seen = await asyncio.to_thread(before)
        fill(venue, "mine")
        return seen | await asyncio.to_thread(after)

    assert OKX.under_its_names(story) == {
        "amended": (True, "0.02"),
        "cancelled": "canceled",
        "filled": ("filled", "0.02"),
        "fill": (True, "30000", "0.02", "M"),
        "fee": ("-0.000016", "BTC"),
        "late": ("1", "51400"),
        "held": {"BTC": "10.019984", "USDT": "999400"},
    }


def test_it_reads_the_refusals() -> None:
    async def story(venue: Okx, _: Places | None) -> list[str]:
        def client() -> list[str]:
            with (
                trade_api.TradeAPI(*KEYS, flag=LIVE) as trade,
                trade_api.TradeAPI(API_KEY, SECRET, "another", flag=LIVE) as stranger,
                trade_api.TradeAPI(*KEYS) as demo,
            ):
                trade.place_order(MARKET, "cash", "buy", "limit", "33", px="30000")
                poor = trade.place_order(MARKET, "cash", "buy", "limit", "1", px="30000")
                return [
                    poor["data"][0]["sCode"],
                    trade.place_order("NO-SUCH", "cash", "buy", "limit", "1", px="1")["data"][0]["sCode"],
                    trade.get_order(MARKET, clOrdId="nobody")["code"],
                    stranger.get_order_list()["code"],
                    demo.get_order_list()["code"],
                ]

        return await asyncio.to_thread(client)

    assert OKX.under_its_names(story) == ["51008", "51001", "51603", "50105", "50101"]


# --- sockets --------------------------------------------------------------------------------------


class Listener:
    """What a socket of its hears, in order."""

    def __init__(self) -> None:
        self._heard: asyncio.Queue[Any] = asyncio.Queue()

    def hear(self, message: str) -> None:
        self._heard.put_nowait(json.loads(message))

    async def first(self, fits: Callable[[Any], bool]) -> Any:
        """The next that fits; what comes before it is passed over."""
        while True:
            message = await self._heard.get()
            if fits(message):
                return message

    async def data(self, channel: str) -> Any:
        message = await self.first(
            lambda told: "data" in told and told.get("arg", {}).get("channel") == channel
        )
        return message["data"]


def test_it_follows_the_market() -> None:
    async def story(venue: Okx, _: Places | None) -> dict[str, Any]:
        listener = Listener()
        client = public_socket.WsPublicAsync(url=f"{SOCKETS}/public")
        reading = await client.start()
        channels = [{"channel": name, "instId": MARKET} for name in ("books", "trades", "tickers")]
        await client.subscribe(channels, listener.hear)
        [book] = await listener.data("books")
        truth = top(venue)
        take(venue)
        [trade] = await listener.data("trades")
        await client.stop()
        await reading
        return {
            "book": [rows(book["bids"]), rows(book["asks"])] == truth,
            "chain": (book["prevSeqId"], book["checksum"]),
            "trade": int(trade["tradeId"]) in trade_ids(venue),
        }

    assert OKX.in_simulation(story) == {"book": True, "chain": (-1, 0), "trade": True}


def test_it_hears_of_its_account_and_trades() -> None:
    async def story(venue: Okx, _: Places | None) -> dict[str, Any]:
        listener = Listener()
        client = private_socket.WsPrivateAsync(
            apiKey=API_KEY, passphrase=PHRASE, secretKey=SECRET, url=f"{SOCKETS}/private"
        )
        reading = await client.start()
        await client.subscribe(
            [{"channel": "orders", "instType": "SPOT"}, {"channel": "account"}], listener.hear
        )
        [held] = await listener.data("account")
        code = venue.markets.of("BTCUSDT").code
        order = {
            "instIdCode": code,
            "tdMode": "cash",
            "side": "buy",
            "ordType": "limit",
            "px": "30000",
            "sz": "0.02",
            "clOrdId": "mine",
        }
        await client.place_order([order], id="1")
        placed = await listener.first(lambda told: told.get("op") == "order")
        [live] = await listener.data("orders")
        fill(venue, "mine")
        [filled] = await listener.data("orders")
        await client.cancel_order([{"instIdCode": code, "clOrdId": "mine"}], id="2")
        late = await listener.first(lambda told: told.get("op") == "cancel-order")
        await client.stop()
        await reading
        return {
            "held": {row["ccy"]: row["cashBal"] for row in held["details"]},
            "placed": (placed["code"], placed["data"][0]["ordId"] == live["ordId"]),
            "states": (live["state"], filled["state"]),
            "fill": (filled["fillPx"], filled["fillSz"], filled["fillFee"], filled["fillFeeCcy"]),
            "late": late["data"][0]["sCode"],
        }

    assert OKX.in_simulation(story) == {
        "held": {"BTC": "10", "USDT": "1000000"},
        "placed": ("0", True),
        "states": ("live", "filled"),
        "fill": ("30000", "0.02", "-0.000016", "BTC"),
        "late": "51400",
    }

"""python-kraken-sdk, unmodified: REST, trading, both kinds of streams, its own check of a book's checksum."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from fakes.operations import Role
from fakes.venues.kraken import Kraken
from tests.fidelity.kraken_witnesses import KRAKEN, KRAKEN_SECRET
from tests.fidelity.witness_stages import Places, Story, top

spot = pytest.importorskip("kraken.spot")
exceptions = pytest.importorskip("kraken.exceptions")
orderbook = pytest.importorskip("kraken.spot.orderbook")
websocket = pytest.importorskip("kraken.spot.websocket")

Perform = Callable[[Story[Kraken, Any]], Any]
PAIR = "BTC/USDT"
ORDER = {"order_type": "limit", "side": "buy", "order_qty": 0.01, "limit_price": 30_000, "symbol": PAIR}


@pytest.fixture(params=KRAKEN.stages)
def perform(request: pytest.FixtureRequest) -> Perform:
    return KRAKEN.stages[request.param]


def rest_client(places: Places | None) -> Any:
    url = "" if places is None else f"http://{places[Role.REST]}"
    return spot.SpotAsyncClient(key=KRAKEN.account.api_key, secret=KRAKEN_SECRET, url=url)


class Listener:
    """Its socket client, and everything that it heard of channels and replies."""

    def __init__(self, places: Places | None) -> None:
        to: dict[str, str] = {}
        if places is not None:
            to = {
                "rest_url": f"http://{places[Role.REST]}",
                "ws_url": f"ws://{places[Role.MARKET]}",
                "auth_ws_url": f"ws://{places[Role.USER]}",
            }
        self._heard: asyncio.Queue[Any] = asyncio.Queue()
        self.client = spot.SpotWSClient(
            key=KRAKEN.account.api_key, secret=KRAKEN_SECRET, callback=self._hear, **to
        )

    async def _hear(self, message: Any) -> None:
        self._heard.put_nowait(message)

    async def first(self, **members: Any) -> Any:
        """The next message with these members; what comes before it is passed over."""
        while True:
            message = await self._heard.get()
            if all(message.get(name) == value for name, value in members.items()):
                return message

    async def executions(self, *kinds: str) -> list[Any]:
        """The next reports, which have to be of these kinds."""
        rows: list[Any] = []
        while len(rows) < len(kinds):
            rows += (await self.first(channel="executions", type="update"))["data"]
        assert [row["exec_type"] for row in rows] == list(kinds)
        return rows


def test_it_trades_over_rest(perform: Perform) -> None:
    async def story(venue: Kraken, places: Places | None) -> dict[str, Any]:
        client = rest_client(places)
        try:
            status = await client.request("GET", "/0/public/SystemStatus", auth=False)
            order = {
                "pair": "XBTUSDT",
                "type": "buy",
                "ordertype": "limit",
                "volume": "0.01",
                "price": "30000",
            }
            [txid] = (await client.request("POST", "/0/private/AddOrder", params=order))["txid"]
            amend = {"txid": txid, "order_qty": "0.02"}
            amended = await client.request("POST", "/0/private/AmendOrder", params=amend)
            opened = await client.request("POST", "/0/private/OpenOrders")
            cancelled = await client.request("POST", "/0/private/CancelOrder", params={"txid": txid})
            [again] = (await client.request("POST", "/0/private/AddOrder", params=order))["txid"]
            venue.counterparty.fill("subject", "BTCUSDT", again)
            with pytest.raises(exceptions.KrakenUnknownOrderError):
                await client.request("POST", "/0/private/CancelOrder", params={"txid": again})
            with pytest.raises(exceptions.KrakenInsufficientFundsError):
                await client.request("POST", "/0/private/AddOrder", params=order | {"volume": "1000"})
            return {
                "status": status["status"],
                "amended": "amend_id" in amended,
                "open": {number: row["vol"] for number, row in opened["open"].items()}
                == {txid: "0.02000000"},
                "cancelled": cancelled["count"],
                "balance": await client.request("POST", "/0/private/Balance"),
            }
        finally:
            await client.close()

    assert perform(story) == {
        "status": "online",
        "amended": True,
        "open": True,
        "cancelled": 1,
        "balance": {"XXBT": "10.0100000000", "USDT": "999699.25000000"},
    }


def test_it_hears_of_the_market_and_of_its_orders(perform: Perform) -> None:
    async def story(venue: Kraken, places: Places | None) -> dict[str, Any]:
        listener = Listener(places)
        client = listener.client
        await client.start()
        try:
            for channel in ("trade", "ticker", "ohlc"):
                await client.subscribe(params={"channel": channel, "symbol": [PAIR]})
            market = [
                (await listener.first(channel=channel))["data"][0]["symbol"] for channel in ("ticker", "ohlc")
            ]
            await client.subscribe(params={"channel": "executions", "snap_orders": True})
            await client.subscribe(params={"channel": "balances"})
            await listener.first(channel="balances", type="snapshot")
            await client.send_message({"method": "add_order", "params": ORDER})
            placed = (await listener.first(method="add_order"))["result"]["order_id"]
            [pending, _] = await listener.executions("pending_new", "new")
            amend = {"order_id": placed, "order_qty": 0.02}
            await client.send_message({"method": "amend_order", "params": amend})
            await listener.executions("amended")
            venue.counterparty.fill("subject", "BTCUSDT", placed)
            [trade, _] = await listener.executions("trade", "filled")
            await client.send_message({"method": "cancel_order", "params": {"order_id": [placed]}})
            refused = await listener.first(method="cancel_order")
            return {
                "market": market,
                "trade": (pending["order_id"] == placed, trade["last_qty"], trade["last_price"]),
                "refused": refused["error"],
                "public": sorted(each["channel"] for each in client.active_public_subscriptions),
                "private": sorted(each["channel"] for each in client.active_private_subscriptions),
            }
        finally:
            await client.close()

    assert perform(story) == {
        "market": [PAIR, PAIR],
        "trade": (True, 0.02, 30_000.0),
        "refused": "EOrder:Unknown order",
        "public": ["ohlc", "ticker", "trade"],
        "private": ["balances", "executions"],
    }


class Decimals:
    """What the book of the library asks of its blocking REST client, asked beforehand without blocking."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def get_asset_pairs(self, pair: str) -> Any:
        return {pair: self._answer[pair]}


def shown(book: Any, side: str) -> list[tuple[str, str]]:
    return [(price, quantity) for price, (quantity, _) in list(book[side].items())[:5]]


@pytest.mark.parametrize("depth", [10, 100])
def test_its_book_has_the_checksums_that_the_venue_tells(perform: Perform, depth: int) -> None:
    async def story(venue: Kraken, places: Places | None) -> list[bool]:
        rest = rest_client(places)
        pairs = await rest.request("GET", "/0/public/AssetPairs", params={"pair": PAIR}, auth=False)
        await rest.close()
        told: asyncio.Queue[bool] = asyncio.Queue()
        with pytest.MonkeyPatch.context() as patch:
            if places is not None:
                patch.setattr(websocket.SpotWSClientBase, "WS_URL", f"ws://{places[Role.MARKET]}")
            client: Any = orderbook.SpotOrderBookClient(
                depth=depth, callback=lambda pair, message: told.put_nowait(client.get(pair)["valid"])
            )
        client._SpotOrderBookClient__market = Decimals(pairs)
        await client.start()
        try:
            await client.add_book(pairs=[PAIR])
            valid = [await told.get() for _ in range(20)]
            while [shown(client.get(PAIR), side) for side in ("bid", "ask")] != [
                [(str(price), str(quantity)) for price, quantity in side] for side in top(venue)
            ]:  # the market goes on: they agree once nothing is on its way
                valid.append(await told.get())
            return valid
        finally:
            await client.close()

    valid = perform(story)
    assert len(valid) >= 20
    assert all(valid)

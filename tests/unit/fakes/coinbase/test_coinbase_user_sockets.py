"""One's own orders as the channel `user` tells them: CBS-66, CBS-73 to CBS-77, CBS-89."""

import asyncio
import json
from typing import Any

from fakes.exchange import SymbolStatus
from fakes.faults import QueryLag, during
from fakes.instruments import Side
from fakes.market.scripts import SILENT
from fakes.venue import Key
from fakes.venues.coinbase import Coinbase, legacy
from fakes.venues.coinbase.times import whole
from tests.unit.fakes.coinbase.keys import RETIRED_NAME, RETIRED_SECRET, retired_signature, token
from tests.unit.fakes.coinbase.test_coinbase_security import VECTORS
from tests.unit.fakes.faults.coinbase_stage import MARKET, USER, Client, CoinbaseStage, play
from tests.unit.fakes.hosted import hosted

Row = dict[str, Any]


async def told(client: Client, count: int) -> list[Row]:
    """The next so many reports."""
    rows: list[Row] = []
    while len(rows) < count:
        message = await client.of("user")
        rows += message["events"][0]["orders"]
    return rows


async def watching(client: Client, *products: str) -> None:
    """Subscribed, with the snapshot read."""
    await client.subscribe("user", *products, private=True)
    while (await client.of("user"))["events"][0]["orders"]:
        pass


def statuses(rows: list[Row]) -> list[tuple[str, str, str]]:
    return [(row["status"], row["cumulative_quantity"], row["leaves_quantity"]) for row in rows]


def test_the_life_of_an_order_is_told_in_totals() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client)
            await stage.placed("a", base_size="0.03")
            for lots in (1_000_000, 500_000, None):
                stage.venue.counterparty.fill("subject", "BTCUSDT", "a", lots)
            return await told(client, 5)

    rows, _ = play(story, market=SILENT)

    assert statuses(rows) == [
        ("PENDING", "0", "0.03"),
        ("OPEN", "0", "0.03"),
        ("OPEN", "0.01", "0.02"),
        ("OPEN", "0.015", "0.015"),
        ("FILLED", "0.03", "0"),
    ]
    assert [row["outstanding_hold_amount"] for row in rows[:2]] == ["1509", "1509"]
    last = rows[-1]
    assert (last["avg_price"], last["filled_value"], last["total_fees"]) == ("50000", "1500", "6")
    assert (last["number_of_fills"], last["completion_percentage"]) == ("3", "100")
    assert (last["order_type"], last["post_only"], last["limit_price"]) == ("Limit", "false", "50000")
    assert (last["outstanding_hold_amount"], last["total_value_after_fees"]) == ("0", "1506")


def test_a_cancel_is_queued_first_and_leaves_nothing() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client)
            order_id = await stage.placed("a")
            stage.venue.counterparty.fill("subject", "BTCUSDT", "a", 250_000)
            await stage.post("/orders/batch_cancel", {"order_ids": [order_id]})
            return await told(client, 5)

    rows, _ = play(story, market=SILENT)

    assert statuses(rows)[2:] == [
        ("OPEN", "0.0025", "0.0075"),
        ("CANCEL_QUEUED", "0.0025", "0.0075"),
        ("CANCELLED", "0.0025", "0"),
    ]
    assert rows[-1]["cancel_reason"] == "User requested cancel"


def test_what_may_not_rest_is_never_open() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client)
            inner = {"base_size": "1000", "limit_price": "0.01"}
            body = {"client_order_id": "a", "product_id": "BTC-USDT", "side": "BUY"}
            await stage.post("/orders", {**body, "order_configuration": {"sor_limit_ioc": inner}})
            return await told(client, 2)

    assert statuses(play(story, market=SILENT)[0]) == [("PENDING", "0", "1000"), ("CANCELLED", "0", "0")]


def test_an_edit_is_told_as_the_order_it_makes() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client)
            order_id = await stage.placed("a")
            await stage.post("/orders/edit", {"order_id": order_id, "price": "49000", "size": "0.02"})
            return (await told(client, 3))[-1]

    row = play(story, market=SILENT)[0]

    assert (row["status"], row["limit_price"], row["leaves_quantity"]) == ("OPEN", "49000", "0.02")


def test_an_order_that_fails_after_it_was_taken() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client)
            await stage.placed("a")
            await stage.placed("b")
            return await told(client, 4)

    rows, _ = play(story, market=SILENT, limits={"open_orders": 1})

    assert [(row["client_order_id"], row["status"]) for row in rows[2:]] == [
        ("b", "PENDING"),
        ("b", "FAILED"),
    ]
    assert rows[-1]["reject_reason"] == "TOO_MANY_OPEN_ORDERS"


def test_an_order_with_an_end_expires_by_the_venues_clock() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client)
            end = whole(int(stage.venue.clock_s() + 3) * 1000)
            inner = {"base_size": "0.01", "limit_price": "50000", "end_time": end}
            body = {"client_order_id": "a", "product_id": "BTC-USDT", "side": "BUY"}
            await stage.post("/orders", {**body, "order_configuration": {"limit_limit_gtd": inner}})
            rows = await told(client, 3)
            return rows[-1]["status"], rows[-1]["end_time"] == end, stage.venue.now_s() > 1

    assert play(story, market=SILENT)[0] == ("EXPIRED", True, True)


def test_a_delisted_market_ends_its_orders() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client)
            await stage.placed("a")
            stage.venue.set_symbol_status("BTCUSDT", SymbolStatus.DELISTED)
            return (await told(client, 3))[-1]["status"]

    assert play(story, market=SILENT)[0] == "EXPIRED"


# --- snapshots ------------------------------------------------------------------------------------


def test_open_orders_come_first_fifty_a_message() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        for number in range(50):
            await stage.placed(f"o{number}")
        ended = await stage.placed("ended")
        await stage.post("/orders/batch_cancel", {"order_ids": [ended]})
        async with stage.connected(USER) as client:
            await client.subscribe("user", private=True)
            first, second = await client.of("user"), await client.of("user")
            return [(each["events"][0]["type"], len(each["events"][0]["orders"])) for each in (first, second)]

    counted, _ = play(story, market=SILENT, limits=Coinbase.unlimited)

    assert counted == [("snapshot", 50), ("snapshot", 0)]


def test_only_the_products_asked_for_are_told() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client, "ETH-USDT")
            await stage.placed("a")
            inner = {"base_size": "1", "limit_price": "10"}
            body = {"client_order_id": "b", "product_id": "ETH-USDT", "side": "BUY"}
            await stage.post("/orders", {**body, "order_configuration": {"limit_limit_gtc": inner}})
            return (await told(client, 1))[0]["client_order_id"]

    assert play(story, market=SILENT)[0] == "b"


def test_a_stream_outlives_its_token() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client)
            await client.subscribe("heartbeats", private=True)
            await stage.until(300.0)
            await stage.placed("a")
            return (await told(client, 1))[0]["status"]

    assert play(story, market=SILENT)[0] == "PENDING"


def test_a_token_that_has_run_out_opens_nothing() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        stale = token(stage.venue.clock_s() - 200, None)
        async with stage.connected(USER) as client:
            await client.socket.send_str(json.dumps({"type": "subscribe", "channel": "user", "jwt": stale}))
            return await client.message()

    assert play(story, market=SILENT)[0] == {"type": "error", "message": "authentication failure"}


def test_the_host_of_market_data_tells_it_too() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(MARKET) as client:
            await watching(client)
            await stage.placed("a")
            return (await told(client, 2))[-1]["status"]

    assert play(story, market=SILENT)[0] == "OPEN"


def test_an_order_can_be_missing_from_questions_for_a_while() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        order_id = await stage.placed("a")
        first = await stage.get(f"/orders/historical/{order_id}")
        listed = await stage.get("/orders/historical/batch", order_ids=order_id)
        await asyncio.sleep(3)
        return (
            first["error"],
            listed["orders"],
            (await stage.get(f"/orders/historical/{order_id}"))["order"]["status"],
        )

    assert play(story, during(0, 60, QueryLag()), market=SILENT)[0] == ("NOT_FOUND", [], "OPEN")


# --- retired keys ---------------------------------------------------------------------------------


def test_the_documented_signature_of_a_message_fits() -> None:
    [vector] = VECTORS["messages"]
    signed = f"{VECTORS['begins_s']}{vector['channel']}{','.join(vector['products'])}"

    assert legacy.fits(VECTORS["shared_secret"], signed.encode(), vector["signature"])


def test_a_retired_key_opens_its_stream() -> None:
    async def story(venue: Coinbase, http: Any) -> Any:
        client = Client(CoinbaseStage(venue, http), await http.ws_connect(USER))
        at = str(int(venue.clock_s()))
        await client.say(
            "subscribe",
            "user",
            "BTC-USDT",
            api_key=RETIRED_NAME,
            timestamp=at,
            signature=retired_signature(f"{at}userBTC-USDT"),
        )
        first = await client.message()
        await client.say("subscribe", "user", api_key=RETIRED_NAME, timestamp=at, signature="00")
        second = await client.of("user")
        third = await client.message()
        await client.socket.close()
        return first["channel"], second["events"][0]["type"], third

    account = Key(api_key=RETIRED_NAME, secret=RETIRED_SECRET)
    seen, _ = hosted(Coinbase, story, accounts=[account], market=SILENT)

    assert seen == ("subscriptions", "snapshot", {"type": "error", "message": "authentication failure"})


def test_a_self_trade_takes_from_both() -> None:
    """CBS-44: decrease and cancel."""

    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client)
            stage.venue.counterparty.quote("BTCUSDT", Side.SELL, 9_000_000, 1)
            await stage.placed("rests", limit_price="59990", base_size="0.03")
            body = {"client_order_id": "takes", "product_id": "BTC-USDT", "side": "SELL"}
            inner = {"base_size": "0.01", "limit_price": "59990"}
            await told(client, 2)
            # all better bids are gone: the two meet
            for ticks, lots in stage.venue.exchange.depth("BTCUSDT").bids:
                if ticks > 5_999_000:
                    stage.venue.counterparty.take("BTCUSDT", Side.SELL, lots)
            await stage.post("/orders", {**body, "order_configuration": {"limit_limit_gtc": inner}})
            return await told(client, 4)

    rows, _ = play(story, market=SILENT)

    seen = [(row["client_order_id"], row["status"], row["leaves_quantity"]) for row in rows]
    assert ("rests", "OPEN", "0.02") in seen
    assert seen[-1] == ("takes", "CANCELLED", "0")

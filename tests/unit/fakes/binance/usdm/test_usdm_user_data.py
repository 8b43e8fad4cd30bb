"""What an account hears under its listen key, and for how long."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from fakes.market.scripts import QUIET, SILENT
from tests.unit.fakes.binance.usdm.usdm_stage import Listening, UsdmStage, play

PRIVATE = "/private/ws/"


def named(kind: str, **wanted: str) -> Any:
    """Whether a message is of that kind and its order says so."""
    return lambda told: (
        told.get("e") == kind and all(told["o"].get(name) == value for name, value in wanted.items())
    )


async def filled(stage: UsdmStage, listening: Listening, name: str = "a") -> Any:
    """The report of an order of the account's that is filled whole."""
    await stage.place(name)
    stage.venue.counterparty.fill("subject", "BTCUSDT", name)
    return await listening.until(named("ORDER_TRADE_UPDATE", x="TRADE"))


def test_a_key_that_is_valid_is_given_again_and_one_that_was_closed_is_not() -> None:
    async def story(stage: UsdmStage) -> None:
        key = await stage.listen_key()
        assert len(key) == 64
        assert await stage.listen_key() == key
        assert await stage.ask("PUT", "listenKey") == {"listenKey": key}
        assert await stage.ask("DELETE", "listenKey") == {}
        assert (await stage.ask("PUT", "listenKey"))["code"] == -1125
        assert await stage.listen_key() != key

    play(story, market=SILENT)


@pytest.mark.parametrize("kept", [False, True], ids=["left_alone", "kept_alive"])
def test_a_key_ends_after_an_hour_unless_it_is_kept_alive(kept: bool) -> None:
    async def story(stage: UsdmStage) -> None:
        key = await stage.listen_key()
        async with stage.connected(PRIVATE + key) as listening:
            heard = asyncio.create_task(listening.message())  # whoever does not read answers no pings
            await asyncio.sleep(3_000.0)
            if kept:
                await stage.ask("PUT", "listenKey")
            await asyncio.sleep(700.0)
            await stage.place("a")
            told = await heard
            assert told["e"] == ("ORDER_TRADE_UPDATE" if kept else "listenKeyExpired")
            if not kept:
                assert told["listenKey"] == key
                with pytest.raises(TimeoutError):
                    await asyncio.wait_for(listening.message(), 60.0)
                assert not listening.socket.closed

    play(story, market=SILENT)


def test_a_key_nobody_has_is_listened_to_in_vain() -> None:
    async def story(stage: UsdmStage) -> None:
        async with stage.connected(PRIVATE + "x" * 64) as listening:
            await stage.place("a")
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(listening.message(), 10.0)

    play(story, market=SILENT)


@pytest.mark.parametrize("path", [PRIVATE + "{}", "/private/ws?listenKey={}", "/private/stream?streams={}"])
def test_all_of_an_account_is_heard_however_the_key_is_given(path: str) -> None:
    async def story(stage: UsdmStage) -> None:
        key = await stage.listen_key()
        async with stage.connected(path.format(key)) as listening:
            await stage.place("a")
            told = await listening.message()
            if "stream?" in path:
                assert told["stream"] == key
                told = told["data"]
            assert (told["o"]["c"], told["o"]["x"], told["o"]["X"]) == ("a", "NEW", "NEW")

    play(story, market=SILENT)


def test_what_is_asked_for_by_name_alone_is_heard() -> None:
    async def story(stage: UsdmStage) -> None:
        key = await stage.listen_key()
        async with stage.connected(f"/private/ws?listenKey={key}&events=ACCOUNT_UPDATE") as listening:
            await stage.place("a")
            stage.venue.counterparty.fill("subject", "BTCUSDT", "a")
            assert (await listening.message())["e"] == "ACCOUNT_UPDATE"

    play(story, market=SILENT)


def test_an_order_is_told_twice_as_filled_and_its_account_once() -> None:
    async def story(stage: UsdmStage) -> None:
        async with stage.connected(PRIVATE + await stage.listen_key()) as listening:
            await stage.place("a")
            stage.venue.counterparty.fill("subject", "BTCUSDT", "a")
            told = [await listening.message() for _ in range(4)]

        assert [message["e"] for message in told] == [
            "ORDER_TRADE_UPDATE",
            "TRADE_LITE",
            "ORDER_TRADE_UPDATE",
            "ACCOUNT_UPDATE",
        ]
        assert told[1]["t"] == told[2]["o"]["t"]
        order, account = told[2]["o"], told[3]["a"]
        assert (order["X"], order["z"], order["rp"], order["m"]) == ("FILLED", "0.0100", "0.00000000", True)
        (position,), (wallet,) = account["P"], account["B"]
        assert account["m"] == "ORDER"
        assert (position["s"], position["pa"]) == ("BTCUSDT", "0.0100")
        assert Decimal(position["ep"]) == 50_000
        assert (wallet["a"], wallet["bc"]) == ("USDT", "0.00000000")

    play(story, market=SILENT)


def test_funding_is_told_as_money_and_not_as_a_trade() -> None:
    async def story(stage: UsdmStage) -> None:
        async with stage.connected(PRIVATE + await stage.listen_key()) as listening:
            await filled(stage, listening)
            assert (await listening.message())["a"]["m"] == "ORDER"
            stage.venue.exchange.contracts.fund("BTCUSDT")
            told = await listening.message()

        assert told["e"] == "ACCOUNT_UPDATE"
        assert (told["a"]["m"], told["a"]["P"]) == ("FUNDING_FEE", [])
        assert Decimal(told["a"]["B"][0]["bc"]) < 0

    play(story, market=SILENT)


def test_a_deposit_is_told_with_what_came() -> None:
    async def story(stage: UsdmStage) -> None:
        async with stage.connected(PRIVATE + await stage.listen_key()) as listening:
            stage.venue.exchange.deposit("subject", "USDT", 1_250_000_000)
            told = await listening.message()

        assert (told["a"]["m"], told["a"]["B"][0]["bc"]) == ("DEPOSIT", "12.50000000")

    play(story, market=SILENT)


def test_money_that_orders_hold_is_not_told() -> None:
    async def story(stage: UsdmStage) -> None:
        async with stage.connected(PRIVATE + await stage.listen_key()) as listening:
            await stage.place("a")
            await stage.ask("DELETE", "order", symbol="BTCUSDT", origClientOrderId="a")
            told = [await listening.message() for _ in range(2)]
            assert [message["o"]["x"] for message in told] == ["NEW", "CANCELED"]
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(listening.message(), 10.0)

    play(story, market=SILENT)


def test_a_change_of_leverage_is_told() -> None:
    async def story(stage: UsdmStage) -> None:
        async with stage.connected(PRIVATE + await stage.listen_key()) as listening:
            await stage.ask("POST", "leverage", symbol="BTCUSDT", leverage=7)
            told = await listening.message()

        assert (told["e"], told["ac"]) == ("ACCOUNT_CONFIG_UPDATE", {"s": "BTCUSDT", "l": 7})

    play(story, market=SILENT)


def test_keys_can_be_subscribed_to_in_words_and_are_listed() -> None:
    async def story(stage: UsdmStage) -> None:
        key = await stage.listen_key()
        async with stage.connected("/private/ws") as listening:
            asked = f'{{"method": "SUBSCRIBE", "params": ["{key}"], "id": 1}}'
            assert await listening.say(asked) == {"result": None, "id": 1}
            listed = await listening.say('{"method": "LIST_SUBSCRIPTIONS", "id": 2}')
            assert listed == {"result": [key], "id": 2}
            await stage.place("a")
            assert (await listening.message())["e"] == "ORDER_TRADE_UPDATE"
            assert (await listening.say("[]"))["code"] == 2

    play(story, market=SILENT)


def test_a_position_without_margin_left_is_closed_by_the_venue_and_told_so() -> None:
    async def story(stage: UsdmStage) -> None:
        async with stage.connected(PRIVATE + await stage.listen_key()) as listening:
            await stage.place("a", type="MARKET", quantity="1", price=None, timeInForce=None)
            resting = await stage.place("b", quantity="0.001")
            free = stage.venue.exchange.accounts.balance("subject", "USDT").free_atoms
            stage.venue.exchange.deposit("subject", "USDT", -(free - 1_000_000_000))
            lost = await listening.until(named("ORDER_TRADE_UPDATE", c="b", x="EXPIRED"))
            closed = await listening.until(named("ORDER_TRADE_UPDATE", x="CALCULATED"))

        assert (lost["o"]["i"], lost["o"]["er"]) == (resting["orderId"], "5")
        assert (closed["o"]["c"], closed["o"]["o"], closed["o"]["S"]) == (
            "autoclose-1",
            "LIQUIDATION",
            "SELL",
        )

    play(story, market=QUIET)

"""ws-auth.kraken.com: who may listen, what they are told of orders and balances, and how it ends."""

import asyncio
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any

import pytest

from fakes.faults import AckWithoutData, DropMessages, DuplicateFill, during
from fakes.ledger import SessionOpened, Unsubscribed
from fakes.operations import Role, StreamKind
from fakes.venue import Key
from fakes.venues.kraken import frames
from tests.unit.fakes.kraken.trader import Trader, fill
from tests.unit.fakes.kraken.vectors import REFUSALS, documented, unlike
from tests.unit.fakes.kraken.ws_stage import FUNDS, KEY, PRIVATE, SECRET, Client, Stage, played

OTHER = Key(api_key="o" * 56, secret=SECRET, account="other", balances=FUNDS)
SUBJECT = Key(api_key=KEY, secret=SECRET, balances=FUNDS)


async def listener(stage: Stage, client: Client, *channels: str, **params: Any) -> Trader:
    """Subscribed, acknowledgements and snapshots read."""
    trader = Trader(client, stage.token())
    for channel in channels:
        reply = await trader.ask("subscribe", channel=channel, **params)
        assert reply["success"], reply
        if params.get("snapshot", True) and params.get("snap_orders", True):
            await client.message()
    return trader


def told(
    *channels: str,
    act: Callable[[Stage, Trader], Awaitable[None]],
    rows: int,
    faults: Any = (),
    **params: Any,
) -> list[Any]:
    """The rows that channels told while `act` was going on, in order."""

    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(PRIVATE) as client:
            trader = await listener(stage, client, *channels, **params)
            await act(stage, trader)
            return await trader.rows(rows)

    return played(play, faults=faults)


# --- who may listen -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "refusal", [each for each in REFUSALS if each["host"] == "private"], ids=lambda r: r["when"]
)
def test_refusals_are_worded_as_they_were_recorded(refusal: Any) -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(PRIVATE) as client:
            match refusal["when"]:
                case "a public channel on the private host":
                    return await client.ask("subscribe", channel="ticker", symbol=["BTC/USDT"])
                case "a token that is not valid":
                    return await client.ask("subscribe", channel="executions", token="x" * 43)
                case "a request without a token":
                    return await client.ask("edit_order", 0)
                case "a key without permission":
                    return await Trader(client, stage.token()).add()

    reader = Key(api_key=KEY, secret=SECRET, permissions=("READ",))
    made = played(play, keys=[reader])
    assert unlike(refusal["payload"], made, refusal["when"]) == []
    assert made["error"] == refusal["payload"]["error"]


def test_a_token_is_worth_nothing_after_a_quarter_of_an_hour_unless_it_was_used() -> None:
    async def play(stage: Stage) -> list[bool]:
        unused, used = stage.token(), stage.token()
        async with stage.connected(PRIVATE) as client:
            await client.ask("subscribe", channel="balances", token=used, snapshot=False)
            await asyncio.sleep(901)
            async with stage.connected(PRIVATE) as later:
                replies = [
                    await later.ask("subscribe", channel="balances", token=token, snapshot=False)
                    for token in (unused, used)
                ]
        async with stage.connected(PRIVATE) as last:
            replies.append(await last.ask("subscribe", channel="balances", token=used, snapshot=False))
        return [reply["success"] for reply in replies]

    assert played(play) == [False, True, False]


def test_a_disabled_key_opens_nothing() -> None:
    async def play(stage: Stage) -> Any:
        token = stage.token()
        stage.venue.set_key_enabled(KEY, False)
        async with stage.connected(PRIVATE) as client:
            return await client.ask("subscribe", channel="balances", token=token)

    assert played(play)["error"] == "ESession:Invalid session"


def test_the_session_is_in_the_ledger_under_the_role_of_the_private_stream() -> None:
    async def play(stage: Stage) -> list[str]:
        async with stage.connected(PRIVATE):
            return [fact.role for fact in stage.facts(SessionOpened)]

    assert played(play) == [Role.USER]


# --- acknowledgements and snapshots ---------------------------------------------------------------


@pytest.mark.parametrize("channel", ["executions", "balances"])
def test_a_subscription_and_its_end_are_acknowledged_as_documented(channel: str) -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(PRIVATE) as client:
            token = stage.token()
            begun = await client.ask("subscribe", channel=channel, token=token, **params)
            await client.message()
            return [begun, await client.ask("unsubscribe", channel=channel, token=token)]

    params = {"executions": {"snap_trades": True, "snap_orders": True}, "balances": {"snapshot": True}}[
        channel
    ]
    begun, ended = played(play)
    assert unlike(documented("replies", f"subscribe.{channel}"), begun, "ack") == []
    assert unlike(documented("replies", f"unsubscribe.{channel}"), ended, "end") == []


def test_the_snapshot_has_the_open_orders_and_the_last_trades_if_asked_for() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(PRIVATE) as client:
            trader = Trader(client, stage.token())
            await trader.added(cl_ord_id="traded")
            open_id = await trader.added(limit_price=10_000)
            fill(stage, "traded")
            snapshots = []
            for orders, trades in ((True, False), (False, True), (True, True)):
                await trader.ask("subscribe", channel="executions", snap_orders=orders, snap_trades=trades)
                message = await client.message()
                snapshots.append([(row["exec_type"], row["order_id"] == open_id) for row in message["data"]])
                await trader.ask("unsubscribe", channel="executions")
            return snapshots

    order, trade = ("new", True), ("trade", False)
    assert played(play) == [[order], [trade], [order, trade]]


def test_without_snapshots_the_first_message_is_the_first_change() -> None:
    async def act(stage: Stage, trader: Trader) -> None:
        assert await trader.client.quiet_for(5)
        await trader.added()

    [row] = told("executions", act=act, rows=1, snap_orders=False)
    assert row["exec_type"] == "pending_new"


def test_the_snapshot_of_balances_is_the_account() -> None:
    async def play(stage: Stage) -> tuple[Any, Any]:
        async with stage.connected(PRIVATE) as client:
            await client.ask("subscribe", channel="balances", token=stage.token())
            return await client.message(), stage.venue.exchange.accounts.of("subject")

    message, _ = played(play)
    assert unlike(documented("private", "balances.snapshot"), message, "balances") == []
    assert {row["asset"]: row["balance"] for row in message["data"]} == {"BTC": 10, "USDT": 1_000_000}


# --- orders ---------------------------------------------------------------------------------------


def test_an_order_is_pending_then_new_and_its_messages_are_numbered() -> None:
    async def play(stage: Stage) -> tuple[list[Any], list[int]]:
        async with stage.connected(PRIVATE) as client:
            trader = await listener(stage, client, "executions")
            await trader.added(cl_ord_id="mine")
            messages = [*trader.told, *[await client.message() for _ in range(2 - len(trader.told))]]
            return messages, [message["sequence"] for message in messages]

    messages, sequences = played(play)
    assert [row["exec_type"] for message in messages for row in message["data"]] == ["pending_new", "new"]
    assert sequences == [2, 3]  # the snapshot was the first
    observed = documented("observed", "executions.pending_new.cl_ord_id")
    assert unlike(observed["data"], messages[0]["data"], "pending_new") == []


def test_a_trade_is_told_with_its_fee_and_then_the_order_is_filled() -> None:
    async def act(stage: Stage, trader: Trader) -> None:
        fill(stage, await trader.added(order_userref=7))

    rows = told("executions", act=act, rows=4)

    assert [row["exec_type"] for row in rows] == ["pending_new", "new", "trade", "filled"]
    trade = rows[2]
    assert (
        unlike(
            documented("private", "executions.trade")["data"][0],
            {k: v for k, v in trade.items() if k != "of"},
            "trade",
        )
        == []
    )
    assert (trade["last_qty"], trade["last_price"], trade["cost"]) == (0.5, 20_000, 10_000)
    assert trade["liquidity_ind"] == "m"
    assert trade["fees"] == [{"asset": "USDT", "qty": 25}]


def test_a_client_that_wants_no_order_status_hears_of_beginnings_trades_and_ends_only() -> None:
    async def act(stage: Stage, trader: Trader) -> None:
        await trader.added(cl_ord_id="mine")
        await trader.ask("amend_order", cl_ord_id="mine", limit_price=21_000)
        await trader.ask("cancel_order", cl_ord_id=["mine"])

    without = told("executions", act=act, rows=2, order_status=False)
    with_it = told("executions", act=act, rows=4)

    assert [row["exec_type"] for row in with_it] == ["pending_new", "new", "amended", "canceled"]
    assert [row["exec_type"] for row in without] == ["new", "canceled"]


def test_the_counter_is_told_to_whoever_asked_for_it() -> None:
    async def act(stage: Stage, trader: Trader) -> None:
        await trader.added()

    [with_it, _] = told("executions", act=act, rows=2, ratecounter=True)
    [without, _] = told("executions", act=act, rows=2)

    assert 0 < with_it["ratecount"] <= 1
    assert "ratecount" not in without


def test_nobody_hears_of_another_account() -> None:
    async def play(stage: Stage) -> bool:
        async with stage.connected(PRIVATE) as client, stage.connected(PRIVATE) as neighbour:
            await listener(stage, client, "executions", "balances")
            await Trader(neighbour, stage.token(OTHER.api_key)).added()
            return await client.quiet_for(5)

    assert played(play, keys=[SUBJECT, OTHER])


# --- balances -------------------------------------------------------------------------------------


def test_a_trade_changes_two_balances_and_the_fee_is_in_its_line() -> None:
    async def act(stage: Stage, trader: Trader) -> None:
        await trader.added(cl_ord_id="mine")
        fill(stage, "mine")

    rows = told("balances", act=act, rows=2)

    assert {row["asset"]: (row["amount"], row["fee"], row["balance"]) for row in rows} == {
        "USDT": (-10_000, 25, 989_975),
        "BTC": (0.5, 0, 10.5),
    }
    assert all(row["type"] == "trade" for row in rows)
    assert len({row["ref_id"] for row in rows}) == 1
    assert len({row["ledger_id"] for row in rows}) == 2


def test_an_order_that_only_rests_changes_no_balance() -> None:
    async def play(stage: Stage) -> bool:
        async with stage.connected(PRIVATE) as client:
            trader = await listener(stage, client, "balances")
            await trader.added()
            return not trader.told and await client.quiet_for(5)

    assert played(play)


def test_a_deposit_is_told() -> None:
    async def act(stage: Stage, trader: Trader) -> None:
        stage.venue.exchange.deposit("subject", "BTC", 10**10)

    [row] = told("balances", act=act, rows=1)
    assert (row["type"], row["asset"], row["balance"]) == ("deposit", "BTC", 11)


def test_balances_told_are_those_of_the_account_whatever_happened() -> None:
    async def play(stage: Stage) -> tuple[dict[str, Decimal], dict[str, int]]:
        async with stage.connected(PRIVATE) as client:
            trader = await listener(stage, client, "balances")
            held = dict(FUNDS)
            for number in range(12):
                await trader.added(cl_ord_id=f"c{number}", limit_price=20_000 + number, order_qty=0.0123)
                fill(stage, f"c{number}", 10**5 * (number + 1))
                await trader.added(side="sell", order_type="market", limit_price=None, order_qty=0.0071)
                await trader.added(limit_price=70_000, order_qty=0.01)
            await trader.settled()
            for message in trader.told:
                for row in message["data"]:
                    held[row["asset"]] = Decimal(str(row["balance"]))
            accounts = stage.venue.exchange.accounts.of("subject")
            return held, {asset: balance.total_atoms for asset, balance in accounts.items()}

    held, account = played(play)
    scaled = {"BTC": int(held["BTC"].scaleb(10)), "USDT": int(held["USDT"].scaleb(5))}
    assert scaled == account


# --- faults ---------------------------------------------------------------------------------------


def test_a_message_that_is_lost_leaves_a_hole_in_the_sequence() -> None:
    async def play(stage: Stage) -> list[int]:
        async with stage.connected(PRIVATE) as client:
            trader = await listener(stage, client, "executions")
            for _ in range(3):
                await trader.added()
                await trader.settled()
            return [message["sequence"] for message in trader.told]

    heard = played(play, faults=[during(0.5, 1.5, DropMessages(kind=StreamKind.ORDER))])
    assert heard == [2, 3, 6, 7]


def test_a_subscription_may_be_acknowledged_and_silent() -> None:
    async def play(stage: Stage) -> bool:
        async with stage.connected(PRIVATE) as client:
            trader = Trader(client, stage.token())
            assert (await trader.ask("subscribe", channel="executions"))["success"]
            await trader.added()
            return not trader.told and await client.quiet_for(5)

    assert played(play, faults=[during(0, 60, AckWithoutData(stream="executions"))])


def test_streams_that_end_say_nothing_any_more_and_may_be_made_again() -> None:
    async def play(stage: Stage) -> tuple[Any, ...]:
        async with stage.connected(PRIVATE) as client:
            trader = await listener(stage, client, "executions", "balances")
            announced = await stage.venue.end_user_streams(announce=True)
            ended = await stage.venue.end_user_streams(announce=False)
            await trader.added()
            quiet = not trader.told and await client.quiet_for(5)
            again = await trader.ask("subscribe", channel="executions")
            streams = [fact.stream for fact in stage.facts(Unsubscribed)]
            return announced, ended, quiet, again["success"], streams

    assert played(play) == (0, 2, True, True, ["executions", "balances"])


def test_a_trade_may_be_told_twice() -> None:
    async def act(stage: Stage, trader: Trader) -> None:
        await trader.added(cl_ord_id="mine")
        fill(stage, "mine")

    rows = told("executions", act=act, rows=5, faults=[during(0, 60, DuplicateFill())])
    assert [row["exec_type"] for row in rows].count("trade") == 2


def test_hosts_at_one_address_are_told_apart_by_their_names() -> None:
    async def play(stage: Stage) -> list[int]:
        statuses = []
        for host in ("api", "ws", "ws-auth"):
            async with stage.http.get(f"http://{host}.kraken.com:443/0/public/Time") as response:
                statuses.append(response.status)
        return statuses

    assert played(play) == [200, 404, 404]


def test_the_private_host_has_heartbeats_to_subscribe_to_and_refuses_what_it_does_not_know() -> None:
    async def play(stage: Stage) -> tuple[Any, ...]:
        async with stage.connected(PRIVATE) as client:
            begun = await client.ask("subscribe", channel="heartbeat")
            unknown = await client.ask("fly", token=stage.token())
            number = await client.ask("cancel_all", token=17)
            quiet = await client.quiet_for(3.5)
            ended = await client.ask("unsubscribe", channel="heartbeat")
            return (
                begun["success"],
                unknown["error"],
                number["error"],
                quiet,
                client.heartbeats,
                ended["success"],
            )

    begun, unknown, number, quiet, heartbeats, ended = played(play)
    assert begun
    assert ended
    assert quiet
    assert heartbeats == 3
    assert unknown == frames.UNKNOWN_METHOD
    assert number == "ESession:Invalid session"

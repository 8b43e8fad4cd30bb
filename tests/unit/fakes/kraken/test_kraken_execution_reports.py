from collections.abc import Iterator
from typing import Any

import pytest

from fakes.instruments import Side
from fakes.matching import DoneReason, FeeIn, OrderKind, TimeInForce
from fakes.venues.kraken.execution_reports import Reports
from tests.unit.fakes.kraken.kraken_market import DIGITS, LOT, KrakenMarket, PlainNames, shown
from tests.unit.fakes.kraken.vectors import documented, unlike

BY_USERREF = {"txid": "O-1", "userref": "3"}


def usd(asset: str, atoms: int) -> int:
    return atoms // 10 if asset == "USDT" else 0


@pytest.fixture
def market() -> KrakenMarket:
    return KrakenMarket()


def reports() -> Reports:
    return Reports(DIGITS, PlainNames(), usd)


def told(market: KrakenMarket) -> list[dict[str, Any]]:
    """Everything that was reported so far."""
    return list(_told(market))


def _told(market: KrakenMarket) -> Iterator[dict[str, Any]]:
    for batch in market.batches:
        for step in batch.steps:
            for order in step.orders:
                yield from reports().of(step.fact, order)


def one(market: KrakenMarket, exec_type: str) -> dict[str, Any]:
    [row] = [row for row in told(market) if row["exec_type"] == exec_type]
    return row


def test_an_order_is_told_pending_then_new_then_each_fill_then_filled(market: KrakenMarket) -> None:
    market.place("mine")
    market.crowd.fill("subject", "FOOUSDT", "mine", LOT // 4)
    market.crowd.fill("subject", "FOOUSDT", "mine")

    assert [(row["exec_type"], row["order_status"]) for row in told(market)] == [
        ("pending_new", "pending_new"),
        ("new", "new"),
        ("trade", "partially_filled"),
        ("trade", "partially_filled"),
        ("filled", "filled"),
    ]


@pytest.mark.parametrize("exec_type", ["pending_new", "new", "trade"])
def test_documented_reports_have_the_documented_fields(market: KrakenMarket, exec_type: str) -> None:
    market.quote(Side.BUY, 1000)
    market.place("", Side.SELL, tags=BY_USERREF)

    [row] = documented("private", f"executions.{exec_type}")["data"]
    assert unlike(row, one(market, exec_type), exec_type) == []


@pytest.mark.parametrize(
    ("name", "exec_type"),
    [
        ("executions.pending_new.cl_ord_id", "pending_new"),
        ("executions.amended", "amended"),
        ("executions.canceled", "canceled"),
    ],
)
def test_recorded_reports_have_the_recorded_fields(market: KrakenMarket, name: str, exec_type: str) -> None:
    tags = {"txid": "O-1", "cl_ord_id": "c"} if "cl_ord_id" in name else BY_USERREF
    order = market.place("c", tags=tags)
    market.exchange.revise("FOOUSDT", order.order_id, ticks=999)
    market.exchange.cancel("FOOUSDT", order.order_id)

    [row] = documented("observed", name)["data"]
    assert unlike(row, one(market, exec_type), exec_type) == []


def test_new_says_little_more_than_which_order(market: KrakenMarket) -> None:
    market.place("mine")

    assert one(market, "new") == {
        "timestamp": "2023-11-14T22:13:20.123000Z",
        "order_status": "new",
        "exec_type": "new",
        "cl_ord_id": "mine",
        "order_id": "O-mine",
    }


def test_a_fill_is_told_with_its_own_numbers_and_the_totals(market: KrakenMarket) -> None:
    market.place("mine")
    market.crowd.fill("subject", "FOOUSDT", "mine", LOT // 4)
    market.crowd.fill("subject", "FOOUSDT", "mine", LOT // 2)

    row = told(market)[-1]
    money = ("last_qty", "last_price", "cost", "cum_qty", "cum_cost", "avg_price", "fee_usd_equiv")
    assert shown(row, *money) == [
        "0.50000000",
        "100.0",
        "50.00000",
        "0.75000000",
        "75.00000",
        "100.0",
        "0.1250",
    ]
    assert shown(row, "exec_id", "trade_id", "liquidity_ind", "side") == ["T-2", 2, "m", "buy"]
    [fee] = row["fees"]
    assert shown(fee, "asset", "qty") == ["USDT", "0.12500"]


def test_a_taker_is_told_so_and_a_fee_in_the_base_asset_is_written_in_its_digits(
    market: KrakenMarket,
) -> None:
    market.quote(Side.SELL, 1000)
    market.place("mine", fee_in=FeeIn.BASE)

    row = one(market, "trade")
    assert row["liquidity_ind"] == "t"
    [fee] = row["fees"]
    assert shown(fee, "asset", "qty") == ["FOO", "0.0040000000"]
    assert one(market, "pending_new")["fee_ccy_pref"] == "fcib"


def test_a_cancelled_order_says_how_much_of_it_was_filled_and_why_it_ended(market: KrakenMarket) -> None:
    order = market.place("mine")
    market.crowd.fill("subject", "FOOUSDT", "mine", LOT // 4)
    market.exchange.cancel("FOOUSDT", order.order_id)

    row = one(market, "canceled")
    assert shown(row, "order_status", "cum_qty", "reason", "cancel_reason") == [
        "canceled",
        "0.25000000",
        "User requested",
        "User requested",
    ]


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": OrderKind.LIMIT_MAKER}, "Post only order"),
        ({"time_in_force": TimeInForce.IOC, "lots": 2 * LOT}, "Immediate or cancel"),
        ({"time_in_force": TimeInForce.FOK, "lots": 2 * LOT}, "Fill or kill"),
        ({"kind": OrderKind.MARKET, "ticks": None, "lots": 2 * LOT}, "Insufficient liquidity"),
    ],
)
def test_what_may_not_rest_is_cancelled_after_it_was_new(
    market: KrakenMarket, fields: dict[str, Any], reason: str
) -> None:
    market.quote(Side.SELL, 1000)
    market.place("mine", **fields)

    kinds = [row["exec_type"] for row in told(market)]
    assert (kinds[:2], kinds[-1]) == (["pending_new", "new"], "canceled")
    assert one(market, "canceled")["reason"] == reason


def test_post_only_is_said_wherever_the_venue_says_it(market: KrakenMarket) -> None:
    order = market.place("mine", kind=OrderKind.LIMIT_MAKER)
    market.exchange.cancel("FOOUSDT", order.order_id)

    assert [row.get("post_only") for row in told(market)] == [True, True, True]


def test_self_trade_prevention_cancels_the_newer_order(market: KrakenMarket) -> None:
    market.place("old", Side.SELL)
    market.place("new")

    last = told(market)[-1]
    assert shown(last, "cl_ord_id", "exec_type", "reason") == ["new", "canceled", "Self trade prevention"]


def test_an_order_whose_time_is_up_expires_and_one_that_the_venue_ends_is_cancelled(
    market: KrakenMarket,
) -> None:
    for name, reason in (("dated", DoneReason.OUT_OF_TIME), ("plain", DoneReason.BY_VENUE)):
        order = market.place(name)
        market.exchange.expire("FOOUSDT", order.order_id, reason)

    ends = {row["cl_ord_id"]: row["exec_type"] for row in told(market)}
    assert ends == {"dated": "expired", "plain": "canceled"}


def test_an_amended_order_says_what_it_is_now(market: KrakenMarket) -> None:
    order = market.place("mine")
    market.exchange.revise("FOOUSDT", order.order_id, ticks=999, lots=2 * LOT)

    row = one(market, "amended")
    assert shown(row, "order_status", "limit_price", "order_qty", "amended") == [
        "new",
        "99.9",
        "2.00000000",
        True,
    ]


def test_the_snapshot_of_an_open_order_has_all_that_is_known_of_it(market: KrakenMarket) -> None:
    order = market.place("mine")
    market.crowd.fill("subject", "FOOUSDT", "mine", LOT // 4)

    row = reports().resting(order)

    names = (
        "exec_type",
        "order_status",
        "symbol",
        "side",
        "order_qty",
        "cum_qty",
        "limit_price",
        "cl_ord_id",
    )
    assert shown(row, *names) == [
        "new",
        "partially_filled",
        "FOO/USDT",
        "buy",
        "1.00000000",
        "0.25000000",
        "100.0",
        "mine",
    ]
    assert "amended" not in row


def test_a_trade_in_the_snapshot_has_the_recorded_fields_and_no_totals(market: KrakenMarket) -> None:
    market.quote(Side.BUY, 1000)
    order = market.place("", Side.SELL, tags=BY_USERREF)

    row = reports().trade(order, order.fills[-1], last=False)

    [recorded] = documented("observed", "executions.trades")["data"]
    assert unlike(recorded, row, "trade") == []
    assert row["order_status"] == "filled"

"""Which questions are asked over REST, at what cost, and what their answers say."""

from decimal import Decimal as D
from typing import Any

import pytest

from exchanges.errors import InvalidOrder, OrderNotFound
from exchanges.models import OrderRequest, OrderStatus, OrderType, Side, TimeInForce
from exchanges.orders import Ask, Lookup
from exchanges.ratelimit import Cost, Priority
from exchanges.venues.okx.errors import error_of
from tests.unit.exchanges.okx.documented import ACCOUNT, FILL, INSTRUMENT, ORDER, PLACED, SYMBOL, TRADE
from tests.unit.exchanges.okx.scripted_requests import api_with

pytestmark = pytest.mark.asyncio

LIMIT = OrderRequest(
    symbol=SYMBOL,
    side=Side.SELL,
    type=OrderType.LIMIT,
    quantity=D("0.01"),
    price=D("5E+4"),
    client_order_id="mine",
)
LOOKUP = Lookup(Ask.FILLS, SYMBOL, "mine", "680800019749904384")


def nothing() -> None:
    pass


async def test_instruments_are_listed() -> None:
    api, rest = api_with(instruments=[[INSTRUMENT]])

    assert list(await api.instruments(lambda cause: None)) == [SYMBOL]
    (asked,) = rest.asked
    assert (asked.path, asked.parameters) == ("/api/v5/public/instruments", {"instType": "SPOT"})
    assert (asked.cost, asked.priority) == (Cost(1, scope="instruments SPOT"), Priority.RESOLVE)


async def test_a_snapshot_has_its_number() -> None:
    book = {"asks": [["2", "1", "0", "1"]], "bids": [["1", "3", "0", "2"]], "ts": "5", "seqId": 7}
    api, rest = api_with(books=[[book]])

    told = await api.snapshot(SYMBOL, 1000)

    assert (told.sequence, told.bids, told.asks) == (7, [("1", "3")], [("2", "1")])
    assert rest.asked[0].parameters == {"instId": SYMBOL, "sz": "400"}


async def test_the_newest_trades_come_in_order() -> None:
    api, rest = api_with(trades=[[TRADE | {"tradeId": "12"}, TRADE | {"tradeId": "11", "side": "buy"}]])

    told = await api.trades(SYMBOL, None, 1000, 0)

    assert [(trade.trade_id, trade.buyer_is_maker) for trade in told] == [(11, False), (12, True)]
    assert (told[0].price, told[0].quantity, told[0].time_ms) == (D("29963.2"), D("0.00001"), 1654161646974)
    assert rest.asked[0].parameters == {"instId": SYMBOL, "limit": "100"}


async def test_past_trades_are_the_page_before_a_number() -> None:
    api, rest = api_with(history_trades=[[TRADE]])

    await api.trades(SYMBOL, 500, 1000, 99)

    assert rest.asked[0].path == "/api/v5/market/history-trades"
    assert rest.asked[0].parameters == {"instId": SYMBOL, "type": "1", "after": "600", "limit": "100"}


async def test_an_unknown_market_is_known_as_such() -> None:
    api, _ = api_with()

    assert api.is_unknown_symbol(error_of("51001", ""))
    assert not api.is_unknown_symbol(error_of("51000", ""))


async def test_an_order_is_placed_and_told_as_new() -> None:
    api, rest = api_with(order=[[PLACED]])

    order, fills = await api.place(LIMIT, nothing)

    assert (order.venue_order_id, order.client_order_id, order.status) == (
        "312269865356374016",
        "mine",
        OrderStatus.NEW,
    )
    assert (order.updated_ms, fills) == (0, ())
    (asked,) = rest.asked
    assert (asked.method, asked.path, asked.group) == ("POST", "/api/v5/trade/order", "orders")
    assert asked.cost == Cost(orders=1, scope=f"place {SYMBOL}")
    assert asked.parameters == {
        "instId": SYMBOL,
        "tdMode": "cash",
        "side": "sell",
        "ordType": "limit",
        "sz": "0.01",
        "px": "50000",
        "clOrdId": "mine",
    }


@pytest.mark.parametrize(
    ("kind", "force", "word"),
    [
        (OrderType.LIMIT, TimeInForce.IOC, "ioc"),
        (OrderType.LIMIT, TimeInForce.FOK, "fok"),
        (OrderType.LIMIT_MAKER, TimeInForce.GTC, "post_only"),
    ],
)
async def test_how_long_an_order_lives_is_its_type(kind: OrderType, force: TimeInForce, word: str) -> None:
    api, rest = api_with(order=[[PLACED]])
    request = OrderRequest(
        symbol=SYMBOL, side=Side.BUY, type=kind, quantity=D(1), price=D(2), time_in_force=force
    )

    await api.place(request, nothing)

    assert rest.asked[0].parameters["ordType"] == word


async def test_a_market_order_says_that_it_is_sized_in_the_base_asset() -> None:
    api, rest = api_with(order=[[PLACED]])
    request = OrderRequest(symbol=SYMBOL, side=Side.BUY, type=OrderType.MARKET, quantity=D("0.5"))

    await api.place(request, nothing)

    assert rest.asked[0].parameters == {
        "instId": SYMBOL,
        "tdMode": "cash",
        "side": "buy",
        "ordType": "market",
        "sz": "0.5",
        "tgtCcy": "base_ccy",
    }


@pytest.mark.parametrize("told", [[], [PLACED, PLACED], [PLACED | {"ordId": ""}]])
async def test_an_answer_without_one_id_is_none(told: list[Any]) -> None:
    api, _ = api_with(order=[told])

    with pytest.raises(ValueError, match=r"rows instead of one|without an id"):
        await api.place(LIMIT, nothing)


@pytest.mark.parametrize(("known", "named"), [("77", {"ordId": "77"}), (None, {"clOrdId": "mine"})])
async def test_a_cancel_is_asked_for_by_the_best_name_and_says_no_more(
    known: str | None, named: dict[str, str]
) -> None:
    api, rest = api_with(cancel_order=[[PLACED]])

    assert await api.cancel(SYMBOL, "mine", known) is None
    assert rest.asked[0].parameters == {"instId": SYMBOL} | named
    assert (rest.asked[0].cost, rest.asked[0].priority) == (
        Cost(orders=1, scope=f"cancel {SYMBOL}"),
        Priority.CANCEL,
    )


async def test_a_cancel_that_is_under_way_was_taken() -> None:
    api, _ = api_with(cancel_order=[error_of("51410", "is being cancelled")])

    assert await api.cancel(SYMBOL, "mine", None) is None


async def test_nothing_to_cancel_is_not_found() -> None:
    api, _ = api_with(cancel_order=[error_of("51400", "")])

    with pytest.raises(OrderNotFound):
        await api.cancel(SYMBOL, "mine", None)


async def test_several_are_cancelled_together() -> None:
    api, rest = api_with(cancel_batch_orders=[[PLACED, PLACED | {"sCode": "51400"}]])

    await api.cancel_together(SYMBOL, ["1", "2"])

    assert rest.asked[0].parameters == {"instId": SYMBOL, "ordIds": "1,2"}
    assert rest.asked[0].cost == Cost(orders=2, scope=f"cancel-batch {SYMBOL}")


async def test_an_order_is_looked_up_in_one_place() -> None:
    api, rest = api_with(order=[[ORDER]])

    order, fills = await api.order(SYMBOL, "bot1", None, Priority.DATA)

    assert (order.client_order_id, fills) == ("bot1", ())
    (asked,) = rest.asked
    assert (asked.method, asked.path) == ("GET", "/api/v5/trade/order")
    assert asked.parameters == {"instId": SYMBOL, "clOrdId": "bot1"}
    assert (asked.cost, asked.priority) == (Cost(1, scope=f"order {SYMBOL}"), Priority.DATA)


async def test_an_order_of_another_market_is_not_the_one() -> None:
    api, _ = api_with(order=[[ORDER | {"instId": "ETH-USDT"}]])

    with pytest.raises(OrderNotFound):
        await api.order(SYMBOL, "bot1", None, Priority.DATA)


async def test_open_orders_come_page_by_page() -> None:
    full = [ORDER | {"ordId": str(1000 - number), "clOrdId": ""} for number in range(100)]
    api, rest = api_with(orders_pending=[full, full, [ORDER]])

    told = await api.open_orders(None, Priority.RESOLVE)

    assert len(told) == 201
    assert [asked.parameters for asked in rest.asked] == [
        {"instType": "SPOT", "limit": "100"},
        {"instType": "SPOT", "limit": "100", "after": "901"},
        {"instType": "SPOT", "limit": "100", "after": "901"},
    ]


async def test_open_orders_of_one_market() -> None:
    api, rest = api_with(orders_pending=[[]])

    assert await api.open_orders(SYMBOL, Priority.DATA) == []
    assert rest.asked[0].parameters["instId"] == SYMBOL


async def test_executions_of_an_order_come_in_order_and_page_by_page() -> None:
    newest = [
        FILL | {"tradeId": str(200 - number), "billId": str(900 - number), "fillTime": str(200 - number)}
        for number in range(100)
    ]
    api, rest = api_with(fills=[newest, [FILL | {"tradeId": "1", "fillTime": "1"}]])

    told = await api.fills(LOOKUP)

    assert [fill.trade_id for fill in told] == ["1", *(str(number) for number in range(101, 201))]
    assert {fill.client_order_id for fill in told} == {"mine"}
    assert rest.asked[1].parameters == {
        "instType": "SPOT",
        "instId": SYMBOL,
        "ordId": "680800019749904384",
        "limit": "100",
        "after": "801",
    }


async def test_executions_of_long_ago_are_in_another_list() -> None:
    api, rest = api_with(fills=[[]], fills_history=[[FILL]])

    assert len(await api.fills(LOOKUP)) == 1
    assert [asked.path.rpartition("/")[2] for asked in rest.asked] == ["fills", "fills-history"]


async def test_what_is_held_is_dated_by_the_venue() -> None:
    api, _ = api_with(balance=[[ACCOUNT]])

    held = await api.holdings()

    assert held.as_of_ms == 1705474164160
    assert [balance.asset for balance in held.balances] == ["USDT", "BTC"]


async def test_another_refusal_of_a_cancel_is_passed_on() -> None:
    api, _ = api_with(cancel_order=[error_of("51000", "")])

    with pytest.raises(InvalidOrder):
        await api.cancel(SYMBOL, "mine", None)

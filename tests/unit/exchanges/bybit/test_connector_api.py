"""Questions and answers over REST, and what of them costs what."""

from decimal import Decimal as D
from typing import Any

import pytest

from exchanges.errors import ExchangeError, OrderNotFound
from exchanges.models import (
    Balance,
    Instrument,
    InstrumentStatus,
    OrderRequest,
    OrderStatus,
    OrderType,
    Side,
    TimeInForce,
    Trade,
)
from exchanges.orders import Ask, Lookup
from exchanges.ratelimit import Cost, Priority
from exchanges.venues.bybit.api import BybitApi
from tests.unit.exchanges.bybit.documented import EXECUTION, INSTRUMENT, ORDER, WALLET
from tests.unit.exchanges.bybit.scripted_requests import NOW_MS, api_with

pytestmark = pytest.mark.asyncio

ACK = {"orderId": "1523347543495541248", "orderLinkId": "cr-1"}
LIMIT = OrderRequest(
    symbol="BTCUSDT",
    side=Side.BUY,
    type=OrderType.LIMIT,
    quantity=D("0.010000"),
    price=D("1E+5"),
    client_order_id="cr-1",
)


def listed(*rows: dict[str, Any], cursor: str = "") -> dict[str, Any]:
    return {"category": "spot", "list": list(rows), "nextPageCursor": cursor}


async def test_markets_come_with_their_rules() -> None:
    api, rest = api_with(instruments_info=listed(INSTRUMENT))

    assert await api.instruments(lambda cause: None) == {
        "BTCUSDT": Instrument(
            symbol="BTCUSDT",
            base="BTC",
            quote="USDT",
            status=InstrumentStatus.TRADING,
            tick_size=D("0.1"),
            lot_size=D("0.000001"),
            min_quantity=D("0.000011"),
            max_quantity=D(83),
            market_max_quantity=D("41.5"),
            min_notional=D(5),
            max_notional=D(8000000),
        )
    }
    assert rest.asked[0].parameters == {"category": "spot", "limit": "1000"}
    assert rest.asked[0].cost == Cost()


async def test_a_market_that_cannot_be_read_does_not_cost_the_others() -> None:
    odd = INSTRUMENT | {"symbol": "ODD", "priceFilter": {"tickSize": "0"}}
    api, _ = api_with(instruments_info=listed(odd, {"symbol": 5}, INSTRUMENT | {"status": "Sleeping"}))
    causes: list[str] = []

    told = await api.instruments(causes.append)

    assert {name: one.status for name, one in told.items()} == {"BTCUSDT": InstrumentStatus.UNRECOGNISED}
    assert len(causes) == 2


async def test_markets_are_asked_for_page_by_page() -> None:
    pages = [listed(INSTRUMENT, cursor="a%3D1"), listed(INSTRUMENT | {"symbol": "ETHUSDT"})]
    api, rest = api_with(instruments_info=pages)

    assert list(await api.instruments(lambda cause: None)) == ["BTCUSDT", "ETHUSDT"]
    assert rest.asked[1].parameters["cursor"] == "a%3D1"


async def test_a_market_that_is_listed_no_more_is_closed_and_one_that_comes_back_is_open() -> None:
    other = INSTRUMENT | {"symbol": "ETHUSDT"}
    lists = [listed(INSTRUMENT, other), listed(other), listed(), listed(INSTRUMENT)]
    api, _ = api_with(instruments_info=lists)

    told = [
        {name: one.status.name for name, one in (await api.instruments(lambda cause: None)).items()}
        for _ in range(4)
    ]

    assert told == [
        {"BTCUSDT": "TRADING", "ETHUSDT": "TRADING"},
        {"BTCUSDT": "CLOSED", "ETHUSDT": "TRADING"},
        {},
        {"BTCUSDT": "TRADING", "ETHUSDT": "CLOSED"},
    ]


async def test_a_book_is_asked_for_with_its_levels() -> None:
    api, rest = api_with(orderbook={"s": "BTCUSDT", "b": [["99.9", "1"]], "a": [], "u": 5, "seq": 9})

    told = await api.snapshot("BTCUSDT", 5)

    assert (told.bids, told.asks) == ([("99.9", "1")], [])
    assert rest.asked[0].parameters == {"category": "spot", "symbol": "BTCUSDT", "limit": "5"}


async def test_trades_are_turned_round() -> None:
    row = {"symbol": "BTCUSDT", "price": "1.5", "size": "2", "isBlockTrade": False, "seq": "7"}
    newer = row | {"execId": "2100000000007764264", "side": "Buy", "time": "1800000000001"}
    older = row | {"execId": "20f43950-d8dd-5b31-9112-a178eb6023af", "side": "Sell", "time": "1800000000000"}
    api, rest = api_with(recent_trade=listed(newer, older))

    told = await api.trades("BTCUSDT", None, 1000, 0)

    assert told == [
        Trade("BTCUSDT", 0x20F43950D8DD5B319112A178EB6023AF, D("1.5"), D(2), 1_800_000_000_000, True),
        Trade("BTCUSDT", 2100000000007764264, D("1.5"), D(2), 1_800_000_000_001, False),
    ]
    assert rest.asked[0].parameters["limit"] == "60"


async def test_an_order_is_taken_and_not_yet_accepted() -> None:
    api, rest = api_with(create=ACK)
    sent: list[str] = []

    order, fills = await api.place(LIMIT, lambda: sent.append("now"))

    assert (order.status, order.venue_order_id, order.client_order_id) == (
        OrderStatus.PENDING,
        "1523347543495541248",
        "cr-1",
    )
    assert (fills, sent) == ((), ["now"])
    asked = rest.asked[0]
    assert (asked.method, asked.path) == ("POST", "/v5/order/create")
    assert asked.parameters == {
        "category": "spot",
        "symbol": "BTCUSDT",
        "side": "Buy",
        "orderType": "Limit",
        "qty": "0.010000",
        "timeInForce": "GTC",
        "price": "100000",
        "orderLinkId": "cr-1",
    }
    assert (asked.cost, asked.priority, asked.group) == (
        Cost(orders=1, scope="create"),
        Priority.ORDER,
        "orders",
    )


@pytest.mark.parametrize(
    ("kind", "time_in_force", "expected"),
    [
        (OrderType.LIMIT, TimeInForce.IOC, {"orderType": "Limit", "timeInForce": "IOC"}),
        (OrderType.LIMIT, TimeInForce.FOK, {"orderType": "Limit", "timeInForce": "FOK"}),
        (OrderType.LIMIT_MAKER, TimeInForce.GTC, {"orderType": "Limit", "timeInForce": "PostOnly"}),
    ],
)
async def test_kinds_of_orders_have_their_words(
    kind: OrderType, time_in_force: TimeInForce, expected: dict[str, str]
) -> None:
    api, rest = api_with(create=ACK)
    request = OrderRequest(
        symbol="BTCUSDT", side=Side.SELL, type=kind, quantity=D(1), price=D(2), time_in_force=time_in_force
    )
    await api.place(request, lambda: None)

    assert expected.items() <= rest.asked[0].parameters.items()


async def test_a_market_buy_names_what_it_buys_and_not_what_it_spends() -> None:
    api, rest = api_with(create=ACK)
    request = OrderRequest(symbol="BTCUSDT", side=Side.BUY, type=OrderType.MARKET, quantity=D(1))
    await api.place(request, lambda: None)

    assert rest.asked[0].parameters["marketUnit"] == "baseCoin"
    assert "timeInForce" not in rest.asked[0].parameters


@pytest.mark.parametrize(
    ("venue_order_id", "named"), [("77", {"orderId": "77"}), (None, {"orderLinkId": "cr-1"})]
)
async def test_a_cancel_is_only_taken(venue_order_id: str | None, named: dict[str, str]) -> None:
    api, rest = api_with(cancel=ACK)

    assert await api.cancel("BTCUSDT", "cr-1", venue_order_id) is None
    assert rest.asked[0].parameters == {"category": "spot", "symbol": "BTCUSDT"} | named
    assert rest.asked[0].cost == Cost(orders=1, scope="cancel")


async def test_several_are_cancelled_with_one_request() -> None:
    api, rest = api_with(cancel_batch=listed())
    await api.cancel_together("BTCUSDT", ["1", "2", "3"])

    assert rest.asked[0].parameters["orderIds"] == "1,2,3"
    assert rest.asked[0].cost.orders == 3


async def test_an_order_is_looked_for_among_the_newest_and_then_in_the_history() -> None:
    api, rest = api_with(realtime=listed(), history=listed(ORDER | {"orderStatus": "Cancelled"}))

    order, _ = await api.order("BTCUSDT", "cr-1", None, Priority.RESOLVE)

    assert order.status is OrderStatus.CANCELED
    assert [asked.path for asked in rest.asked] == ["/v5/order/realtime", "/v5/order/history"]
    assert rest.asked[0].parameters == {"category": "spot", "symbol": "BTCUSDT", "orderLinkId": "cr-1"}


async def test_an_order_that_is_in_neither_is_not_there() -> None:
    other = ORDER | {"orderId": "9", "orderLinkId": "cr-9"}
    api, _ = api_with(realtime=listed(other), history=listed(ORDER | {"symbol": "ETHUSDT"}))

    with pytest.raises(OrderNotFound):
        await api.order("BTCUSDT", "cr-1", "1523347543495541248", Priority.RESOLVE)


async def test_open_orders_come_in_pages_and_each_is_there_once() -> None:
    first = ORDER | {"orderId": "1"}
    second = ORDER | {"orderId": "2", "orderStatus": "PartiallyFilled", "cumExecQty": "0.001"}
    ended = ORDER | {"orderId": "3", "orderStatus": "Filled"}
    api, rest = api_with(realtime=[listed(first, second, cursor="p%3D2"), listed(second, ended)])

    orders = await api.open_orders(None, Priority.DATA)

    assert [order.venue_order_id for order in orders] == ["1", "2"]
    assert [asked.parameters.get("cursor") for asked in rest.asked] == [None, "p%3D2"]
    assert "symbol" not in rest.asked[0].parameters


async def test_a_list_that_never_ends_is_given_up() -> None:
    api, rest = api_with(realtime=[listed(ORDER, cursor="again")] * 200)

    assert len(await api.open_orders("BTCUSDT", Priority.DATA)) == 1
    assert len(rest.asked) == 100


async def test_executions_are_those_that_bought_or_sold() -> None:
    funding = EXECUTION | {"execId": "f", "execType": "Funding"}
    first = EXECUTION | {"execId": "e1"}
    second = EXECUTION | {"execId": "e2", "execTime": "1800000000006"}
    api, rest = api_with(list=[listed(second, funding, cursor="c"), listed(second, first)])
    lookup = Lookup(Ask.FILLS, "BTCUSDT", "cr-1", "1523347543495541248")

    fills = await api.fills(lookup)

    assert [fill.trade_id for fill in fills] == ["e1", "e2"]
    assert rest.asked[0].parameters == {
        "category": "spot",
        "limit": "100",
        "orderId": "1523347543495541248",
    }


async def test_what_is_free_is_what_no_order_holds() -> None:
    api, rest = api_with(wallet_balance=listed(WALLET))

    held = await api.holdings()

    assert held.balances == [Balance("USDT", D("620.5"), D(380)), Balance("BTC", D(1), D(0))]
    assert held.as_of_ms == NOW_MS
    assert rest.asked[0].parameters == {"accountType": "UNIFIED"}


@pytest.mark.parametrize(("code", "unknown"), [(10001, True), (170121, True), (10006, False), (None, False)])
async def test_a_symbol_that_there_is_not(code: int | None, unknown: bool) -> None:
    api, _ = api_with()

    assert api.is_unknown_symbol(ExchangeError("", code=code)) is unknown


@pytest.mark.parametrize(
    ("identity", "fits"),
    [("cr-a_1", True), ("x" * 36, True), ("x" * 37, False), ("a b", False), ("ü", False)],
)
async def test_names_of_orders(identity: str, fits: bool) -> None:
    assert bool(BybitApi.client_order_ids.pattern.fullmatch(identity)) is fits

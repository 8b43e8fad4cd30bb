"""What is asked over REST, and how its answers are read."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from exchanges.errors import InvalidOrder, OrderNotFound
from exchanges.models import OrderRequest, OrderStatus, OrderType, Side, TimeInForce
from exchanges.orders import Ask, Lookup
from exchanges.ratelimit import Cost, Priority
from exchanges.venues.kraken.limits import PUBLIC
from tests.unit.exchanges.kraken.documented import OPEN_ORDER, ORDER_ID, TRADE
from tests.unit.exchanges.kraken.scripted_requests import NOW_MS, api_with

pytestmark = pytest.mark.asyncio

CALL = Cost(1)
REQUEST = OrderRequest(
    symbol="BTC/USD",
    side=Side.BUY,
    type=OrderType.LIMIT,
    quantity=Decimal("0.01"),
    price=Decimal("50000.0"),
    client_order_id="bot-0001",
)
ADDED = {"descr": {"order": "buy 0.01000000 XBTUSD @ limit 50000.0"}, "txid": [ORDER_ID]}


def request(**changes: Any) -> OrderRequest:
    return msgspec.structs.replace(REQUEST, **changes)


async def test_instruments_come_under_the_names_of_the_stream_and_cost_the_address_two_calls() -> None:
    api, rest = await api_with()

    instruments = await api.instruments(lambda cause: None)

    assert list(instruments) == ["BTC/USD", "DOGE/BTC"]
    assert [(ask.path, ask.cost) for ask in rest.asked] == [
        ("/0/public/Assets", Cost(1, scope=PUBLIC)),
        ("/0/public/AssetPairs", Cost(1, scope=PUBLIC)),
    ]


async def test_a_book_over_rest_has_no_number() -> None:
    depth = {"XXBTZUSD": {"asks": [["100.10000", "0.500", 1]], "bids": [["100.00000", "1.250", 2]]}}
    api, rest = await api_with(Depth=depth)

    snapshot = await api.snapshot("BTC/USD", 5)

    assert (snapshot.sequence, list(snapshot.bids), list(snapshot.asks)) == (
        0,
        [("100.00000", "1.250")],
        [("100.10000", "0.500")],
    )
    assert rest.asked[0].parameters == {"pair": "XXBTZUSD", "count": "5"}


async def test_an_answer_about_another_pair_is_no_answer() -> None:
    api, _ = await api_with(Depth={"XETHZUSD": {"asks": [], "bids": []}})

    with pytest.raises(ValueError, match="XXBTZUSD"):
        await api.snapshot("BTC/USD", 5)


async def test_trades_are_asked_for_by_time_from_just_before_the_last_known() -> None:
    rows = [
        ["100.1", "0.2", 1795195480.8648, "b", "m", "", 11],
        ["100.0", "1", 1795195481.0, "s", "l", "", 12],
    ]
    api, rest = await api_with(Trades={"XXBTZUSD": rows, "last": "1795195481000000000"})

    trades = await api.trades("BTC/USD", 11, 500, 1795195480864)

    assert [(trade.trade_id, trade.time_ms, trade.buyer_is_maker) for trade in trades] == [
        (11, 1795195480864, False),
        (12, 1795195481000, True),
    ]
    assert (trades[0].symbol, trades[0].price, trades[0].quantity) == (
        "BTC/USD",
        Decimal("100.1"),
        Decimal("0.2"),
    )
    assert rest.asked[0].parameters == {
        "pair": "XXBTZUSD",
        "count": "500",
        "since": "1795195480863999999",
    }


async def test_the_newest_trades_are_asked_for_without_a_time() -> None:
    api, rest = await api_with(Trades={"XXBTZUSD": [], "last": "0"})

    await api.trades("BTC/USD", None, 1, 0)

    assert rest.asked[0].parameters == {"pair": "XXBTZUSD", "count": "1"}


async def test_a_pair_that_is_not_listed_is_known_by_its_error() -> None:
    api, _ = await api_with()

    assert api.is_unknown_symbol(InvalidOrder("?", code="EQuery:Unknown asset pair"))
    assert not api.is_unknown_symbol(InvalidOrder("?", code="EQuery:Unknown asset"))


async def test_an_order_is_placed_under_the_key_of_its_pair_and_told_as_new() -> None:
    api, rest = await api_with(AddOrder=ADDED)
    sent = []

    order, fills = await api.place(REQUEST, lambda: sent.append("now"))

    assert (order.status, order.venue_order_id, order.client_order_id) == (
        OrderStatus.NEW,
        ORDER_ID,
        "bot-0001",
    )
    assert (order.filled, order.updated_ms, fills) == (Decimal(0), 0, ())
    (asked,) = rest.asked
    assert asked.parameters == {
        "pair": "XXBTZUSD",
        "type": "buy",
        "ordertype": "limit",
        "volume": "0.01",
        "price": "50000.0",
        "cl_ord_id": "bot-0001",
    }
    assert (asked.cost, asked.priority, asked.group, sent) == (
        Cost(orders=1, scope="BTC/USD"),
        Priority.ORDER,
        "orders",
        ["now"],
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"time_in_force": TimeInForce.IOC}, {"timeinforce": "IOC"}),
        ({"time_in_force": TimeInForce.FOK}, {"timeinforce": "FOK"}),
        ({"type": OrderType.LIMIT_MAKER}, {"oflags": "post"}),
        ({"type": OrderType.MARKET, "price": None}, {"ordertype": "market"}),
        ({"quantity": Decimal("1E-7")}, {"volume": "0.0000001"}),
        ({"side": Side.SELL}, {"type": "sell"}),
    ],
)
async def test_each_kind_of_order_has_its_words(changes: dict[str, Any], expected: dict[str, str]) -> None:
    api, rest = await api_with(AddOrder=ADDED)

    await api.place(request(**changes), lambda: None)

    (asked,) = rest.asked
    assert asked.parameters.items() >= expected.items()
    assert ("price" in asked.parameters) is (changes.get("price", 1) is not None)


@pytest.mark.parametrize("ids", [[], ["A", "B"], [""]])
async def test_an_acknowledgement_without_one_id_is_no_answer(ids: list[str]) -> None:
    api, _ = await api_with(AddOrder={"txid": ids})

    with pytest.raises(ValueError, match="id"):
        await api.place(REQUEST, lambda: None)


async def test_a_cancel_goes_by_the_id_of_the_venue_if_that_is_known() -> None:
    api, rest = await api_with(CancelOrder={"count": 1})

    assert await api.cancel("BTC/USD", "bot-0001", ORDER_ID) is None
    assert await api.cancel("BTC/USD", "bot-0001", None) is None

    assert [ask.parameters for ask in rest.asked] == [{"txid": ORDER_ID}, {"cl_ord_id": "bot-0001"}]
    assert (rest.asked[0].priority, rest.asked[0].group) == (Priority.CANCEL, "cancels")


async def test_a_cancel_costs_by_the_age_of_the_order() -> None:
    api, rest = await api_with(AddOrder=ADDED, CancelOrder={"count": 1})
    await api.place(REQUEST, lambda: None)
    rest.asked.clear()

    for age_ms in (0, 7_000, 400_000):
        rest.now_ms = NOW_MS + age_ms
        await api.cancel("BTC/USD", "bot-0001", ORDER_ID)
    await api.cancel("BTC/USD", "bot-0002", "ONEVER-HEARD-OF")

    assert [ask.cost.orders for ask in rest.asked] == [8, 6, 0, 8]


async def test_a_listed_order_has_an_age_too() -> None:
    api, rest = await api_with(OpenOrders={"open": {ORDER_ID: OPEN_ORDER}}, CancelOrder={"count": 1})
    await api.open_orders(None, Priority.DATA)

    await api.cancel("BTC/USD", "bot-0001", ORDER_ID)

    assert rest.asked[-1].cost.orders == 4  # 19 s


async def test_a_cancel_that_hit_nothing_found_nothing() -> None:
    api, rest = await api_with(CancelOrder={"count": 0})

    with pytest.raises(OrderNotFound):
        await api.cancel("BTC/USD", "bot-0001", None)

    rest.answers["CancelOrder"] = {"count": 0, "pending": True}
    assert await api.cancel("BTC/USD", "bot-0001", None) is None


async def test_an_order_is_looked_up_by_the_id_of_the_venue_if_that_is_known() -> None:
    api, rest = await api_with(QueryOrders={ORDER_ID: OPEN_ORDER | {"status": "closed"}})

    order, fills = await api.order("BTC/USD", "bot-0001", ORDER_ID, Priority.RESOLVE)

    assert (order.status, fills) == (OrderStatus.FILLED, ())
    assert [(ask.path, ask.parameters) for ask in rest.asked] == [
        ("/0/private/QueryOrders", {"txid": ORDER_ID})
    ]
    assert (rest.asked[0].cost, rest.asked[0].group) == (CALL, "lookups")


async def test_an_open_order_is_found_among_the_open_ones() -> None:
    api, rest = await api_with(OpenOrders={"open": {ORDER_ID: OPEN_ORDER}})

    order, _ = await api.order("BTC/USD", "bot-0001", None, Priority.RESOLVE)

    assert order.venue_order_id == ORDER_ID
    assert [ask.parameters for ask in rest.asked] == [{"cl_ord_id": "bot-0001"}]


async def test_an_order_that_is_not_open_is_looked_for_among_the_closed_ones() -> None:
    old = OPEN_ORDER | {"status": "canceled", "closetm": 1795195000.0}
    new = OPEN_ORDER | {"status": "closed", "closetm": 1795195499.0, "vol_exec": "0.01"}
    api, rest = await api_with(
        OpenOrders={"open": {"OTHER": OPEN_ORDER | {"cl_ord_id": "bot-0002"}}},
        ClosedOrders={"closed": {"ONEW": new, "OOLD": old}},
    )

    order, _ = await api.order("BTC/USD", "bot-0001", None, Priority.RESOLVE)

    assert (order.venue_order_id, order.status) == ("ONEW", OrderStatus.FILLED)
    assert [ask.path.rpartition("/")[2] for ask in rest.asked] == ["OpenOrders", "ClosedOrders"]


async def test_an_order_in_neither_list_is_not_found() -> None:
    api, _ = await api_with(OpenOrders={"open": {}}, ClosedOrders={"closed": {}})

    with pytest.raises(OrderNotFound):
        await api.order("BTC/USD", "bot-0001", None, Priority.RESOLVE)


async def test_an_order_on_another_market_is_not_the_one_that_is_meant() -> None:
    api, _ = await api_with(QueryOrders={ORDER_ID: OPEN_ORDER})

    with pytest.raises(OrderNotFound):
        await api.order("DOGE/BTC", "bot-0001", ORDER_ID, Priority.RESOLVE)


async def test_open_orders_of_one_market_are_chosen_from_the_list_of_all() -> None:
    words = OPEN_ORDER["descr"]
    assert isinstance(words, dict)
    doge = OPEN_ORDER | {"cl_ord_id": "bot-0002", "descr": words | {"pair": "XDGXBT"}}
    api, rest = await api_with(OpenOrders={"open": {ORDER_ID: OPEN_ORDER, "ODOGE": doge}})

    both = await api.open_orders(None, Priority.DATA)
    one = await api.open_orders("DOGE/BTC", Priority.DATA)

    assert [order.symbol for order in both] == ["BTC/USD", "DOGE/BTC"]
    assert [order.venue_order_id for order in one] == ["ODOGE"]
    assert [ask.cost for ask in rest.asked] == [CALL, CALL]


async def test_the_executions_of_an_order_are_those_that_it_names_twenty_at_a_time() -> None:
    names = [f"T{number:02d}" for number in range(25)]
    trades = {
        name: TRADE | {"trade_id": number, "time": 1795195500.0 - number} for number, name in enumerate(names)
    }
    api, rest = await api_with(
        QueryOrders={ORDER_ID: OPEN_ORDER | {"trades": names}},
        QueryTrades=trades | {"TALIEN": TRADE | {"ordertxid": "OTHER", "trade_id": 99}},
    )
    lookup = Lookup(Ask.FILLS, "BTC/USD", "bot-0001", ORDER_ID)

    fills = await api.fills(lookup)

    assert [ask.parameters for ask in rest.asked] == [
        {"txid": ORDER_ID, "trades": "true"},
        {"txid": ",".join(names[:20])},
        {"txid": ",".join(names[20:])},
    ]
    assert {fill.trade_id for fill in fills} == {str(number) for number in range(25)}
    assert [fill.time_ms for fill in fills] == sorted(fill.time_ms for fill in fills)
    assert (fills[0].client_order_id, fills[0].fee_asset) == ("bot-0001", "USD")


@pytest.mark.parametrize(("oflags", "asset"), [("fciq", "USD"), ("post,fcib", "BTC"), ("", "USD")])
async def test_the_fee_is_in_the_asset_that_the_order_says(oflags: str, asset: str) -> None:
    api, _ = await api_with(
        QueryOrders={ORDER_ID: OPEN_ORDER | {"trades": ["T"], "oflags": oflags}}, QueryTrades={"T": TRADE}
    )

    (fill,) = await api.fills(Lookup(Ask.FILLS, "BTC/USD", "bot-0001", ORDER_ID))

    assert fill.fee_asset == asset


async def test_an_order_without_trades_has_no_executions() -> None:
    api, rest = await api_with(QueryOrders={ORDER_ID: OPEN_ORDER})

    assert await api.fills(Lookup(Ask.FILLS, "BTC/USD", "bot-0001", ORDER_ID)) == []
    assert len(rest.asked) == 1


async def test_what_is_held_is_as_of_the_moment_of_asking() -> None:
    api, rest = await api_with(BalanceEx={"ZUSD": {"balance": "1000.5", "hold_trade": "500.0"}})

    first = await api.holdings()
    again = await api.holdings()
    rest.now_ms += 1000
    later = await api.holdings()

    assert [(item.asset, item.free, item.locked) for item in first.balances] == [
        ("USD", Decimal("500.5"), Decimal(500))
    ]
    assert [held.as_of_ms - NOW_MS for held in (first, again, later)] == [0, 1, 1000]


@pytest.mark.parametrize(
    ("identity", "good"),
    [
        ("bot-0001", True),
        ("6d1b345e-2821-40e2-ad83-4ecb18a06876", True),
        ("da8e4ad59b78481c93e589746b0cf91f", True),
        ("arb-20240509-00010", True),
        ("arb-20240509-000100", False),
        ("with a blank", False),
        ("", False),
        ("größe", False),
        ("da8e4ad59b78481c93e589746b0cf91g", False),
    ],
)
async def test_a_client_order_id_has_one_of_three_forms(identity: str, good: bool) -> None:
    api, _ = await api_with()

    assert (api.client_order_ids.pattern.fullmatch(identity) is not None) is good


async def test_ages_are_not_remembered_for_ever() -> None:
    orders = {f"O{number}": OPEN_ORDER for number in range(10_050)}
    api, rest = await api_with(OpenOrders={"open": orders}, CancelOrder={"count": 1})
    await api.open_orders(None, Priority.DATA)

    await api.cancel("BTC/USD", "x", "O0")
    await api.cancel("BTC/USD", "x", "O10049")

    assert [ask.cost.orders for ask in rest.asked[1:]] == [8, 4]


async def test_orders_are_cancelled_together_by_the_ids_of_the_venue() -> None:
    api, rest = await api_with(AddOrder=ADDED, CancelOrderBatch={"count": 2})
    await api.place(REQUEST, lambda: None)
    rest.asked.clear()
    rest.now_ms += 7_000

    await api.cancel_together("BTC/USD", [ORDER_ID, "ONEVER-HEARD-OF"])

    (asked,) = rest.asked
    assert (asked.path, asked.parameters) == (
        "/0/private/CancelOrderBatch",
        {"orders": f"{ORDER_ID},ONEVER-HEARD-OF"},
    )
    assert asked.cost == Cost(orders=6 + 8, scope="BTC/USD", beyond=True)
    assert (asked.priority, asked.group, api.cancels_together) == (Priority.CANCEL, "cancels", 50)

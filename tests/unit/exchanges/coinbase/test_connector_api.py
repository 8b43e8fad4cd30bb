"""What is asked over REST, and how its answers are read."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from exchanges.errors import InvalidOrder, OrderNotFound, OutcomeUnknown, Rejected
from exchanges.models import OrderRequest, OrderStatus, OrderType, Side, TimeInForce
from exchanges.orders import Ask, Lookup
from exchanges.ratelimit import Cost, Priority
from tests.unit.exchanges.coinbase.documented import (
    ACCOUNT,
    BTCUSD,
    BTCUSDC,
    FILL,
    ORDER,
    ORDER_ID,
    PUBLIC_TRADE,
)
from tests.unit.exchanges.coinbase.scripted_requests import NOW_MS, api_with

pytestmark = pytest.mark.asyncio

BATCH, FILLS = "orders/historical/batch", "orders/historical/fills"
TICKER = "market/products/BTC-USD/ticker"
CREATED = {
    "success": True,
    "failure_reason": "UNKNOWN_FAILURE_REASON",
    "success_response": {
        "order_id": ORDER_ID,
        "product_id": "BTC-USD",
        "side": "BUY",
        "client_order_id": "bot-1",
    },
}
REQUEST = OrderRequest(
    symbol="BTC-USD",
    side=Side.BUY,
    type=OrderType.LIMIT,
    quantity=Decimal("0.01"),
    price=Decimal("50000.0"),
    client_order_id="bot-1",
)
LOOKUP = Lookup(Ask.FILLS, "BTC-USD", "bot-1", ORDER_ID)


def trade(number: int, second: int) -> dict[str, Any]:
    return PUBLIC_TRADE | {"trade_id": str(number), "time": f"2027-01-15T08:00:{second:02d}.500Z"}


def cancelled(*results: tuple[str, str]) -> dict[str, Any]:
    return {
        "results": [
            {
                "success": not reason,
                "failure_reason": reason or "UNKNOWN_CANCEL_FAILURE_REASON",
                "order_id": order_id,
            }
            for order_id, reason in results
        ]
    }


async def test_instruments_are_asked_for_without_a_key_page_by_page() -> None:
    pages = [
        {"products": [BTCUSD], "num_products": 1, "pagination": {"next_cursor": "c2", "has_next": True}},
        {"products": [BTCUSDC], "num_products": 1, "pagination": {"next_cursor": "", "has_next": False}},
    ]
    api, rest = await api_with({})
    rest.answers["market/products"] = pages

    assert list(await api.instruments(lambda cause: None)) == ["BTC-USD", "BTC-USDC"]
    assert [ask.parameters for ask in rest.asked] == [
        {"product_type": "SPOT"},
        {"product_type": "SPOT", "cursor": "c2"},
    ]
    assert rest.asked[0].cost == Cost(1, scope="public")


async def test_a_book_over_rest_has_no_number() -> None:
    book = {
        "product_id": "BTC-USD",
        "bids": [{"price": "100.0", "size": "1"}],
        "asks": [{"price": "100.1", "size": "2"}],
    }
    api, rest = await api_with({"market/product_book": {"pricebook": book}})

    snapshot = await api.snapshot("BTC-USD", 5)

    assert (snapshot.sequence, list(snapshot.bids), list(snapshot.asks)) == (
        0,
        [("100.0", "1")],
        [("100.1", "2")],
    )
    assert rest.asked[0].parameters == {"product_id": "BTC-USD", "limit": "5"}


async def test_the_newest_trades_come_in_the_order_in_which_they_were_made() -> None:
    api, rest = await api_with({TICKER: {"trades": [trade(12, 2), trade(11, 1)]}})

    trades = await api.trades("BTC-USD", None, 2, 0)

    assert [(each.trade_id, each.buyer_is_maker) for each in trades] == [(11, False), (12, False)]
    assert rest.asked[0].parameters == {"limit": "2"}


async def test_trades_from_one_on_are_looked_for_backwards_in_time() -> None:
    pages = [
        {"trades": [trade(16, 4), trade(15, 3)]},
        {"trades": [trade(15, 3), trade(14, 3)]},
        {"trades": [trade(13, 2), trade(12, 1)]},
    ]
    api, rest = await api_with({TICKER: pages})

    trades = await api.trades("BTC-USD", 13, 2, NOW_MS + 1_700)

    assert [each.trade_id for each in trades] == [12, 13, 14, 15, 16]
    start = NOW_MS // 1000 + 1
    assert [(ask.parameters["start"], ask.parameters["end"]) for ask in rest.asked] == [
        (str(start), str(NOW_MS // 1000 + 2)),
        (str(start), str(NOW_MS // 1000 + 4)),
        (str(start), str(NOW_MS // 1000 + 4)),
    ]


async def test_looking_for_trades_ends_when_nothing_new_comes() -> None:
    api, rest = await api_with({TICKER: {"trades": [trade(16, 4), trade(15, 3)]}})

    trades = await api.trades("BTC-USD", 2, 2, NOW_MS)

    assert [each.trade_id for each in trades] == [15, 16]
    assert len(rest.asked) == 2


async def test_trades_of_an_alias_are_those_of_the_market_behind_it() -> None:
    api, rest = await api_with({TICKER: {"trades": []}})

    assert await api.trades("BTC-USDC", None, 1, 0) == []
    assert rest.asked[0].path == TICKER


async def test_a_market_that_is_not_listed_is_known_by_its_error() -> None:
    api, _ = await api_with({})

    assert api.is_unknown_symbol(InvalidOrder("?", code="NOT_FOUND"))
    assert api.is_unknown_symbol(InvalidOrder("?", code="INVALID_PRODUCT_ID"))
    assert api.is_unknown_symbol(InvalidOrder("?", code="INVALID_ARGUMENT"))
    assert not api.is_unknown_symbol(InvalidOrder("?", code="INTERNAL"))


async def test_an_order_is_placed_and_told_as_new() -> None:
    api, rest = await api_with({"orders": CREATED})
    sent = []

    order, fills = await api.place(REQUEST, lambda: sent.append("now"))

    assert (order.status, order.venue_order_id, order.client_order_id) == (OrderStatus.NEW, ORDER_ID, "bot-1")
    assert (order.filled, order.updated_ms, fills) == (Decimal(0), 0, ())
    (asked,) = rest.asked
    assert asked.parameters == {
        "client_order_id": "bot-1",
        "product_id": "BTC-USD",
        "side": "BUY",
        "order_configuration": {
            "limit_limit_gtc": {"base_size": "0.01", "limit_price": "50000.0", "post_only": False}
        },
    }
    assert (asked.method, asked.cost, asked.priority, asked.group, sent) == (
        "POST",
        Cost(1, scope="private"),
        Priority.ORDER,
        "orders",
        ["now"],
    )


@pytest.mark.parametrize(
    ("changes", "name", "terms"),
    [
        (
            {"time_in_force": TimeInForce.IOC},
            "sor_limit_ioc",
            {"base_size": "0.01", "limit_price": "50000.0"},
        ),
        (
            {"time_in_force": TimeInForce.FOK},
            "limit_limit_fok",
            {"base_size": "0.01", "limit_price": "50000.0"},
        ),
        (
            {"type": OrderType.LIMIT_MAKER},
            "limit_limit_gtc",
            {"base_size": "0.01", "limit_price": "50000.0", "post_only": True},
        ),
        ({"type": OrderType.MARKET, "price": None}, "market_market_ioc", {"base_size": "0.01"}),
        (
            {"quantity": Decimal("1E-7"), "price": Decimal("5E+4")},
            "limit_limit_gtc",
            {"base_size": "0.0000001", "limit_price": "50000", "post_only": False},
        ),
    ],
)
async def test_each_kind_of_order_has_its_words(
    changes: dict[str, Any], name: str, terms: dict[str, Any]
) -> None:
    api, rest = await api_with({"orders": CREATED})

    await api.place(msgspec.structs.replace(REQUEST, **changes), lambda: None)

    assert rest.asked[0].parameters["order_configuration"] == {name: terms}


@pytest.mark.parametrize(
    "answer", [{"success": True}, {"success": True, "success_response": {"order_id": ""}}]
)
async def test_an_acknowledgement_without_an_id_is_no_answer(answer: dict[str, Any]) -> None:
    api, _ = await api_with({"orders": answer})

    with pytest.raises((ValueError, msgspec.ValidationError)):
        await api.place(REQUEST, lambda: None)


async def test_a_cancel_that_has_begun_says_no_more() -> None:
    api, rest = await api_with({"orders/batch_cancel": cancelled((ORDER_ID, ""))})

    assert await api.cancel("BTC-USD", "bot-1", ORDER_ID) is None

    (asked,) = rest.asked
    assert (asked.parameters, asked.priority, asked.group) == (
        {"order_ids": [ORDER_ID]},
        Priority.CANCEL,
        "cancels",
    )


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("UNKNOWN_CANCEL_ORDER", OrderNotFound),
        ("ORDER_IS_FULLY_FILLED", OrderNotFound),
        ("COMMANDER_REJECTED_CANCEL_ORDER", Rejected),
        ("UNKNOWN_CANCEL_FAILURE_REASON", OutcomeUnknown),
    ],
)
async def test_a_cancel_that_failed_says_why(reason: str, kind: type[Exception]) -> None:
    api, _ = await api_with({"orders/batch_cancel": cancelled((ORDER_ID, reason))})

    with pytest.raises(kind):
        await api.cancel("BTC-USD", "bot-1", ORDER_ID)


async def test_a_cancel_that_was_asked_for_before_has_begun() -> None:
    api, _ = await api_with({"orders/batch_cancel": cancelled((ORDER_ID, "DUPLICATE_CANCEL_REQUEST"))})

    assert await api.cancel("BTC-USD", "bot-1", ORDER_ID) is None


async def test_an_order_whose_name_at_the_venue_is_not_known_is_looked_for_before_it_is_cancelled() -> None:
    listed = {"orders": [ORDER], "has_next": False, "cursor": ""}
    api, rest = await api_with({BATCH: listed, "orders/batch_cancel": cancelled((ORDER_ID, ""))})

    assert await api.cancel("BTC-USD", "bot-1", None) is None
    assert [ask.path for ask in rest.asked] == [BATCH, "orders/batch_cancel"]
    assert rest.asked[0].priority is Priority.CANCEL

    rest.answers[BATCH] = {"orders": [ORDER | {"status": "FILLED"}], "has_next": False}
    ended = await api.cancel("BTC-USD", "bot-1", None)
    assert ended is not None
    assert ended.status is OrderStatus.FILLED

    rest.answers[BATCH] = {"orders": [], "has_next": False}
    with pytest.raises(OrderNotFound):
        await api.cancel("BTC-USD", "bot-1", None)


async def test_orders_are_cancelled_together_by_the_ids_of_the_venue() -> None:
    api, rest = await api_with({"orders/batch_cancel": cancelled(("a", ""), ("b", "UNKNOWN_CANCEL_ORDER"))})

    await api.cancel_together("BTC-USD", ["a", "b"])

    assert rest.asked[0].parameters == {"order_ids": ["a", "b"]}
    assert api.cancels_together == 100


async def test_an_order_is_looked_up_by_the_id_of_the_venue_if_that_is_known() -> None:
    api, rest = await api_with({f"orders/historical/{ORDER_ID}": {"order": ORDER | {"status": "FILLED"}}})

    order, fills = await api.order("BTC-USD", "bot-1", ORDER_ID, Priority.RESOLVE)

    assert (order.status, fills) == (OrderStatus.FILLED, ())
    assert (rest.asked[0].method, rest.asked[0].group) == ("GET", "lookups")


async def test_an_order_is_looked_for_in_the_list_from_a_little_before_it_was_sent() -> None:
    pages = [
        {"orders": [ORDER | {"client_order_id": "other"}], "has_next": True, "cursor": "c2"},
        {"orders": [ORDER], "has_next": True, "cursor": "c3"},
    ]
    api, rest = await api_with({"orders": CREATED, BATCH: pages})
    await api.place(REQUEST, lambda: None)
    rest.asked.clear()

    order, _ = await api.order("BTC-USD", "bot-1", None, Priority.RESOLVE)

    assert order.venue_order_id == ORDER_ID
    first = {"product_ids": "BTC-USD", "limit": "250", "start_date": "2027-01-15T07:59:00.000Z"}
    assert [ask.parameters for ask in rest.asked] == [first, first | {"cursor": "c2"}]


async def test_an_order_that_was_not_placed_here_is_looked_for_in_the_whole_list_and_not_for_ever() -> None:
    api, rest = await api_with({BATCH: {"orders": [], "has_next": True, "cursor": "more"}})

    with pytest.raises(OrderNotFound):
        await api.order("BTC-USD", "bot-9", None, Priority.RESOLVE)

    assert rest.asked[0].parameters == {"product_ids": "BTC-USD", "limit": "250"}
    assert len(rest.asked) == 20


async def test_an_order_on_another_market_is_not_the_one_that_is_meant() -> None:
    api, _ = await api_with({f"orders/historical/{ORDER_ID}": {"order": ORDER}})

    with pytest.raises(OrderNotFound):
        await api.order("ETH-USD", "bot-1", ORDER_ID, Priority.RESOLVE)


async def test_open_orders_are_listed_page_by_page() -> None:
    second = ORDER | {"order_id": "2", "client_order_id": "bot-2"}
    pages = [
        {"orders": [ORDER], "has_next": True, "cursor": "c2"},
        {"orders": [second], "has_next": False, "cursor": "c3"},
    ]
    api, rest = await api_with({BATCH: pages})

    orders = await api.open_orders(None, Priority.DATA)

    assert [order.client_order_id for order in orders] == ["bot-1", "bot-2"]
    assert [ask.parameters for ask in rest.asked] == [
        {"order_status": "OPEN", "limit": "250"},
        {"order_status": "OPEN", "limit": "250", "cursor": "c2"},
    ]


async def test_open_orders_of_one_market_are_asked_for_alone() -> None:
    api, rest = await api_with({BATCH: {"orders": [], "has_next": False}})

    assert await api.open_orders("BTC-USD", Priority.DATA) == []
    assert rest.asked[0].parameters["product_ids"] == "BTC-USD"


async def test_executions_are_listed_until_there_is_no_next_page() -> None:
    later = FILL | {"trade_id": "t2", "trade_time": "2026-01-01T00:00:02Z"}
    pages = [
        {"fills": [later, FILL | {"trade_type": "CORRECTION"}, FILL | {"order_id": "other"}], "cursor": "c2"},
        {"fills": [FILL], "cursor": ""},
    ]
    api, rest = await api_with({FILLS: pages})

    fills = await api.fills(LOOKUP)

    assert [fill.trade_id for fill in fills] == ["1111-11111-111111", "t2"]
    assert [(fill.client_order_id, fill.fee_asset) for fill in fills] == [("bot-1", "USD")] * 2
    assert [ask.parameters for ask in rest.asked] == [
        {"order_ids": ORDER_ID, "limit": "100"},
        {"order_ids": ORDER_ID, "limit": "100", "cursor": "c2"},
    ]
    assert not api.streams_fills


async def test_executions_of_one_moment_are_told_in_their_order() -> None:
    listed = [FILL | {"trade_id": name} for name in ("t3", "t2", "t1")]
    api, _ = await api_with({FILLS: {"fills": listed, "cursor": ""}})

    assert [fill.trade_id for fill in await api.fills(LOOKUP)] == ["t1", "t2", "t3"]


async def test_executions_do_not_go_on_for_ever() -> None:
    api, rest = await api_with({FILLS: {"fills": [], "cursor": "again"}})

    assert await api.fills(LOOKUP) == []
    assert len(rest.asked) == 1


async def test_what_is_held_is_as_of_the_moment_of_asking_and_of_all_pages() -> None:
    pages = [
        {"accounts": [ACCOUNT], "has_next": True, "cursor": "c2", "size": 1},
        {"accounts": [ACCOUNT | {"currency": "USD"}], "has_next": False, "cursor": "", "size": 1},
    ]
    api, rest = await api_with({"accounts": [*pages, pages[1]]})

    first = await api.holdings()
    again = await api.holdings()

    assert [balance.asset for balance in first.balances] == ["BTC", "USD"]
    assert [held.as_of_ms - NOW_MS for held in (first, again)] == [0, 1]
    assert [ask.parameters.get("cursor") for ask in rest.asked] == [None, "c2", None]


@pytest.mark.parametrize(
    ("identity", "good"),
    [("bot-1", True), ("x" * 128, True), ("x" * 129, False), ("a b", False), ("", False)],
)
async def test_a_client_order_id_is_any_short_text(identity: str, good: bool) -> None:
    api, _ = await api_with({})

    assert (api.client_order_ids.pattern.fullmatch(identity) is not None) is good

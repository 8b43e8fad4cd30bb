"""Which questions are asked over REST, at what cost, and what their answers say."""

from decimal import Decimal as D
from typing import Any

import pytest

from exchanges.errors import OrderNotFound, Rejected, SymbolNotTrading
from exchanges.models import Balance, InstrumentStatus, OrderRequest, OrderStatus, OrderType, Position, Side
from exchanges.orders import Ask, Lookup
from exchanges.ratelimit import Cost, Priority
from tests.unit.exchanges.binance.usdm.usdm_rest import SYMBOL, api_with, documented

pytestmark = pytest.mark.asyncio

LIMIT = OrderRequest(
    symbol=SYMBOL,
    side=Side.SELL,
    type=OrderType.LIMIT,
    quantity=D("0.01"),
    price=D("5E+4"),
    client_order_id="mine",
)
LOOKUP = Lookup(Ask.FILLS, SYMBOL, "mine", "7")


def answer(**changes: Any) -> dict[str, Any]:
    shown: dict[str, Any] = documented("new_order")
    return (
        shown | {"clientOrderId": "mine", "timeInForce": "GTC", "cumQuote": "0", "executedQty": "0"} | changes
    )


def nothing() -> None:
    pass


# --- market ---------------------------------------------------------------------------------------


async def test_only_contracts_without_an_end_are_listed_and_what_cannot_be_read_is_told() -> None:
    info = documented("exchange_information")
    row = info["symbols"][0]
    quarterly = row | {"symbol": "BTCUSDT_270326", "contractType": "CURRENT_QUARTER"}
    info["symbols"] += [quarterly, row | {"symbol": "ODDUSDT", "filters": "none"}]
    api, rest = api_with({"exchangeInfo": [info]})
    rest.adopt_limits = lambda rules: None  # type: ignore[method-assign]
    unreadable: list[str] = []

    assert list(await api.instruments(unreadable.append)) == [SYMBOL]
    assert len(unreadable) == 1
    assert rest.asked[0].priority is Priority.RESOLVE


@pytest.mark.parametrize(
    ("status", "ours"),
    [
        ("TRADING", InstrumentStatus.TRADING),
        ("SETTLING", InstrumentStatus.HALTED),
        ("PRE_DELIVERING", InstrumentStatus.CANCEL_ONLY),
        ("CLOSE", InstrumentStatus.CLOSED),
        ("UNHEARD_OF", InstrumentStatus.UNRECOGNISED),
    ],
)
async def test_a_contract_has_its_status_and_rules(status: str, ours: InstrumentStatus) -> None:
    info = documented("exchange_information")
    info["rateLimits"] = []
    info["symbols"][0] |= {
        "status": status,
        "filters": [
            {"filterType": "PRICE_FILTER", "minPrice": "261.10", "maxPrice": "809484", "tickSize": "0.10"},
            {"filterType": "LOT_SIZE", "minQty": "0.001", "maxQty": "1000", "stepSize": "0.001"},
            {"filterType": "MARKET_LOT_SIZE", "minQty": "0.001", "maxQty": "120", "stepSize": "0.001"},
            {"filterType": "MIN_NOTIONAL", "notional": "50"},
        ],
        "timeInForce": ["GTC", "GTX"],
    }
    api, _ = api_with({"exchangeInfo": [info]})

    rules = (await api.instruments(lambda cause: None))[SYMBOL]

    assert rules.status is ours
    assert (rules.tick_size, rules.lot_size, rules.min_notional) == (D("0.10"), D("0.001"), D(50))
    assert (rules.market_max_quantity, rules.max_quantity) == (D(120), D(1000))
    assert "LIMIT_MAKER" in rules.order_types


@pytest.mark.parametrize(
    ("levels", "limit", "weight"),
    [(1, "5", 2), (20, "20", 2), (50, "50", 2), (51, "100", 5), (500, "500", 10), (5000, "1000", 20)],
)
async def test_a_snapshot_is_asked_for_in_one_of_the_sizes_there_are(
    levels: int, limit: str, weight: int
) -> None:
    api, rest = api_with({"depth": [documented("order_book")]})

    book = await api.snapshot(SYMBOL, levels)

    assert (book.sequence, book.bids) == (1, [("1.0", "1.0")])
    assert (rest.asked[0].parameters["limit"], rest.asked[0].cost) == (limit, Cost(weight))


@pytest.mark.parametrize(
    ("first", "has_key", "path"),
    [(None, True, "trades"), (5, False, "trades"), (5, True, "historicalTrades")],
)
async def test_older_trades_are_only_for_who_has_a_key(first: int | None, has_key: bool, path: str) -> None:
    trades = documented("recent_trades_list")
    api, rest = api_with({path: [trades]})
    rest.has_key = has_key

    (trade,) = await api.trades(SYMBOL, first, 1000, 0)

    assert (trade.trade_id, trade.price, trade.buyer_is_maker) == (1, D("1.0"), True)
    assert rest.asked[0].parameters.get("fromId") == (str(first) if path == "historicalTrades" else None)


# --- orders ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "sent"),
    [
        ({}, {"type": "LIMIT", "timeInForce": "GTC", "price": "50000"}),
        ({"type": OrderType.LIMIT_MAKER}, {"type": "LIMIT", "timeInForce": "GTX", "price": "50000"}),
        ({"type": OrderType.MARKET, "price": None}, {"type": "MARKET"}),
        (
            {"type": OrderType.MARKET, "price": None, "reduce_only": True},
            {"type": "MARKET", "reduceOnly": "true"},
        ),
    ],
    ids=["limit", "post_only", "market", "reduce_only"],
)
async def test_an_order_is_sent_in_the_venues_words(changes: dict[str, Any], sent: dict[str, str]) -> None:
    api, rest = api_with({"order": [answer()]})
    request = OrderRequest(**{name: getattr(LIMIT, name) for name in LIMIT.__struct_fields__} | changes)

    order, fills = await api.place(request, nothing)

    assert rest.asked[0].parameters == {
        "symbol": SYMBOL,
        "side": "SELL",
        "quantity": "0.01",
        "newClientOrderId": "mine",
        "newOrderRespType": "RESULT",
        **sent,
    }
    assert (rest.asked[0].cost, rest.asked[0].priority) == (Cost(0, 1), Priority.ORDER)
    assert (order.client_order_id, order.status, fills) == ("mine", OrderStatus.NEW, ())


@pytest.mark.parametrize(
    ("changes", "status", "worth"),
    [
        ({"status": "FILLED", "executedQty": "0.02", "cumQuote": "1000"}, OrderStatus.FILLED, D(1000)),
        ({"executedQty": "0.02", "avgPrice": "50000"}, OrderStatus.NEW, D(1000)),
        ({"status": "EXPIRED_IN_MATCH"}, OrderStatus.EXPIRED, D(0)),
        ({"status": "SOMETHING_NEW"}, OrderStatus.UNRECOGNISED, D(0)),
    ],
)
async def test_what_an_answer_says_of_an_order(
    changes: dict[str, Any], status: OrderStatus, worth: D
) -> None:
    api, _ = api_with({"order": [answer(**changes)]})

    order, _fills = await api.order(SYMBOL, "mine", None, Priority.RESOLVE)

    assert (order.status, order.quote_filled) == (status, worth)


async def test_an_answer_about_another_order_is_none() -> None:
    api, _ = api_with({"order": [answer(clientOrderId="theirs")]})

    with pytest.raises(ValueError, match="another order"):
        await api.cancel(SYMBOL, "mine", None)


async def test_a_refusal_is_passed_on() -> None:
    api, _ = api_with({"order": [OrderNotFound("gone")]})

    with pytest.raises(OrderNotFound):
        await api.cancel(SYMBOL, "mine", "7")


async def test_many_are_cancelled_with_one_request_by_the_venues_numbers() -> None:
    api, rest = api_with({"batchOrders": [[answer(), {"code": -2011, "msg": "Unknown order sent."}]]})

    await api.cancel_together(SYMBOL, ["7", "8"])

    assert rest.asked[0].parameters == {"symbol": SYMBOL, "orderIdList": "[7,8]"}
    assert rest.asked[0].priority is Priority.CANCEL


@pytest.mark.parametrize(("within_s", "sent"), [(30.0, "30000"), (0.5, "500"), (0, "0")])
async def test_the_venue_is_asked_to_cancel_what_is_open_when_it_hears_nothing(
    within_s: float, sent: str
) -> None:
    api, rest = api_with({"countdownCancelAll": [documented("auto_cancel_all_open_orders")]})

    await api.cancel_all_after(SYMBOL, within_s)

    assert rest.asked[0].parameters == {"symbol": SYMBOL, "countdownTime": sent}


@pytest.mark.parametrize(("symbol", "weight"), [(SYMBOL, 1), (None, 40)])
async def test_open_orders_of_all_markets_cost_forty_times_as_much(symbol: str | None, weight: int) -> None:
    api, rest = api_with({"openOrders": [[answer(), answer(clientOrderId="other")]]})

    orders = await api.open_orders(symbol, Priority.RESOLVE)

    assert [order.client_order_id for order in orders] == ["mine", "other"]
    assert rest.asked[0].cost == Cost(weight)


async def test_executions_are_read_page_by_page() -> None:
    (row,) = documented("account_trade_list")
    full = [row | {"id": number} for number in range(1, 1001)]
    api, rest = api_with({"userTrades": [full, [row | {"id": 1001}]]})

    fills = await api.fills(LOOKUP)

    assert len(fills) == 1001
    assert (fills[-1].trade_id, fills[-1].client_order_id) == ("1001", "mine")
    assert [asked.parameters.get("fromId") for asked in rest.asked] == [None, "1001"]


# --- account --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wallet", "available", "free", "locked"),
    [("10", "7", "7", "3"), ("10", "12", "10", "0"), ("10", "-1", "0", "10")],
    ids=["margin_is_bound", "gains_are_no_money", "nothing_is_free"],
)
async def test_what_is_free_is_never_more_than_the_wallet(
    wallet: str, available: str, free: str, locked: str
) -> None:
    body = documented("account_information_v3")
    body["assets"][0] |= {"walletBalance": wallet, "availableBalance": available, "updateTime": 3}
    body["positions"].append(
        body["positions"][0] | {"symbol": "ETHUSDT", "positionAmt": "0", "updateTime": 9}
    )
    api, _ = api_with({"account": [body]})

    held = await api.holdings()

    assert held.balances == [Balance("USDT", D(free), D(locked))]
    assert held.positions == [Position(symbol=SYMBOL, quantity=D("1.0"))]
    assert held.as_of_ms == 9


async def test_an_unknown_market_is_told_by_its_code() -> None:
    api, _ = api_with({})

    assert api.is_unknown_symbol(SymbolNotTrading("no", code=-1121))
    assert not api.is_unknown_symbol(Rejected("no", code=-1122))

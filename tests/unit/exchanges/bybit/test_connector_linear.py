"""Linear contracts: other rules and limits than spot's, and positions."""

from collections.abc import Sequence
from decimal import Decimal as D
from typing import Any

import msgspec
import pytest

from exchanges.config import Environment, Limits
from exchanges.credentials import Credentials, Secret
from exchanges.factory import builder_of
from exchanges.models import (
    Balance,
    Fill,
    Instrument,
    InstrumentStatus,
    Order,
    OrderRequest,
    OrderType,
    Position,
    Side,
)
from exchanges.ratelimit import Priority
from exchanges.telemetry import logger_for
from exchanges.venues.bybit.limits import CREATE, allowance
from exchanges.venues.bybit.linear.api import LinearApi
from exchanges.venues.bybit.linear.connector import BybitLinearConnector
from exchanges.venues.bybit.linear.contracts import PositionRow, position_in
from exchanges.venues.bybit.linear.limits import METHODS
from exchanges.venues.bybit.linear.user import LinearUserStream
from tests.unit.exchanges.bybit.documented import EXECUTION, ORDER
from tests.unit.exchanges.bybit.scripted_requests import CONFIG, NOW_MS, scripted
from tests.unit.exchanges.bybit.still_connection import StillConnection, StillStream
from tests.unit.exchanges.scripted_requests import ScriptedRequests

pytestmark = pytest.mark.asyncio

# https://bybit-exchange.github.io/docs/v5/market/instrument
CONTRACT: dict[str, Any] = {
    "symbol": "BTCUSDT",
    "contractType": "LinearPerpetual",
    "status": "Trading",
    "baseCoin": "BTC",
    "quoteCoin": "USDT",
    "settleCoin": "USDT",
    "priceScale": "2",
    "leverageFilter": {"minLeverage": "1", "maxLeverage": "100.00", "leverageStep": "0.01"},
    "priceFilter": {"minPrice": "0.10", "maxPrice": "1999999.80", "tickSize": "0.10"},
    "lotSizeFilter": {
        "maxOrderQty": "1190.000",
        "minOrderQty": "0.001",
        "qtyStep": "0.001",
        "postOnlyMaxOrderQty": "1190.000",
        "maxMktOrderQty": "500.000",
        "minNotionalValue": "5",
    },
    "fundingInterval": 480,
}
# https://bybit-exchange.github.io/docs/v5/position
POSITION: dict[str, Any] = {
    "positionIdx": 0,
    "symbol": "BTCUSDT",
    "side": "Sell",
    "size": "0.25",
    "avgPrice": "64000.5",
    "liqPrice": "",
    "updatedTime": "1800000000000",
    "seq": 4688002127,
}
WALLET: dict[str, Any] = {
    "accountType": "UNIFIED",
    "coin": [
        {
            "coin": "USDT",
            "walletBalance": "1000",
            "equity": "990",
            "locked": "0",
            "totalOrderIM": "100",
            "totalPositionIM": "250",
        },
        {"coin": "BTC", "walletBalance": "1", "equity": "1", "locked": "", "totalOrderIM": ""},
    ],
}
SHORT = Position(symbol="BTCUSDT", quantity=D("-0.25"), entry_price=D("64000.5"))


def listed(*rows: dict[str, Any], cursor: str = "") -> dict[str, Any]:
    return {"category": "linear", "list": list(rows), "nextPageCursor": cursor}


def api_with(**answers: Any) -> tuple[LinearApi, ScriptedRequests]:
    rest = scripted({name.replace("_", "-"): told for name, told in answers.items()})
    return LinearApi(rest, lambda: CONFIG), rest  # type: ignore[arg-type]  # as much of it as it needs


async def test_the_factory_finds_it_inside_of_the_venues_package() -> None:
    assert builder_of("bybit-linear") is BybitLinearConnector


async def test_contracts_come_with_their_rules_and_others_are_left_out() -> None:
    dated = CONTRACT | {"symbol": "BTC-30JAN", "contractType": "LinearFutures"}
    in_usdc = CONTRACT | {"symbol": "BTCPERP", "settleCoin": "USDC"}
    gridless = CONTRACT | {"symbol": "ODD", "priceFilter": {"tickSize": "0"}}
    api, rest = api_with(
        instruments_info=[listed(CONTRACT, dated, cursor="a%3D1"), listed(in_usdc, gridless)]
    )
    causes: list[str] = []

    assert await api.instruments(causes.append) == {
        "BTCUSDT": Instrument(
            symbol="BTCUSDT",
            base="BTC",
            quote="USDT",
            status=InstrumentStatus.TRADING,
            tick_size=D("0.10"),
            lot_size=D("0.001"),
            min_quantity=D("0.001"),
            max_quantity=D("1190.000"),
            market_max_quantity=D("500.000"),
            min_price=D("0.10"),
            max_price=D("1999999.80"),
            min_notional=D(5),
        )
    }
    assert len(causes) == 1
    assert [asked.parameters["category"] for asked in rest.asked] == ["linear", "linear"]


@pytest.mark.parametrize(("reduce_only", "said"), [(True, {"reduceOnly": True}), (False, {})])
async def test_an_order_may_only_reduce(reduce_only: bool, said: dict[str, bool]) -> None:
    api, rest = api_with(create={"orderId": "c6f055d9-7f21-4079-913d-e6523a9cfffa", "orderLinkId": "cr-1"})
    request = OrderRequest(
        symbol="BTCUSDT",
        side=Side.SELL,
        type=OrderType.MARKET,
        quantity=D("0.1"),
        client_order_id="cr-1",
        reduce_only=reduce_only,
    )
    await api.place(request, lambda: None)

    assert rest.asked[0].parameters == {
        "category": "linear",
        "symbol": "BTCUSDT",
        "side": "Sell",
        "orderType": "Market",
        "qty": "0.1",
        "orderLinkId": "cr-1",
        **said,
    }


async def test_open_orders_of_all_symbols_are_those_of_the_coin_they_are_settled_in() -> None:
    api, rest = api_with(realtime=[listed(ORDER | {"category": "linear"}), listed()])

    assert len(await api.open_orders(None, Priority.DATA)) == 1
    await api.open_orders("BTCUSDT", Priority.DATA)

    everything, one = (asked.parameters for asked in rest.asked)
    assert (everything["settleCoin"], "symbol" in everything) == ("USDT", False)
    assert (one["symbol"], "settleCoin" in one) == ("BTCUSDT", False)


async def test_what_new_orders_may_use_is_without_margins_and_losses() -> None:
    flat = POSITION | {"symbol": "ETHUSDT", "side": "", "size": "0", "avgPrice": "0", "seq": -1}
    api, rest = api_with(wallet_balance=listed(WALLET), list=listed(POSITION, flat))

    held = await api.holdings()

    assert held.balances == [Balance("USDT", D(640), D(360)), Balance("BTC", D(1), D(0))]
    assert (held.positions, held.as_of_ms) == ([SHORT], NOW_MS)
    wallet, positions = rest.asked
    assert wallet.parameters == {"accountType": "UNIFIED"}
    assert positions.parameters == {"category": "linear", "limit": "200", "settleCoin": "USDT"}


@pytest.mark.parametrize(
    ("side", "size", "quantity", "entry"),
    [("Buy", "2", D(2), D("64000.5")), ("Sell", "2", D(-2), D("64000.5")), ("", "0", D(0), None)],
)
async def test_the_side_of_a_position_is_its_sign(side: str, size: str, quantity: D, entry: D | None) -> None:
    row = msgspec.convert(POSITION | {"side": side, "size": size}, PositionRow)

    assert position_in(row) == Position(symbol="BTCUSDT", quantity=quantity, entry_price=entry)


async def test_a_position_without_a_side_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="no side of a position"):
        position_in(msgspec.convert(POSITION | {"side": ""}, PositionRow))


async def test_ten_orders_a_second_are_half_of_spots() -> None:
    subject = allowance(Limits(safety=1.0, cancel_reserve=0.1), METHODS)
    for _ in range(10):
        assert subject.try_take(CREATE, Priority.ORDER, 0.0, 0.0)

    assert subject.try_take(CREATE, Priority.ORDER, 0.5, 0.5) is None


class Listener:
    def __init__(self) -> None:
        self.reports: list[tuple[Order, Fill | None]] = []
        self.positions: list[tuple[Sequence[Position], int]] = []
        self.doubts: list[str] = []

    def on_report(self, order: Order, fill: Fill | None) -> None:
        self.reports.append((order, fill))

    def on_positions(self, positions: Sequence[Position], as_of_ms: int) -> None:
        self.positions.append((positions, as_of_ms))

    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None: ...
    def on_moved(self) -> None: ...

    def doubt(self, reason: str) -> None:
        self.doubts.append(reason)

    async def nothing_missed(self) -> bool:
        return True


def stream() -> tuple[LinearUserStream, Listener, StillConnection]:
    api, rest = api_with()
    listener = Listener()
    user = LinearUserStream(
        credentials=Credentials(api_key="k", secret=Secret("s"), environment=Environment.LIVE),
        api=api,
        rest=rest,
        config=lambda: CONFIG,
        log=logger_for("bybit-linear", "live"),
        listener=listener,
    )
    connection = StillConnection()
    connection.handler = user
    user.stream = StillStream(connection)  # type: ignore[assignment]  # as much as is used
    return user, listener, connection


def topic(name: str, *rows: dict[str, Any]) -> bytes:
    message = {"id": "1", "topic": name, "creationTime": 1_800_000_000_123, "data": rows}
    return msgspec.json.encode(message)


async def test_positions_are_subscribed_to_with_the_rest() -> None:
    user, _, connection = stream()

    await user.greet(connection)

    assert connection.asked()[-1] == ("subscribe", ["order", "execution", "wallet", "position"])


async def test_a_position_is_told_under_the_streams_name_of_its_price() -> None:
    user, listener, connection = stream()
    row = {name: value for name, value in POSITION.items() if name != "avgPrice"}

    user.on_message(topic("position", row | {"entryPrice": "64000.5", "category": "linear"}), connection)
    user.on_message(topic("position", row | {"entryPrice": "1", "category": "inverse"}), connection)

    assert listener.positions == [([SHORT], 1_800_000_000_123)]


async def test_only_orders_of_this_category_are_told_and_funding_is_no_fill() -> None:
    user, listener, connection = stream()

    user.on_message(topic("order", ORDER | {"category": "linear"}, ORDER), connection)
    user.on_message(topic("execution", EXECUTION | {"category": "linear", "execType": "Funding"}), connection)
    user.on_message(topic("execution", EXECUTION | {"category": "linear"}), connection)

    assert [fill is not None for _, fill in listener.reports] == [False, True]


async def test_a_position_that_cannot_be_read_is_a_doubt() -> None:
    user, listener, connection = stream()

    user.on_message(topic("position", POSITION | {"size": "much", "category": "linear"}), connection)

    assert len(listener.doubts) == 1

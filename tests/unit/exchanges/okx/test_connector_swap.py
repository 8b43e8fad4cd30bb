"""Swaps: contracts on the wire, the base asset for us, and positions."""

from decimal import Decimal as D
from typing import Any

import msgspec
import pytest

from exchanges.config import Environment
from exchanges.credentials import Credentials, Secret
from exchanges.factory import builder_of
from exchanges.models import Balance, Fill, Order, OrderRequest, OrderType, Position, Side
from exchanges.orders import Ask, Lookup
from exchanges.ratelimit import Priority
from exchanges.telemetry import logger_for
from exchanges.venues.okx.swap.api import SwapApi
from exchanges.venues.okx.swap.user import SwapUserStream
from tests.unit.exchanges.okx.documented import FILL, INSTRUMENT, ORDER, PLACED, REPORT, TRADE
from tests.unit.exchanges.okx.scripted_requests import CONFIG, scripted
from tests.unit.exchanges.okx.still_connection import StillConnection, StillStream
from tests.unit.exchanges.scripted_requests import ScriptedRequests

pytestmark = pytest.mark.asyncio

SYMBOL = "BTC-USDT-SWAP"
# https://www.okx.com/docs-v5/en/#public-data-rest-api-get-instruments
SWAP: dict[str, Any] = INSTRUMENT | {
    "instType": "SWAP",
    "instId": SYMBOL,
    "uly": "BTC-USDT",
    "baseCcy": "",
    "quoteCcy": "",
    "settleCcy": "USDT",
    "ctVal": "0.01",
    "ctMult": "1",
    "ctValCcy": "BTC",
    "ctType": "linear",
    "lotSz": "0.01",
    "minSz": "0.01",
    "maxLmtSz": "100000000",
    "maxMktSz": "12000",
}
# #trading-account-rest-api-get-positions
POSITION: dict[str, Any] = {
    "instType": "SWAP",
    "instId": SYMBOL,
    "mgnMode": "cross",
    "posSide": "net",
    "pos": "-250",
    "avgPx": "50000.5",
    "lever": "10",
    "uTime": "1708587375000",
}
WALLET: dict[str, Any] = {
    "uTime": "1705474164160",
    "details": [{"ccy": "USDT", "eq": "1010", "cashBal": "1000", "availBal": "750", "frozenBal": "260"}],
}
SHORT = Position(symbol=SYMBOL, quantity=D("-2.5"), entry_price=D("50000.5"))
CREDENTIALS = Credentials(
    api_key="key",
    secret=Secret("secret"),
    passphrase=Secret("open sesame"),
    environment=Environment.LIVE,
)


async def api_with(**answers: list[Any]) -> tuple[SwapApi, ScriptedRequests]:
    """One that has read its contracts; what it asked for that is forgotten."""
    named = {name.replace("_", "-"): told for name, told in answers.items()}
    rest = scripted({"instruments": [[SWAP]]} | named)
    api = SwapApi(rest, lambda: CONFIG)  # type: ignore[arg-type]  # as much of Requests as it needs
    await api.instruments(lambda cause: None)
    rest.asked.clear()
    return api, rest


async def test_rules_are_in_the_base_asset() -> None:
    api, _ = await api_with()
    (one,) = (await api.instruments(lambda cause: None)).values()

    assert (one.symbol, one.base, one.quote) == (SYMBOL, "BTC", "USDT")
    assert (one.lot_size, one.min_quantity) == (D("0.0001"), D("0.0001"))
    assert (one.max_quantity, one.market_max_quantity) == (D(1_000_000), D(120))


@pytest.mark.parametrize(
    ("told", "complaints"),
    [
        ({"ctType": "inverse"}, 0),
        ({"ctVal": ""}, 1),
        ({"ctVal": "0"}, 1),
        ({"uly": ""}, 1),
        ({"lotSz": "0"}, 1),
    ],
)
async def test_inverse_swaps_are_passed_over_and_unreadable_ones_told(
    told: dict[str, str], complaints: int
) -> None:
    api, rest = await api_with()
    rest.answers["instruments"] = [[SWAP | told]]
    left_out: list[str] = []

    assert await api.instruments(left_out.append) == {}
    assert len(left_out) == complaints


async def test_a_market_that_was_not_listed_is_not_guessed_at() -> None:
    api, _ = await api_with()

    with pytest.raises(ValueError, match="not known"):
        api.unit("ETH-USDT-SWAP")


@pytest.mark.parametrize(
    ("kind", "price", "reduce_only", "more"),
    [
        (OrderType.LIMIT, D(50000), False, {"ordType": "limit", "px": "50000"}),
        (OrderType.MARKET, None, True, {"ordType": "market", "reduceOnly": True}),
    ],
)
async def test_an_order_is_sized_in_contracts(
    kind: OrderType, price: D | None, reduce_only: bool, more: dict[str, Any]
) -> None:
    api, rest = await api_with(order=[[PLACED]])
    request = OrderRequest(
        symbol=SYMBOL, side=Side.BUY, type=kind, quantity=D("0.0123"), price=price, reduce_only=reduce_only
    )

    order, _ = await api.place(request, lambda: None)

    assert order.quantity == D("0.0123")
    common = {"instId": SYMBOL, "tdMode": "cross", "side": "buy", "sz": "1.23"}
    assert rest.asked[0].parameters == common | more


async def test_orders_and_executions_are_told_in_the_base_asset() -> None:
    row = ORDER | {"instId": SYMBOL, "sz": "1.5", "accFillSz": "0.5", "avgPx": "50000"}
    api, _ = await api_with(
        order=[[row]], orders_pending=[[row]], fills=[[FILL | {"instId": SYMBOL, "fillSz": "0.5"}]]
    )

    order, _ = await api.order(SYMBOL, "bot1", None, Priority.DATA)
    (listed,) = await api.open_orders(None, Priority.DATA)
    (fill,) = await api.fills(Lookup(Ask.FILLS, SYMBOL, "bot1", "77"))

    assert listed == order
    assert (order.quantity, order.filled, order.quote_filled) == (D("0.015"), D("0.005"), D(250))
    assert fill.quantity == D("0.005")


async def test_the_market_is_told_in_the_base_asset() -> None:
    book = {"asks": [["2", "10", "0", "1"]], "bids": [["1", "0.3", "0", "2"]], "ts": "5", "seqId": 7}
    api, _ = await api_with(books=[[book]], trades=[[TRADE | {"instId": SYMBOL, "sz": "3"}]])

    told = await api.snapshot(SYMBOL, 5)
    (trade,) = await api.trades(SYMBOL, None, 1, 0)

    assert [(D(row[0]), D(row[1])) for row in (*told.bids, *told.asks)] == [
        (D(1), D("0.003")),
        (D(2), D("0.1")),
    ]
    assert trade.quantity == D("0.03")
    assert [D(row[1]) for row in api.levels(SYMBOL, [["1", "0", "0", "0"]])] == [D(0)]
    assert api.levels(SYMBOL, [["1", "x", "0", "0"]]) == [("1", "x")]


async def test_what_is_held_are_wallets_and_positions() -> None:
    api, rest = await api_with(balance=[[WALLET]], positions=[[POSITION, POSITION | {"pos": "0"}]])

    held = await api.holdings()

    assert held.balances == [Balance("USDT", D(750), D(250))]
    assert (held.positions, held.as_of_ms) == ([SHORT], 1705474164160)
    assert [asked.path.rpartition("/")[2] for asked in rest.asked] == ["balance", "positions"]


class Bench:
    def __init__(self, api: SwapApi, rest: ScriptedRequests) -> None:
        self.reports: list[tuple[Order, Fill | None]] = []
        self.positions: list[tuple[list[Position], int]] = []
        self.balances: list[list[Balance]] = []
        self.doubts: list[str] = []
        self.user = SwapUserStream(
            credentials=CREDENTIALS,
            rest=rest,
            config=lambda: CONFIG,
            log=logger_for("okx-swap", "live"),
            listener=self,
            api=api,
        )
        self.connection = StillConnection()
        self.connection.handler = self.user
        self.user.stream = StillStream(self.connection)  # type: ignore[assignment]  # as much as is used

    def on_report(self, order: Order, fill: Fill | None) -> None:
        self.reports.append((order, fill))

    def on_balances(self, balances: list[Balance], as_of_ms: int) -> None:
        self.balances.append(balances)

    def on_positions(self, positions: list[Position], as_of_ms: int) -> None:
        self.positions.append((positions, as_of_ms))

    def on_moved(self) -> None:
        raise AssertionError("this venue tells what is held")

    def doubt(self, reason: str) -> None:
        self.doubts.append(reason)

    async def nothing_missed(self) -> bool:
        return True

    def say(self, channel: str, row: Any) -> None:
        message = {"arg": {"channel": channel, "uid": "77"}, "data": [row]}
        assert self.user.on_message(msgspec.json.encode(message), self.connection)


async def test_positions_are_subscribed_to_as_well() -> None:
    bench = Bench(*await api_with())

    await bench.user.greet(bench.connection)

    assert [arguments[0].get("channel") for _, arguments in bench.connection.asked()] == [
        None,
        "orders",
        "account",
        "positions",
    ]
    assert bench.connection.asked()[1][1] == [{"channel": "orders", "instType": "SWAP"}]


async def test_reports_are_in_the_base_asset() -> None:
    bench = Bench(*await api_with())
    bench.say("orders", REPORT | {"instId": SYMBOL, "sz": "2", "accFillSz": "1", "fillSz": "1"})
    bench.say("account", WALLET)

    ((order, fill),) = bench.reports
    assert fill is not None
    assert (order.quantity, order.filled, fill.quantity) == (D("0.02"), D("0.01"), D("0.01"))
    assert bench.balances == [[Balance("USDT", D(750), D(250))]]


async def test_positions_are_told_until_they_are_flat() -> None:
    bench = Bench(*await api_with())
    bench.say("positions", POSITION)
    bench.say("positions", POSITION | {"pos": "0", "avgPx": "", "uTime": "1708587375009"})

    assert bench.positions == [
        ([SHORT], 1708587375000),
        ([Position(symbol=SYMBOL, quantity=D(0))], 1708587375009),
    ]


@pytest.mark.parametrize(
    "row", [{"instId": SYMBOL}, POSITION | {"pos": "x"}, POSITION | {"instId": "NEW-SWAP"}]
)
async def test_a_position_that_cannot_be_read_is_a_reason_to_ask(row: dict[str, str]) -> None:
    bench = Bench(*await api_with())
    bench.say("positions", row)

    assert (bench.positions, len(bench.doubts)) == ([], 1)


async def test_it_is_built_by_its_name() -> None:
    assert builder_of("okx-swap").wire_type.venue == "okx-swap"  # type: ignore[attr-defined]

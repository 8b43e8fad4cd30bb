"""What the adapter of ccxt makes of the library's structures, exchange by exchange."""

from decimal import Decimal
from typing import Any

import ccxt.pro as ccxt
import pytest

from subjects.base import Access, Capability, Endpoints, Market
from subjects.ccxt import Ccxt
from subjects.ccxt_parts.binance import BinanceDialect
from subjects.ccxt_parts.kraken import KrakenDialect
from subjects.naming import Names, with_slash
from subjects.seen import State

NAMES = Names(
    Access(
        venue="kraken", api_key="k", api_secret="s", markets={"BTCUSDT": Market(base="BTC", quote="USDT")}
    ),
    with_slash,
)
TO = Endpoints(rest="http://127.0.0.1:1", stream="ws://127.0.0.1:2", ws_api="ws://127.0.0.1:3")


class Library:
    """Answers with what it was given, and notes what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self._answers = answers
        self.asked: list[tuple[Any, ...]] = []

    def __getattr__(self, method: str) -> Any:
        async def call(*arguments: Any) -> Any:
            self.asked.append((method, *arguments))
            return self._answers[method]

        return call


def order(**changes: Any) -> dict[str, Any]:
    given: dict[str, Any] = {
        "id": "OABCDE-1",
        "symbol": "BTC/USDT",
        "clientOrderId": None,
        "status": None,
        "amount": 0.01,
        "filled": None,
        "info": {},
    }
    return given | changes


def test_at_kraken_it_can_do_less() -> None:
    lost = Capability.REPLACE | Capability.OWN_IDS | Capability.ED25519 | Capability.SANDBOX

    assert Ccxt().at("binance").capabilities == Ccxt.capabilities
    assert Ccxt().at("kraken").capabilities == Ccxt.capabilities & ~lost
    assert Ccxt().at("kraken").name == "ccxt"


@pytest.mark.parametrize(
    ("dialect", "venue", "rest"),
    [
        (BinanceDialect, "binance", "http://127.0.0.1:1/api/v3"),
        (KrakenDialect, "kraken", "http://127.0.0.1:1"),
    ],
)
def test_the_library_is_redirected_by_its_own_table(dialect: Any, venue: str, rest: str) -> None:
    api = getattr(ccxt, venue)().urls["api"]

    dialect.redirect(api, TO)

    assert (api["public"], api["private"]) == (rest, rest)


def test_at_kraken_the_private_streams_are_redirected_with_their_version() -> None:
    api = ccxt.kraken().urls["api"]

    KrakenDialect.redirect(api, TO)

    assert (api["ws"]["publicV2"], api["ws"]["privateV2"]) == ("ws://127.0.0.1:2/v2", "ws://127.0.0.1:3/v2")


def test_an_answer_without_a_status_says_nothing_of_it() -> None:
    seen = KrakenDialect(Library(), NAMES).order_seen(order(), "order-1")

    assert (seen.client_order_id, seen.state, seen.filled) == ("order-1", State.UNKNOWN, Decimal(0))


def test_an_order_on_krakens_stream_is_known_by_its_raw_part() -> None:
    told = order(status="open", info={"cl_ord_id": "order-1", "cum_qty": 0.004})

    seen = KrakenDialect(Library(), NAMES).order_seen(told)

    assert (seen.symbol, seen.client_order_id) == ("BTCUSDT", "order-1")
    assert (seen.state, seen.filled) == (State.PARTIALLY_FILLED, Decimal("0.004"))


def test_an_answer_that_is_no_order_has_no_fields_of_the_venues() -> None:
    seen = KrakenDialect(Library(), NAMES).order_seen(order(id=None, info="<html>"), "order-1")

    assert (seen.client_order_id, seen.filled) == ("order-1", Decimal(0))


def test_a_report_that_names_nothing_but_the_venues_id_is_known_from_before() -> None:
    dialect = KrakenDialect(Library(), NAMES)
    dialect.order_seen(order(), "order-1")

    seen = dialect.order_seen(order(status="open", symbol=None, amount=None))

    assert (seen.client_order_id, seen.symbol, seen.quantity) == ("order-1", "BTCUSDT", Decimal("0.01"))


def test_a_fill_at_kraken_has_the_number_of_the_trade() -> None:
    dialect = KrakenDialect(Library(), NAMES)
    dialect.order_seen(order(), "order-1")
    info = {"symbol": "BTC/USDT", "cl_ord_id": "order-1", "trade_id": 7, "order_status": "partially_filled"}
    trade = {
        "id": "TABCDE-1",
        "order": "OABCDE-1",
        "price": 100.1,
        "amount": 0.004,
        "fee": {"cost": 0.1, "currency": "USDT"},
        "info": {**info, "cum_qty": 0.004},
    }

    seen = dialect.fill_seen(trade)

    assert seen.fill is not None
    assert (seen.fill.trade_id, seen.fill.fee_asset) == (7, "USDT")
    assert (seen.state, seen.filled, seen.quantity) == (
        State.PARTIALLY_FILLED,
        Decimal("0.004"),
        Decimal("0.01"),
    )


def test_an_answer_without_a_status_takes_back_nothing_that_was_told() -> None:
    dialect = KrakenDialect(Library(), NAMES)
    dialect.order_seen(order(status="open"), "order-1")

    assert dialect.order_seen(order(), "order-1").state is State.OPEN


@pytest.mark.parametrize(("before", "after"), [("open", State.UNKNOWN), ("canceled", State.CANCELED)])
def test_an_answer_that_names_no_order_leaves_only_its_end(before: str, after: State) -> None:
    dialect = KrakenDialect(Library(), NAMES)
    dialect.order_seen(order(status=before), "order-1")

    assert dialect.order_seen(order(id=None, symbol=None, amount=None), "order-1").state is after


def test_an_order_that_is_told_as_filled_was_filled_whole() -> None:
    seen = KrakenDialect(Library(), NAMES).order_seen(order(status="closed"), "order-1")

    assert (seen.state, seen.filled) == (State.FILLED, Decimal("0.01"))


def test_an_answer_of_binance_that_names_no_order_leaves_no_name() -> None:
    assert BinanceDialect(Library(), NAMES).order_seen(order(id=None)).client_order_id == ""


def test_an_end_that_is_told_without_a_sum_takes_no_fill_back() -> None:
    dialect = KrakenDialect(Library(), NAMES)
    dialect.order_seen(order(status="open", filled=0.004), "order-1")

    seen = dialect.order_seen(order(status="canceled", info={"order_status": "canceled"}))

    assert (seen.state, seen.filled) == (State.CANCELED, Decimal("0.004"))


def test_a_past_fill_at_kraken_says_nothing_of_its_order() -> None:
    info = {"symbol": "BTC/USDT", "trade_id": 7, "order_status": "canceled"}
    fee = {"cost": 0.1, "currency": "USDT"}
    trade = {"id": "TABCDE-1", "order": "OABCDE-1", "price": 100.1, "amount": 0.004, "fee": fee, "info": info}

    seen = KrakenDialect(Library(), NAMES).fill_seen(trade)

    assert seen.fill is not None
    assert (seen.fill.quantity, seen.state, seen.filled) == (Decimal("0.004"), State.UNKNOWN, Decimal(0))


@pytest.mark.asyncio
@pytest.mark.parametrize("venue", ["binance", "kraken"])
async def test_whoever_opens_it_a_venue_is_spoken_to_in_its_own_way(
    venue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def loaded(self: Any, reload: bool = False, params: Any = None) -> dict[str, Any]:
        return {}

    monkeypatch.setattr(getattr(ccxt, venue), "load_markets", loaded)
    access = Access(venue=venue, api_key="k", api_secret="s")

    for subject in (Ccxt(), Ccxt().at("kraken")):
        async with subject.open(access) as session:
            assert type(vars(session)["_dialect"]) is Ccxt.dialects[venue]


@pytest.mark.asyncio
async def test_an_order_whose_id_is_unknown_is_looked_for_among_the_closed_ones_too() -> None:
    closed = order(status="closed", filled=0.01)
    library = Library(fetch_open_orders=[], fetch_closed_orders=[closed])

    seen = await KrakenDialect(library, NAMES).order("BTCUSDT", "order-1")

    assert (seen.state, seen.client_order_id) == (State.FILLED, "order-1")
    named = {"clientOrderId": "order-1"}
    assert library.asked == [
        ("fetch_open_orders", "BTC/USDT", None, None, named),
        ("fetch_closed_orders", "BTC/USDT", None, None, named),
    ]


@pytest.mark.asyncio
async def test_an_order_whose_id_is_known_is_asked_for_by_it() -> None:
    library = Library(fetch_order=order(status="open"))
    dialect = KrakenDialect(library, NAMES)
    dialect.order_seen(order(), "order-1")

    assert (await dialect.order("BTCUSDT", "order-1")).state is State.OPEN
    assert library.asked == [("fetch_order", "OABCDE-1", "BTC/USDT")]


@pytest.mark.asyncio
async def test_an_order_that_is_nowhere_is_told_as_not_found() -> None:
    library = Library(fetch_open_orders=[], fetch_closed_orders=[])

    with pytest.raises(ccxt.OrderNotFound):
        await KrakenDialect(library, NAMES).order("BTCUSDT", "order-1")


@pytest.mark.asyncio
async def test_what_the_library_says_of_cancelling_all_at_kraken_is_nothing() -> None:
    library = Library(cancel_all_orders=[order(id=None)])

    assert await KrakenDialect(library, NAMES).cancel_all("BTCUSDT") == []

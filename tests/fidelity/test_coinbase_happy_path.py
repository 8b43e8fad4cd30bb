"""ccxt, which trades on the real venue every day, does all that a day needs, without one error.

Markets, book, trades, placing, editing, cancelling, being filled, balances, the streams: in virtual time
under production names, and over loopback. Where a witness and the fake disagree, the fake is wrong until the
documents say otherwise.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from fakes.ledger import RequestAnswered
from fakes.operations import Outcome
from fakes.venue import Key
from fakes.venues.coinbase import Coinbase
from tests.fidelity.ccxt_day import Day, ccxt_pro, ccxt_rest
from tests.fidelity.coinbase_witnesses import COINBASE, ccxt_coinbase
from tests.fidelity.witness_stages import (
    FUNDS,
    Places,
    Story,
    fill,
    has_the_venues_book,
    subscription,
    take,
    trade_ids,
)
from tests.unit.fakes.coinbase.keys import ED25519_SECRET, NAME, RETIRED_NAME, RETIRED_SECRET

Perform = Callable[[Story[Coinbase, Any]], Any]
PAIR = "BTC/USDT"
DAY = Day(PAIR, named_by="client_order_id", cancelled_twice="BadRequest")
"""It does not hand on the name that it is given by its own word."""
KEYS = {
    "Ed25519": Key(api_key=NAME, secret=ED25519_SECRET, balances=FUNDS),
    "retired": Key(api_key=RETIRED_NAME, secret=RETIRED_SECRET, balances=FUNDS),
}


@pytest.fixture(params=COINBASE.stages)
def perform(request: pytest.FixtureRequest) -> Perform:
    return COINBASE.stages[request.param]


def test_ccxt_trades(perform: Perform) -> None:
    async def story(venue: Coinbase, places: Places | None) -> dict[str, Any]:
        async with ccxt_coinbase(ccxt_rest, places) as exchange:
            return {**await DAY.market(exchange, venue), **await DAY.orders(exchange, venue)}

    assert perform(story) == {
        "markets": {"BTC/USDT": "BTC-USDT", "ETH/USDT": "ETH-USDT", "LTC/BTC": "LTC-BTC"},
        "book": True,
        "trades": True,
        "last": True,
        "candle": 6,
        "statuses": ["open", "canceled", "closed"],
        "amended": (0.02, True),
        "fill": (True, 30_000.0, 0.02, "maker"),
        "fee": {"currency": "USDT", "cost": 2.4},
        "balance": {"BTC": 10.02, "USDT": 999_397.6},
    }


@pytest.mark.parametrize("kind", KEYS)
def test_ccxt_signs_with_other_keys(kind: str) -> None:
    """CBS-02, CBS-07: a list of paths with an Ed25519 key, three headers with a retired one."""
    key = KEYS[kind]

    async def story(venue: Coinbase, _: Places | None) -> Any:
        async with ccxt_coinbase(ccxt_rest, None, key) as exchange:
            placed = await exchange.create_order(PAIR, "limit", "buy", 0.01, 30_000)
            shown = await exchange.fetch_order(placed["id"], PAIR)
            wallet = (await exchange.fetch_balance())["total"]["BTC"]
            refused = [e.fact for e in venue.ledger.of(RequestAnswered) if e.fact.outcome != Outcome.DONE]
            return shown["status"], wallet, refused

    assert COINBASE.in_simulation(story, keys=[key]) == ("open", 10.0, [])


def test_ccxt_reads_the_refusals(perform: Perform) -> None:
    """It knows the venue's other list of reasons (CBS-31): of this one all is a bare error."""

    async def story(venue: Coinbase, places: Places | None) -> list[str]:
        async with ccxt_coinbase(ccxt_rest, places) as exchange:
            raised = await DAY.refusals(
                exchange,
                [
                    (50, 60_000, {}),
                    (0.00001, 30_000, {}),
                    (0.01, 30_000, {"client_order_id": "same"}),
                    (0.01, 30_000, {"client_order_id": "same"}),
                ],
            )
            exchange.apiKey = "organizations/o/apiKeys/nobody"
            with pytest.raises(ccxt_rest.AuthenticationError):
                await exchange.fetch_balance()
            return raised

    assert perform(story) == ["ExchangeError", "ExchangeError", "", ""]


def test_ccxt_pro_follows_the_market(perform: Perform) -> None:
    async def story(venue: Coinbase, places: Places | None) -> dict[str, Any]:
        async with ccxt_coinbase(ccxt_pro, places) as exchange:
            await exchange.load_markets()
            taken = subscription(venue, "market_trades:BTCUSDT")
            watching = asyncio.ensure_future(exchange.watch_trades(PAIR))
            await taken
            take(venue)
            trades = [int(trade["id"]) for trade in await watching]
            return {
                "trades": trades != [] and set(trades) <= set(trade_ids(venue)),
                "book": await has_the_venues_book(venue, lambda: exchange.watch_order_book(PAIR)),
                "ticker": (await exchange.watch_ticker(PAIR))["last"] > 0,
            }

    assert perform(story) == {"trades": True, "book": True, "ticker": True}


def test_ccxt_pro_hears_of_its_orders(perform: Perform) -> None:
    async def story(venue: Coinbase, places: Places | None) -> Any:
        async with ccxt_coinbase(ccxt_pro, places) as exchange:
            await exchange.load_markets()
            taken = subscription(venue, "user")
            watching = asyncio.ensure_future(exchange.watch_orders(PAIR))
            await taken
            placed = await exchange.create_order(
                PAIR, "limit", "buy", 0.02, 30_000, {"client_order_id": "mine"}
            )
            [first] = await watching
            begun = first["status"]  # what it holds is changed in place
            fill(venue, "mine")
            while exchange.orders[-1]["status"] != "closed":
                await exchange.watch_orders(PAIR)
            last = exchange.orders[-1]
            return first["id"] == last["id"] == placed["id"], begun, last["filled"], last["average"]

    assert perform(story) == (True, "PENDING", 0.02, 30_000.0)

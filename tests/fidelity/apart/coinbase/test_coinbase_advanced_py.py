"""The venue's own client, coinbase-advanced-py, unmodified and under its production URLs, trades on the fake.

It blocks and has threads: over real sockets, in threads. Its typed answers are checked by what they hold.
"""

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from coinbase.rest import RESTClient
from coinbase.websocket import WSClient, WSUserClient
from coinbase.websocket.types.websocket_response import WebsocketResponse

from fakes.venue import Key
from fakes.venues.coinbase import Coinbase
from tests.fidelity.coinbase_witnesses import COINBASE
from tests.fidelity.witness_stages import FUNDS, Places, Witnessed, fill, take, top, trade_ids
from tests.unit.fakes.coinbase.keys import ED25519_SECRET, NAME

pytestmark = pytest.mark.filterwarnings("ignore:ssl:DeprecationWarning")
"""It makes its contexts as one did before Python 3.6."""

PRODUCT = "BTC-USDT"
ED25519 = Witnessed(Coinbase, Key(api_key=NAME, secret=ED25519_SECRET, balances=FUNDS))
HEARD_WITHIN_S = 20.0
"""Over real sockets; who waits longer waits for what never comes."""


def asked(client: Callable[[RESTClient, Coinbase], Any], witnessed: Witnessed[Coinbase] = COINBASE) -> Any:
    """What a client in a thread brings back."""

    async def story(venue: Coinbase, _: Places | None) -> Any:
        with opened(witnessed.account.secret) as rest:
            return await asyncio.to_thread(client, rest, venue)

    return witnessed.under_its_names(story)


@contextmanager
def opened(secret: str | None) -> Iterator[RESTClient]:
    """It has no end of its own; the session under it has."""
    rest = RESTClient(api_key=NAME, api_secret=secret, rate_limit_headers=True)
    try:
        yield rest
    finally:
        rest.session.close()


def test_it_reads_the_market() -> None:
    def client(rest: RESTClient, venue: Coinbase) -> Any:
        product = rest.get_product(PRODUCT)
        listed = rest.get_products()
        book = rest.get_product_book(PRODUCT, limit=5).pricebook
        public = rest.get_public_product_book(PRODUCT, limit=5).pricebook
        trades = rest.get_market_trades(PRODUCT, limit=10).trades
        now_s = int(rest.get_unix_time().epoch_seconds)
        candles = rest.get_candles(PRODUCT, str(now_s - 600), str(now_s), "ONE_MINUTE").candles
        best = rest.get_best_bid_ask([PRODUCT]).pricebooks
        return {
            "rules": (product.price_increment, product.base_increment, product.quote_min_size),
            "listed": [each.product_id for each in listed.products],
            "trades": [int(each.trade_id) in trade_ids(venue) for each in trades] != [],
            "book": len(book.bids) == len(public.asks) == 5,
            "candles": len(candles) > 0,
            "best": len(best[0].bids),
        }

    assert asked(client) == {
        "rules": ("0.01", "0.00000001", "1"),
        "listed": ["BTC-USDT", "ETH-USDT", "LTC-BTC"],
        "trades": True,
        "book": True,
        "candles": True,
        "best": 1,
    }


@pytest.mark.parametrize("witnessed", [COINBASE, ED25519], ids=["ES256", "Ed25519"])
def test_it_trades(witnessed: Witnessed[Coinbase]) -> None:
    def client(rest: RESTClient, venue: Coinbase) -> Any:
        placed = rest.limit_order_gtc_buy("mine", PRODUCT, "0.02", "30000")
        order_id = placed.success_response["order_id"]
        edited = rest.edit_order(order_id, size="0.03", price="30001")
        shown = rest.get_order(order_id).order
        again = rest.limit_order_gtc_buy("mine", PRODUCT, "0.02", "30000").success_response["order_id"]
        cancelled = rest.cancel_orders([order_id]).results[0]
        refused = rest.limit_order_gtc_buy("much", PRODUCT, "1000", "30000")
        bought = rest.market_order_buy("", PRODUCT, quote_size="100")
        filled = rest.get_order(bought.success_response["order_id"]).order
        fills = rest.get_fills(order_ids=[filled.order_id]).fills
        listed = rest.list_orders(order_status=["FILLED", "CANCELLED"])
        preview = rest.preview_limit_order_gtc_buy(PRODUCT, "0.01", "30000")
        accounts = {each.currency: each for each in rest.get_accounts().accounts}
        rights = rest.get_api_key_permissions()
        return {
            "edited": (edited.success, shown.order_configuration.limit_limit_gtc.limit_price),
            "again": again == order_id,
            "cancelled": cancelled.success,
            "refused": (refused.success, refused.error_response["new_order_failure_reason"]),
            "filled": (filled.status, filled.size_in_quote, len(fills) == int(filled.number_of_fills)),
            "listed": [each.status for each in listed.orders],
            "preview": (preview.order_total, preview.errs),
            "held": accounts["USDT"].hold["value"],
            "may": (rights.can_view, rights.can_trade),
        }

    assert asked(client, witnessed) == {
        "edited": (True, "30001"),
        "again": True,
        "cancelled": True,
        "refused": (False, "INSUFFICIENT_FUND"),
        "filled": ("FILLED", True, True),
        "listed": ["FILLED", "CANCELLED"],
        "preview": ("301.2", []),
        "held": "0",
        "may": (True, True),
    }


def test_it_is_told_of_what_is_wrong() -> None:
    def client(rest: RESTClient, venue: Coinbase) -> list[str]:
        said = []
        with opened(ED25519_SECRET) as stranger:
            for ask in (
                lambda: rest.get_order("none"),
                lambda: rest.get_candles(PRODUCT, "0", "60", "TEN_MINUTE"),
                stranger.get_accounts,
            ):
                with pytest.raises(Exception, match="Client Error") as caught:
                    ask()
                said.append(str(caught.value).partition(" Client Error")[0])
        return said

    assert asked(client) == ["404", "400", "401"]


def test_it_reads_the_headers_of_limits() -> None:
    def client(rest: RESTClient, venue: Coinbase) -> Any:
        told = rest.get("/api/v3/brokerage/accounts")
        return told["x-ratelimit-limit"], told["x-ratelimit-remaining"]

    assert asked(client) == ("30", "29")


# --- streams --------------------------------------------------------------------------------------


class Heard:
    """Every message that a stream brought, typed; by channel."""

    def __init__(self) -> None:
        self.messages: dict[str, list[Any]] = {}

    def hear(self, text: str) -> None:
        message = WebsocketResponse(json.loads(text))
        self.messages.setdefault(message.channel, []).append(message)

    def until(self, told: Callable[[], bool]) -> None:
        until_s = time.monotonic() + HEARD_WITHIN_S
        while not told():
            assert time.monotonic() < until_s, {name: len(each) for name, each in self.messages.items()}
            time.sleep(0.05)


def test_its_stream_follows_the_market() -> None:
    async def story(venue: Coinbase, _: Places | None) -> Any:
        heard = Heard()
        loop = asyncio.get_running_loop()

        def client() -> Any:
            stream = WSClient(on_message=heard.hear)
            stream.open()
            stream.subscribe([PRODUCT], ["level2", "market_trades", "ticker", "candles", "status"])
            stream.heartbeats()
            loop.call_soon_threadsafe(take, venue)
            wanted = ("l2_data", "market_trades", "ticker", "candles", "status", "heartbeats")
            heard.until(lambda: all(len(heard.messages.get(name, ())) > 1 for name in wanted))
            stream.close()
            return numbers(heard)

        counted = await asyncio.to_thread(client)
        return counted == list(range(len(counted))), best(heard) in top_ever(venue)

    assert COINBASE.under_its_names(story) == (True, True)


def numbers(heard: Heard) -> list[int]:
    return sorted(message.sequence_num for each in heard.messages.values() for message in each)


def best(heard: Heard) -> Decimal:
    """The highest bid of the book as it began."""
    [event] = heard.messages["l2_data"][0].events
    return max(Decimal(row.price_level) for row in event.updates if row.side == "bid")


def top_ever(venue: Coinbase) -> list[Decimal]:
    """Prices near the top of the book."""
    return [price for price, _ in top(venue, levels=50)[0]]


def test_its_users_stream_tells_of_orders() -> None:
    async def story(venue: Coinbase, _: Places | None) -> Any:
        heard = Heard()
        loop = asyncio.get_running_loop()

        def client() -> Any:
            secret = COINBASE.account.secret
            stream = WSUserClient(api_key=NAME, api_secret=secret, on_message=heard.hear)
            stream.open()
            stream.user([PRODUCT])
            stream.heartbeats()
            heard.until(lambda: "user" in heard.messages)
            with opened(secret) as rest:
                rest.limit_order_gtc_buy("mine", PRODUCT, "0.02", "30000")
            loop.call_soon_threadsafe(fill, venue, "mine")
            heard.until(lambda: any(row.status == "FILLED" for row in told(heard)))
            stream.close()
            return [(row.status, row.cumulative_quantity) for row in told(heard)]

        return await asyncio.to_thread(client)

    assert COINBASE.under_its_names(story) == [("PENDING", "0"), ("OPEN", "0"), ("FILLED", "0.02")]


def told(heard: Heard) -> list[Any]:
    return [
        row for message in heard.messages["user"] for event in message.events for row in event.orders or ()
    ]

"""What ccxt does in a day at any venue, in its unified words; what comes of it is the venue's to say.

`pair` is ccxt's name of the lab's `symbol`. Orders are limit buys at `price`, far below the market.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from fakes.venue import FakeVenue
from tests.fidelity.witness_stages import fill, has_the_venues_book, take, trade_ids

ccxt_rest = pytest.importorskip("ccxt.async_support")
ccxt_pro = pytest.importorskip("ccxt.pro")


@dataclass(frozen=True)
class Day:
    pair: str = "BTC/USDT"
    symbol: str = "BTCUSDT"
    price: float = 30_000
    shown: Decimal = Decimal("0.00000001")
    """The smallest quantity that the venue shows in a book over REST."""
    trade_number: Callable[[str], int] = int
    """The venue's trade id, by what ccxt calls it."""
    named_by: str = "clientOrderId"
    """The parameter by which ccxt lets an order be named there."""
    cancelled_twice: str = "OrderNotFound"
    """What it makes of the refusal to cancel an order that is over."""

    async def market(self, exchange: Any, venue: FakeVenue) -> dict[str, Any]:
        """Over REST. `markets`: the venue's id of each; the rest is whether the venue's truth was told."""
        markets = await exchange.load_markets()
        told = [self.trade_number(trade["id"]) for trade in await exchange.fetch_trades(self.pair)]
        return {
            "markets": {name: market["id"] for name, market in markets.items()},
            "book": await has_the_venues_book(
                venue, lambda: exchange.fetch_order_book(self.pair, 5), self.shown, self.symbol
            ),
            "trades": told != [] and told == trade_ids(venue, self.symbol)[: len(told)],
            "last": (await exchange.fetch_ticker(self.pair))["last"] > 0,
            "candle": len((await exchange.fetch_ohlcv(self.pair, "1m"))[0]),
        }

    async def orders(self, exchange: Any, venue: FakeVenue) -> dict[str, Any]:
        """Place, amend, cancel, be filled, over REST; a second cancel is refused for the right reason."""
        placed = await exchange.create_order(self.pair, "limit", "buy", 0.01, self.price)
        await exchange.edit_order(placed["id"], self.pair, "limit", "buy", 0.02, self.price)
        [amended] = await exchange.fetch_open_orders(self.pair)
        await exchange.cancel_order(amended["id"], self.pair)
        cancelled = await exchange.fetch_order(amended["id"], self.pair)
        again = await exchange.create_order(
            self.pair, "limit", "buy", 0.02, self.price, {self.named_by: "mine"}
        )
        fill(venue, "mine", self.symbol)
        filled = await exchange.fetch_order(again["id"], self.pair)
        [trade] = await exchange.fetch_my_trades(self.pair)
        with pytest.raises(getattr(ccxt_rest, self.cancelled_twice)):
            await exchange.cancel_order(again["id"], self.pair)
        return {
            "statuses": [order["status"] for order in (amended, cancelled, filled)],
            "amended": (amended["amount"], amended["id"] == placed["id"]),
            "fill": (trade["order"] == again["id"], trade["price"], trade["amount"], trade["takerOrMaker"]),
            "fee": {name: trade["fee"][name] for name in ("currency", "cost")},
            "balance": {
                asset: held for asset, held in (await exchange.fetch_balance())["total"].items() if held
            },
        }

    async def refusals(self, exchange: Any, asked: list[tuple[float, float, Mapping[str, Any]]]) -> list[str]:
        """The exceptions that limit buys of (amount, price, parameters) end with; "" = accepted."""
        await exchange.load_markets()
        raised = []
        for amount, price, parameters in asked:
            try:
                await exchange.create_order(self.pair, "limit", "buy", amount, price, dict(parameters))
                raised.append("")
            except ccxt_rest.BaseError as error:
                raised.append(type(error).__name__)
        return raised

    async def streams(
        self, exchange: Any, venue: FakeVenue, subscribed: "asyncio.Future[None]"
    ) -> dict[str, Any]:
        """By ccxt.pro. `subscribed` is done once the venue has taken the subscription to trades."""
        await exchange.load_markets()
        watching = asyncio.ensure_future(exchange.watch_trades(self.pair))
        await subscribed
        take(venue, self.symbol)
        trades = [self.trade_number(trade["id"]) for trade in await watching]
        going_on = asyncio.ensure_future(self._goes_on(venue))
        try:
            return await self._heard(exchange, venue, trades)
        finally:
            going_on.cancel()

    async def _heard(self, exchange: Any, venue: FakeVenue, trades: Sequence[int]) -> dict[str, Any]:
        return {
            "trades": trades != [] and set(trades) <= set(trade_ids(venue, self.symbol)),
            "book": await has_the_venues_book(
                venue, lambda: exchange.watch_order_book(self.pair), symbol=self.symbol
            ),
            "ticker": (await exchange.watch_ticker(self.pair))["last"] > 0,
            "candle": [len(candle) for candle in await exchange.watch_ohlcv(self.pair, "1m")][:1],
        }

    async def _goes_on(self, venue: FakeVenue) -> None:
        """Somebody trades twice a second: tickers and candles tell of changes, and nobody waits for long."""
        while True:
            await asyncio.sleep(0.5)
            take(venue, self.symbol)


async def seen_as(exchange: Any, order_id: str, name: str, value: object) -> None:
    """Once its stream has told so; what it told before anybody asked is in its cache."""
    while value not in [order[name] for order in exchange.orders if order["id"] == order_id]:
        await exchange.watch_orders()

"""Private topics: orders, executions and balances, told to whoever subscribed to their account.

What one operation did is told a millisecond after it, executions first, then orders as they are after it,
then the wallet: the answer to the request that caused it usually comes first, and nothing is promised
(BYB-92). There are no snapshots (BYB-79).
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Final

from fakes.exchange import Batch, Exchange
from fakes.ledger import BalanceChanged, Traded
from fakes.matching import Fill, Order
from fakes.operations import Role, StreamKind
from fakes.serving.publisher import Message, Publisher
from fakes.serving.wire_json import encoded
from fakes.venues.bybit.line import Line
from fakes.venues.bybit.order_view import OrderView, Row
from fakes.venues.bybit.product import Product
from fakes.venues.bybit.sequences import Sequences
from fakes.venues.bybit.wallet import Wallet

REPORT_DELAY_S: Final = 0.001
BY_CATEGORY: Final = ("order", "execution", "execution.fast", "position")
CATEGORIES: Final = ("spot", "linear", "inverse", "option")
WHOLE: Final = (*BY_CATEGORY, "wallet", "greeks")
PROTECTIONS: Final = ("dcp.future", "dcp.spot", "dcp.option")
KINDS: Final = {
    "order": StreamKind.ORDER,
    "execution": StreamKind.ORDER,
    "execution.fast": StreamKind.ORDER,
    "wallet": StreamKind.BALANCE,
    "position": StreamKind.BALANCE,
}


def is_categorised(topic: str) -> bool:
    whole, _, category = topic.rpartition(".")
    return whole in BY_CATEGORY and category in CATEGORIES


def exists(topic: str) -> bool:
    """BYB-79."""
    return topic in WHOLE or topic in PROTECTIONS or is_categorised(topic)


@dataclass(slots=True, eq=False)
class Subscription:
    """One account's topic on one connection."""

    line: Line
    account: str
    topic: str


@dataclass(frozen=True, slots=True)
class News:
    """What one operation meant for one account, for the topic `subject`."""

    account: str
    subject: str
    rows: list[Row]
    reports_fill: bool


class UserStreams:
    def __init__(
        self,
        *,
        exchange: Exchange,
        product: Product,
        view: OrderView,
        wallet: Wallet,
        sequences: Sequences,
        publisher: Publisher,
        clock_ms: Callable[[], int],
    ) -> None:
        self._exchange = exchange
        self._product = product
        self._view = view
        self._wallet = wallet
        self._sequences = sequences
        self._publisher = publisher
        self._clock_ms = clock_ms
        self._made: dict[tuple[int, str], Subscription] = {}
        self._outbox: deque[News] = deque()
        self._count = 0
        exchange.listen_to_watched(self._on_batch)

    # --- who listens ------------------------------------------------------------------------------

    def join(self, line: Line, topic: str, account: str) -> None:
        self._made[line.session.number, topic] = Subscription(line, account, topic)

    def leave(self, line: Line, topic: str) -> None:
        self._made.pop((line.session.number, topic), None)

    # --- news -------------------------------------------------------------------------------------

    def _on_batch(self, batch: Batch) -> None:
        if not self._made:
            return
        for account in dict.fromkeys(made.account for made in self._made.values()):
            self._say(self._news_of(account, batch))

    def _say(self, news: Iterable[News]) -> None:
        waiting = bool(self._outbox)
        self._outbox += news
        if self._outbox and not waiting:
            asyncio.get_running_loop().call_later(REPORT_DELAY_S, self._flush)

    def _news_of(self, account: str, batch: Batch) -> list[News]:
        orders: dict[int, Order] = {}
        fills: list[tuple[Order, Fill]] = []
        coins: dict[str, None] = {}
        for step in batch.steps:
            fact = step.fact
            for order in step.orders:
                if order.account == account:
                    orders[order.order_id] = order
                    if isinstance(fact, Traded):
                        fills.append((order, order.fills[-1]))
            if isinstance(fact, BalanceChanged) and fact.account == account:
                coins[fact.asset] = None
        news = self._news_of_fills(account, fills)
        if orders:
            rows = [self._view.streamed(order) for order in orders.values()]
            news.append(News(account, "order", rows, bool(fills)))
        if coins:
            news.append(News(account, "wallet", [self._wallet.account(account, list(coins))], False))
        return news + self._more_news(account, batch, orders.values())

    def _more_news(self, account: str, batch: Batch, orders: Iterable[Order]) -> list[News]:
        """What another product tells besides."""
        return []

    def _news_of_fills(self, account: str, fills: list[tuple[Order, Fill]]) -> list[News]:
        """BYB-80: all of one operation in one message."""
        if not fills:
            return []
        told = [(o, f, self._sequences.of_trade(o.symbol, f.trade_id)) for o, f in fills]
        return [
            News(account, "execution", [self._view.streamed_execution(*each) for each in told], True),
            News(account, "execution.fast", [self._view.fast_execution(*each) for each in told], True),
        ]

    def _flush(self) -> None:
        while self._outbox:
            news = self._outbox.popleft()
            topics = news.subject, f"{news.subject}.{self._product.category}"
            for made in tuple(self._made.values()):
                if made.account == news.account and made.topic in topics:
                    self._push(made, news)

    def _push(self, made: Subscription, news: News) -> None:
        self._count += 1
        numbered: dict[str, Any] = {"id": f"{made.account}_{self._count}"}
        payload = numbered | {"topic": made.topic, "creationTime": self._clock_ms(), "data": news.rows}
        if news.subject == "execution.fast":
            del payload["id"]  # BYB-82
        message = Message(
            role=Role.USER,
            kind=KINDS[news.subject],
            stream=made.topic,
            payload=payload,
            body=encoded(payload),
            reports_fill=news.reports_fill,
        )
        if self._publisher.publish(made.line.session, message):
            made.line.alive()

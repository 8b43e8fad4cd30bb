"""The channel `user`: an account's orders, told to whoever subscribed with its key (CBS-73 to CBS-77).

Reports leave in the order of what happened, a few milliseconds after it (CBS-89): the answer to the request
that caused them usually comes first, and nothing is promised.
"""

import asyncio
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fakes.exchange import Batch, Exchange
from fakes.ledger import Fact, OrderAccepted, OrderAmended, OrderDone, SelfTradePrevented, Traded
from fakes.matching import DoneReason, Order, OrderKind, OrderStatus, TimeInForce
from fakes.operations import Role
from fakes.serving.publisher import Publisher
from fakes.serving.wire_json import encoded
from fakes.venues.coinbase.identifiers import Identifiers
from fakes.venues.coinbase.line import Line
from fakes.venues.coinbase.orders import Orders
from fakes.venues.coinbase.subscriptions import KINDS, Channel
from fakes.venues.coinbase.user_messages import Reports

REPORT_DELAY_S: Final = 0.005
ORDERS_A_SNAPSHOT: Final = 50
NO_POSITIONS: Final[dict[str, Any]] = {"perpetual_futures_positions": [], "expiring_futures_positions": []}
"""Of contracts, which nobody has here."""


@dataclass(slots=True, eq=False)
class Subscription:
    """One account on one connection; `products` () = all."""

    line: Line
    account: str
    products: tuple[str, ...] = ()

    def wants(self, product: str) -> bool:
        return not self.products or product in self.products


@dataclass(frozen=True, slots=True)
class _News:
    account: str
    product: str
    row: dict[str, Any]
    is_fill: bool = False


class UserStreams:
    def __init__(
        self,
        *,
        exchange: Exchange,
        orders: Orders,
        reports: Reports,
        ids: Identifiers,
        publisher: Publisher,
    ) -> None:
        self._exchange = exchange
        self._reports = reports
        self._ids = ids
        self._publisher = publisher
        self._made: dict[int, Subscription] = {}
        self._outbox: deque[_News] = deque()
        exchange.listen_to_watched(self._on_batch)
        orders.listen_to_failures(self._on_failure)

    # --- who listens ------------------------------------------------------------------------------

    def user_id(self, account: str) -> str:
        return self._ids.fixed(f"user/{account}")

    def join(self, line: Line, account: str, products: Sequence[str]) -> None:
        self._made[line.session.number] = Subscription(line, account, tuple(products))

    def begin(self, line: Line) -> None:
        """CBS-74."""
        subscription = self._made[line.session.number]
        rows = [
            self._reports.row(order)
            for order in self._exchange.open_orders(subscription.account)
            if subscription.wants(self._reports.product_of(order))
        ]
        for begin in range(0, len(rows) + 1, ORDERS_A_SNAPSHOT):
            self._push(subscription, "snapshot", rows[begin : begin + ORDERS_A_SNAPSHOT])

    def leave(self, line: Line) -> None:
        self._made.pop(line.session.number, None)

    # --- news -------------------------------------------------------------------------------------

    def _on_batch(self, batch: Batch) -> None:
        for step in batch.steps:
            for order in step.orders:
                for called, is_fill in told(step.fact, order):
                    self._tell(order, called, is_fill)

    def _on_failure(self, order: Order) -> None:
        self._tell(order, "PENDING")
        self._tell(order, None)

    def _tell(self, order: Order, called: str | None, is_fill: bool = False) -> None:
        if not self._made:
            return
        live = self._exchange.order(order.symbol, order.order_id) or order
        row = self._reports.row(order, called, live.held_atoms)
        product = self._reports.product_of(order)
        if not self._outbox:
            asyncio.get_running_loop().call_later(REPORT_DELAY_S, self._flush)
        self._outbox.append(_News(order.account, product, row, is_fill))

    def _flush(self) -> None:
        while self._outbox:
            news = self._outbox.popleft()
            for subscription in tuple(self._made.values()):
                if subscription.account == news.account and subscription.wants(news.product):
                    self._push(subscription, "update", [news.row], news.is_fill)

    def _push(
        self, subscription: Subscription, kind: str, rows: list[dict[str, Any]], reports_fill: bool = False
    ) -> None:
        events = [{"type": kind, "orders": rows, "positions": NO_POSITIONS}]
        message = subscription.line.message(
            Channel.USER.value,
            events,
            encoded(events),
            role=Role.USER,
            kind=KINDS[Channel.USER],
            stream=Channel.USER.value,
            sequence=None,
            reports_fill=reports_fill,
        )
        if self._publisher.publish(subscription.line.session, message):
            subscription.line.spoken()


def told(fact: Fact, order: Order) -> Iterator[tuple[str | None, bool]]:
    """Of each report: the status to tell (None = the order's own), and whether it tells of a fill."""
    if isinstance(fact, OrderAccepted):
        yield "PENDING", False  # CBS-33
        if order.kind is not OrderKind.MARKET and order.time_in_force is TimeInForce.GTC:
            yield "OPEN", False
    elif isinstance(fact, Traded):
        yield None, True
    elif isinstance(fact, OrderDone) and order.status is not OrderStatus.FILLED:  # that its last fill told
        if order.done_reason is DoneReason.BY_CLIENT:
            yield "CANCEL_QUEUED", False
        yield None, False
    elif isinstance(fact, OrderAmended) or (isinstance(fact, SelfTradePrevented) and order.remaining):
        yield None, False

"""Private channels: orders and balances, told to whoever subscribed to their account.

Reports leave in the order of what happened, a millisecond after it: the answer to the request that caused
them usually comes first, and nothing is promised. `sequence` counts the messages of one subscription, those
included that a fault swallows: a hole means lost messages (KRK-61).
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, Protocol

from fakes.exact_json import encoded
from fakes.exchange import Batch, Exchange
from fakes.matching import Order
from fakes.operations import Role
from fakes.serving.publisher import Message, Publisher
from fakes.venues.kraken.account_ledger import AccountLedger, Entry
from fakes.venues.kraken.balance_lines import snapshot_row, update_row
from fakes.venues.kraken.execution_reports import FILLS, OPEN_AND_CLOSE, Reports, Row
from fakes.venues.kraken.line import Line
from fakes.venues.kraken.pairs import Pairs
from fakes.venues.kraken.subscriptions import KINDS, Channel, Wanted

REPORT_DELAY_S: Final = 0.001
TRADES_IN_SNAPSHOT: Final = 50


class RateCounters(Protocol):
    """The matching engine's counter by account and pair (KRK-24, KRK-27)."""

    def count(self, account: str, symbol: str) -> Fraction: ...


@dataclass(slots=True, eq=False)
class Subscription:
    """One account's channel on one connection."""

    line: Line
    account: str
    wanted: Wanted
    sequence: int = 0

    def takes(self, row: Row) -> bool:
        return bool(self.wanted.options.get("order_status", True)) or row["exec_type"] in OPEN_AND_CLOSE


@dataclass(frozen=True, slots=True)
class _News:
    """One row for everyone who subscribed to that account's channel."""

    account: str
    channel: Channel
    row: Row
    symbol: str = ""
    is_fill: bool = False


class UserStreams:
    def __init__(
        self,
        *,
        exchange: Exchange,
        pairs: Pairs,
        reports: Callable[[str], Reports],
        ledger: AccountLedger,
        counters: RateCounters,
        publisher: Publisher,
    ) -> None:
        self._exchange = exchange
        self._pairs = pairs
        self._reports = reports
        self._ledger = ledger
        self._counters = counters
        self._publisher = publisher
        self._made: dict[tuple[int, Channel], Subscription] = {}
        self._outbox: deque[_News] = deque()
        exchange.listen_to_watched(self._on_batch)

    # --- who listens ------------------------------------------------------------------------------

    def join(self, line: Line, wanted: Wanted, account: str) -> None:
        self._made[line.session.number, wanted.channel] = Subscription(line, account, wanted)

    def begin(self, line: Line, wanted: Wanted) -> None:
        """The snapshot, if one was asked for; it is the first message of the sequence."""
        subscription = self._made[line.session.number, wanted.channel]
        if wanted.channel is Channel.BALANCES:
            if wanted.options["snapshot"]:
                self._push(subscription, "snapshot", self._balances(subscription.account))
        elif wanted.options["snap_orders"] or wanted.options["snap_trades"]:
            self._push(subscription, "snapshot", self._orders(subscription))

    def leave(self, line: Line, channel: Channel) -> None:
        self._made.pop((line.session.number, channel), None)

    def all(self) -> Sequence[Subscription]:
        return tuple(self._made.values())

    # --- what there is ----------------------------------------------------------------------------

    def _balances(self, account: str) -> list[Row]:
        balances = self._exchange.accounts.of(account)
        return [snapshot_row(asset, balance, self._precision(asset)) for asset, balance in balances.items()]

    def _orders(self, subscription: Subscription) -> list[Row]:
        """Open orders, oldest first, then the last 50 trades (KRK-62)."""
        account, options = subscription.account, subscription.wanted.options
        rows: list[Row] = []
        if options["snap_orders"]:
            for order in self._exchange.open_orders(account):
                rows.append(self._reports(order.symbol).resting(order))
        if options["snap_trades"]:
            rows += self._trades(account)
        return rows

    def _trades(self, account: str) -> list[Row]:
        own = [
            (trade.fill.at_ms, trade)
            for symbol in self._exchange.symbols()
            for trade in self._exchange.trades_of(account, symbol)
        ]
        own.sort(key=lambda item: item[0])
        return [
            self._reports(trade.order.symbol).trade(trade.order, trade.fill, last=False)
            for _, trade in own[-TRADES_IN_SNAPSHOT:]
        ]

    # --- news -------------------------------------------------------------------------------------

    def _on_batch(self, batch: Batch) -> None:
        waiting = bool(self._outbox)
        if self._made:
            self._outbox += [self._balance_news(entry) for entry in self._ledger.latest]
            if batch.symbol:
                self._order_news(batch)
        if self._outbox and not waiting:
            asyncio.get_running_loop().call_later(REPORT_DELAY_S, self._flush)

    def _order_news(self, batch: Batch) -> None:
        reports = self._reports(batch.symbol)
        for step in batch.steps:
            for order in step.orders:
                for row in reports.of(step.fact, order):
                    self._outbox.append(self._execution_news(row, order))

    def _execution_news(self, row: Row, order: Order) -> _News:
        return _News(order.account, Channel.EXECUTIONS, row, order.symbol, row["exec_type"] in FILLS)

    def _balance_news(self, entry: Entry) -> _News:
        line = entry.line
        row = update_row(line, self._precision(line.asset), entry.ledger_id, entry.ref_id, entry.at_ms)
        return _News(line.account, Channel.BALANCES, row)

    def _flush(self) -> None:
        while self._outbox:
            news = self._outbox.popleft()
            for subscription in self.all():
                if subscription.account != news.account or subscription.wanted.channel is not news.channel:
                    continue
                if news.channel is Channel.BALANCES:
                    self._push(subscription, "update", [news.row])
                elif subscription.takes(news.row):
                    self._push(subscription, "update", [self._counted(subscription, news)], news.is_fill)

    def _counted(self, subscription: Subscription, news: _News) -> Row:
        if not subscription.wanted.options["ratecounter"]:
            return news.row
        return news.row | {"ratecount": float(self._counters.count(news.account, news.symbol))}

    def _push(
        self, subscription: Subscription, kind: str, rows: list[Row], reports_fill: bool = False
    ) -> None:
        subscription.sequence += 1
        channel = subscription.wanted.channel
        payload: dict[str, Any] = {
            "channel": channel.value,
            "type": kind,
            "data": rows,
            "sequence": subscription.sequence,
        }
        message = Message(
            role=Role.USER,
            kind=KINDS[channel],
            stream=channel.value,
            payload=payload,
            body=encoded(payload),
            sequence=subscription.sequence,
            reports_fill=reports_fill,
        )
        if self._publisher.publish(subscription.line.session, message):
            subscription.line.spoken()

    def _precision(self, asset: str) -> int:
        """The decimals that the exchange keeps an asset with."""
        for pair in self._pairs.listed():
            instrument = pair.digits.instrument
            if asset == instrument.base:
                return instrument.base_precision
            if asset == instrument.quote:
                return instrument.quote_precision
        return 8

"""Private channels: orders and balances, told to whoever subscribed to them after logging in.

Reports leave in the order of what happened, a millisecond after it: the answer to the request that caused
them usually comes first, and nothing is promised (OKX-80). That one is told twice takes a fault (OKX-72).
"""

import asyncio
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from fakes.exchange import Batch, Exchange
from fakes.ledger import (
    BalanceChanged,
    Fact,
    OrderAccepted,
    OrderAmended,
    OrderDone,
    PositionChanged,
    Traded,
)
from fakes.matching import DoneReason, Order, OrderStatus
from fakes.operations import Role
from fakes.serving.publisher import Message, Publisher
from fakes.serving.wire_json import encoded
from fakes.venues.okx.amending import Amending
from fakes.venues.okx.balances import Balances
from fakes.venues.okx.line import Line
from fakes.venues.okx.order_view import OrderView
from fakes.venues.okx.positions import Positions
from fakes.venues.okx.rest_account import uid
from fakes.venues.okx.subscriptions import Wanted, is_about

Json = dict[str, Any]
REPORT_DELAY_S: Final = 0.001
REGULAR: Final = ("account", "positions")
REGULARLY_S: Final = 5.0
"""How often `account` comes although nothing happened, unless that is switched off (OKX-70)."""


@dataclass(slots=True, eq=False)
class Subscription:
    """One account's channel on one connection."""

    line: Line
    account: str
    wanted: Wanted

    def takes(self, news: "_News") -> bool:
        arg = self.wanted.arg
        return (
            self.account == news.account
            and self.wanted.channel == news.channel
            and is_about(self.wanted, news.inst_type)
            and arg.get("instId") in (None, news.inst_id)
            and (arg.get("ccy") is None or news.names(arg["ccy"]))
        )


@dataclass(frozen=True, slots=True)
class _News:
    """One element for everyone who subscribed to that account's channel."""

    account: str
    channel: str
    inst_type: str
    row: Json
    inst_id: str | None = None
    is_fill: bool = False
    sequence: int | None = None

    def names(self, asset: str) -> bool:
        return any(detail["ccy"] == asset for detail in self.row.get("details", ()))


class UserStreams:
    def __init__(
        self,
        *,
        exchange: Exchange,
        view: OrderView,
        balances: Balances,
        positions: Positions,
        inst_type: str,
        amending: Amending,
        publisher: Publisher,
    ) -> None:
        self._positions = positions
        self._inst_type = inst_type
        self._exchange = exchange
        self._view = view
        self._balances = balances
        self._amending = amending
        self._publisher = publisher
        self._made: dict[tuple[int, str], Subscription] = {}
        self._regular: dict[tuple[int, str], asyncio.TimerHandle] = {}
        self._outbox: deque[_News] = deque()
        exchange.listen_to_watched(self._on_batch)

    # --- who listens ------------------------------------------------------------------------------

    def join(self, line: Line, wanted: Wanted) -> None:
        assert line.key is not None  # nobody else gets here
        subscription = Subscription(line, line.key.account, wanted)
        self._made[line.session.number, wanted.key] = subscription
        if wanted.channel in REGULAR and _is_regular(wanted):
            self._wait(subscription)

    def begin(self, line: Line, wanted: Wanted) -> None:
        """`orders` has no first push (OKX-71)."""
        subscription = self._made[line.session.number, wanted.key]
        if wanted.channel == "account":
            self._push(subscription, [self._account(subscription)], kind="snapshot")
        elif wanted.channel == "balance_and_position":
            self._push(subscription, [self._all_balances(subscription.account)])
        elif wanted.channel == "positions":
            self._push(subscription, self._open_positions(subscription), kind="snapshot")

    def leave(self, line: Line, wanted: Wanted) -> None:
        self._made.pop((line.session.number, wanted.key), None)
        timer = self._regular.pop((line.session.number, wanted.key), None)
        if timer is not None:
            timer.cancel()

    def count(self, account: str, channel: str) -> int:
        """How many connections have it."""
        having = [
            each.line.session.number
            for each in self._made.values()
            if each.account == account and each.wanted.channel == channel
        ]
        return len(dict.fromkeys(having))

    # --- what there is ----------------------------------------------------------------------------

    def _account(self, subscription: Subscription) -> Json:
        asset = subscription.wanted.arg.get("ccy")
        parts = self._balances.of(subscription.account, None if asset is None else (asset,))
        return self._balances.shown(subscription.account, parts, self._exchange.now_ms())

    def _open_positions(self, subscription: Subscription) -> Sequence[Json]:
        """OKX-87."""
        if not is_about(subscription.wanted, self._inst_type):
            return []
        inst_id = subscription.wanted.arg.get("instId")
        rows = self._positions.rows(subscription.account)
        return [row for row in rows if inst_id in (None, row["instId"])]

    def _all_balances(self, account: str) -> Json:
        assets = tuple(self._balances.of(account))
        rows = self._positions.rows(account)
        return self._cash(account, assets, "snapshot", self._exchange.now_ms(), [], rows)

    def _cash(
        self,
        account: str,
        assets: Sequence[str],
        event: str,
        at_ms: int,
        trades: Sequence[Json],
        rows: Sequence[Json],
    ) -> Json:
        return {
            "pTime": str(at_ms),
            "eventType": event,
            "balData": [
                {
                    "ccy": asset,
                    "cashBal": self._balances.cash(account, asset),
                    "uTime": str(self._balances.changed_ms(account, asset)),
                }
                for asset in assets
            ],
            "posData": [_told_of_position(row) for row in rows],
            "trades": list(trades),
        }

    def _wait(self, subscription: Subscription) -> None:
        place = subscription.line.session.number, subscription.wanted.key
        loop = asyncio.get_running_loop()
        self._regular[place] = loop.call_later(REGULARLY_S, self._regularly, subscription)

    def _regularly(self, subscription: Subscription) -> None:
        self._wait(subscription)
        if subscription.wanted.channel == "account":
            self._push(subscription, [self._account(subscription)], kind="interval_update")
        elif rows := self._open_positions(subscription):
            self._push(subscription, rows, kind="interval_update")

    # --- news -------------------------------------------------------------------------------------

    def _on_batch(self, batch: Batch) -> None:
        changed: dict[str, dict[str, tuple[int, int]]] = {}
        for step in batch.steps:
            if isinstance(step.fact, BalanceChanged):
                fact = step.fact
                parts = changed.setdefault(fact.account, {})
                parts[fact.asset] = (fact.free_atoms, fact.held_atoms)
                self._balances.note(fact.account, fact.asset, batch.at_ms)
        if not self._made:
            return
        waiting = bool(self._outbox)
        traded: dict[str, list[Json]] = {}
        moved: dict[str, Json] = {}
        for step in batch.steps:
            if isinstance(step.fact, PositionChanged):
                moved[step.fact.account] = self._positions.row(step.fact.account, batch.symbol)
            for order in step.orders:
                news = self._report(step.fact, order)
                if news is None:
                    continue
                self._outbox.append(news)
                if news.is_fill:
                    trade = {"instId": news.row["instId"], "tradeId": news.row["tradeId"]}
                    traded.setdefault(order.account, []).append(trade)
        for account, row in moved.items():
            self._outbox.append(_News(account, "positions", self._inst_type, row, row["instId"]))
        for account, parts in changed.items():
            rows = [moved[account]] if account in moved else []
            self._outbox += self._balance_news(account, parts, batch.at_ms, traded.get(account, []), rows)
        if self._outbox and not waiting:
            asyncio.get_running_loop().call_later(REPORT_DELAY_S, self._flush)

    def _report(self, fact: Fact, order: Order) -> _News | None:
        """What a step of an order's life is to its owner: one element, or nothing."""
        match fact:
            case OrderAccepted():
                row = self._view.report(order, None)
            case Traded(trade_id=trade_id):
                row = self._view.report(order, order.fills[-1])
                return _News(order.account, "orders", row["instType"], row, row["instId"], True, trade_id)
            case OrderAmended():
                place = (order.symbol, order.order_id, len(order.amendments) - 1)
                req_id = self._amending.req_ids.get(place, "")
                row = self._view.report(order, None, req_id=req_id, amended=True)
            case OrderDone() if not _is_told(order):
                row = self._view.report(order, None)
            case _:
                return None
        return _News(order.account, "orders", row["instType"], row, row["instId"])

    def _balance_news(
        self,
        account: str,
        parts: Mapping[str, tuple[int, int]],
        at_ms: int,
        trades: Sequence[Json],
        rows: Sequence[Json],
    ) -> list[_News]:
        """Of the channels of balances; the second is not told of what only changed hands within."""
        inst_type = self._inst_type
        news = [_News(account, "account", inst_type, self._balances.shown(account, parts, at_ms))]
        if trades:
            cash = self._cash(account, tuple(parts), "filled", at_ms, trades, rows)
            news.append(_News(account, "balance_and_position", inst_type, cash))
        return news

    def _flush(self) -> None:
        while self._outbox:
            news = self._outbox.popleft()
            for subscription in tuple(self._made.values()):
                if subscription.takes(news):
                    self._push(subscription, [news.row], news, kind="event_update")

    def _push(
        self,
        subscription: Subscription,
        rows: Sequence[Json],
        news: _News | None = None,
        *,
        kind: str | None = None,
    ) -> None:
        wanted = subscription.wanted
        payload: Json = {"arg": {**wanted.arg, "uid": uid(subscription.account)}}
        if kind is not None and wanted.channel in REGULAR:
            payload["eventType"] = kind
            if kind == "snapshot":
                payload |= {"curPage": 1, "lastPage": True}
        payload["data"] = rows
        message = Message(
            role=Role.USER,
            kind=wanted.kind,
            stream=wanted.stream,
            payload=payload,
            body=encoded(payload),
            sequence=None if news is None else news.sequence,
            reports_fill=news is not None and news.is_fill,
        )
        if self._publisher.publish(subscription.line.session, message):
            subscription.line.moved()


def _is_told(order: Order) -> bool:
    """That it was filled, the report of its last fill has said."""
    return order.status is OrderStatus.FILLED and order.done_reason is DoneReason.NONE


def _told_of_position(row: Json) -> Json:
    """As `balance_and_position` has it."""
    names = ("posId", "tradeId", "instId", "instType", "mgnMode", "posSide", "pos", "ccy", "posCcy", "avgPx")
    return {name: row[name] for name in (*names, "uTime")}


def _is_regular(wanted: Wanted) -> bool:
    """`extraParams` is a text that holds JSON."""
    return '"updateInterval":"0"' not in str(wanted.arg.get("extraParams", "")).replace(" ", "").replace(
        ":0", ':"0"'
    )

"""Our side of the account: reports from the stream, balances, and comparing both with REST."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence

from prometheus_client import Counter
from structlog.typing import FilteringBoundLogger

from exchanges.backoff import Backoff
from exchanges.balances import BalanceSheet
from exchanges.delivery import Feed, Watched
from exchanges.dialect import VenueApi
from exchanges.errors import ExchangeError
from exchanges.metrics import ConnectorMetrics
from exchanges.models import Balance, Fill, Order, OrderStatus, OrderUpdate, Position
from exchanges.orders import OrderTracker, Updates
from exchanges.positions import PositionSheet
from exchanges.stream import Stream
from exchanges.trading.orders import Orders

REPORT_WITHIN_S = 5.0
"""An acknowledged order of which the private stream says nothing for so long: it is deaf."""
_SYMBOLS_ONE_BY_ONE = 10
_REMEMBERED_REPORTS = 1000
"""Of so many orders it is known that the private stream has told of them."""
_LAGGING = 10_000
_CLOCKS_DIFFER_MS = 2_000
"""More than our idea of the venue's time is ever wrong."""


class Account:
    """Keeps orders and balances true; tells every change once to everybody who watches."""

    def __init__(
        self,
        *,
        api: VenueApi,
        venue_ms: Callable[[], int],
        tracker: OrderTracker,
        metrics: ConnectorMetrics,
        backoff: Callable[[], Backoff],
        log: FilteringBoundLogger,
    ) -> None:
        self._api = api
        self._venue_ms = venue_ms
        self._tracker = tracker
        self._metrics = metrics
        self._backoff = backoff
        self._log = log
        self._feeds: list[Feed[OrderUpdate]] = []
        self._doubted = asyncio.Event()
        self._owed = asyncio.Event()
        self._unreported: dict[tuple[str, str], float] = {}
        self._reported: dict[tuple[str, str], None] = {}
        self._symbols: dict[str, None] = {}
        # Looking a labelled metric up costs more than counting with it.
        self._counters: dict[OrderStatus, Counter] = {}
        self._unknown = 0
        self._moved_ms = 0
        self._told_ms = 0
        self._moves = 0
        self._moves_fetched = 0
        self._filled_ms = 0
        self._position_feeds: list[Feed[Position]] = []
        self.sheet = BalanceSheet()
        self.position_sheet = PositionSheet()
        self.reconciled = asyncio.Event()
        self.orders: Orders
        self.stream: Stream | None = None

    # ---- for the user ------------------------------------------------------------------------

    def watch(self) -> Watched[OrderUpdate]:
        """Every change from now on. Never dropped, however slow the consumer is."""
        feed: Feed[OrderUpdate] = Feed(_LAGGING)
        self._feeds.append(feed)
        return Watched(feed, lambda: self._unwatch(feed))

    def _unwatch(self, feed: Feed[OrderUpdate]) -> None:
        self._feeds = [known for known in self._feeds if known is not feed]

    async def balances(self) -> Mapping[str, Balance]:
        """From the stream while it is known to tell all, else from the venue."""
        live = self.stream is not None and self.stream.is_live
        # REST may have confirmed an order whose effect on the balances is still on its way.
        told = self._told_ms >= self._moved_ms and self._moves_fetched == self._moves
        if not (live and self._api.streams_balances and self.sheet.is_current and told):
            await self._fetch_holdings()
        return self.sheet.all()

    async def positions(self) -> Mapping[str, Position]:
        """The same of positions, by symbol, without those that are flat."""
        live = self.stream is not None and self.stream.is_live
        # REST may have confirmed an execution whose effect is still on its way.
        told = self.position_sheet.told_ms >= self._filled_ms
        if not (live and self.position_sheet.is_current and told):
            await self._fetch_holdings()
        return self.position_sheet.all()

    def watch_positions(self) -> Watched[Position]:
        """Every position that is from now on not what it was. Never dropped."""
        feed: Feed[Position] = Feed(_LAGGING)
        self._position_feeds.append(feed)
        return Watched(feed, lambda: self._unwatch_positions(feed))

    def _unwatch_positions(self, feed: Feed[Position]) -> None:
        self._position_feeds = [known for known in self._position_feeds if known is not feed]

    def end(self, error: ExchangeError) -> None:
        """Nothing more will come."""
        for feed in self._feeds:
            feed.end(error)
        for positions in self._position_feeds:
            positions.end(error)

    # ---- what is heard -----------------------------------------------------------------------

    def publish(self, updates: Updates) -> None:
        """Tell everybody who watches."""
        in_doubt = self._unknown > 0
        for update in updates:
            in_doubt = in_doubt or update.order.status is OrderStatus.UNKNOWN
            self._symbols[update.order.symbol] = None
            self._counter_of(update.order.status).inc()
            if update.fill is not None:
                self._metrics.fills.inc()
            for feed in self._feeds:
                if not feed.put(update) and len(feed) % _LAGGING == 0:
                    self._log.warning("consumer.lagging", waiting=len(feed))
        unknown = len(self._tracker.unknown()) if in_doubt else 0
        if unknown != self._unknown:
            self._unknown = unknown
            self._metrics.unknown_orders.set(unknown)

    def _counter_of(self, status: OrderStatus) -> Counter:
        counter = self._counters.get(status)
        if counter is None:
            counter = self._counters[status] = self._metrics.order_updates.labels(status.value)
        return counter

    def on_report(self, order: Order, fill: Fill | None) -> None:
        """The private stream told of an order, and of the execution if this is one."""
        key = (order.symbol, order.client_order_id)
        self._unreported.pop(key, None)
        self._reported[key] = None
        while len(self._reported) > _REMEMBERED_REPORTS:
            del self._reported[next(iter(self._reported))]
        now_s = asyncio.get_running_loop().time()
        self.orders.tell(self._tracker.seen(order, now_s, () if fill is None else (fill,)))

    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None:
        """The private stream told the amounts of the assets that changed."""
        self.sheet.apply_changes(balances, as_of_ms)
        self._told_ms = max(self._told_ms, as_of_ms)

    def on_positions(self, positions: Sequence[Position], as_of_ms: int) -> None:
        """The private stream told positions that changed."""
        self._tell_positions(self.position_sheet.apply_changes(positions, as_of_ms))

    def _tell_positions(self, changed: Sequence[Position]) -> None:
        for position in changed:
            for feed in self._position_feeds:
                feed.put(position)

    def on_moved(self) -> None:
        """Balances changed, to what is not known: whoever asks next has them fetched."""
        self._moves += 1

    def on_acknowledged(self, order: Order) -> None:
        """REST confirmed an order: the private stream owes us a report, or gave it already."""
        key = (order.symbol, order.client_order_id)
        now_s = asyncio.get_running_loop().time()
        self._moved_ms = max(self._moved_ms, order.updated_ms)
        if order.filled:
            self._filled_ms = max(self._filled_ms, order.updated_ms)
        if order.updated_ms == 0:
            self.on_moved()  # the venue does not date its answers: no event can be compared with it
        if key in self._reported:
            return
        if self.stream is not None and self.stream.is_live:
            self._unreported[key] = now_s + REPORT_WITHIN_S
            self._owed.set()
        elif order.updated_ms == 0:
            # An id and nothing else, and nobody there to tell what became of it.
            self._tracker.suspect(*key, now_s + self._tracker.rules.lookup_base_s)
            self.orders.tell(())

    def doubt(self, reason: str) -> None:
        """Events may have been missed: compare everything with the venue, in the background."""
        self._log.info("account.doubted", reason=reason)
        self.sheet.doubt()
        self.position_sheet.doubt()
        self._unreported.clear()
        self.reconciled.clear()
        self._doubted.set()

    def clock_jumped(self) -> None:
        """Times told before and after cannot be compared: start the balances anew."""
        self.sheet = BalanceSheet()
        self.position_sheet.begin_anew()
        self._moved_ms = self._told_ms = self._filled_ms = 0
        self.doubt("the venue's clock jumped")

    # ---- in the background -------------------------------------------------------------------

    async def reconcile_forever(self) -> None:
        """After every doubt, until it is settled."""
        while True:
            await self._doubted.wait()
            self._doubted.clear()
            backoff = self._backoff()
            while True:
                try:
                    await self.orders.reconcile(self._known_symbols())
                    await self._fetch_holdings()
                    break
                except ExchangeError as error:
                    wait_s = backoff.next(at_least_s=error.retry_after_s or 0.0)
                    self._log.warning("account.reconcile_failed", cause=str(error), wait_s=round(wait_s, 3))
                    await asyncio.sleep(wait_s)
            if not self._doubted.is_set():
                self.reconciled.set()
                self._log.info("account.reconciled")

    async def listen_for_silence(self) -> None:
        """Notice that the private stream owes a report and does not bring it."""
        loop = asyncio.get_running_loop()
        while True:
            await self._owed.wait()
            due_s = min(self._unreported.values(), default=None)
            if due_s is None:
                self._owed.clear()
            elif due_s > loop.time():
                await asyncio.sleep(due_s - loop.time())
            else:
                self._unreported.clear()
                if self.stream is not None:
                    self.stream.restart("an acknowledged order was not reported")

    async def nothing_missed(self) -> bool:
        """True if the venue's open orders hold nothing that the stream has not told."""
        unfinished = self._tracker.unfinished()
        if not unfinished:
            return True
        symbols = dict.fromkeys(order.symbol for order in unfinished)
        try:
            return not await self.orders.reconcile(tuple(symbols))
        except ExchangeError as error:
            self._log.warning("account.reconcile_failed", cause=str(error), wait_s=0)
            return True  # no answer is no evidence against the stream

    async def _fetch_holdings(self) -> None:
        mark, moves = self.sheet.mark(), self._moves
        position_mark = self.position_sheet.mark()
        asked_s = asyncio.get_running_loop().time()
        holdings = await self._api.holdings()
        as_of_ms = self._possible(holdings.as_of_ms, asked_s)
        self.sheet.apply_snapshot(holdings.balances, as_of_ms, mark)
        self._tell_positions(self.position_sheet.apply_snapshot(holdings.positions, as_of_ms, position_mark))
        self._moves_fetched = max(self._moves_fetched, moves)

    def _possible(self, as_of_ms: int, asked_s: float) -> int:
        """The account cannot have changed in the future: such a time is from before the clock went back.

        Taken as it stands, it would make every later event look too old. All that is known then is that
        the snapshot has what had happened when it was asked for.
        """
        now_ms = self._venue_ms()
        if as_of_ms <= now_ms + _CLOCKS_DIFFER_MS:
            return as_of_ms
        return now_ms - int((asyncio.get_running_loop().time() - asked_s) * 1000)

    def _known_symbols(self) -> tuple[str | None, ...]:
        """Symbols to ask about; ``None`` asks for all at once, which is dearer than a few."""
        if not self._symbols or len(self._symbols) > _SYMBOLS_ONE_BY_ONE:
            return (None,)
        return tuple(self._symbols)

"""Public trades, each once and in order; what a reconnect missed is fetched.

For venues that number the trades of a symbol without holes; ``unnumbered`` is for the others."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, ClassVar

from structlog.typing import FilteringBoundLogger

from exchanges.backoff import Backoff
from exchanges.config import ConnectorConfig
from exchanges.connection import Connection
from exchanges.delivery import Feed, Watched
from exchanges.dialect import VenueApi
from exchanges.errors import ExchangeError, NotSent, RateLimited, SequenceGap
from exchanges.market.books import ASK_FOR_THE_GONE_EVERY_S
from exchanges.market.subscriptions import SUBSCRIBE, UNSUBSCRIBE, Subscriptions
from exchanges.models import Trade
from exchanges.oddities import Oddities
from exchanges.silence import Silence
from exchanges.stream import Stream

FEED_LIMIT = 1024
"""Trades waiting for a consumer before the socket is no longer read."""
IN_FLIGHT_S = 0.5
"""A trade that REST already knows may still be on its way through the stream for so long."""
SILENCE_FLOOR_S = 6.0
"""Asking about trades is dear at some venues: be slower to suspect than with books."""
PAGE = 1000
MOST_MISSING = 20_000
"""A hole of more trades is reported and left: it is history by then."""


class Tape:
    """The trades of one symbol."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.feeds: list[Feed[Trade]] = []
        self.next_id: int | None = None
        self.time_ms = 0
        """Of the last trade told: where to look for those after it, at venues that page by time."""
        self.silence = Silence(SILENCE_FLOOR_S, _now())
        self.gone_until_s = float("-inf")
        """The venue said that it has no such symbol; until then it is not asked about its silence."""
        self.held: deque[Trade] | None = None
        """Trades that came while a hole before them is being filled."""
        self.filling: asyncio.Task[None] | None = None


class Trades:
    """The handler of the trade stream."""

    feed_type: ClassVar[type[Feed[Trade]]] = Feed
    tape_type: ClassVar[type[Tape]] = Tape
    subscriptions_type: ClassVar[type[Subscriptions]] = Subscriptions
    most_subscriptions: ClassVar[int] = 1_000_000

    def __init__(
        self,
        *,
        api: VenueApi,
        config: Callable[[], ConnectorConfig],
        backoff: Callable[[], Backoff],
        log: FilteringBoundLogger,
    ) -> None:
        self._api = api
        self._config = config
        self._log = log
        self._tapes: dict[str, Tape] = {}
        self._full: Feed[Trade] | None = None
        self._oddities = Oddities(log)
        self._subscriptions = self.subscriptions_type(
            self._ask,
            venue=api.venue,
            most=self.most_subscriptions,
            within_s=config().timeouts.subscribe_s,
            backoff=backoff,
            log=log,
        )
        self._tasks: dict[asyncio.Task[None], None] = {}
        self._now = asyncio.get_running_loop().time
        self.stream: Stream

    # ---- for the user ------------------------------------------------------------------------

    def watch(self, symbol: str) -> Watched[Trade]:
        """Every trade of a symbol from now on."""
        tape = self._tapes.get(symbol)
        if tape is None:
            tape = self._tapes[symbol] = self.tape_type(symbol)
        feed = self.feed_type(FEED_LIMIT)
        tape.feeds.append(feed)
        if self._subscriptions.want(symbol):
            self._change(SUBSCRIBE, symbol)
        return Watched(feed, lambda: self._release(tape, feed))

    def newest_s(self) -> float | None:
        """Loop time of the last trade of any symbol."""
        return max((tape.silence.heard_s for tape in self._tapes.values()), default=None)

    async def stop(self, error: ExchangeError) -> None:
        """End every watch with ``error``, and every task."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for tape in self._tapes.values():
            for feed in tape.feeds:
                feed.end(error)

    # ---- what a venue adds -------------------------------------------------------------------

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        """See ``exchanges.market.subscriptions.Asking``."""
        raise NotImplementedError

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        """Work off one message; each trade in it goes to ``take``. False if ``take`` said so of any."""
        raise NotImplementedError

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        """True if this message answers a question asked over ``connection`` (and was given)."""
        raise NotImplementedError

    # ---- for the stream ----------------------------------------------------------------------

    def take(self, trade: Trade) -> bool:
        """A trade as the stream tells it, perhaps once more. False: a consumer is behind."""
        tape = self._tapes.get(trade.symbol)
        if tape is None:
            return True
        number = trade.trade_id
        if number != tape.next_id and not self._is_next(tape, number):
            return True
        tape.next_id = number + 1
        tape.silence.heard(self._now())
        if tape.held is not None:
            tape.held.append(trade)
            return True
        tape.time_ms = trade.time_ms
        go_on = True
        for feed in tape.feeds:  # as ``_deliver`` does; a call less for each trade
            if not feed.put(trade):
                self._full = feed
                go_on = False
        return go_on

    async def greet(self, connection: Connection) -> None:
        await self._subscriptions.ask_for_all(connection)

    def is_fed(self) -> bool:
        return self._subscriptions.are_any

    async def room(self) -> None:
        full, self._full = self._full, None
        if full is not None:
            await full.room()

    def on_live(self, *, gap: bool) -> None:
        for tape in self._tapes.values():
            tape.silence.restart(_now())
        for symbol in self._subscriptions.refused:
            self._run(self._subscriptions.insist(self.stream, symbol), f"insist on {symbol}")

    def on_lost(self, reason: str) -> None:
        """Nothing to take back: what was told stays true, and ids show what was missed."""

    def patrol_is_due(self) -> bool:
        now_s, ceiling_s = self._now(), self._config().heartbeat.data_s
        held_up = self._is_held_up()
        due = False
        for tape in self._tapes.values():
            tape.silence.learn(now_s)
            if held_up:
                tape.silence.restart(now_s)  # the venue speaks, and we do not listen
            due = due or self._is_suspect(tape, now_s, ceiling_s)
        return due

    def _is_suspect(self, tape: Tape, now_s: float, ceiling_s: float) -> bool:
        if now_s < tape.gone_until_s or tape.symbol in self._subscriptions.refused:
            return False  # why it is silent is known
        return tape.silence.is_suspect(now_s, ceiling_s)

    async def patrol(self) -> str | None:
        """Ask the venue about every symbol that is suspiciously silent."""
        ceiling_s = self._config().heartbeat.data_s
        for symbol, tape in list(self._tapes.items()):
            silence = tape.silence
            if not self._is_suspect(tape, _now(), ceiling_s):
                continue
            heard_s = silence.heard_s
            try:
                rows = await self._fetch_trades(symbol, None, 1, 0)
            except ExchangeError as error:
                if self._api.is_unknown_symbol(error):
                    tape.gone_until_s = _now() + ASK_FOR_THE_GONE_EVERY_S
                    self._log.warning("trades.symbol_gone", symbol=symbol, cause=str(error))
                    continue
                may_ask = not isinstance(error, NotSent | RateLimited)
                if may_ask and _now() - heard_s > 2 * ceiling_s:
                    return f"{symbol}: silent for {_now() - heard_s:.0f} s, and nobody to ask"
                continue  # having no answer is no evidence against the stream
            await asyncio.sleep(IN_FLIGHT_S)
            if silence.heard_s != heard_s or self._is_held_up():
                continue
            if rows and self._has_moved_on(tape, rows[-1]):
                return f"{symbol}: silent for {_now() - heard_s:.1f} s while the venue traded"
            silence.confirmed(_now())
        return None

    def _has_moved_on(self, tape: Tape, newest: Trade) -> bool:
        """Is the venue's newest trade one that the stream should have told?"""
        if tape.next_id is None:
            # From here on a trade that the stream does not bring is noticed.
            tape.next_id = newest.trade_id + 1
            return False
        return newest.trade_id >= tape.next_id

    # ---- inside ------------------------------------------------------------------------------

    def _is_held_up(self) -> bool:
        """A slow consumer keeps the socket from being read, for all symbols."""
        return any(feed.is_waited_for for tape in self._tapes.values() for feed in tape.feeds)

    def _is_next(self, tape: Tape, trade_id: int) -> bool:
        """Whether to go on with a trade that is not the one expected."""
        expected = tape.next_id
        if expected is None:
            return True
        if trade_id < expected:
            return False
        self._log.warning(
            "trades.gap_detected", symbol=tape.symbol, first=expected, missing=trade_id - expected
        )
        if tape.held is None:
            tape.held = deque()
            self._run(self._fill(tape, expected), f"fill {tape.symbol}")
        return True

    async def _fill(self, tape: Tape, next_id: int) -> None:
        """Deliver what is held; wherever trades are missing before the next, fetch them first."""
        pages, most_pages = 0, MOST_MISSING // self._api.trades_in_a_page
        while tape.held:
            trade = tape.held[0]
            if trade.trade_id <= next_id:
                tape.held.popleft()
                await self._deliver_slowly(tape, trade)
                next_id = trade.trade_id + 1
                continue
            rows = await self._page(tape, next_id) if pages < most_pages else ()
            pages += 1
            missing = [row for row in rows if next_id <= row.trade_id < trade.trade_id]
            for row in missing:
                if row.trade_id > next_id:
                    # Where one can ask by time only, a page may hold no more than the newest of it.
                    self._give_up(tape, next_id, row.trade_id - next_id)
                await self._deliver_slowly(tape, row)
                next_id = row.trade_id + 1
            if not missing:
                self._give_up(tape, next_id, trade.trade_id - next_id)
                next_id = trade.trade_id
        tape.held = None

    def _give_up(self, tape: Tape, first: int, missing: int) -> None:
        """The hole stays: whoever adds up these trades must know."""
        self._log.error("trades.gap_left", symbol=tape.symbol, first=first, missing=missing)
        for feed in tape.feeds:
            feed.interrupt(
                SequenceGap(f"{missing} trades of {tape.symbol} from {first} are lost", venue=self._api.venue)
            )

    async def _fetch_trades(
        self, symbol: str, first: int | None, count: int, since_ms: int
    ) -> Sequence[Trade]:
        return await self._api.trades(symbol, first, count, since_ms)

    async def _page(self, tape: Tape, first: int) -> Sequence[Trade]:
        """One page of past trades, or nothing if the venue will not tell."""
        for wait_s in (1.0, 2.0, 4.0):
            try:
                return await self._fetch_trades(tape.symbol, first, PAGE, tape.time_ms)
            except ExchangeError as error:
                self._log.warning("trades.fetch_failed", symbol=tape.symbol, cause=str(error))
                await asyncio.sleep(max(wait_s, error.retry_after_s or 0.0))
        return ()

    async def _deliver_slowly(self, tape: Tape, trade: Trade) -> None:
        if not self._deliver(tape, trade):
            await self.room()

    def _deliver(self, tape: Tape, trade: Trade) -> bool:
        tape.time_ms = trade.time_ms
        go_on = True
        for feed in tape.feeds:
            if not feed.put(trade):
                self._full = feed
                go_on = False
        return go_on

    def _release(self, tape: Tape, feed: Feed[Trade]) -> None:
        tape.feeds = [known for known in tape.feeds if known is not feed]
        if self._subscriptions.release(tape.symbol):
            self._tapes.pop(tape.symbol, None)
            self._change(UNSUBSCRIBE, tape.symbol)

    def _change(self, method: str, symbol: str) -> None:
        self._run(self._subscriptions.change(self.stream, method, symbol), f"{method} {symbol}")

    def _run(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks[task] = None
        task.add_done_callback(lambda done: self._tasks.pop(done, None))
        return task


def _now() -> float:
    return asyncio.get_running_loop().time()

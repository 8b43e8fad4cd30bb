"""The connector: puts the pieces together, starts and stops them. A venue names its own parts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from random import Random
from types import TracebackType
from typing import Any, ClassVar, Self

import aiohttp
from structlog.typing import FilteringBoundLogger

from exchanges.audit import AuditLog, SecurityEvent
from exchanges.backoff import Backoff
from exchanges.breaker import Breakers
from exchanges.config import ConnectorConfig, Endpoints, Environment
from exchanges.connection import AttemptBudget
from exchanges.credentials import Credentials
from exchanges.dialect import VenueApi, Wire
from exchanges.errors import (
    Banned,
    ExchangeError,
    FilterViolation,
    NotConnected,
    NotSent,
    PermissionDenied,
    RateLimited,
    StreamClosed,
    SymbolNotTrading,
)
from exchanges.health import Phase, assess
from exchanges.http import HttpClient, open_session
from exchanges.market.books import Books
from exchanges.market.trades import Trades
from exchanges.metrics import ConnectorMetrics
from exchanges.models import (
    Balance,
    BookTop,
    Health,
    Instrument,
    Order,
    OrderRequest,
    OrderUpdate,
    StreamHealth,
    Trade,
)
from exchanges.order_ids import OrderIds
from exchanges.orderbook import OrderBook
from exchanges.orders import OrderTracker
from exchanges.pacing import RateLimiter
from exchanges.ratelimit import Priority
from exchanges.replacing import cancel_then_place
from exchanges.requests import Requests
from exchanges.stream import Handler, Stream
from exchanges.telemetry import logger_for
from exchanges.trading.account import Account
from exchanges.trading.catalogue import Catalogue
from exchanges.trading.orders import Orders
from exchanges.trading.user import UserStream
from exchanges.venue_clock import VenueClock


class SpotConnector:
    """One account (or, without credentials, public data only) at one venue."""

    # What a venue says for itself.
    endpoints: ClassVar[Mapping[Environment, Endpoints]]
    market_path: ClassVar[str]
    """Of market streams, below the address that ``Endpoints.stream`` names."""
    trades_path: ClassVar[str | None] = None
    """Of the trade stream; ``None``: the same as that of the books."""
    private_path: ClassVar[str]
    """Of the private stream, below the address that ``Endpoints.private`` names."""
    connection_attempts: ClassVar[tuple[int, float]]
    """So many in so many seconds."""
    frame_gap_s: ClassVar[float]
    """Between two frames that we send over one connection."""
    beats_within_s: ClassVar[float | None] = None
    """A connection subscribed to anything never says nothing for so long; ``None``: it may."""
    ping_frame: ClassVar[str | None] = None
    """A ping that is a text of the venue's own; ``None``: the one that WebSocket has."""
    wire_type: ClassVar[type[Wire]]
    api_type: ClassVar[type[VenueApi]]
    user_stream_type: ClassVar[type[UserStream]]
    books_type: ClassVar[type[Books]]
    trades_type: ClassVar[type[Trades]]

    # The same everywhere: a subclass may put in a variant of its own.
    http_type: ClassVar[type[HttpClient]] = HttpClient
    clock_type: ClassVar[type[VenueClock]] = VenueClock
    limiter_type: ClassVar[type[RateLimiter]] = RateLimiter
    rest_type: ClassVar[type[Requests]] = Requests
    catalogue_type: ClassVar[type[Catalogue]] = Catalogue
    tracker_type: ClassVar[type[OrderTracker]] = OrderTracker
    account_type: ClassVar[type[Account]] = Account
    orders_type: ClassVar[type[Orders]] = Orders
    order_ids_type: ClassVar[type[OrderIds]] = OrderIds
    stream_type: ClassVar[type[Stream]] = Stream

    def __init__(
        self,
        config: ConnectorConfig,
        credentials: Credentials | None = None,
        *,
        session: aiohttp.ClientSession | None = None,
        rng: Random | None = None,
        wall: Callable[[], float] = time.time,
        logger: FilteringBoundLogger | None = None,
        audit: AuditLog | None = None,
    ) -> None:
        self.venue = self.wire_type.venue
        if credentials is not None and credentials.environment is not config.environment:
            raise NotConnected("the key belongs to another environment", venue=self.venue)
        self._config = config
        self._credentials = credentials
        self._endpoints = config.endpoints_of(self.endpoints)
        self._session = session
        self._owns_session = session is None
        self._rng = Random() if rng is None else rng
        self._wall = wall
        self.audit = audit
        self._log = logger_for(
            self.venue, config.environment.value, credentials, level=config.log_level, logger=logger
        )
        self._metrics = ConnectorMetrics()
        self._metrics.follow(self.health, self._limits_used)
        self._phase = Phase.STARTING
        self._started = False
        self._tasks: list[asyncio.Task[None]] = []
        self._streams: list[Stream] = []
        self._stopping: asyncio.Task[None] | None = None

    # ---- life --------------------------------------------------------------------------------

    async def start(self) -> None:
        if self._started:
            raise NotConnected("a connector is started once", venue=self.venue)
        self._started = True
        self._assemble()
        await self._rest.sync_clock()
        await self._catalogue.read()
        self._run(self._catalogue.refresh_forever(), "instruments")
        if self._credentials is not None:
            # Fails at once, and says why, if the key is not good.
            await self._account.balances()
            self._run(self._orders.resolve_forever(), "resolve orders")
            self._run(self._account.reconcile_forever(), "reconcile account")
            self._run(self._account.listen_for_silence(), "private silence")
            await self._start_private()
        self._phase = Phase.RUNNING
        self._log.info("connector.started")

    async def _start_private(self) -> None:
        """Wait for the private stream and its first reconciliation, but not for ever: it goes on."""
        assert self._account.stream is not None  # assembled with credentials
        self._account.stream.start()
        timeouts = self._config.timeouts
        try:
            async with asyncio.timeout(timeouts.stream_open_s + timeouts.subscribe_s):
                await self._account.stream.live()
                await self._account.reconciled.wait()
        except TimeoutError:
            self._log.warning("connector.started_without_private_stream")

    async def stop(self, *, cancel_open_orders: bool = False, grace_s: float = 5.0) -> None:
        if self._stopping is None:
            self._phase = Phase.STOPPED
            work = self._stop(cancel_open_orders, grace_s)
            self._stopping = asyncio.create_task(work, name=f"stop {self.venue}")
        await asyncio.shield(self._stopping)

    async def _stop(self, cancel_open_orders: bool, grace_s: float) -> None:
        self._log.info("connector.stopping", cancel_open_orders=cancel_open_orders)
        if self._started:
            await self._finish_orders(cancel_open_orders, grace_s)
            self._orders.close()
            closed = StreamClosed("the connector has stopped", venue=self.venue)
            for stream in self._streams:
                await stream.stop()
            await self._books.stop(closed)
            await self._trades.stop(closed)
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            self._account.end(closed)
            self._limiter.close()
            await self._rest.close()
        if self._owns_session and self._session is not None:
            await self._session.close()
        self._log.info("connector.stopped")

    async def _finish_orders(self, cancel_open_orders: bool, grace_s: float) -> None:
        """Let answers come in that are under way, then take open orders off the market."""
        loop = asyncio.get_running_loop()
        deadline_s = loop.time() + grace_s
        try:
            async with asyncio.timeout_at(deadline_s):
                await self._orders.settled()
                if cancel_open_orders:
                    await self._cancel_quietly(self._tracker.unfinished())
        except TimeoutError:
            left = [order.client_order_id for order in self._tracker.unfinished()]
            self._log.error("connector.stopped_with_open_orders", client_order_ids=left)

    async def _cancel_quietly(self, orders: Sequence[Order]) -> None:
        for order, end in await self._orders.cancel_these(orders):
            if isinstance(end, ExchangeError):
                self._log.error("order.not_cancelled", client_order_id=order.client_order_id, cause=str(end))
            elif isinstance(end, BaseException):
                raise end

    async def __aenter__(self) -> Self:
        try:
            await self.start()
        except BaseException:
            await self.stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()

    def reconfigure(self, config: ConnectorConfig) -> None:
        self._config = config
        if self._started:
            self._limiter.reconfigure(config.limits)
            self._breakers.adopt(config.breaker)
            self._tracker.rules = config.orders

    # ---- orders ------------------------------------------------------------------------------

    async def instruments(self) -> Sequence[Instrument]:
        self._demand_running()
        return self._catalogue.all()

    async def submit(self, request: OrderRequest) -> Order:
        self._demand_trading()
        request = self._orders.named(request)
        if not self._catalogue.allows(request):
            await self._catalogue.check(request)
        try:
            return await self._orders.submit(request)
        except (FilterViolation, SymbolNotTrading):
            self._catalogue.distrust()
            raise

    async def cancel(self, symbol: str, client_order_id: str) -> Order:
        self._demand_running()
        return await self._orders.cancel(symbol, client_order_id)

    async def replace(self, symbol: str, client_order_id: str, request: OrderRequest) -> Order:
        return await cancel_then_place(self, symbol, client_order_id, request)

    async def cancel_all(self, symbol: str) -> Sequence[Order]:
        self._demand_running()
        return await self._orders.cancel_all(symbol)

    async def find(self, symbol: str, client_order_id: str) -> Order:
        self._demand_running()
        return await self._orders.find(symbol, client_order_id, Priority.DATA)

    async def open_orders(self, symbol: str | None = None) -> Sequence[Order]:
        self._demand_running()
        return await self._orders.open_now(symbol, Priority.DATA)

    async def balances(self) -> Mapping[str, Balance]:
        self._demand_running()
        return await self._account.balances()

    # ---- streams -----------------------------------------------------------------------------

    def watch_book(self, symbol: str) -> AsyncIterator[BookTop]:
        self._demand_running()
        self._catalogue.of(symbol)
        self._books.stream.start()
        return self._books.watch(symbol)

    def watch_trades(self, symbol: str) -> AsyncIterator[Trade]:
        self._demand_running()
        self._catalogue.of(symbol)
        self._trades.stream.start()
        return self._trades.watch(symbol)

    def watch_orders(self) -> AsyncIterator[OrderUpdate]:
        self._demand_running()
        if self._credentials is None:
            raise NotConnected("this connector has no key", venue=self.venue)
        return self._account.watch()

    def book(self, symbol: str) -> OrderBook:
        self._demand_running()
        return self._books.book(symbol)

    @property
    def metrics(self) -> ConnectorMetrics:
        return self._metrics

    def health(self) -> Health:
        if not self._started:
            return assess(self._phase)
        loop_s = asyncio.get_running_loop().time()
        ages = {"book": self._books.newest_s(), "trades": self._trades.newest_s(), "user": None}
        streams = []
        for stream in [stream for stream in self._streams if stream.is_started]:
            heard_s = ages[stream.name]
            age_s = None if heard_s is None else loop_s - heard_s
            streams.append(
                StreamHealth(name=stream.name, state=stream.state, age_s=age_s, reconnects=stream.reconnects)
            )
        return assess(
            self._phase,
            streams=streams,
            clock_offset_ms=self._clock.offset_ms(self._wall(), loop_s),
            clock_known=self._clock.max_error_ms is not None,
            circuits=self._breakers.states(loop_s),
            unknown_orders=[order.client_order_id for order in self._tracker.unknown()],
            invalid_books=[symbol for symbol, valid in self._books.states().items() if not valid],
            balances_current=self._credentials is None or self._account.sheet.is_current,
            blocked_s=self._limiter.limiter.blocked_s(loop_s),
            trading_enabled=self._config.flags.submit_orders,
            key_refusal="" if self._rest.key_refusal is None else self._rest.key_refusal.message,
        )

    # ---- inside ------------------------------------------------------------------------------

    def _demand_running(self) -> None:
        if self._phase is not Phase.RUNNING:
            raise NotConnected(f"the connector is {self._phase.value}", venue=self.venue)

    def _demand_trading(self) -> None:
        """Also asked directly before an order is written: stopping overtakes a queue."""
        self._demand_running()
        if not self._config.flags.submit_orders:
            raise NotSent("trading is switched off", venue=self.venue)

    def _assemble(self) -> None:
        config = self._config
        if self._session is None:
            self._session = open_session(config.limits.max_in_flight)
        self._clock = self.clock_type(config.clock)
        self._breakers = Breakers(config.breaker)
        http = self.http_type(self.venue, self._endpoints.rest, self._session, config.timeouts)
        self._wire = self.wire_type(
            self._credentials,
            config=self._settings,
            prepared=http.prepared,
            venue_ms=lambda: self._rest.venue_ms(),
        )
        self._limiter = self.limiter_type(
            self.venue,
            self._wire.allowance(config.limits),
            lambda now_s: self._clock.now_ms(self._wall(), now_s) / 1000,
            queue_s=config.limits.queue_s,
            max_queue=config.limits.max_queue,
        )
        self._rest = self.rest_type(
            http,
            wire=self._wire,
            config=self._settings,
            has_key=self._credentials is not None,
            limiter=self._limiter,
            breakers=self._breakers,
            clock=self._clock,
            wall=self._wall,
            metrics=self._metrics,
            log=self._log,
            on_clock_jump=self._clock_jumped,
            on_denied=self._denied,
        )
        self._api = self.api_type(self._rest, self._settings)
        self._catalogue = self.catalogue_type(self._api, self._log)
        self._attempts = AttemptBudget(*self.connection_attempts)
        self._assemble_account()
        self._assemble_market()

    def _assemble_account(self) -> None:
        self._tracker = self.tracker_type(
            self._config.orders,
            venue=self.venue,
            fills_are_told=self._api.streams_fills,
            forgets_after_s=self._api.forgets_after_s,
        )
        self._account = self.account_type(
            api=self._api,
            venue_ms=self._rest.venue_ms,
            tracker=self._tracker,
            metrics=self._metrics,
            backoff=self._new_backoff,
            log=self._log,
        )
        self._orders = self._account.orders = self.orders_type(
            api=self._api,
            tracker=self._tracker,
            ids=self.order_ids_type(self._config.client_order_id_prefix, self._rng, self._wall),
            config=self._settings,
            backoff=self._new_backoff,
            log=self._log,
            publish=self._account.publish,
            allowed=self._demand_trading,
            acknowledged=self._account.on_acknowledged,
        )
        if self._credentials is None:
            return
        handler = self.user_stream_type(
            credentials=self._credentials,
            rest=self._rest,
            config=self._settings,
            log=self._log,
            listener=self._account,
            api=self._api,
        )
        url = f"{self._endpoints.private.rstrip('/')}{self.private_path}"
        handler.stream = self._new_stream("user", url, handler)
        handler.stream.address = handler.address
        self._account.stream = handler.stream

    def _assemble_market(self) -> None:
        address = self._endpoints.stream.rstrip("/")
        self._books = self.books_type(
            api=self._api,
            config=self._settings,
            backoff=self._new_backoff,
            log=self._log,
            on_gap=self._book_invalidated,
        )
        self._books.stream = self._new_stream("book", f"{address}{self.market_path}", self._books)
        self._trades = self.trades_type(
            api=self._api,
            config=self._settings,
            backoff=self._new_backoff,
            log=self._log,
        )
        path = self.market_path if self.trades_path is None else self.trades_path
        self._trades.stream = self._new_stream("trades", f"{address}{path}", self._trades)

    def _new_stream(self, name: str, url: str, handler: Handler) -> Stream:
        stream = self.stream_type(
            name,
            url,
            handler,
            config=self._settings,
            backoff=self._new_backoff(),
            attempts=self._attempts,
            log=self._log,
            frame_gap_s=self.frame_gap_s,
            on_throttled=self._connection_throttled,
            beats_within_s=self.beats_within_s,
            ping_frame=self.ping_frame,
        )
        self._streams.append(stream)
        return stream

    def _denied(self, error: ExchangeError) -> None:
        """The venue refused our key, or what it may do."""
        if self.audit is not None:
            denied = isinstance(error, PermissionDenied)
            self.audit.record(
                SecurityEvent.PERMISSION_REFUSED if denied else SecurityEvent.AUTHENTICATION_FAILED,
                venue=self.venue,
                environment=self._config.environment.value,
                key_id=None if self._credentials is None else self._credentials.key_id,
                code=error.code,
            )

    def _limits_used(self) -> Mapping[str, float]:
        if not self._started:
            return {}
        loop_s = asyncio.get_running_loop().time()
        return self._limiter.limiter.used(loop_s, self._clock.now_ms(self._wall(), loop_s) / 1000)

    def _settings(self) -> ConnectorConfig:
        return self._config

    def _new_backoff(self) -> Backoff:
        rules = self._config.reconnect
        return Backoff(rules.base_s, rules.cap_s, self._rng)

    def _run(self, work: Coroutine[Any, Any, None], name: str) -> None:
        self._tasks.append(asyncio.create_task(work, name=name))

    def _clock_jumped(self) -> None:
        if self._credentials is not None:
            self._account.clock_jumped()

    def _connection_throttled(self, error: RateLimited) -> None:
        """An upgrade was refused for too many attempts: requests share the address and its ban."""
        error.retry_after_s = self._limiter.penalise(error.retry_after_s, banned=isinstance(error, Banned))

    def _book_invalidated(self, symbol: str, cause: str) -> None:
        self._metrics.book_resyncs.labels(cause).inc()
        self._log.warning("book.invalidated", symbol=symbol, cause=cause)

"""The project's own connector (`exchanges/`), with its default settings.

Saboteurs derive from this: they override `connector_type` (whose parts are such seams in turn) or `config`,
and leave the rest of the adapter alone, so that several can be combined.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, ClassVar

import structlog
from prometheus_client.parser import text_string_to_metric_families

from exchanges.audit import AuditLog, first_broken_line
from exchanges.base import Connector
from exchanges.chained_book import ChainedBook
from exchanges.config import ConnectorConfig, Endpoints, Environment
from exchanges.config_file import ConfigWatcher
from exchanges.config_follow import ConfigFollower
from exchanges.connector import SpotConnector
from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.depth_book import DepthBook
from exchanges.errors import (
    ConfigurationError,
    ExchangeError,
    NotSent,
    OutcomeUnknown,
    Rejected,
    StreamClosed,
    StreamError,
)
from exchanges.factory import ConnectorFactory, builder_of
from exchanges.flags import FeatureFlags
from exchanges.key_file import open_key_file, seal_key_file
from exchanges.market.streamed import StreamedBooks
from exchanges.models import (
    HealthState,
    InstrumentStatus,
    Order,
    OrderRequest,
    OrderStatus,
    Side,
    TimeInForce,
)
from exchanges.models import OrderType as Type
from exchanges.perpetual import PerpetualConnector
from subjects.base import Access, Capability, ConfigTrait, Session, Subject, Tell, Unsupported
from subjects.combining import combined
from subjects.naming import Form, Names, as_swap, joined, number_of, shortened, with_hyphen, with_slash
from subjects.seen import (
    BalanceSeen,
    BookSeen,
    Claim,
    CountsSeen,
    FillSeen,
    HealthSeen,
    InstrumentSeen,
    Intent,
    LogSeen,
    OrderSeen,
    PositionSeen,
    State,
    StreamLost,
    TradeSeen,
)

LEVELS = 10
FORMS: Mapping[str, Form] = {
    "binance": joined,
    "binance-usdm": joined,
    "bybit": joined,
    "bybit-linear": joined,
    "coinbase": with_hyphen,
    "kraken": with_slash,
    "okx": with_hyphen,
    "okx-swap": as_swap,
}
"""The connector calls markets as the venue does, in its newest API."""
NUMBERED = ("binance",)
"""Where the number of a book is the venue's; elsewhere it only counts what the connector was told."""
PASSPHRASE = Secret("of a play")


class Reference(Subject):
    name = "reference"
    venues = frozenset(FORMS)
    capabilities = ~Capability.NONE
    connector_type: ClassVar[type[SpotConnector]] = SpotConnector
    """How it deviates; the venue's own connector is combined with it."""
    streamed_type: ClassVar[type[SpotConnector]] = SpotConnector
    """How it deviates besides where books come whole by the stream: the same mistake in what is there."""
    depth_type: ClassVar[type[SpotConnector]] = SpotConnector
    """The same where such a book is cut to a depth, and perhaps proven by a checksum."""
    chained_type: ClassVar[type[SpotConnector]] = SpotConnector
    """The same where the messages of such a book name each the one before."""
    deviates_at: ClassVar[str | None] = None
    """The venue of whose dialect the deviation is; None = it is one of what all venues share."""
    factory_type: ClassVar[type[ConnectorFactory]] = ConnectorFactory
    session_type: ClassVar["type[ReferenceSession]"]

    def connector_at(self, venue: str) -> type[SpotConnector]:
        own = connector_of(venue)
        if self.deviates_at not in (None, venue):
            return own
        ways = [self.connector_type, own]
        for deviation, is_there in (
            (self.streamed_type, issubclass(own.books_type, StreamedBooks)),
            (self.depth_type, issubclass(own.books_type.book_type, DepthBook)),
            (self.chained_type, issubclass(own.books_type.book_type, ChainedBook)),
        ):
            if is_there:
                ways.insert(0, deviation)
        return combined(*ways)

    def config(self, access: Access) -> ConnectorConfig:
        environment = Environment.SANDBOX if access.sandbox else Environment.LIVE
        endpoints = None
        if access.endpoints is not None:
            endpoints = Endpoints(
                environment=environment,
                rest=access.endpoints.rest,
                stream=access.endpoints.stream,
                private=access.endpoints.ws_api,
            )
        return ConnectorConfig(venue=access.venue, environment=environment, endpoints=endpoints)

    def credentials(self, access: Access) -> Credentials:
        secret = access.private_key_pem or access.api_secret
        return Credentials(
            api_key=access.api_key,
            secret=Secret(secret),
            environment=Environment.SANDBOX if access.sandbox else Environment.LIVE,
            kind=KeyKind.of(secret),
            passphrase=None if access.passphrase is None else Secret(access.passphrase),
        )

    def open(self, access: Access) -> AbstractAsyncContextManager[Session]:
        return self._open(access, self.config(access), self.credentials(access))

    @asynccontextmanager
    async def _open(
        self, access: Access, config: ConnectorConfig, credentials: Credentials, file: Path | None = None
    ) -> AsyncIterator[Session]:
        connector = self.connector_at(config.venue)(config, credentials)
        audited: list[str] = []
        connector.audit = AuditLog(audited.append, time.time)
        async with self.factory_type() as factory, connector:
            session = self._session(connector, audited, factory, access, config, credentials)
            async with _followed(file, self.watcher, connector, config):
                yield session

    @asynccontextmanager
    async def open_together(self, accesses: Sequence[Access]) -> AsyncIterator[Sequence[Session]]:
        """Out of one factory, so that they share what it shares."""
        audited: list[str] = []
        configs = [self.config(access) for access in accesses]
        builders = {config.venue: self.connector_at(config.venue) for config in configs}
        async with self.factory_type(audit=AuditLog(audited.append, time.time), builders=builders) as factory:
            keys = [self.credentials(access) for access in accesses]
            connectors = await asyncio.gather(*map(factory.get, configs, keys))
            yield [
                self._session(connector, audited, factory, access, config, key)
                for connector, access, config, key in zip(connectors, accesses, configs, keys, strict=True)
            ]

    def _session(
        self,
        connector: Connector,
        audited: Sequence[str],
        factory: ConnectorFactory,
        access: Access,
        config: ConnectorConfig,
        credentials: Credentials,
    ) -> "ReferenceSession":
        session = self.session_type(connector, config, audited)
        session.names = Names(access, FORMS[config.venue])
        session.numbered = config.venue in NUMBERED
        session.leases = Leases(factory, config, credentials)
        return session

    # --- files ------------------------------------------------------------------------------------

    def write_key_file(self, access: Access) -> Path:
        assert access.folder is not None  # every play has one
        path = access.folder / "connector.key"
        salt = Random(f"salt/{access.api_key}").randbytes
        seal_key_file(path, self.credentials(access), PASSPHRASE, entropy=salt, cost=2)
        return path

    def read_key_file(self, path: Path, environment: Environment) -> Credentials:
        return open_key_file(path, PASSPHRASE, environment)

    @asynccontextmanager
    async def open_with_key_file(self, access: Access, path: Path) -> AsyncIterator[Session]:
        config = self.config(access)
        async with self._open(access, config, self.read_key_file(path, config.environment)) as session:
            yield session

    def config_text(self, access: Access, traits: ConfigTrait) -> str:
        config = self.config(access)
        lines = [f'venue = "{config.venue}"', f'environment = "{config.environment.value}"']
        if config.endpoints is not None:
            lines.append("[endpoints]")
            lines += [
                f'{name} = "{getattr(config.endpoints, name)}"' for name in ("rest", "stream", "private")
            ]
        lines += ["[limits]", f"safety = {0.05 if ConfigTrait.THRIFTY in traits else 0.95}"]
        if ConfigTrait.UNKNOWN_KEY in traits:
            lines.append("saftey = 0.5")
        if ConfigTrait.WRONG_TYPE in traits:
            lines += ["[heartbeat]", 'ping_every_s = "often"']
        lines += ["[flags]", "submit_orders = "]
        return "\n".join(lines) + ("" if ConfigTrait.UNFINISHED in traits else "true\n")

    def read_config_file(self, path: Path) -> ConnectorConfig:
        return ConnectorConfig.from_toml(path)

    def watcher(self, path: Path, config: ConnectorConfig) -> ConfigWatcher:
        return ConfigWatcher(path, config)

    @asynccontextmanager
    async def open_with_config_file(self, access: Access, path: Path) -> AsyncIterator[Session]:
        async with self._open(access, self.read_config_file(path), self.credentials(access), path) as session:
            yield session

    # --- words ------------------------------------------------------------------------------------

    def read_log(self, record: Mapping[str, Any]) -> LogSeen | None:
        event = record.get("event")
        if event in ("request.answered", "request.failed", "request.abandoned"):
            return LogSeen(about=record["path"], correlation_id=record.get("request"))
        if event == "stream.opened":
            return LogSeen(about="", correlation_id=record.get("connection"))
        return None

    def audit_is_whole(self, lines: Sequence[str]) -> bool:
        return first_broken_line(lines) is None

    def claim(self, error: BaseException) -> Claim:
        if isinstance(error, OutcomeUnknown):
            return Claim.UNKNOWN
        refused = isinstance(error, NotSent | Rejected | ConfigurationError)
        return Claim.DID_NOT_HAPPEN if refused else Claim.UNKNOWN

    def documents(self, error: BaseException) -> bool:
        return isinstance(error, ExchangeError | ConfigurationError)


@asynccontextmanager
async def _followed(
    path: Path | None,
    watcher: Callable[[Path, ConnectorConfig], ConfigWatcher],
    connector: Connector,
    config: ConnectorConfig,
) -> AsyncIterator[None]:
    """Hand changes of the file to the connector, as its documentation says: a task beside it."""
    if path is None:
        yield
        return
    log = structlog.get_logger("exchanges")
    follower = ConfigFollower(watcher(path, config), connector, log=log, audit=connector.audit)
    following = asyncio.create_task(follower.follow(), name="follow the configuration")
    try:
        yield
    finally:
        following.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await following


def connector_of(venue: str) -> type[SpotConnector]:
    """The venue's connector, not yet deviating from anything."""
    built = builder_of(venue)
    assert isinstance(built, type)
    assert issubclass(built, SpotConnector)  # all of ours are
    return built


class Leases:
    """Connectors out of a factory, numbered in the order in which they first came."""

    def __init__(self, factory: ConnectorFactory, config: ConnectorConfig, credentials: Credentials) -> None:
        self._factory = factory
        self._config = config
        self._credentials = credentials
        self._leased: list[Connector] = []

    async def take(self) -> int:
        connector = await self._factory.get(self._config, self._credentials)
        for number, known in enumerate(self._leased):
            if known is connector:
                return number
        self._leased.append(connector)
        return len(self._leased) - 1

    async def give_back(self, number: int) -> None:
        await self._factory.release(self._leased[number])


class ReferenceSession(Session):
    leases: Leases
    names: Names
    numbered: bool

    def __init__(self, connector: Connector, config: ConnectorConfig, audited: Sequence[str]) -> None:
        self.connector = connector
        self.config = config
        self.audited = audited

    async def instruments(self) -> Sequence[InstrumentSeen]:
        return [
            InstrumentSeen(
                symbol=self.names.ours(instrument.symbol),
                tick=instrument.tick_size,
                step=instrument.lot_size,
                trading=instrument.status is InstrumentStatus.TRADING,
            )
            for instrument in await self.connector.instruments()
        ]

    async def watch_book(self, symbol: str, tell: Tell) -> None:
        async for _ in self.connector.watch_book(self.names.theirs(symbol)):
            if (book := self.book(symbol)) is not None:
                await tell(book)

    def book(self, symbol: str) -> BookSeen | None:
        try:
            book = self.connector.book(self.names.theirs(symbol)).snapshot(LEVELS)
        except StreamError:
            return None
        sequence = book.sequence if self.numbered else None
        return BookSeen(symbol=symbol, bids=book.bids, asks=book.asks, sequence=sequence)

    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        async for trade in self._until_stopped(
            lambda: self.connector.watch_trades(self.names.theirs(symbol)), f"trades:{symbol}", tell
        ):
            await tell(
                TradeSeen(
                    symbol=symbol,
                    trade_id=shortened(trade.trade_id),
                    price=trade.price,
                    quantity=trade.quantity,
                    time_ms=trade.time_ms,
                )
            )

    async def watch_orders(self, tell: Tell) -> None:
        async for update in self._until_stopped(self.connector.watch_orders, "orders", tell):
            fill = None
            if update.fill is not None:
                fill = FillSeen(
                    trade_id=number_of(update.fill.trade_id),
                    client_order_id=update.fill.client_order_id,
                    price=update.fill.price,
                    quantity=update.fill.quantity,
                    fee=update.fill.fee,
                    fee_asset=update.fill.fee_asset,
                )
            await tell(self.order_seen(update.order, fill))

    async def _until_stopped(self, watch: Any, stream: str, tell: Tell) -> AsyncIterator[Any]:
        """Read on after an error that the connector tells of, until it is stopped or the user leaves."""
        watched = watch()
        try:
            while True:
                try:
                    async for news in watched:
                        yield news
                    watched = watch()
                except StreamClosed:
                    return
                except StreamError as error:
                    await tell(StreamLost(stream=stream, reason=str(error)))
        finally:
            await watched.aclose()

    async def submit(self, intent: Intent) -> OrderSeen:
        return self.order_seen(await self.connector.submit(self._request(intent)))

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen:
        return self.order_seen(
            await self.connector.replace(self.names.theirs(symbol), client_order_id, self._request(intent))
        )

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        return self.order_seen(await self.connector.cancel(self.names.theirs(symbol), client_order_id))

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        return self.order_seen(await self.connector.find(self.names.theirs(symbol), client_order_id))

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]:
        return [
            self.order_seen(order) for order in await self.connector.cancel_all(self.names.theirs(symbol))
        ]

    async def open_orders(self, symbol: str) -> Sequence[OrderSeen]:
        return [
            self.order_seen(order) for order in await self.connector.open_orders(self.names.theirs(symbol))
        ]

    async def balances(self) -> Mapping[str, BalanceSeen]:
        return {
            asset: BalanceSeen(asset=asset, free=balance.free, locked=balance.locked)
            for asset, balance in (await self.connector.balances()).items()
        }

    async def positions(self) -> Mapping[str, PositionSeen]:
        return {
            self.names.ours(symbol): PositionSeen(symbol=self.names.ours(symbol), quantity=held.quantity)
            for symbol, held in (await self._contracts("positions").positions()).items()
        }

    async def guard(self, symbol: str, within_s: float) -> None:
        await self._contracts("guard").guard(self.names.theirs(symbol), within_s)

    def _contracts(self, verb: str) -> PerpetualConnector:
        if not isinstance(self.connector, PerpetualConnector):
            raise Unsupported(verb)
        return self.connector

    def health(self) -> HealthSeen:
        health = self.connector.health()
        return HealthSeen(
            healthy=health.state is HealthState.HEALTHY,
            detail=", ".join((health.state.value, *health.reasons)),
        )

    def metrics(self) -> str:
        return self.connector.metrics.exposition()

    async def create(self) -> int:
        return await self.leases.take()

    async def release(self, number: int) -> None:
        await self.leases.give_back(number)

    def counts(self) -> CountsSeen:
        requests = errors = reconnects = 0
        for family in text_string_to_metric_families(self.metrics()):
            for sample in family.samples:
                if sample.name == "exchange_requests_total":
                    requests += int(sample.value)
                    errors += int(sample.value) if sample.labels["outcome"] != "ok" else 0
                elif sample.name == "exchange_stream_reconnects_total":
                    reconnects += int(sample.value)
        return CountsSeen(requests=requests, errors=errors, reconnects=reconnects)

    def audit(self) -> Sequence[str]:
        return tuple(self.audited)

    async def switch_trading(self, on: bool) -> None:
        self.config = replace(self.config, flags=FeatureFlags(submit_orders=on))
        self.connector.reconfigure(self.config)

    async def stop(self) -> None:
        await self.connector.stop()

    def _request(self, intent: Intent) -> OrderRequest:
        kind = Type.MARKET if intent.price is None else Type.LIMIT_MAKER if intent.post_only else Type.LIMIT
        return OrderRequest(
            symbol=self.names.theirs(intent.symbol),
            side=Side(intent.side),
            type=kind,
            quantity=intent.quantity,
            price=intent.price,
            time_in_force=TimeInForce(intent.time_in_force),
            client_order_id=intent.client_order_id or None,
            reduce_only=intent.reduce_only,
        )

    def order_seen(self, order: Order, fill: FillSeen | None = None) -> OrderSeen:
        return OrderSeen(
            symbol=self.names.ours(order.symbol),
            client_order_id=order.client_order_id,
            venue_order_id=order.venue_order_id,
            state=_STATES.get(order.status, State.UNKNOWN),
            quantity=order.quantity,
            filled=order.filled,
            fill=fill,
        )


Reference.session_type = ReferenceSession


_STATES = {
    OrderStatus.NEW: State.OPEN,
    OrderStatus.PARTIALLY_FILLED: State.PARTIALLY_FILLED,
    OrderStatus.FILLED: State.FILLED,
    OrderStatus.CANCELED: State.CANCELED,
    OrderStatus.EXPIRED: State.EXPIRED,
    OrderStatus.REJECTED: State.REJECTED,
}

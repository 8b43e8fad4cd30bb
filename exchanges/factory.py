"""Who asks twice for the same connector gets the same one.

Two connectors on one key would fight for its limits and each see half of what the other does. So
there is one for each venue, environment and key; whoever gets it gives it back, and the last one to
do so stops it. Venues are found by the name of their package and imported when first asked for.
"""

from __future__ import annotations

import asyncio
import importlib
import pkgutil
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Protocol

import aiohttp
from structlog.typing import FilteringBoundLogger

from exchanges import venues as _venues
from exchanges.audit import AuditLog, SecurityEvent
from exchanges.config import ConnectorConfig
from exchanges.credentials import Credentials
from exchanges.errors import ConfigurationError, NotConnected
from exchanges.http import open_session

if TYPE_CHECKING:
    from exchanges.base import Connector

Key = tuple[str, str, str]
"""(venue, environment, id of the key or nothing)."""


class Builder(Protocol):
    """What a venue's package offers as ``build``: a connector that is not started yet."""

    def __call__(
        self,
        config: ConnectorConfig,
        credentials: Credentials | None,
        *,
        session: aiohttp.ClientSession | None,
        rng: Random,
        wall: Callable[[], float],
        logger: FilteringBoundLogger | None,
        audit: AuditLog | None,
    ) -> Connector: ...


def known_venues() -> tuple[str, ...]:
    """Names of the venues that there are, without importing any. Where a venue has markets of another kind,
    under rules of their own, they are a package in its package: ``binance/usdm`` is ``binance-usdm``."""
    names = []
    for module in pkgutil.iter_modules(_venues.__path__):
        names.append(module.name)
        inside = [f"{path}/{module.name}" for path in _venues.__path__]
        names += [f"{module.name}-{part.name}" for part in pkgutil.iter_modules(inside) if part.ispkg]
    return tuple(sorted(names))


def builder_of(venue: str) -> Builder:
    """The venue's ``build``. Raises ConfigurationError for a venue that is not there."""
    if venue not in known_venues():
        raise ConfigurationError(f"no venue {venue!r}; there are: {', '.join(known_venues())}")
    builder: Builder = importlib.import_module(f"exchanges.venues.{venue.replace('-', '.')}").build
    return builder


@dataclass(eq=False)
class _Entry:
    config: ConnectorConfig
    opening: asyncio.Task[Connector]
    users: int = 0
    stopping: asyncio.Task[None] | None = None


class ConnectorFactory:
    """One event loop, one factory. ``rng`` and ``wall`` are handed on to the connectors."""

    def __init__(
        self,
        *,
        rng: Random | None = None,
        wall: Callable[[], float] = time.time,
        logger: FilteringBoundLogger | None = None,
        audit: AuditLog | None = None,
        builders: Mapping[str, Builder] | None = None,
        connections_per_host: int = 64,
    ) -> None:
        self._rng = Random() if rng is None else rng
        self._wall = wall
        self._logger = logger
        self._audit = audit
        self._builders = builders
        self._connections_per_host = connections_per_host
        self._session: aiohttp.ClientSession | None = None
        self._entries: dict[Key, _Entry] = {}
        self._closing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> ConnectorFactory:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.close()

    def __len__(self) -> int:
        """How many connectors are open or being opened or stopped."""
        return len(self._entries)

    async def get(self, config: ConnectorConfig, credentials: Credentials | None) -> Connector:
        """The started connector for this venue, environment and key; to be released after use.

        Raises ConfigurationError (unknown venue, key of another environment, other settings than
        the connector that is open), NotConnected (closed), or whatever starting raises; a start
        that failed leaves nothing behind, so that the next call tries anew.
        """
        if credentials is not None and credentials.environment is not config.environment:
            self._record(SecurityEvent.KEY_REFUSED, config, credentials)
            raise ConfigurationError(
                f"the key is for {credentials.environment.value}, "
                f"the connector for {config.environment.value}"
            )
        key = _key(config, credentials)
        entry = await self._entry(key, config, credentials)
        if entry.config != config:
            raise ConfigurationError("this connector is open with other settings")
        entry.users += 1
        try:
            return await asyncio.shield(entry.opening)
        except BaseException:
            entry.users -= 1
            await self._stop_if_unused(key, entry)
            raise

    async def release(self, connector: Connector) -> None:
        """Give back what ``get`` returned; the last user's release stops the connector."""
        for key, entry in list(self._entries.items()):
            if _result(entry.opening) is connector and entry.users:
                entry.users -= 1
                await self._stop_if_unused(key, entry)
                return

    @asynccontextmanager
    async def lease(
        self, config: ConnectorConfig, credentials: Credentials | None
    ) -> AsyncIterator[Connector]:
        """``get`` and ``release`` around a block."""
        connector = await self.get(config, credentials)
        try:
            yield connector
        finally:
            await self.release(connector)

    async def close(self, within_s: float = 10.0) -> None:
        """Stop everything, whoever still uses it, within ``within_s``. May be called repeatedly."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(within_s), name="factory close")
        await asyncio.shield(self._closing)

    async def _entry(self, key: Key, config: ConnectorConfig, credentials: Credentials | None) -> _Entry:
        while (entry := self._entries.get(key)) is not None and entry.stopping is not None:
            await asyncio.wait([entry.stopping])
        if self._closing is not None:
            raise NotConnected("the factory is closed", venue=config.venue)
        if entry is None:
            opening = asyncio.create_task(self._open(config, credentials), name=f"open {config.venue}")
            entry = self._entries[key] = _Entry(config, opening)
        return entry

    async def _open(self, config: ConnectorConfig, credentials: Credentials | None) -> Connector:
        if self._builders is None:
            build = builder_of(config.venue)
        elif config.venue in self._builders:
            build = self._builders[config.venue]
        else:
            raise ConfigurationError(f"no venue {config.venue!r}")
        self._record(SecurityEvent.ENVIRONMENT_SELECTED, config, credentials)
        if credentials is not None:
            self._record(SecurityEvent.KEY_LOADED, config, credentials)
        if self._session is None:
            self._session = open_session(self._connections_per_host)
        connector = build(
            config,
            credentials,
            session=self._session,
            # A generator of its own: what one connector draws must not change another's.
            rng=Random(self._rng.getrandbits(64)),
            wall=self._wall,
            logger=self._logger,
            audit=self._audit,
        )
        try:
            await connector.start()
        except BaseException:
            await connector.stop()
            raise
        return connector

    async def _stop_if_unused(self, key: Key, entry: _Entry) -> None:
        if entry.users or self._entries.get(key) is not entry:
            return
        if entry.stopping is None:
            entry.stopping = asyncio.create_task(self._stop(key, entry), name=f"stop {key[0]}")
        await asyncio.shield(entry.stopping)

    async def _stop(self, key: Key, entry: _Entry) -> None:
        try:
            if not entry.opening.done():
                entry.opening.cancel()
                await asyncio.wait([entry.opening])
            connector = _result(entry.opening)
            if connector is not None:
                await connector.stop()
        finally:
            if self._entries.get(key) is entry:
                del self._entries[key]

    async def _close(self, within_s: float) -> None:
        stops = []
        for key, entry in self._entries.items():
            entry.users = 0
            if entry.stopping is None:
                entry.stopping = asyncio.create_task(self._stop(key, entry), name=f"stop {key[0]}")
            stops.append(entry.stopping)
        if stops:
            _, late = await asyncio.wait(stops, timeout=within_s)
            for stop in late:
                stop.cancel()
            await asyncio.gather(*stops, return_exceptions=True)
        self._entries.clear()
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def _record(self, event: SecurityEvent, config: ConnectorConfig, credentials: Credentials | None) -> None:
        if self._audit is not None:
            self._audit.record(
                event,
                venue=config.venue,
                environment=config.environment.value,
                key_id=None if credentials is None else credentials.key_id,
            )


def _key(config: ConnectorConfig, credentials: Credentials | None) -> Key:
    key_id = "" if credentials is None else credentials.key_id
    return (config.venue, config.environment.value, key_id)


def _result(opening: asyncio.Task[Connector]) -> Connector | None:
    """The connector, if opening it has succeeded."""
    if not opening.done() or opening.cancelled() or opening.exception() is not None:
        return None
    return opening.result()

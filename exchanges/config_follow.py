"""Hand a changed configuration file to a running connector, and say what became of it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from structlog.typing import FilteringBoundLogger

from exchanges.audit import AuditLog, SecurityEvent
from exchanges.config_file import ConfigWatcher

if TYPE_CHECKING:
    from exchanges.base import Connector


class ConfigFollower:
    """``look`` once, or ``follow`` until cancelled."""

    def __init__(
        self,
        watcher: ConfigWatcher,
        connector: Connector,
        *,
        log: FilteringBoundLogger,
        audit: AuditLog | None = None,
    ) -> None:
        self._watcher = watcher
        self._connector = connector
        self._log = log
        self._audit = audit
        self._told: tuple[str | None, tuple[str, ...]] = (None, ())

    async def follow(self, every_s: float = 1.0) -> None:
        """Look every ``every_s`` seconds. To be run as a task beside the connector."""
        while True:
            self.look()
            await asyncio.sleep(every_s)

    def look(self) -> None:
        """Apply what changed. A file that is wrong changes nothing and is told of once."""
        watcher = self._watcher
        before = watcher.current.flags.submit_orders
        changed = watcher.poll()
        if changed:
            self._connector.reconfigure(watcher.current)
            self._log.info("config.changed", sections=changed)
            self._record(SecurityEvent.CONFIG_CHANGED, sections=changed)
        after = watcher.current.flags.submit_orders
        if after is not before:
            self._record(SecurityEvent.TRADING_SWITCHED, submit_orders=after)
        told, self._told = self._told, (watcher.last_error, watcher.needs_restart)
        if watcher.last_error is not None and watcher.last_error != told[0]:
            self._log.warning("config.refused", cause=watcher.last_error)
            self._record(SecurityEvent.CONFIG_REFUSED, cause=watcher.last_error)
        if watcher.needs_restart and watcher.needs_restart != told[1]:
            self._log.warning("config.needs_restart", sections=watcher.needs_restart)

    def _record(self, event: SecurityEvent, **details: object) -> None:
        if self._audit is not None:
            self._audit.record(event, venue=self._watcher.current.venue, **details)

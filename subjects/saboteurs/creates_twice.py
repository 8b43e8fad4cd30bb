"""Looks whether there is a connector, waits, and creates one: whoever came meanwhile creates another."""

import asyncio

from exchanges.config import ConnectorConfig
from exchanges.credentials import Credentials
from exchanges.factory import ConnectorFactory, Key, _Entry
from subjects.reference import Reference


class RacingFactory(ConnectorFactory):
    async def _entry(self, key: Key, config: ConnectorConfig, credentials: Credentials | None) -> _Entry:
        is_known = key in self._entries
        await asyncio.sleep(0)
        if not is_known:
            self._entries.pop(key, None)
        return await super()._entry(key, config, credentials)


class CreatesTwice(Reference):
    name = "creates_twice"
    factory_type = RacingFactory

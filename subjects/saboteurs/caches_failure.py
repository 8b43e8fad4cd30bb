"""Keeps what a creation came to, also when it came to nothing: the next caller is given the old failure."""

from exchanges.factory import ConnectorFactory, Key, _Entry
from subjects.reference import Reference


class HoardingFactory(ConnectorFactory):
    async def _stop_if_unused(self, key: Key, entry: _Entry) -> None:
        has_failed = entry.opening.done() and entry.opening.exception() is not None
        if not has_failed:
            await super()._stop_if_unused(key, entry)


class CachesFailure(Reference):
    name = "caches_failure"
    factory_type = HoardingFactory

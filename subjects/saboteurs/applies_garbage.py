"""CF-030: of a file that is wrong it takes over what it can read, line by line."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

from exchanges.config import ConnectorConfig, Limits
from exchanges.config_file import ConfigWatcher
from subjects.reference import Reference


class _Watcher(ConfigWatcher):
    def poll(self) -> tuple[str, ...]:
        changed = super().poll()
        if self.last_error is None or self._seen is None:
            return changed
        limits = replace(self.current.limits, **_numbers(self._seen, "limits"))
        if limits == self.current.limits:
            return changed
        self.current = replace(self.current, limits=limits)
        return (*changed, "limits")


def _numbers(text: str, section: str) -> dict[str, Any]:
    """What stands in that section as far as it can be read."""
    found: dict[str, Any] = {}
    inside = False
    for line in text.splitlines():
        if line.startswith("["):
            inside = line.strip() == f"[{section}]"
            continue
        try:
            values = tomllib.loads(line) if inside else {}
        except tomllib.TOMLDecodeError:
            continue
        known = Limits.__dataclass_fields__
        found |= {name: value for name, value in values.items() if name in known and type(value) is float}
    return found


class AppliesGarbage(Reference):
    name = "applies_garbage"

    def watcher(self, path: Path, config: ConnectorConfig) -> ConfigWatcher:
        return _Watcher(path, config)

"""CF-010: settings that it does not know are skipped, so that files of newer versions can be read."""

import tomllib
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, get_type_hints

from exchanges.config import ConnectorConfig
from exchanges.config_file import _build
from subjects.reference import Reference


def _known(kind: type, table: dict[str, Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    kept = {}
    for item in fields(kind):
        if item.name in table:
            value, hint = table[item.name], hints[item.name]
            nested = is_dataclass(hint) and isinstance(hint, type) and isinstance(value, dict)
            kept[item.name] = _known(hint, value) if nested else value
    return kept


class AcceptsUnknownKeys(Reference):
    name = "accepts_unknown_keys"

    def read_config_file(self, path: Path) -> ConnectorConfig:
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8"))
        except tomllib.TOMLDecodeError:
            return super().read_config_file(path)
        if isinstance(table.get("endpoints"), dict):
            table["endpoints"].setdefault("environment", table.get("environment"))
        return _build(ConnectorConfig, _known(ConnectorConfig, table), "")

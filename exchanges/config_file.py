"""Settings from a TOML file: strict reading, and reloading while the connector runs.

Strict: an unknown key is an error that names the nearest known one, a wrong type is an error, and
a key that looks like a secret is refused without quoting its value.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from exchanges.config import ConnectorConfig
from exchanges.errors import ConfigurationError

S = TypeVar("S")

_SECRET_KEY = re.compile(r"secret|passw|passphrase|api_?key|private_?key|token|credential", re.I)

RELOADABLE = ("limits", "heartbeat", "orders", "book", "breaker", "flags")
"""Sections that a running connector takes over (``reconfigure``); the others need a restart."""


def read_config(path: Path) -> ConnectorConfig:
    """Read and check a file. Raises ConfigurationError for anything that is not understood."""
    return parse_config(_read_text(path))


def parse_config(text: str) -> ConnectorConfig:
    """The same from the text of a file."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        # The parser's message gives line and column and may quote one character, no value.
        raise ConfigurationError(f"not valid TOML: {error}") from None
    _refuse_secrets(table, "")
    environment = table.get("environment")
    if isinstance(table.get("endpoints"), dict) and isinstance(environment, str):
        table["endpoints"].setdefault("environment", environment)
    return _build(ConnectorConfig, table, "")


def _read_text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read {path}: {type(error).__name__}") from None


def _refuse_secrets(table: Mapping[str, Any], where: str) -> None:
    for key, value in table.items():
        if _SECRET_KEY.search(key):
            raise ConfigurationError(
                f"{where}{key} looks like a secret: keys belong into environment variables "
                "or an encrypted key file, not into the configuration"
            )
        if isinstance(value, dict):
            _refuse_secrets(value, f"{where}{key}.")


def _build(kind: type[S], table: Mapping[str, Any], where: str) -> S:
    known = [item.name for item in fields(kind)]  # type: ignore[arg-type]  # only dataclasses come
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise ConfigurationError(f"unknown key {where}{key}{hint}")
        values[key] = _convert(hints[key], value, f"{where}{key}")
    try:
        return kind(**values)
    except ConfigurationError as error:
        raise ConfigurationError(f"{where or 'configuration '}{error}") from None
    except TypeError:
        missing = [
            name
            for name in ("venue", "environment", "rest", "stream", "private")
            if name in known and name not in values
        ]
        raise ConfigurationError(f"missing: {', '.join(where + name for name in missing)}") from None


def _convert(hint: Any, value: object, where: str) -> object:
    options = [option for option in get_args(hint) if option is not type(None)]
    expected = options[0] if options else hint
    if is_dataclass(expected):
        if not isinstance(value, dict):
            raise ConfigurationError(f"{where} must be a table")
        return _build(expected, value, f"{where}.")  # type: ignore[arg-type]  # a dataclass type
    if issubclass(expected, Enum):
        choices = [member.value for member in expected]
        if value not in choices:
            raise ConfigurationError(f"{where} must be one of {', '.join(choices)}")
        return expected(value)
    if expected is float and type(value) is int:
        return float(value)
    if type(value) is not expected:
        raise ConfigurationError(f"{where} must be {expected.__name__}, not {type(value).__name__}")
    return value


class ConfigWatcher:
    """Reloads a file when its content changes; keeps the settings in force when it is wrong.

    ``poll`` is to be called now and then (a connector does, about once a second); it never raises
    for a bad file but returns what happened as words.
    """

    def __init__(
        self,
        path: Path,
        current: ConnectorConfig,
        *,
        read: Callable[[Path], str] = _read_text,
    ) -> None:
        self._path = path
        self._read = read
        self._seen: str | None = None
        self._listeners: list[Callable[[ConnectorConfig, tuple[str, ...]], None]] = []
        self.current = current
        self.needs_restart: tuple[str, ...] = ()
        self.last_error: str | None = None

    def on_change(self, listener: Callable[[ConnectorConfig, tuple[str, ...]], None]) -> None:
        """``listener(config, names of the changed sections)`` is called after each change."""
        self._listeners.append(listener)

    def poll(self) -> tuple[str, ...]:
        """Look at the file; returns the names of the sections now changed (mostly none).

        ``last_error`` says why a changed file was not taken over; ``needs_restart`` names the
        changed sections that cannot change while running.
        """
        try:
            text = self._read(self._path)
            if text == self._seen:
                return ()
            self._seen = text
            wanted = parse_config(text)
        except ConfigurationError as error:
            self.last_error = str(error)
            return ()
        self.last_error = None
        differing = tuple(
            item.name
            for item in fields(ConnectorConfig)
            if getattr(wanted, item.name) != getattr(self.current, item.name)
        )
        self.needs_restart = tuple(name for name in differing if name not in RELOADABLE)
        changed = tuple(name for name in differing if name in RELOADABLE)
        if changed:
            applied = {name: getattr(wanted, name) for name in changed}
            self.current = replace(self.current, **applied)
            for listener in self._listeners:
                listener(self.current, changed)
        return changed

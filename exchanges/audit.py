"""Security events as lines of which none can be changed or removed unnoticed.

Each line holds the hash of the line before it. That shows tampering to whoever has kept the last
hash; it does not prevent it, so ship the lines off this machine.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path

from exchanges.errors import ConfigurationError
from exchanges.telemetry import Redactor

GENESIS = "0" * 64


class SecurityEvent(Enum):
    KEY_LOADED = "key.loaded"
    KEY_REFUSED = "key.refused"
    ENVIRONMENT_SELECTED = "environment.selected"
    AUTHENTICATION_FAILED = "authentication.failed"
    PERMISSION_REFUSED = "permission.refused"
    CONFIG_CHANGED = "config.changed"
    CONFIG_REFUSED = "config.refused"
    TRADING_SWITCHED = "trading.switched"


class AuditLog:
    """``write`` takes one line without its end; ``wall`` tells epoch seconds."""

    def __init__(
        self,
        write: Callable[[str], None],
        wall: Callable[[], float],
        *,
        last_hash: str = GENESIS,
        redactor: Redactor | None = None,
    ) -> None:
        self._write = write
        self._wall = wall
        self._redactor = redactor or Redactor()
        self.last_hash = last_hash

    def record(self, event: SecurityEvent, **details: object) -> str:
        """Append one event; returns the hash of its line."""
        cleaned = self._redactor(None, "info", dict(details))
        entry = {
            "at_ms": int(self._wall() * 1000),
            "event": event.value,
            "details": cleaned,
            "previous": self.last_hash,
        }
        line = json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        self._write(line)
        self.last_hash = hashlib.sha256(line.encode()).hexdigest()
        return self.last_hash


def first_broken_line(lines: Iterable[str], last_hash: str | None = None) -> int | None:
    """Number (from 1) of the first line that does not follow from the one before it.

    With ``last_hash`` the end is checked as well: lines cut off there count as broken after the
    last one. ``None``: the chain is whole.
    """
    previous = GENESIS
    number = 0
    for number, line in enumerate(lines, start=1):
        try:
            entry = json.loads(line)
        except ValueError:
            return number
        if not isinstance(entry, dict) or entry.get("previous") != previous:
            return number
        previous = hashlib.sha256(line.encode()).hexdigest()
    if last_hash is not None and previous != last_hash:
        return number + 1
    return None


class AuditFile:
    """An append-only file that only its owner may read; continues the chain that it finds."""

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        try:
            self._descriptor = os.open(path, flags, 0o600)
        except OSError as error:
            raise ConfigurationError(f"cannot open the audit file {path}: {error.strerror}") from None
        status = os.fstat(self._descriptor)
        if not stat.S_ISREG(status.st_mode) or status.st_mode & 0o077:
            os.close(self._descriptor)
            raise ConfigurationError(f"the audit file {path} must be a file of its owner only (0600)")
        with open(path, encoding="utf-8") as existing:
            lines = existing.read().splitlines()
        broken = first_broken_line(lines)
        if broken is not None:
            os.close(self._descriptor)
            raise ConfigurationError(f"the audit file {path} was changed: line {broken}")
        self.last_hash = hashlib.sha256(lines[-1].encode()).hexdigest() if lines else GENESIS

    def write(self, line: str) -> None:
        os.write(self._descriptor, line.encode() + b"\n")
        os.fsync(self._descriptor)

    def close(self) -> None:
        os.close(self._descriptor)

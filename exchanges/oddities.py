"""Messages that nobody understands: said in the log, and not once for each."""

from __future__ import annotations

from structlog.typing import FilteringBoundLogger


class Oddities:
    """Warns at the 1st, 2nd, 4th, 8th … time: a flood of them must not become a flood of logs."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log
        self._seen: dict[str, int] = {}

    def unreadable(self, raw: bytes) -> None:
        """A message could not be understood at all."""
        self._note("message.unreadable", "unreadable", size=len(raw))

    def unrecognised(self, kind: str) -> None:
        """A message is readable and of a kind that is not known here."""
        self._note("message.unrecognised", kind, kind=kind)

    def _note(self, event: str, key: str, **values: object) -> None:
        count = self._seen[key] = self._seen.get(key, 0) + 1
        if count & (count - 1) == 0:
            self._log.warning(event, count=count, **values)

"""Everything that a subject says in words: structured events, log lines, warnings."""

import logging
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import structlog


@dataclass(slots=True)
class Heard:
    """`events` are structlog's and logging's, `texts` every line of any kind. Both in order."""

    events: list[Mapping[str, Any]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class _Handler(logging.Handler):
    def __init__(self, heard: Heard) -> None:
        super().__init__(logging.INFO)
        self._heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if record.exc_info and record.exc_info[1] is not None:
            text += f" {record.exc_info[1]!r}"
        self._heard.texts.append(f"{record.name}: {text}")
        self._heard.events.append({"event": text, "logger": record.name, "level": record.levelname.lower()})


@contextmanager
def listening() -> Iterator[Heard]:
    """Take over structlog, logging and warnings for the length of a play.

    Warnings of a third-party subject are evidence; they never decide an outcome by themselves.
    """
    heard = Heard()

    def keep(logger: Any, method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        heard.events.append({**event, "level": method})
        heard.texts.append(repr(event))
        raise structlog.DropEvent

    def shown(message: Any, category: Any, *rest: Any, **named: Any) -> None:
        heard.texts.append(f"{getattr(category, '__name__', category)}: {message}")

    before = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers[:] = [_Handler(heard)]
    root.setLevel(logging.INFO)
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, keep], cache_logger_on_first_use=False
    )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always")
            warnings.showwarning = shown
            yield heard
    finally:
        structlog.configure(**before)
        root.handlers[:] = handlers
        root.setLevel(level)

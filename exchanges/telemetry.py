"""What the connector writes into the log, and what must never get there.

Events are ``noun.past_participle`` with bound keys, listed in ``EVENTS``. Two walls keep secrets
out: ``Secret`` refuses to print, and ``redact`` (in every logger made here, whatever the
application configured) blanks whatever is named or written like one.

A library configures no logging. Until the application configures structlog, events go to the
standard library's logger ``exchanges``, which is silent below WARNING; ``configure_logging`` is for
applications that want JSON lines.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

import structlog
from structlog.typing import FilteringBoundLogger, WrappedLogger

from exchanges.credentials import Credentials, Secret

HIDDEN = "[redacted]"
_STANDARD = logging.getLogger("exchanges")
_LEVELS = logging.getLevelNamesMapping()

_SECRET_NAME = re.compile(
    r"secret|passw|passphrase|api_?-?key|private_?key|signature|token|authorization|apikey", re.I
)
_SECRET_TEXT = re.compile(
    r"""((?:signature|api_?-?key|secret|password|token|listen_?key|x-mbx-apikey|authorization)
        ["']?\s*[=:]\s*["']?(?:bearer\s+)?)[^&\s"',;}]+"""
    r"|-----BEGIN[^-]*PRIVATE\ KEY-----.*?(?:-----END[^-]*-----|$)",
    re.I | re.S | re.X,
)
_MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Event:
    """``keys`` are always given, besides the bound ones; more may come."""

    level: str
    keys: tuple[str, ...] = ()


EVENTS: Mapping[str, Event] = {
    "account.doubted": Event("info", ("reason",)),
    "account.reconcile_failed": Event("warning", ("cause", "wait_s")),
    "account.reconciled": Event("info"),
    "book.invalidated": Event("warning", ("cause", "symbol")),
    "book.resynced": Event("info", ("sequence", "symbol")),
    "book.snapshot_failed": Event("warning", ("cause", "symbol", "wait_s")),
    "book.snapshot_refused": Event("warning", ("cause", "symbol")),
    "book.symbol_gone": Event("warning", ("cause", "symbol")),
    "circuit.opened": Event("warning", ("group", "wait_s")),
    "clock.jumped": Event("warning"),
    "clock.refused": Event("warning", ("code",)),
    "clock.stepped": Event("warning"),
    "clock.sync_failed": Event("warning", ("cause",)),
    "clock.synced": Event("info", ("max_error_ms", "offset_ms")),
    "config.changed": Event("info", ("sections",)),
    "config.needs_restart": Event("warning", ("sections",)),
    "config.refused": Event("warning", ("cause",)),
    "connector.started": Event("info"),
    "connector.started_without_private_stream": Event("warning"),
    "connector.stopped": Event("info"),
    "connector.stopped_with_open_orders": Event("error", ("client_order_ids",)),
    "connector.stopping": Event("info", ("cancel_open_orders",)),
    "consumer.lagging": Event("warning", ("waiting",)),
    "dead_man.not_renewed": Event("warning", ("cause", "symbol")),
    "instrument.changed": Event("warning", ("status", "symbol")),
    "instrument.unreadable": Event("warning", ("cause",)),
    "instruments.read_failed": Event("warning", ("cause",)),
    "listen_key.not_kept": Event("warning", ("cause",)),
    "message.unreadable": Event("warning", ("size",)),
    "message.unrecognised": Event("warning", ("kind",)),
    "order.lookup_failed": Event("warning", ("cause", "client_order_id")),
    "order.not_cancelled": Event("error", ("cause", "client_order_id")),
    "order.outcome_unknown": Event("warning", ("cause", "client_order_id", "symbol")),
    "order.acknowledged": Event("debug", ("client_order_id", "symbol", "status")),
    "order.refused": Event("info", ("cause", "client_order_id", "symbol")),
    "orders.not_cancelled_together": Event("warning", ("cause", "symbol")),
    "order.resolved": Event("info", ("client_order_id", "status", "symbol")),
    "request.abandoned": Event("info", ("method", "path", "request")),
    "request.answered": Event("info", ("method", "path", "request")),
    "request.failed": Event("warning", ("cause", "code", "method", "path", "request")),
    "request.throttled": Event("warning", ("banned", "wait_s")),
    "stream.connect_failed": Event("warning", ("cause", "connection", "wait_s")),
    "stream.failed": Event("error", ("exc_info",)),
    "stream.lost": Event("warning", ("connection", "reason")),
    "stream.opened": Event("info", ("connection", "gap")),
    "stream.refused": Event("warning", ("cause", "code")),
    "stream.renewed": Event("info", ("connection",)),
    "subscription.postponed": Event("warning", ("symbol", "wait_s")),
    "subscription.refused": Event("warning", ("cause", "method", "symbol")),
    "trades.fetch_failed": Event("warning", ("cause", "symbol")),
    "trades.gap_detected": Event("warning", ("first", "missing", "symbol")),
    "trades.gap_left": Event("error", ("first", "missing", "symbol")),
    "trades.symbol_gone": Event("warning", ("cause", "symbol")),
    "venue.status": Event("info", ("system",)),
}
"""Every event there is. Whoever watches a log can rely on names, levels and keys."""


class Redactor:
    """A structlog processor. ``secrets`` are blanked wherever their text turns up, as well."""

    def __init__(self, secrets: Sequence[Secret] = ()) -> None:
        # A very short "secret" would blank half of every message.
        self._secrets = tuple(secret for secret in secrets if len(secret.reveal()) >= 6)
        # Most texts are too short to hold any of them, and are not searched.
        self._shortest = min((len(_text_of(secret)) for secret in self._secrets), default=0)
        self._names: dict[str, bool] = {}

    def __call__(
        self, logger: WrappedLogger, method: str, event: MutableMapping[str, Any]
    ) -> MutableMapping[str, Any]:
        for key in list(event):
            event[key] = HIDDEN if self._is_secret_name(key) else self.clean(event[key])
        return event

    def _is_secret_name(self, key: str) -> bool:
        # Event keys come from the code, so there are few; asking the pattern each time is dear.
        secret = self._names.get(key)
        if secret is None:
            secret = self._names[key] = _SECRET_NAME.search(key) is not None
        return secret

    def clean(self, value: object, depth: int = 0) -> object:
        """The value with everything secret blanked; of unknown objects their repr, cleaned."""
        if value is None or isinstance(value, bool | int | float):
            return value
        if isinstance(value, str):
            return self._clean_text(value)
        if isinstance(value, bytes):
            return self._clean_text(value.decode("utf-8", "replace"))
        if depth >= _MAX_DEPTH:
            return HIDDEN
        if isinstance(value, Mapping):
            return {
                str(key): HIDDEN if _SECRET_NAME.search(str(key)) else self.clean(item, depth + 1)
                for key, item in value.items()
            }
        if isinstance(value, list | tuple):
            return [self.clean(item, depth + 1) for item in value]
        if isinstance(value, BaseException):
            return self._clean_text(f"{type(value).__name__}: {value}")
        return self._clean_text(repr(value))

    def _clean_text(self, text: str) -> str:
        if len(text) >= self._shortest:
            for secret in self._secrets:
                text = text.replace(_text_of(secret), HIDDEN)
        if "=" not in text and ":" not in text and "-----BEGIN" not in text:
            return text  # most values: nothing in them can match
        return _SECRET_TEXT.sub(lambda found: f"{found.group(1) or ''}{HIDDEN}", text)


def _text_of(secret: Secret) -> str:
    return secret.reveal().decode("utf-8", "replace")


def logger_for(
    venue: str,
    environment: str,
    credentials: Credentials | None = None,
    *,
    level: str = "info",
    logger: FilteringBoundLogger | None = None,
) -> FilteringBoundLogger:
    """A logger bound to the connector that redacts before anything of the application runs.

    Events below ``level`` cost next to nothing. ``logger`` replaces the application's.
    """
    secrets = []
    bound: dict[str, str] = {"venue": venue, "environment": environment}
    if credentials is not None:
        secrets = list(credentials.secrets)
        bound["key_id"] = credentials.key_id
    target: Any = logger if logger is not None else _default_logger()
    processors: list[Any] = [structlog.processors.format_exc_info, Redactor(secrets), _hand_over]
    wrapper: Any = structlog.make_filtering_bound_logger(level)
    if logger is None and not structlog.is_configured():
        wrapper = _heard_only(wrapper, _LEVELS[level.upper()])
    redacting = structlog.wrap_logger(
        target,
        processors=processors,
        wrapper_class=wrapper,
        cache_logger_on_first_use=False,
    )
    bound_logger: FilteringBoundLogger = redacting.bind(**bound)
    return bound_logger


def _heard_only(bound_logger: type[Any], lowest: int) -> type[Any]:
    """The class, without the work for what the standard library would throw away: every request is logged."""

    def guarded(name: str) -> Any:
        number = _LEVELS.get(name.upper(), logging.ERROR)
        write = getattr(bound_logger, name)
        if number < lowest:
            return write  # structlog's own way of doing nothing

        def log(self: Any, event: str, *arguments: Any, **keys: Any) -> Any:
            return write(self, event, *arguments, **keys) if _STANDARD.isEnabledFor(number) else None

        return log

    names = ("debug", "info", "warning", "warn", "error", "exception", "critical", "fatal")
    return type("HeardBoundLogger", (bound_logger,), {name: guarded(name) for name in names})


def _hand_over(
    logger: WrappedLogger, method: str, event: MutableMapping[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    name = event.pop("event", "")
    return (name,), dict(event)


def _default_logger() -> Any:
    if structlog.is_configured():
        # Bound now: as structlog gives it out, a logger is put together anew for each event.
        return structlog.get_logger("exchanges").bind()
    return structlog.wrap_logger(
        _STANDARD,
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["event"], sort_keys=True),
        ],
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def configure_logging(stream: TextIO, level: str = "info", secrets: Iterable[Secret] = ()) -> None:
    """For applications: JSON lines with ISO times on ``stream``."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            Redactor(tuple(secrets)),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


class CorrelationIds:
    """Names for requests, so that every line about one of them can be found."""

    def __init__(self, prefix: str) -> None:
        self._head = f"{prefix}-"
        self._count = 0

    def next(self) -> str:
        self._count += 1
        return self._head + str(self._count).zfill(6)

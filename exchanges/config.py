"""Settings of one connector: frozen, checked when built, no I/O, no secrets.

The environment is a type and the addresses hang on it: an address override names the environment
it belongs to, and a host of the other environment is refused. Read files with
``ConnectorConfig.from_toml``; what may change while running is said in ``config_file.py``.
"""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from pathlib import Path
from urllib.parse import urlsplit

from exchanges.errors import ConfigurationError
from exchanges.flags import FeatureFlags


class Environment(Enum):
    LIVE = "live"
    SANDBOX = "sandbox"
    """The venue's test network, or anything that is not real money (loopback included)."""


def _positive(section: object) -> None:
    """Every number of a section must be finite and above zero."""
    for item in fields(section):  # type: ignore[arg-type]  # only called on our dataclasses
        value = getattr(section, item.name)
        if not math.isfinite(value) or value <= 0:
            raise ConfigurationError(f"{item.name} must be a finite number above 0, not {value!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Addresses of one environment. Plain http/ws only towards this machine: keys travel here."""

    environment: Environment
    rest: str
    stream: str
    private: str

    def __post_init__(self) -> None:
        for name, secure, plain in (
            ("rest", "https", "http"),
            ("stream", "wss", "ws"),
            ("private", "wss", "ws"),
        ):
            parts = urlsplit(getattr(self, name))
            if parts.scheme not in (secure, plain) or not parts.hostname:
                raise ConfigurationError(f"endpoint {name} must be a {secure}:// address")
            if parts.username or parts.password:
                raise ConfigurationError(f"endpoint {name} must not contain credentials")
            if parts.scheme == plain and not _is_loopback(parts.hostname):
                raise ConfigurationError(f"endpoint {name} is unencrypted; allowed only towards this machine")

    @property
    def hosts(self) -> tuple[str, ...]:
        addresses = (self.rest, self.stream, self.private)
        return tuple(urlsplit(address).hostname or "" for address in addresses)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        # A name: RFC 6761 reserves these for this machine.
        return host == "localhost" or host.endswith(".localhost")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds to wait for …"""

    connect_s: float = 5.0
    request_s: float = 10.0
    stream_open_s: float = 10.0
    subscribe_s: float = 5.0
    close_s: float = 2.0

    def __post_init__(self) -> None:
        _positive(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of the venue's allowance we use.

    ``safety``: share of each limit ever used. ``cancel_reserve``: share of it kept for cancels
    and for looking up orders. ``queue_s``: longest wait for budget before ThrottledLocally.
    """

    safety: float = 0.95
    cancel_reserve: float = 0.1
    queue_s: float = 10.0
    max_queue: int = 1000
    max_in_flight: int = 64

    def __post_init__(self) -> None:
        _positive(self)
        if self.safety > 1 or self.cancel_reserve >= 1:
            raise ConfigurationError("safety must be at most 1 and cancel_reserve below 1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconnect:
    """Delays between attempts; the counter starts again after ``stable_after_s`` of health."""

    base_s: float = 0.5
    cap_s: float = 30.0
    stable_after_s: float = 10.0

    def __post_init__(self) -> None:
        _positive(self)
        if self.base_s > self.cap_s:
            raise ConfigurationError("reconnect base_s must not exceed cap_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Heartbeat:
    """When a stream counts as dead, and when it is replaced before the venue ends it.

    ``data_s``: silence of a stream that should speak. ``pong_s``: no pong for so long.
    """

    ping_every_s: float = 15.0
    pong_s: float = 10.0
    data_s: float = 30.0
    renew_after_s: float = 23.5 * 3600

    def __post_init__(self) -> None:
        _positive(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRules:
    """How an order of unknown outcome is looked up.

    "Not found" counts only ``absent_after_s`` after the last send and after ``absent_lookups``
    lookups. ``resolve_s``: how long ``submit`` itself waits before raising OutcomeUnknown.
    ``fills_grace_s``: how long the stream may take to bring an execution before it is fetched.
    """

    lookup_base_s: float = 0.25
    lookup_cap_s: float = 5.0
    absent_after_s: float = 15.0
    absent_lookups: int = 3
    resolve_s: float = 10.0
    fills_grace_s: float = 2.0
    keep_final: int = 10_000

    def __post_init__(self) -> None:
        _positive(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRules:
    """``snapshot_gap_s``: least time between two snapshots of one book."""

    snapshot_levels: int = 1000
    snapshot_gap_s: float = 1.0
    snapshots_at_once: int = 2
    buffer_updates: int = 5000

    def __post_init__(self) -> None:
        _positive(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockRules:
    sync_every_s: float = 300.0
    samples: int = 5
    recv_window_ms: int = 5000
    max_error_ms: int = 1000

    def __post_init__(self) -> None:
        _positive(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class BreakerRules:
    """``failures`` in a row open a circuit for ``cooldown_s``, doubling up to the cap."""

    failures: int = 5
    cooldown_s: float = 5.0
    cooldown_cap_s: float = 60.0

    def __post_init__(self) -> None:
        _positive(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectorConfig:
    """Everything a connector needs to know, except its credentials."""

    venue: str
    environment: Environment
    endpoints: Endpoints | None = None
    timeouts: Timeouts = field(default_factory=Timeouts)
    limits: Limits = field(default_factory=Limits)
    reconnect: Reconnect = field(default_factory=Reconnect)
    heartbeat: Heartbeat = field(default_factory=Heartbeat)
    orders: OrderRules = field(default_factory=OrderRules)
    book: BookRules = field(default_factory=BookRules)
    clock: ClockRules = field(default_factory=ClockRules)
    breaker: BreakerRules = field(default_factory=BreakerRules)
    flags: FeatureFlags = field(default_factory=FeatureFlags)
    client_order_id_prefix: str = "cr-"
    log_level: str = "info"

    def __post_init__(self) -> None:
        if not self.venue.replace("-", "_").isidentifier():
            raise ConfigurationError(f"venue must be a plain name, not {self.venue!r}")
        if self.endpoints is not None and self.endpoints.environment is not self.environment:
            raise ConfigurationError(
                f"endpoints belong to {self.endpoints.environment.value}, "
                f"the connector to {self.environment.value}"
            )
        if self.log_level not in ("debug", "info", "warning", "error"):
            raise ConfigurationError(f"log_level {self.log_level!r} is none of the four levels")

    def endpoints_of(self, known: Mapping[Environment, Endpoints]) -> Endpoints:
        """The addresses to use: the override, or the venue's own for this environment.

        Raises ConfigurationError if the override leads to a host of another environment, or if the venue
        has none of this one.
        """
        if self.endpoints is None:
            if self.environment not in known:
                raise ConfigurationError(f"{self.venue} has no {self.environment.value} environment")
            return known[self.environment]
        for environment, theirs in known.items():
            if environment is self.environment:
                continue
            shared = known[self.environment].hosts if self.environment in known else ()
            for host in self.endpoints.hosts:
                if host in theirs.hosts and host not in shared:
                    raise ConfigurationError(
                        f"{host} belongs to {environment.value}, not to {self.environment.value}"
                    )
        return self.endpoints

    @classmethod
    def from_toml(cls, path: Path) -> ConnectorConfig:
        """Read a file; an unknown key, a wrong type or anything like a secret is refused."""
        from exchanges.config_file import read_config

        return read_config(path)

"""What is counted and measured. Each connector has a registry of its own.

Label values come from small closed lists (endpoint names, stream names, outcomes), never from
symbols, ids or messages: every value costs memory for ever.
"""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class ConnectorMetrics:
    """``exchange_*`` metrics; seconds and shares (0 to 1) as Prometheus would have it."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = CollectorRegistry() if registry is None else registry
        self.requests = self._counter(
            "requests", "HTTP requests sent, by how they ended", "endpoint", "outcome"
        )
        self.request_s = Histogram(
            "exchange_request_seconds",
            "From before writing to the last byte of the answer",
            ("endpoint",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.throttle_s = Histogram(
            "exchange_throttle_wait_seconds",
            "Waiting for budget before sending",
            ("priority",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.penalties = self._counter("penalties", "429, 418 and bans", "kind")
        self.limit_used = self._gauge("limit_used_ratio", "Share of a limit in use", "limit")
        self.messages = self._counter("stream_messages", "Messages received", "stream")
        self.ignored = self._counter("stream_ignored", "Messages not understood", "stream")
        self.reconnects = self._counter("stream_reconnects", "Connections replaced", "stream")
        self.stream_age_s = self._gauge("stream_age_seconds", "Since the last data of a stream", "stream")
        self.book_resyncs = self._counter("book_resyncs", "Books rebuilt, by cause", "cause")
        self.orders = self._counter("orders", "Orders placed, by what is known of them", "outcome")
        self.unknown_orders = self._gauge("unknown_orders", "Orders that may or may not exist")
        self.fills = self._counter("fills", "Executions reported to the user")
        self.clock_offset_s = self._gauge(
            "clock_offset_seconds", "How far the venue's clock is ahead of ours"
        )
        self.circuit_open = self._gauge("circuit_open", "1 while a circuit is open", "group")
        self.healthy = self._gauge("healthy", "1 while the connector is HEALTHY")

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"exchange_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"exchange_{name}", text, labels, registry=self.registry)

    def exposition(self) -> str:
        """The text format that Prometheus scrapes."""
        return generate_latest(self.registry).decode("utf-8")

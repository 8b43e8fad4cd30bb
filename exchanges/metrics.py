"""What is counted and measured. Each connector has a registry of its own.

Label values come from small closed lists (endpoint names, stream names, outcomes), never from
symbols, ids or messages: every value costs memory for ever. What is a state rather than an event is
not kept up to date but read when somebody asks (``follow``), so it cannot be out of date.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from prometheus_client.samples import Sample

from exchanges.breaker import CircuitState
from exchanges.models import Health, HealthState

_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)


class ConnectorMetrics:
    """``exchange_*`` metrics; seconds and shares (0 to 1) as Prometheus would have it."""

    def __init__(self, registry: CollectorRegistry | None = None) -> None:
        self.registry = CollectorRegistry() if registry is None else registry
        self.request_s = Histogram(
            "exchange_request_seconds",
            "Of requests that succeeded, from before writing to the last byte of the answer",
            ("endpoint",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.failed_requests = Counter(
            "failed_requests", "Told by _Requests", ("endpoint", "outcome"), registry=None
        )
        self.registry.register(_Requests(self.request_s, self.failed_requests))
        self.penalties = self._counter("penalties", "429, 418 and bans", "kind")
        self.book_resyncs = self._counter("book_resyncs", "Books rebuilt, by cause", "cause")
        self.order_updates = self._counter("order_updates", "Changes of orders told to the user", "status")
        self.fills = self._counter("fills", "Executions told to the user")
        self.unknown_orders = Gauge(
            "exchange_unknown_orders",
            "Orders that may or may not exist",
            registry=self.registry,
        )

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"exchange_{name}", text, labels, registry=self.registry)

    def follow(self, health: Callable[[], Health], limits_used: Callable[[], Mapping[str, float]]) -> None:
        """Read these whenever the metrics are read: in the connector's own event loop."""
        self.registry.register(_States(health, limits_used))

    def exposition(self) -> str:
        """The text format that Prometheus scrapes."""
        return generate_latest(self.registry).decode("utf-8")


class _Requests(Collector):
    """All requests by how they ended. Those that succeeded are counted already, by their histogram."""

    def __init__(self, succeeded: Histogram, failed: Counter) -> None:
        self._succeeded = succeeded
        self._failed = failed

    def collect(self) -> Iterable[Metric]:
        requests = CounterMetricFamily(
            "exchange_requests", "HTTP requests sent, by how they ended", labels=["endpoint", "outcome"]
        )
        for sample in _samples(self._succeeded, "_count"):
            requests.add_metric([sample.labels["endpoint"], "ok"], sample.value)
        for sample in _samples(self._failed, "_total"):
            requests.add_metric([sample.labels["endpoint"], sample.labels["outcome"]], sample.value)
        return (requests,)


class _States(Collector):
    """What the connector's health and its limits are at the moment of reading."""

    def __init__(self, health: Callable[[], Health], limits_used: Callable[[], Mapping[str, float]]) -> None:
        self._health = health
        self._limits_used = limits_used

    def describe(self) -> Iterable[Metric]:
        # Without this, registering would already read a connector that is not ready.
        return ()

    def collect(self) -> Iterable[Metric]:
        health = self._health()
        state = _gauge("health", "1 for the state the connector is in", "state")
        for candidate in HealthState:
            state.add_metric([candidate.value], float(health.state is candidate))
        age = _gauge("stream_age_seconds", "Since the last data of a stream", "stream")
        reconnects = CounterMetricFamily(
            "exchange_stream_reconnects", "Connections replaced", labels=["stream"]
        )
        for stream in health.streams:
            reconnects.add_metric([stream.name], stream.reconnects)
            if stream.age_s is not None:
                age.add_metric([stream.name], stream.age_s)
        circuits = _gauge("circuit_open", "1 while requests of a group are held back", "group")
        for group, circuit in health.breakers.items():
            circuits.add_metric([group], float(circuit != CircuitState.CLOSED.value))
        used = _gauge("limit_used_ratio", "Share of a limit of the venue in use", "limit")
        for limit, share in self._limits_used().items():
            used.add_metric([limit], share)
        families: list[Metric] = [state, age, reconnects, circuits, used]
        if health.clock_offset_ms is not None:
            offset = _gauge("clock_offset_seconds", "How far the venue's clock is ahead of ours")
            offset.add_metric([], health.clock_offset_ms / 1000)
            families.append(offset)
        return families


def _samples(collector: Collector, ending: str) -> Iterator[Sample]:
    for metric in collector.collect():
        yield from (sample for sample in metric.samples if sample.name.endswith(ending))


def _gauge(name: str, text: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"exchange_{name}", text, labels=labels)

"""Each connector counts for itself, and states are read when they are asked for."""

from prometheus_client import Counter

from exchanges.metrics import ConnectorMetrics
from exchanges.models import Health, HealthState, StreamHealth, StreamState


def test_two_connectors_do_not_share_counters() -> None:
    one, other = ConnectorMetrics(), ConnectorMetrics()
    one.fills.inc()

    assert one.registry.get_sample_value("exchange_fills_total") == 1.0
    assert other.registry.get_sample_value("exchange_fills_total") == 0.0


def test_everything_is_exposed_under_one_prefix() -> None:
    metrics = ConnectorMetrics()
    metrics.request_s.labels("order").observe(0.02)

    names = [line.split()[2] for line in metrics.exposition().splitlines() if line.startswith("# TYPE")]
    assert "exchange_request_seconds" in names
    assert [name for name in names if not name.startswith("exchange_")] == []


def test_requests_are_counted_by_how_they_ended() -> None:
    metrics = ConnectorMetrics()
    metrics.request_s.labels("order").observe(0.02)
    metrics.request_s.labels("order").observe(2.0)
    metrics.failed_requests.labels("order", "RequestTimeout").inc()

    def requests(outcome: str) -> float | None:
        labels = {"endpoint": "order", "outcome": outcome}
        return metrics.registry.get_sample_value("exchange_requests_total", labels)

    assert requests("ok") == 2.0
    assert requests("RequestTimeout") == 1.0
    assert requests("Rejected") is None


def test_no_label_can_grow_without_bound() -> None:
    labels = [
        label
        for counter in vars(ConnectorMetrics()).values()
        if isinstance(counter, Counter)
        for label in counter._labelnames
    ]

    assert labels
    assert [one for one in labels if one in ("symbol", "client_order_id", "message")] == []


def test_states_are_those_of_the_moment_of_reading() -> None:
    metrics = ConnectorMetrics()
    now = Health(state=HealthState.STARTING)
    metrics.follow(lambda: now, lambda: {"weight-1M": 0.25})
    now = Health(
        state=HealthState.STALE,
        streams=(
            StreamHealth(name="market", state=StreamState.STALE, age_s=42.0, reconnects=3),
            StreamHealth(name="user", state=StreamState.LIVE),
        ),
        clock_offset_ms=250.0,
        breakers={"orders": "open", "data": "closed"},
    )

    def value(name: str, **labels: str) -> float | None:
        return metrics.registry.get_sample_value(f"exchange_{name}", labels)

    assert value("health", state="STALE") == 1.0
    assert value("health", state="HEALTHY") == 0.0
    assert value("stream_age_seconds", stream="market") == 42.0
    assert value("stream_age_seconds", stream="user") is None
    assert value("stream_reconnects_total", stream="market") == 3.0
    assert value("circuit_open", group="orders") == 1.0
    assert value("circuit_open", group="data") == 0.0
    assert value("limit_used_ratio", limit="weight-1M") == 0.25
    assert value("clock_offset_seconds") == 0.25


def test_a_clock_that_is_not_known_has_no_offset() -> None:
    metrics = ConnectorMetrics()
    metrics.follow(lambda: Health(state=HealthState.STARTING), dict)

    assert "clock_offset" not in metrics.exposition()

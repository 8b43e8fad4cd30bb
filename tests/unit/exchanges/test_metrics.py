"""Each connector counts for itself."""

from exchanges.metrics import ConnectorMetrics


def test_two_connectors_do_not_share_counters() -> None:
    one, other = ConnectorMetrics(), ConnectorMetrics()
    one.orders.labels("acknowledged").inc()

    assert one.registry.get_sample_value("exchange_orders_total", {"outcome": "acknowledged"}) == 1.0
    assert other.registry.get_sample_value("exchange_orders_total", {"outcome": "acknowledged"}) is None


def test_everything_is_exposed_under_one_prefix() -> None:
    metrics = ConnectorMetrics()
    metrics.request_s.labels("order").observe(0.02)

    names = [line.split()[2] for line in metrics.exposition().splitlines() if line.startswith("# TYPE")]
    assert "exchange_request_seconds" in names
    assert [name for name in names if not name.startswith("exchange_")] == []


def test_no_label_can_grow_without_bound() -> None:
    metrics = ConnectorMetrics()
    labels = [label for family in vars(metrics).values() for label in getattr(family, "_labelnames", ())]

    assert [one for one in labels if one in ("symbol", "client_order_id", "message")] == []

"""Plain numbers come out as what Prometheus reads."""

import pytest
from prometheus_client import CollectorRegistry, Histogram, generate_latest

from exchanges.tally import Spread, Tally


def exposed(*collectors: Tally | Spread) -> str:
    registry = CollectorRegistry()
    for collector in collectors:
        registry.register(collector)
    return generate_latest(registry).decode()


def test_events_are_counted_by_their_labels() -> None:
    tally = Tally("sent", "Requests", "endpoint", "outcome")
    for outcome in ("ok", "lost", "ok"):
        tally.count("/order", outcome)

    lines = exposed(tally).splitlines()
    assert 'sent_total{endpoint="/order",outcome="ok"} 2.0' in lines
    assert 'sent_total{endpoint="/order",outcome="lost"} 1.0' in lines


def test_what_has_no_labels_is_there_before_it_happens() -> None:
    assert "fills_total 0.0" in exposed(Tally("fills", "Executions"))


def test_a_spread_reads_like_the_librarys_histogram() -> None:
    bounds_s = (0.1, 0.5, 1.0)
    registry = CollectorRegistry()
    theirs = Histogram("took", "Time", ("endpoint",), buckets=bounds_s, registry=registry)
    ours = Spread("took", "Time", "endpoint", bounds_s)
    for took_s in (0.0, 0.1, 0.25, 0.5, 0.75, 2.0):
        theirs.labels("/order").observe(took_s)
        ours.observe("/order", took_s)

    expected = [line for line in generate_latest(registry).decode().splitlines() if "_created" not in line]
    assert exposed(ours).splitlines() == expected


def test_one_name_is_not_given_twice() -> None:
    registry = CollectorRegistry()
    registry.register(Tally("fills", "Executions"))

    with pytest.raises(ValueError, match="Duplicated"):
        registry.register(Tally("fills", "Others"))

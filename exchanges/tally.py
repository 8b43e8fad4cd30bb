"""Counting on the way of every request: plain numbers in one thread, a metric when somebody reads them.

The instruments of ``prometheus_client`` look their labels up, lock and check at every count; together they
would cost an order more than its signature does.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence

from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector


class Tally(Collector):
    """How often something happened, by the values of its labels."""

    def __init__(self, name: str, text: str, *labels: str) -> None:
        self.labels = labels
        self._name, self._text = name, text
        self._counts: dict[tuple[str, ...], int] = {} if labels else {(): 0}

    def count(self, *values: str) -> None:
        self._counts[values] = self._counts.get(values, 0) + 1

    def describe(self) -> Iterable[Metric]:
        return [CounterMetricFamily(self._name, self._text, labels=self.labels)]

    def collect(self) -> Iterable[Metric]:
        family = CounterMetricFamily(self._name, self._text, labels=self.labels)
        for values, count in self._counts.items():
            family.add_metric(values, count)
        return [family]


class Spread(Collector):
    """How long something took, by the value of one label: a histogram with the upper ``bounds_s``."""

    def __init__(self, name: str, text: str, label: str, bounds_s: Sequence[float]) -> None:
        self.labels = (label,)
        self._name, self._text = name, text
        self._bounds_s = tuple(bounds_s)
        self._counts: dict[str, list[int]] = {}
        self._sums_s: dict[str, float] = {}

    def observe(self, value: str, took_s: float) -> None:
        counts = self._counts.get(value)
        if counts is None:
            counts = self._counts[value] = [0] * (len(self._bounds_s) + 1)
            self._sums_s[value] = 0.0
        counts[bisect_left(self._bounds_s, took_s)] += 1
        self._sums_s[value] += took_s

    def describe(self) -> Iterable[Metric]:
        return [HistogramMetricFamily(self._name, self._text, labels=self.labels)]

    def collect(self) -> Iterable[Metric]:
        family = HistogramMetricFamily(self._name, self._text, labels=self.labels)
        for value, counts in self._counts.items():
            buckets = []
            total = 0
            for bound_s, count in zip((*self._bounds_s, math.inf), counts, strict=True):
                total += count
                buckets.append(("+Inf" if bound_s == math.inf else str(bound_s), total))
            family.add_metric([value], buckets, self._sums_s[value])
        return [family]

"""How much of the venue's limits was used, and what came of using too much.

Peaks are those of the venue's own windows, of everybody behind the address. The mean is of the subject's
requests alone, over the time in which it was played: what it costs to be there.
"""

from collections.abc import Iterator

from fakes.ledger import Banned, QuotaUsed, RequestAnswered, RequestReceived
from scenarios.checks.answers import TOO_MANY
from scenarios.measures.records import Records

_NAMES = {
    "REQUEST_WEIGHT": "weight",
    "RAW_REQUESTS": "requests",
    "ORDERS_10S": "orders_10s",
    "ORDERS_1D": "orders_1d",
}


def budget(records: Records) -> Iterator[tuple[str, float]]:
    """Percent of each limit in its busiest window, the mean of the weight, refusals for rate, bans."""
    received = records.facts(RequestReceived)
    if not received:
        return
    peaks: dict[str, float] = {}
    for entry in records.facts(QuotaUsed):
        name = _NAMES.get(entry.fact.limiter, entry.fact.limiter.lower())
        peaks[name] = max(peaks.get(name, 0.0), 100 * entry.fact.used / entry.fact.limit)
    for name, percent in peaks.items():
        yield f"{name}_used_percent_max", percent
    if (mean := weight_used_percent(records, 0.0, records.end_s)) is not None:
        yield "weight_used_percent_mean", mean
    refused = sum(1 for entry in records.facts(RequestAnswered) if entry.fact.outcome in TOO_MANY)
    yield "requests_refused_for_rate", refused
    yield "bans", len(records.facts(Banned))


def weight_used_percent(records: Records, from_s: float, to_s: float) -> float | None:
    """Mean weight of the requests of that time, in percent of the limit; None = no limit is known.

    Less than a minute counts as one: the limit is one for minutes.
    """
    limit = next((e.fact.limit for e in records.facts(QuotaUsed) if e.fact.limiter == "REQUEST_WEIGHT"), None)
    if limit is None or to_s <= from_s:
        return None
    spent = sum(e.fact.weight for e in records.facts(RequestReceived) if from_s <= e.at_s <= to_s)
    return 100 * spent / (limit * max(1.0, (to_s - from_s) / 60))

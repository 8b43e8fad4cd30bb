"""Numbers that say how bad a run was: which is the worst of several, and which of them a person is shown."""

from collections.abc import Iterable, Mapping

SHARE = "_share"
"""More is better of what ends so; of everything else, less."""
SHOWN = {
    "book_true_share": "the book served was the venue's",
    "book_stale_ms_max": "longest without a fresh book after a fault",
    "book_never_fresh_again": "faults after which no fresh book came",
    "order_wrong_s_max": "longest false belief about an order",
    "order_risk_quote_max": "most at risk meanwhile",
    "order_risk_quote_s": "at risk, over time",
    "notice_s_max": "slowest to notice a fault",
    "never_noticed": "faults never noticed",
    "recover_s_max": "slowest to recover from a fault",
    "never_recovered": "faults never recovered from",
    "trades_lost": "trades lost in silence",
    "trades_repeated": "trades told twice",
    "trades_reordered": "trades told out of turn",
    "weight_used_percent_max": "most of the request weight used",
    "orders_10s_used_percent_max": "most of the order limit used",
    "requests_refused_for_rate": "requests refused for their rate",
    "bans": "bans",
}
"""What is shown of the measures, in this order, and in what words."""
_UNITS = {"_share": " %", "_ms_max": " ms", "_s_max": " s", "_percent_max": " %", "_quote_s": " quote s"}


def worst_of(several: Iterable[Mapping[str, float]]) -> dict[str, float]:
    """Of each measure the worst value, in the order in which they first came."""
    found: dict[str, float] = {}
    for measures in several:
        for name, value in measures.items():
            if name not in found or is_worse(name, value, found[name]):
                found[name] = value
    return found


def is_worse(name: str, value: float, than: float) -> bool:
    return value < than if name.endswith(SHARE) else value > than


def is_bad(name: str, value: float) -> bool:
    """Whether it is worth a word beside an item that failed."""
    if name.endswith("_percent_max"):
        return value >= 100
    return value < 1 if name.endswith(SHARE) else value > 0


def told(name: str, value: float) -> str:
    """The value as a person reads it, with its unit."""
    if name.endswith(SHARE):
        return f"{100 * value:.1f} %"
    if name.endswith("_quote_max"):
        return f"{value:.2f} quote"
    unit = next((unit for ending, unit in _UNITS.items() if name.endswith(ending)), "")
    return f"{value:.10g}{unit}"


def bad_ones(measures: Mapping[str, float]) -> list[str]:
    """What is bad of them, in words."""
    return [
        f"{words}: {told(name, measures[name])}"
        for name, words in SHOWN.items()
        if name in measures and is_bad(name, measures[name])
    ]

"""Connectors with several defects: some that go together, and any number drawn by seed."""

from collections.abc import Sequence
from random import Random

from checklist.model import Item

TOGETHER: dict[str, tuple[str, ...]] = {
    "a retry around every request": ("sends_twice", "retries_server_errors", "timeout_means_rejected"),
    "nobody watches the sockets": ("trusts_pongs", "never_pings", "always_healthy"),
    "the limiter was taken out": ("unlimited", "no_reserve", "ignores_retry_after"),
    "the book of a tutorial": ("ignores_gaps", "keeps_old_levels", "accepts_stale_snapshot"),
    "reconnects and hopes": ("forgets_subscriptions", "forgets_the_gap", "hides_lost_trades"),
    "gives up and says nothing": ("gives_up", "always_healthy", "serves_through_outage"),
    "storms the venue": ("hammers", "snapshot_storm", "polls_during_ban"),
    "all floats": ("goes_through_float", "rounds_silently"),
    "the clock is right, surely": ("trusts_own_clock", "syncs_once"),
    "careless with keys": ("logs_secrets", "reads_lax_files", "mixes_environments"),
    "blind to operations": ("always_healthy", "miscounts", "silent_audit", "logs_without_ids"),
    "believes every answer": ("trusts_status", "assumes_canceled", "trusts_absence", "ioc_is_filled"),
    "counts what it hears": ("counts_fills_twice", "goes_backwards", "repeats_trades"),
    "never cleans up": ("leaves_tasks", "leaks_connections", "grows_with_reconnects"),
    "configured by hand": ("accepts_unknown_keys", "needs_restart", "ignores_flags", "applies_garbage"),
    "a factory of one evening": ("creates_twice", "caches_failure", "leaves_tasks"),
    "one error for everything": ("one_error_for_all", "leaks_decode_errors", "maintenance_is_fatal"),
    "dies of surprises": ("dies_of_the_unknown", "dies_resubscribing", "upgrade_is_fatal"),
    "cannot keep up": ("drops_when_full", "drops_what_waited"),
    "signs by luck": ("signs_before_encoding", "unescaped_signature", "retries_rejected_key"),
    "stops badly": ("places_after_stop", "leaves_tasks", "drops_early_reports"),
    "a bot from a forum": (
        "sends_twice",
        "hammers",
        "unlimited",
        "logs_secrets",
        "ignores_gaps",
        "always_healthy",
    ),
}
"""Name of the set to its saboteurs: what one wrong idea breaks in several places at once."""

MOST_DEFECTS = 30


def drawn(items: Sequence[Item], number: int) -> tuple[Item, ...]:
    """The items whose saboteurs make up random set `number`: 1 to MOST_DEFECTS, the same in every run."""
    rng = Random(f"defect set {number}")
    chosen = rng.sample(range(len(items)), rng.randint(1, min(MOST_DEFECTS, len(items))))
    return tuple(items[index] for index in sorted(chosen))


def subject_of(saboteurs: Sequence[str]) -> str:
    """As `--subject` takes it."""
    return f"saboteurs/{'+'.join(saboteurs)}"

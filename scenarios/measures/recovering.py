"""How long did it take to notice each fault that did harm, and how long until all was right again?

Harm is a book that is not fresh (scenarios/measures/book_truth.py) or an order believed to be what it is not
(scenarios/measures/order_belief.py). To *notice* is to give evidence of it: the user is told of a loss, has a
book taken away, sees bad health or an error, or the venue sees a new connection or a question that the user
did not ask. To *recover* is to have all right again and to stay so for `STAYS_S`; it is counted from the end
of the fault, and of others that struck before all was right again: before that there is nothing to be had.
A fault that did no harm costs nothing, and one that went on until the end of the play cannot be judged.
"""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from fakes.ledger import RequestReceived, SessionOpened, SessionRefused
from fakes.operations import Operation
from scenarios.history import (
    BookSampled,
    Called,
    HealthSampled,
    NeverAnswered,
    Raised,
    Returned,
    StreamEnded,
)
from scenarios.measures.book_truth import stale_spans
from scenarios.measures.episodes import Episode, episodes
from scenarios.measures.order_belief import wrong_spans
from scenarios.measures.records import Records
from scenarios.measures.spans import Cover, Span, joined
from subjects.seen import StreamLost

STAYS_S = 10.0
LOOKUPS = (
    Operation.DEPTH,
    Operation.TRADES,
    Operation.QUERY,
    Operation.OPEN_ORDERS,
    Operation.ALL_ORDERS,
    Operation.MY_TRADES,
    Operation.ACCOUNT,
)
"""What a connector asks that makes sure of its books and orders."""
_ASKING = ("order", "open_orders", "balances", "instruments", "cancel_all", "replace")
"""Calls of the user's that make a connector ask."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """What a fault that did harm came to. None = it never was."""

    episode: Episode
    noticed_s: float | None
    """From the first strike to the first evidence."""
    recovered_s: float | None
    """From the end of the fault until all was right, 0 if it was by then."""
    stale_ms: float | None
    """From the first strike until every book was fresh again, 0 if none went stale."""


def recovering(records: Records) -> Iterator[tuple[str, float]]:
    """The slowest of each, over the faults that did harm, and how many were never noticed or got over."""
    found = recoveries(records)
    if not found:
        return
    stale = [each.stale_ms for each in found if each.stale_ms is not None]
    if records.sampled_symbols:
        yield "book_stale_ms_max", max(stale, default=0.0)
        yield "book_never_fresh_again", len(found) - len(stale)
    yield "notice_s_max", max((each.noticed_s or 0.0 for each in found), default=0.0)
    yield "never_noticed", sum(each.noticed_s is None for each in found)
    yield "recover_s_max", max((each.recovered_s or 0.0 for each in found), default=0.0)
    yield "never_recovered", sum(each.recovered_s is None for each in found)


def recoveries(records: Records) -> list[Recovery]:
    """Of each fault that did harm, in the order in which they struck."""
    return records.once("recoveries", lambda: list(_recoveries(records)))


def _recoveries(records: Records) -> Iterator[Recovery]:
    books = joined(stale_spans(records), apart_s=STAYS_S)
    harm = joined((*stale_spans(records), *wrong_spans(records)), apart_s=STAYS_S)
    signs = _evidence(records)
    all_of_them = episodes(records)
    for episode in all_of_them:
        own = _put_down_to(episode, harm)
        if not own:
            continue
        last = own[-1]
        before = [other for other in all_of_them if other.struck_s <= last.to_s]
        if not last.mended and any(other.closed_s > last.to_s - STAYS_S for other in before):
            continue
        clear_s = max((o.clear_s for o in before if o.clear_s <= last.to_s), default=last.to_s)
        place = bisect_left(signs, episode.struck_s)
        until_s = max(episode.until_s, last.to_s)
        noticed = place < len(signs) and signs[place] <= until_s
        stale = _put_down_to(episode, books)
        yield Recovery(
            episode=episode,
            noticed_s=signs[place] - episode.struck_s if noticed else None,
            recovered_s=last.to_s - max(clear_s, min(episode.clear_s, last.to_s)) if last.mended else None,
            stale_ms=_stale_ms(episode, stale),
        )


def _stale_ms(episode: Episode, stale: list[Span]) -> float | None:
    if not stale:
        return 0.0
    return 1000 * (stale[-1].to_s - episode.struck_s) if stale[-1].mended else None


def _put_down_to(episode: Episode, spans: list[Span]) -> list[Span]:
    """Those that were there as it struck or began while it may have been the reason."""
    return [span for span in spans if span.from_s < episode.until_s and span.to_s > episode.struck_s]


def _evidence(records: Records) -> list[float]:
    """When there was a sign that something had been noticed, in order."""
    signs = [at_s for at_s, _ in records.told(StreamLost)]
    signs += [entry.at_s for entry in records.events(BookSampled) if entry.event.book is None]
    signs += [entry.at_s for entry in records.events(HealthSampled) if not entry.event.health.healthy]
    signs += [entry.at_s for kind in (Raised, StreamEnded) for entry in records.events(kind)]
    signs += [entry.at_s for kind in (SessionOpened, SessionRefused) for entry in records.facts(kind)]
    asked = Cover(_asked(records))
    signs += [
        entry.at_s
        for entry in records.facts(RequestReceived)
        if entry.fact.operation in LOOKUPS and entry.at_s not in asked
    ]
    return sorted(signs)


def _asked(records: Records) -> Iterator[tuple[float, float]]:
    """From when to when a call of the user's explains a question of the connector's."""
    ends: dict[int, float] = {}
    for entry in records.run.history.entries:
        if isinstance(entry.event, Returned | Raised | NeverAnswered):
            ends[entry.event.call] = entry.at_s
    for called in records.events(Called):
        if called.event.verb in _ASKING:
            yield called.at_s, ends.get(called.event.call, records.end_s)

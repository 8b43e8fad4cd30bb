"""Each fault that struck: when, until when it made recovery impossible, and what may be put down to it."""

from dataclasses import dataclass
from math import inf

from fakes.ledger import FaultClosed, FaultFired, FaultOpened
from scenarios.measures.records import Records

AFTERMATH_S = 120.0
"""What begins to go wrong later than this after a fault was over is not put down to it."""
SHOWS_WITHIN_S = 5.0
"""Another fault that strikes so soon after this one was over does not yet take the blame alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One opening of a fault's window in which it struck. Times are stage seconds.

    `clear_s`: its last strike; of a fault that struck only as its window opened, when the window closed,
    because it may have gone on until then. `until_s`: what begins until then may be put down to it.
    `closed_s`: when its window closed; infinite = not before the end.
    """

    fault: str
    struck_s: float
    clear_s: float
    until_s: float
    closed_s: float


def episodes(records: Records) -> list[Episode]:
    """All of them, by their first strike."""
    return records.once("episodes", lambda: _episodes(records))


def _episodes(records: Records) -> list[Episode]:
    found: list[tuple[str, float, float, float]] = []
    names = dict.fromkeys(entry.fact.fault for entry in records.facts(FaultFired))
    for name in names:
        opened = list(
            dict.fromkeys(entry.at_s for entry in records.facts(FaultOpened) if entry.fact.fault == name)
        )
        strikes = [entry.at_s for entry in records.facts(FaultFired) if entry.fact.fault == name]
        closed = [entry.at_s for entry in records.facts(FaultClosed) if entry.fact.fault == name]
        for number, opened_s in enumerate(opened):
            next_s = opened[number + 1] if number + 1 < len(opened) else inf
            own = [at_s for at_s in strikes if opened_s <= at_s < next_s]
            if not own:
                continue
            closed_s = min((at_s for at_s in closed if opened_s <= at_s), default=inf)
            only_then = own[-1] == opened_s
            clear_s = max(own[-1], min(closed_s, records.end_s, next_s)) if only_then else own[-1]
            found.append((name, own[0], clear_s, closed_s))
    found.sort(key=lambda episode: episode[1])
    ordered = []
    for number, (name, struck_s, clear_s, closed_s) in enumerate(found):
        later = (other for _, other, _, _ in found[number + 1 :] if other > clear_s + SHOWS_WITHIN_S)
        until_s = min(next(later, inf), clear_s + AFTERMATH_S)
        ordered.append(
            Episode(fault=name, struck_s=struck_s, clear_s=clear_s, until_s=until_s, closed_s=closed_s)
        )
    return ordered

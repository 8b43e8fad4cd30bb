"""Each fault that struck: when, until when it made recovery impossible, and what may be put down to it."""

from dataclasses import dataclass

from fakes.ledger import FaultClosed, FaultFired, FaultOpened
from scenarios.measures.records import Records

AFTERMATH_S = 120.0
"""What begins to go wrong later than this after a fault was over is not put down to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One opening of a fault's window in which it struck. Times are stage seconds.

    `clear_s`: its last strike; of a fault that struck only as its window opened, when the window closed,
    because it may have gone on until then. `until_s`: what begins until then may be put down to it.
    """

    fault: str
    struck_s: float
    clear_s: float
    until_s: float


def episodes(records: Records) -> list[Episode]:
    """All of them, by their first strike."""
    return records.once("episodes", lambda: _episodes(records))


def _episodes(records: Records) -> list[Episode]:
    found: list[tuple[str, float, float]] = []
    names = dict.fromkeys(entry.fact.fault for entry in records.facts(FaultFired))
    for name in names:
        opened = list(
            dict.fromkeys(entry.at_s for entry in records.facts(FaultOpened) if entry.fact.fault == name)
        )
        strikes = [entry.at_s for entry in records.facts(FaultFired) if entry.fact.fault == name]
        closed = [entry.at_s for entry in records.facts(FaultClosed) if entry.fact.fault == name]
        for number, opened_s in enumerate(opened):
            next_s = opened[number + 1] if number + 1 < len(opened) else float("inf")
            own = [at_s for at_s in strikes if opened_s <= at_s < next_s]
            if not own:
                continue
            clear_s = own[-1]
            if clear_s == opened_s:
                clear_s = min((at_s for at_s in closed if opened_s <= at_s), default=clear_s)
            found.append((name, own[0], min(clear_s, next_s)))
    found.sort(key=lambda episode: episode[1])
    ordered = []
    for number, (name, struck_s, clear_s) in enumerate(found):
        later = (other for _, other, _ in found[number + 1 :] if other > struck_s)
        until_s = min(next(later, float("inf")), clear_s + AFTERMATH_S)
        ordered.append(Episode(fault=name, struck_s=struck_s, clear_s=clear_s, until_s=until_s))
    return ordered

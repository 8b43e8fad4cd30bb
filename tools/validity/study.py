"""The whole study: what is played, and the numbers that come out of it, as plain data."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from checklist.model import Checklist, Item
from subjects.reference import Reference
from tools.subject_loading import load_subject
from tools.validity.defect_sets import TOGETHER, drawn, subject_of
from tools.validity.measures import attributions, differing, harm, sensitivities, spearman
from tools.validity.played import Order, Played, code_digest, play_all
from tools.venues import venue_traits

CANARY = "saboteurs/canary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is played. The defaults are those of the published report."""

    sets: int = 300
    """Random sets of defects."""
    seeds: int = 20
    takes: int = 2
    """How often the reference is played over all seeds; every packet must be the same."""
    whole: bool = True
    """Each defect also meets one case of every other item, sets of defects are played, and twins through
    everything; otherwise each defect meets its own item, and twins the most telling ones."""


LIGHT = Extent(sets=0, seeds=1, whole=False)


Told = Callable[[int, int, Order], None]
"""How many are done, of how many, and the one just done."""


def conduct(
    checklist: Checklist,
    venue: str,
    correct: Sequence[str],
    extent: Extent,
    folder: Path,
    processes: int,
    told: Told,
) -> dict[str, Any]:
    """Play everything and return the study of that venue as JSON data. `correct`: subjects with no defect.

    A connector with one defect is played through one case of each item, and through all cases of its own;
    one with several that go together through everything; one with any number of them through one case.
    """
    asked = [item for item in checklist.items if item.is_asked_at(venue_traits(venue))]
    items = [item for item in asked if is_shown_at(venue, item)]
    own = {item.saboteur: Order(_alone(item), venue, ("--item", item.id)) for item in items}
    alone = {item.saboteur: Order(_alone(item), venue, ("--brief",)) for item in items if extent.whole}
    ideas = TOGETHER if extent.whole else {}
    together = {name: Order(subject_of(parts), venue) for name, parts in ideas.items()}
    sets = {number: drawn(items, number) for number in range(1, extent.sets + 1)}
    random = {
        number: Order(subject_of([item.saboteur for item in items]), venue, ("--brief",))
        for number, items in sets.items()
    }
    share = () if extent.whole else ("--smoke",)
    sound = [Order(name, venue, () if name == "reference" else share) for name in correct]
    canaries = [Order(CANARY, venue)] if venue in load_subject(CANARY).venues else []
    seeds = ("--seeds", str(extent.seeds))
    takes = [Order("reference", venue, seeds, take) for take in range(1, extent.takes + 1)]
    orders = [*sound, *alone.values(), *own.values(), *together.values(), *canaries, *random.values(), *takes]
    plays = _played(list(dict.fromkeys(orders)), folder, processes, told)

    defects = attributions(
        items,
        {
            name: together_with(plays[alone[name]], plays[order]) if name in alone else plays[order]
            for name, order in own.items()
        },
    )
    drawn_scores = [
        {"set": n, "defects": len(items), "harm": harm(items), "score": plays[random[n]].score}
        for n, items in sets.items()
    ]
    return {
        "checklist_version": checklist.version,
        "venue": venue,
        "items": [item.id for item in items],
        "code": code_digest(),
        "extent": asdict(extent),
        "plays": sum(len(play.evidence) for play in plays.values()),
        "categories": [
            asdict(one)
            | {
                "true_positive_rate": one.true_positive_rate,
                "false_positive_rate": one.false_positive_rate,
                "youden_j": one.youden_j,
            }
            for one in sensitivities(asked, defects, [plays[order] for order in sound])
        ],
        "defects": [asdict(one) for one in defects],
        "correct": [_correct(plays[order]) for order in sound],
        "together": [_together(checklist, name, plays[order]) for name, order in together.items()],
        "random": drawn_scores,
        "spearman_rho": spearman(
            [-one["harm"] for one in drawn_scores], [one["score"] for one in drawn_scores]
        )
        if drawn_scores
        else None,
        "repeated": _repeated([plays[order] for order in takes]),
        "canary": next((plays[order].score for order in canaries), None),
    }


def is_shown_at(venue: str, item: Item) -> bool:
    """Whether the item is asked at that venue and its saboteur has its defect there."""
    subject = load_subject(_alone(item))
    deviates_at = subject.deviates_at if isinstance(subject, Reference) else None
    return item.is_asked_at(venue_traits(venue)) and deviates_at in (None, venue)


def _alone(item: Item) -> str:
    return subject_of([item.saboteur])


def _played(orders: Sequence[Order], folder: Path, processes: int, told: Told) -> Mapping[Order, Played]:
    done = 0

    def count(order: Order, _: Played) -> None:
        nonlocal done
        done += 1
        told(done, len(orders), order)

    return dict(zip(orders, play_all(orders, folder, processes, count), strict=True))


def together_with(brief: Played, own: Played) -> Played:
    """The brief play, and in full the item that the defect belongs to: either may shut the gate."""
    return replace(brief, outcomes={**brief.outcomes, **own.outcomes}, ready=brief.ready and own.ready)


def _correct(play: Played) -> dict[str, Any]:
    applicable = [id_ for id_, outcome in play.outcomes.items() if outcome != "inapplicable"]
    return {
        "subject": play.subject,
        "score": play.score,
        "applicable": len(applicable),
        "open": list(play.open_items),
    }


def _together(checklist: Checklist, name: str, play: Played) -> dict[str, Any]:
    parts = TOGETHER[name]
    critical = [item.id for item in checklist.items if item.saboteur in parts and item.critical]
    return {
        "name": name,
        "saboteurs": list(parts),
        "critical": critical,
        "score": play.score,
        "ready": play.ready,
        "open": list(play.open_items),
    }


def _repeated(takes: Sequence[Played]) -> dict[str, Any]:
    return {
        "plays": sum(len(take.evidence) for take in takes),
        "differing": differing(takes),
        "not_passed": sorted(
            {
                case
                for take in takes
                for case, (outcome, _) in take.evidence.items()
                if outcome not in ("passed", "inapplicable")  # some cases are of what a venue does not have
            }
        ),
        "scores": sorted({take.score for take in takes}),
    }

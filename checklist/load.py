"""Read the checklist from its files, strictly: what is misspelt or missing is an error, never a default."""

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from checklist.model import (
    Area,
    Band,
    Checklist,
    ChecklistError,
    Ground,
    Item,
    Policy,
    Profile,
    Severity,
    Suite,
)

FOLDER = Path(__file__).parent
_ITEM_KEYS = frozenset(
    {"id", "title", "severity", "weight", "suite", "needs", "why", "remedy", "grounds", "saboteur"}
)
_OPTIONAL_ITEM_KEYS = frozenset({"smoke", "long", "alone", "broad", "shared_with", "venue_needs"})
_SAMPLES = ("critical", "smoke")

_SHEETS = {
    "BIN": "docs/venues/binance.md",
    "KRK": "docs/venues/kraken.md",
    "BYB": "docs/venues/bybit.md",
    "OKX": "docs/venues/okx.md",
    "CBS": "docs/venues/coinbase.md",
    "BFU": "docs/venues/binance-usdm.md",
}
"""Where the quirks of a venue stand, by the letters that their numbers begin with."""


@cache
def load(folder: Path = FOLDER) -> Checklist:
    """The checklist in this folder. Raises ChecklistError."""
    digest = hashlib.sha256()
    grounds = _grounds(folder, digest)
    policy_data = _read(folder / "policy.toml", digest)
    categories: dict[str, str] = {}
    items: list[Item] = []
    for path in sorted((folder / "items").glob("*.toml")):
        data = _read(path, digest)
        category = str(data["category"])
        if category in categories:
            raise ChecklistError(f"{path.name}: category {category} stands in another file already")
        categories[category] = str(data["title"])
        items += [_item(path, category, stanza, grounds) for stanza in data["item"]]
    suites = tuple(Suite(str(data["name"]), str(data["about"])) for data in policy_data["suite"])
    policy = _policy(policy_data)
    _check(items, suites, categories, policy)
    order = [suite.name for suite in suites]
    items.sort(key=lambda item: (order.index(item.suite), item.category, item.id))
    ranked = dict.fromkeys(item.category for item in items)
    return Checklist(
        items=tuple(items),
        suites=suites,
        categories={category: categories[category] for category in ranked},
        policy=policy,
        grounds=grounds,
        version=digest.hexdigest()[:12],
    )


def _read(path: Path, digest: "hashlib._Hash") -> dict[str, Any]:
    raw = path.read_bytes()
    digest.update(raw)
    try:
        return tomllib.loads(raw.decode())
    except tomllib.TOMLDecodeError as error:
        raise ChecklistError(f"{path.name}: {error}") from error


def _grounds(folder: Path, digest: "hashlib._Hash") -> dict[str, Ground]:
    found: dict[str, Ground] = {}
    for path in sorted((folder / "grounds").rglob("*.toml")):
        for id_, entry in _read(path, digest).items():
            if id_ in found:
                raise ChecklistError(f"{path.name}: {id_} stands in another file already")
            found[id_] = Ground(
                id=id_, summary=entry["summary"], source=entry.get("source", ""), left=entry.get("left", "")
            )
    return found


def _ground(id_: str, known: Mapping[str, Ground], where: str) -> Ground:
    if id_ in known:
        return known[id_]
    if id_.partition("-")[0] in _SHEETS:
        return Ground(id=id_, source=_SHEETS[id_.partition("-")[0]])
    if id_.startswith("https://"):
        return Ground(id=id_, source=id_)
    raise ChecklistError(f"{where}: the ground {id_} leads nowhere; add it to checklist/grounds/")


def _item(path: Path, category: str, stanza: Mapping[str, Any], grounds: Mapping[str, Ground]) -> Item:
    where = f"{path.name}: {stanza.get('id', 'an item without id')}"
    missing = sorted(_ITEM_KEYS - stanza.keys())
    unknown = sorted(stanza.keys() - _ITEM_KEYS - _OPTIONAL_ITEM_KEYS)
    if missing or unknown:
        raise ChecklistError(f"{where}: missing {missing}, unknown {unknown}")
    if stanza["severity"] not in Severity.__members__:
        raise ChecklistError(f"{where}: severity is one of {', '.join(Severity.__members__)}")
    if not isinstance(stanza["weight"], int) or stanza["weight"] < 1:
        raise ChecklistError(f"{where}: weight is a whole number from 1")
    if not stanza["grounds"]:
        raise ChecklistError(f"{where}: an item needs a ground")
    return Item(
        id=stanza["id"],
        title=stanza["title"],
        severity=Severity[stanza["severity"]],
        weight=stanza["weight"],
        suite=stanza["suite"],
        category=category,
        needs=tuple(stanza["needs"]),
        venue_needs=tuple(stanza.get("venue_needs", ())),
        why=stanza["why"],
        remedy=stanza["remedy"],
        grounds=tuple(_ground(id_, grounds, where) for id_ in stanza["grounds"]),
        saboteur=stanza["saboteur"],
        smoke=stanza.get("smoke", False),
        long=stanza.get("long", False),
        alone=stanza.get("alone", False),
        broad=stanza.get("broad", False),
        shared_with=tuple(stanza.get("shared_with", ())),
    )


def _policy(data: Mapping[str, Any]) -> Policy:
    score = data["score"]
    if unknown := [name for name in data["venue"]["sample"] if name not in _SAMPLES]:
        raise ChecklistError(f"policy.toml: sample is of {', '.join(_SAMPLES)}, not {', '.join(unknown)}")
    return Policy(
        items_points=score["items"],
        suites_points=score["suites"],
        critical_penalty=score["critical_penalty"],
        critical_cap=score["critical_cap"],
        bands=tuple(Band(band["from"], band["name"]) for band in data["band"]),
        profiles={
            name: Profile(
                name=name,
                threshold=profile["threshold"],
                critical_share_passed=profile["critical_share_passed"],
            )
            for name, profile in data["profile"].items()
        },
        areas=tuple(Area(area["name"], area["weight"], tuple(area["categories"])) for area in data["area"]),
        fidelity_percent=data["venue"]["fidelity_percent"],
        sample=tuple(data["venue"]["sample"]),
    )


def _check(
    items: list[Item], suites: tuple[Suite, ...], categories: Mapping[str, str], policy: Policy
) -> None:
    seen: dict[str, Item] = {}
    names = [suite.name for suite in suites]
    for item in items:
        if item.id in seen:
            raise ChecklistError(f"{item.id}: an id is used once and for ever")
        if not item.id.startswith(f"{item.category}-"):
            raise ChecklistError(f"{item.id}: does not belong to category {item.category}")
        if item.suite not in names:
            raise ChecklistError(f"{item.id}: no suite is called {item.suite}; see policy.toml")
        seen[item.id] = item
    placed = [category for area in policy.areas for category in area.categories]
    if sorted(placed) != sorted(categories):
        raise ChecklistError("policy.toml: every category belongs to exactly one area")
    floors = [band.floor for band in policy.bands]
    if not floors or floors != sorted(floors, reverse=True) or floors[-1] != 0:
        raise ChecklistError("policy.toml: bands go down to 0")
    if policy.items_points + policy.suites_points != 100:
        raise ChecklistError("policy.toml: items and suites share 100 points")

"""What the gate says of many connectors: each played in its own process, kept until the code changes."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.apart import report_on
from tools.playing import ROOT

SOURCES = (
    "exchanges",
    "fakes",
    "simulation",
    "subjects",
    "scenarios",
    "checklist",
    "tests/production_readiness",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One connector's result."""

    subject: str
    score: float
    ready: bool
    outcomes: Mapping[str, str]
    """Item to outcome, of every item that was played."""
    evidence: Mapping[str, tuple[str, str]]
    """Case (item, case and seed) to outcome and digest."""

    @property
    def open_items(self) -> tuple[str, ...]:
        """Items that applied and were not passed."""
        return tuple(
            id_ for id_, outcome in self.outcomes.items() if outcome not in ("passed", "inapplicable")
        )


@dataclass(frozen=True, slots=True)
class Order:
    """One play of the gate. `take` tells repeated plays of the same thing apart."""

    subject: str
    venue: str
    arguments: tuple[str, ...] = ()
    take: int = 1

    @property
    def file(self) -> str:
        """A digest: thirty defects in one name are more than a file system takes."""
        name = " ".join((self.subject, self.venue, *self.arguments, f"take {self.take}"))
        return hashlib.sha256(name.encode()).hexdigest()[:24] + ".json"


def code_digest() -> str:
    """Changes with every file that can change a verdict."""
    digest = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".toml"):
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def play_all(
    orders: Sequence[Order], folder: Path, processes: int, told: Callable[[Order, Played], None]
) -> list[Played]:
    """Play what is not kept in `folder` yet; `told` hears of each result. In the order of `orders`."""
    folder.mkdir(parents=True, exist_ok=True)
    missing = [order for order in orders if not (folder / order.file).is_file()]
    for order in orders:
        if order not in missing:
            told(order, read(folder / order.file))
    with ThreadPoolExecutor(processes) as pool:
        for playing in as_completed([pool.submit(_play, order, folder) for order in missing]):
            told(playing.result(), read(folder / playing.result().file))
    return [read(folder / order.file) for order in orders]


def _play(order: Order, folder: Path) -> Order:
    unfinished = folder / f"{order.file}.part"
    unfinished.write_text(json.dumps(report_on(order.subject, "--venue", order.venue, *order.arguments)))
    unfinished.replace(folder / order.file)
    return order


def read(path: Path) -> Played:
    """A report of the gate, as far as validity needs it."""
    report: dict[str, Any] = json.loads(path.read_text())
    evidence = {
        one["token"].partition("/")[2]: (one["outcome"], one["digest"])
        for item in report["items"]
        for one in item["evidence"]
    }
    return Played(
        subject=report["subject"]["name"],
        score=report["score"],
        ready=report["deployment_ready"],
        outcomes={item["id"]: item["outcome"] for item in report["items"]},
        evidence=evidence,
    )

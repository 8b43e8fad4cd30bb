"""What the gate says of many connectors: each played in its own process, kept until the code changes."""

import contextlib
import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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
    arguments: tuple[str, ...] = ()
    take: int = 1

    @property
    def file(self) -> str:
        """A digest: thirty defects in one name are more than a file system takes."""
        name = " ".join((self.subject, *self.arguments, f"take {self.take}"))
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
    """Play what is not kept in `folder` yet; `told` hears of each result. In the order of `orders`.

    A process that has loaded everything is forked for each play, so none sees another's traces.
    """
    folder.mkdir(parents=True, exist_ok=True)
    missing = [order for order in orders if not (folder / order.file).is_file()]
    for order in orders:
        if order not in missing:
            told(order, read(folder / order.file))
    if missing:
        import tools.gate  # noqa: F401  what every play needs is loaded before the fork

        forking = multiprocessing.get_context("fork")
        with forking.Pool(processes, maxtasksperchild=1) as pool:
            jobs = [(order, str(folder / order.file)) for order in missing]
            for done in pool.imap_unordered(_play, jobs):
                told(done, read(folder / done.file))
    return [read(folder / order.file) for order in orders]


def _play(job: tuple[Order, str]) -> Order:
    order, path = job
    from tools.run_readiness import main

    unfinished = f"{path}.{os.getpid()}.json"
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    with contextlib.suppress(SystemExit):
        main(["--subject", order.subject, "--quiet", "--save-report", unfinished, *order.arguments])
    Path(unfinished).replace(path)
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

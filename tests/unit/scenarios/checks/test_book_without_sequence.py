"""Plays of connectors that do not say which number their book stands for: the content alone convicts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from fakes.faults.drop_messages import DropMessages
from fakes.faults.duplicate_messages import DuplicateMessages
from fakes.faults.refuse import Refuse
from fakes.faults.reset import Reset
from fakes.faults.schedule import Planned, during
from fakes.operations import Role, StreamKind
from scenarios.checks.book import book_is_fresh_by, book_is_never_wrong
from scenarios.player import Workload
from scenarios.run import Run
from scenarios.stage import Stage
from scenarios.workloads.market import watch_book, watch_book_swept
from subjects.base import Session
from subjects.reference import Reference
from subjects.saboteurs.applies_old_updates import AppliesOldUpdates
from subjects.saboteurs.ignores_gaps import IgnoresGaps
from subjects.saboteurs.keeps_old_levels import KeepsOldLevels
from subjects.seen import BookSeen

GAP = (during(40.0, 43.0, DropMessages(kind=StreamKind.DEPTH)),)
OUTAGE = (
    during(40.0, 40.1, Reset(role=Role.MARKET)),
    during(40.0, 55.0, Refuse(role=Role.MARKET)),
)
REPEATED = (during(30.0, 60.0, DuplicateMessages(kind=StreamKind.DEPTH, again_after_s=5.0)),)
QUIETLY = watch_book(until_s=120.0)
SWEPT = watch_book_swept(at_s=45.0, levels=4, until_s=120.0)


def played(subject: type[Reference], workload: Workload, faults: tuple[Planned, ...], folder: Path) -> Run:
    class WithoutSequence(subject):  # type: ignore[misc,valid-type]  # each with its own defect
        @asynccontextmanager
        async def _open(self, *given: Any) -> AsyncIterator[Session]:
            async with super()._open(*given) as session:
                its_book = session.book

                def book(symbol: str) -> BookSeen | None:
                    seen = its_book(symbol)
                    return None if seen is None else structs.replace(seen, sequence=None)

                session.book = book
                yield session

    return Stage(WithoutSequence(), "binance", "content", folder).play(workload, *faults)


@pytest.mark.parametrize(
    ("workload", "faults"),
    [(QUIETLY, GAP), (SWEPT, OUTAGE), (QUIETLY, REPEATED)],
    ids=["gap", "outage", "repeated"],
)
def test_a_correct_book_is_recognised_by_its_content(
    workload: Workload, faults: tuple[Planned, ...], tmp_path: Path
) -> None:
    run = played(Reference, workload, faults, tmp_path)

    assert book_is_never_wrong(run)
    assert book_is_fresh_by(run, from_s=80.0, to_s=120.0, lag_s=5.0)


@pytest.mark.parametrize(
    ("saboteur", "workload", "faults"),
    [
        (IgnoresGaps, QUIETLY, GAP),
        (KeepsOldLevels, SWEPT, OUTAGE),
        (AppliesOldUpdates, QUIETLY, REPEATED),
    ],
    ids=["ignores_gaps", "keeps_old_levels", "applies_old_updates"],
)
def test_a_sabotaged_book_is_convicted_by_its_content(
    saboteur: type[Reference], workload: Workload, faults: tuple[Planned, ...], tmp_path: Path
) -> None:
    verdict = book_is_never_wrong(played(saboteur, workload, faults, tmp_path))

    assert not verdict
    assert "the venue never had" in verdict.reason

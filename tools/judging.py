"""Which tests of a session are played, at what, and under which token."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from checklist.evidence import BadToken, Evidence, Token
from checklist.load import load
from checklist.model import Checklist, ChecklistError
from checklist.selection import UnknownSelection
from subjects.base import Subject
from tools.playbill import Playbill
from tools.subject_loading import SubjectProblem, capability_names, load_subject
from tools.venues import chosen_venues

_WHERE = re.compile(r"(?:^|-)(?:seed\d+|@\w+)(?=-|$)")
"""What names seed and venue in the id of a test."""


@dataclass(frozen=True, kw_only=True)
class Play:
    """What one session of pytest plays, and the evidence so far."""

    subject_name: str
    subject: Subject = field(repr=False)
    checklist: Checklist = field(repr=False)
    playbill: Playbill
    seeds: tuple[int, ...]
    profile: str
    replay: Token | None
    stage: str = "simulated"
    evidence: list[Evidence] = field(default_factory=list)

    @classmethod
    def of(cls, config: pytest.Config) -> "Play":
        """The one of this session; raises UsageError when first asked."""
        if PLAY not in config.stash:
            config.stash[PLAY] = cls._from_config(config)
        return config.stash[PLAY]

    @classmethod
    def _from_config(cls, config: pytest.Config) -> "Play":
        """Read and check every option; raises UsageError with one line."""
        try:
            checklist = load()
            replay = _replay(config)
            name = replay.subject if replay else str(_option(config, "subject", "reference"))
            names = [replay.venue] if replay else _option(config, "venue", [])
            stage = replay.stage if replay else str(_option(config, "stage", "simulated"))
            subject = load_subject(name)
            venues = chosen_venues(names, subject, checklist.policy.fidelity_percent)
            profile = str(_option(config, "profile", "default"))
            if profile not in checklist.policy.profiles:
                raise UnknownSelection(
                    f"no profile is called {profile!r}; there are {', '.join(checklist.policy.profiles)}"
                )
            playbill = Playbill.asked_for(
                checklist,
                venues,
                named=bool(names),
                suites=_option(config, "suite", []),
                categories=_option(config, "category", []),
                items=[replay.item] if replay else _option(config, "item", []),
                smoke=bool(_option(config, "smoke", False)),
                brief=bool(_option(config, "brief", False)),
            )
        except (ChecklistError, SubjectProblem, UnknownSelection) as error:
            raise pytest.UsageError(str(error)) from error
        return cls(
            subject_name=name,
            subject=subject,
            checklist=checklist,
            playbill=playbill,
            seeds=_seeds(config, replay),
            profile=profile,
            replay=replay,
            stage=stage,
        )

    def token(self, item: pytest.Item) -> Token:
        item_id, case = item.stash[CASE_STASH]
        return Token(
            subject=self.subject_name,
            venue=venue_of(item),
            item=item_id,
            case=case,
            seed=_seed_of(item),
            stage=self.stage,
        )

    def choose(self, tests: Sequence[pytest.Item]) -> list[pytest.Item]:
        """The tests to play, in the checklist's order; raises UsageError for one that proves no item."""
        capabilities = {venue: capability_names(self.subject.at(venue)) for venue in self.playbill.venues}
        rank = {item.id: number for number, item in enumerate(self.checklist.items)}
        places = self.playbill.venues
        chosen = []
        for test in tests:
            item_id = _item_id(test, self.checklist)
            test.stash[CASE_STASH] = (item_id, _case_of(test))
            test.stash[LACKING] = self.checklist.by_id[item_id].lacks(capabilities[venue_of(test)])
            # A warning inside a stranger's library is not a verdict on it
            test.add_marker(pytest.mark.filterwarnings("default"))
            asked = self.playbill.asks(item_id, venue_of(test))
            if asked and (self.replay is None or self.token(test) == self.replay):
                chosen.append(test)
        if self.replay is not None and not chosen:
            cases = sorted(
                {t.stash[CASE_STASH][1] for t in tests if t.stash[CASE_STASH][0] == self.replay.item}
            )
            raise pytest.UsageError(
                f"{self.replay.item} has no case {self.replay.case!r}; it has {', '.join(cases) or 'no test'}"
            )
        chosen.sort(key=lambda test: (rank[test.stash[CASE_STASH][0]], places.index(venue_of(test))))
        return _first_cases(chosen, self.playbill)


def _first_cases(tests: Sequence[pytest.Item], playbill: Playbill) -> list[pytest.Item]:
    """Without what the playbill does not want: of some items' tests at a venue all but the first, with all
    its seeds."""
    first: dict[tuple[str, str], tuple[str, str]] = {}
    return [
        test
        for test in tests
        if not playbill.one_case(*(place := (test.stash[CASE_STASH][0], venue_of(test))))
        or first.setdefault(place, _proof(test)) == _proof(test)
    ]


def _proof(test: pytest.Item) -> tuple[str, str]:
    return test.location[2].split("[")[0], test.stash[CASE_STASH][1]


PLAY = pytest.StashKey[Play]()
CASE_STASH = pytest.StashKey[tuple[str, str]]()
"""A test's item and case."""
LACKING = pytest.StashKey[tuple[str, ...]]()
"""What the item needs and the subject does not offer."""


def is_ours(item: pytest.Item, folder: Path) -> bool:
    return item.path.is_relative_to(folder)


def _option(config: pytest.Config, name: str, default: Any) -> Any:
    # a bare `pytest` finds this conftest too late for its options
    return config.getoption(name, default)


def _replay(config: pytest.Config) -> Token | None:
    text = _option(config, "replay", None)
    try:
        return Token.parse(text) if text else None
    except BadToken as error:
        raise pytest.UsageError(str(error)) from error


def _seeds(config: pytest.Config, replay: Token | None) -> tuple[int, ...]:
    if replay is not None:
        return (replay.seed,)
    count = int(_option(config, "seeds", 1))
    if count < 1:
        raise pytest.UsageError("--seeds takes a number from 1")
    return tuple(range(1, count + 1))


def _item_id(test: pytest.Item, checklist: Checklist) -> str:
    marks = [mark.args for mark in test.iter_markers("item")]
    if len(marks) != 1 or len(marks[0]) != 1:
        raise pytest.UsageError(f"{test.nodeid}: a test here proves one item: @pytest.mark.item(ID)")
    item_id = str(marks[0][0])
    if item_id not in checklist.by_id:
        raise pytest.UsageError(f"{test.nodeid}: no item is called {item_id}; add it to checklist/items/")
    return item_id


def _case_of(test: pytest.Item) -> str:
    """The parameters of a test without seed and venue; "-" for a test that has none."""
    callspec = getattr(test, "callspec", None)
    name = _WHERE.sub("", callspec.id).strip("-") if callspec is not None else ""
    return name or "-"


def venue_of(test: pytest.Item) -> str:
    """Where it is played; a test that takes no stage is played at the first venue."""
    callspec = getattr(test, "callspec", None)
    found = callspec.params.get("venue") if callspec is not None else None
    return str(found or test.config.stash[PLAY].playbill.venues[0])


def _seed_of(test: pytest.Item) -> int:
    callspec = getattr(test, "callspec", None)
    return int(callspec.params.get("seed", 1)) if callspec is not None else 1

"""What a run of one test leaves, and the token that plays it again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from checklist.model import Outcome

STAGES = ("simulated", "loopback")
"""Virtual time, or real time over real sockets."""


class BadToken(ValueError):
    """One line that says what is wrong with a token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Names one play: `<subject>/<venue>/<item>/<case>/<seed>`, each part percent-encoded, and at the end
    `/loopback` if it was played there.

    A subject may be a path and a case may hold anything, so "/" inside a part is escaped.
    """

    subject: str
    venue: str
    item: str
    case: str
    seed: int
    stage: str = "simulated"

    def __str__(self) -> str:
        where = "" if self.stage == "simulated" else f"/{self.stage}"
        return f"{_encode(self.subject)}/{self.world}{where}"

    @property
    def world(self) -> str:
        """The token without the subject: what seeds the world, so that all subjects meet the same one,
        and the same one on every stage."""
        return "/".join([*map(_encode, (self.venue, self.item, self.case)), str(self.seed)])

    @classmethod
    def parse(cls, text: str) -> "Token":
        """Raises BadToken."""
        parts = [unquote(part) for part in text.strip().split("/")]
        stage = parts.pop() if len(parts) == 6 else "simulated"
        if len(parts) != 5 or not all(parts) or stage not in STAGES:
            raise BadToken(f"{text!r} is not a token: expected subject/venue/item/case/seed[/loopback]")
        subject, venue, item, case, seed = parts
        if not (seed.isascii() and seed.isdigit()):
            raise BadToken(f"{text!r} is not a token: the seed {seed!r} is not a number")
        return cls(subject=subject, venue=venue, item=item, case=case, seed=int(seed), stage=stage)


def _encode(part: str) -> str:
    return quote(part, safe="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How one test ended: one item, one case, one venue, one seed. `token` replays it."""

    item: str
    case: str
    venue: str
    outcome: Outcome
    reason: str
    token: str
    digest: str = ""
    """Of the runs, in order; equal for equal plays. Empty when nothing was played."""
    virtual_s: float = 0.0
    wall_s: float = 0.0
    measures: Mapping[str, float] = field(default_factory=dict)
    """How bad it was, by names that end in the unit; of several plays the worst. Those that apply."""

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "outcome": self.outcome.value}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Evidence":
        return cls(**{**data, "outcome": Outcome(data["outcome"])})

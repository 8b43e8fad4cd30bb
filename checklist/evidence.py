"""What a run of one test leaves, and the token that plays it again."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import quote, unquote

from checklist.model import Outcome


class BadToken(ValueError):
    """One line that says what is wrong with a token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """Names one play: `<subject>/<venue>/<item>/<case>/<seed>`, each part percent-encoded.

    A subject may be a path and a case may hold anything, so "/" inside a part is escaped.
    """

    subject: str
    venue: str
    item: str
    case: str
    seed: int

    def __str__(self) -> str:
        return f"{_encode(self.subject)}/{self.world}"

    @property
    def world(self) -> str:
        """The token without the subject: what seeds the world, so that all subjects meet the same one."""
        return "/".join([*map(_encode, (self.venue, self.item, self.case)), str(self.seed)])

    @classmethod
    def parse(cls, text: str) -> "Token":
        """Raises BadToken."""
        parts = [unquote(part) for part in text.strip().split("/")]
        if len(parts) != 5 or not all(parts):
            raise BadToken(f"{text!r} is not a token: expected subject/venue/item/case/seed")
        subject, venue, item, case, seed = parts
        if not (seed.isascii() and seed.isdigit()):
            raise BadToken(f"{text!r} is not a token: the seed {seed!r} is not a number")
        return cls(subject=subject, venue=venue, item=item, case=case, seed=int(seed))


def _encode(part: str) -> str:
    return quote(part, safe="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """How one test ended: one item, one case, one seed. `token` replays it."""

    item: str
    case: str
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

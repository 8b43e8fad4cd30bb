"""What the subject saw and claimed, in the order in which it said so. `at_s` is stage time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import msgspec

from subjects.base import Seen
from subjects.seen import BookSeen, Claim, HealthSeen


class Event(msgspec.Struct, frozen=True):
    """Base of everything that a history can hold."""


class Opened(Event, frozen=True, kw_only=True):
    """The subject finished opening and is ready for verbs."""


class Called(Event, frozen=True, kw_only=True):
    call: int
    verb: str
    arguments: tuple[Any, ...]


class Returned(Event, frozen=True, kw_only=True):
    call: int
    verb: str
    result: Any


class Raised(Event, frozen=True, kw_only=True):
    """The verb raised. `kind` is the connector's own name of the error, `error` its class, `text` its
    message; `typed` is False when the exception is not one the connector documents as its own."""

    call: int
    verb: str
    kind: str
    error: str
    claim: Claim
    typed: bool
    text: str


class NeverAnswered(Event, frozen=True, kw_only=True):
    """The verb was still waiting when the player's patience ended; it was cancelled."""

    call: int
    verb: str
    patience_s: float


class Told(Event, frozen=True, kw_only=True):
    """A stream verb told its user this."""

    stream: str
    seen: Seen


class Watched(Event, frozen=True, kw_only=True):
    """The user began to watch this stream: from now on it is to tell him what happens."""

    stream: str


class Unwatched(Event, frozen=True, kw_only=True):
    """The user stopped watching everything."""


class StreamEnded(Event, frozen=True, kw_only=True):
    """A watch verb ended by itself, though nobody cancelled it."""

    stream: str
    error: str


class BookSampled(Event, frozen=True, kw_only=True):
    """The book that a strategy would have read at this instant; None = the subject said it had none."""

    symbol: str
    book: BookSeen | None


class HealthSampled(Event, frozen=True, kw_only=True):
    health: HealthSeen


class Noted(Event, frozen=True, kw_only=True):
    """A measurement that a workload took, by name."""

    name: str
    value: Any


E = TypeVar("E", bound=Event)


class Entry(msgspec.Struct, Generic[E], frozen=True):
    at_s: float
    event: E


@dataclass(slots=True)
class History:
    now: Callable[[], float]
    entries: list[Entry[Event]] = field(default_factory=list)

    def record(self, event: Event) -> None:
        self.entries.append(Entry(self.now(), event))

    def of(self, kind: type[E]) -> Iterator[Entry[E]]:
        """All entries of this kind, oldest first."""
        for entry in self.entries:
            if isinstance(entry.event, kind):
                yield entry  # type: ignore[misc]  # narrowed by the line above

    def told(self, kind: type[Seen]) -> Iterator[tuple[float, Any]]:
        """(at_s, what was told) of one kind of news."""
        for entry in self.of(Told):
            if isinstance(entry.event.seen, kind):
                yield entry.at_s, entry.event.seen

"""What the subject saw and claimed, in the order in which it said so. `at_s` is stage time."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from subjects.base import Seen
from subjects.seen import BookSeen, Claim, HealthSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of everything that a history can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened(Event):
    """The subject finished opening and is ready for verbs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Called(Event):
    call: int
    verb: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned(Event):
    call: int
    verb: str
    result: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised(Event):
    """The verb raised. `kind` is the connector's own name of the error, `error` its class, `text` its
    message; `typed` is False when the exception is not one the connector documents as its own."""

    call: int
    verb: str
    kind: str
    error: str
    claim: Claim
    typed: bool
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NeverAnswered(Event):
    """The verb was still waiting when the player's patience ended; it was cancelled."""

    call: int
    verb: str
    patience_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Told(Event):
    """A stream verb told its user this."""

    stream: str
    seen: Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched(Event):
    """The user began to watch this stream: from now on it is to tell him what happens."""

    stream: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unwatched(Event):
    """The user stopped watching everything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamEnded(Event):
    """A watch verb ended by itself, though nobody cancelled it."""

    stream: str
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BookSampled(Event):
    """The book that a strategy would have read at this instant; None = the subject said it had none."""

    symbol: str
    book: BookSeen | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthSampled(Event):
    health: HealthSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(Event):
    """A measurement that a workload took, by name."""

    name: str
    value: Any


E = TypeVar("E", bound=Event)


@dataclass(frozen=True, slots=True)
class Entry(Generic[E]):
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

"""A run sorted by kind once, so that many measures do not each go through all of it."""

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import Any, TypeVar

from fakes.ledger import Entry as LedgerEntry
from fakes.ledger import Fact
from scenarios.history import BookSampled, Called, Event, Told, Unwatched, Watched
from scenarios.history import Entry as HistoryEntry
from scenarios.run import Run
from subjects.base import Seen

F = TypeVar("F", bound=Fact)
E = TypeVar("E", bound=Event)
T = TypeVar("T")


class Records:
    """The facts and events of a run by their exact kind, oldest first."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._facts: dict[type[Fact], list[LedgerEntry[Fact]]] = {}
        for fact in run.ledger.entries:
            self._facts.setdefault(type(fact.fact), []).append(fact)
        self._events: dict[type[Event], list[HistoryEntry[Event]]] = {}
        for event in run.history.entries:
            self._events.setdefault(type(event.event), []).append(event)
        self._kept: dict[str, Any] = {}

    def once(self, name: str, made: Callable[[], T]) -> T:
        """What several measures need, made for the first of them."""
        if name not in self._kept:
            self._kept[name] = made()
        found: T = self._kept[name]
        return found

    def facts(self, kind: type[F]) -> list[LedgerEntry[F]]:
        return self._facts.get(kind, [])  # type: ignore[return-value]  # sorted by that kind

    def events(self, kind: type[E]) -> list[HistoryEntry[E]]:
        return self._events.get(kind, [])  # type: ignore[return-value]  # sorted by that kind

    def told(self, kind: type[Seen]) -> Iterator[tuple[float, Seen]]:
        """(at_s, what was told) of one kind of news."""
        for entry in self.events(Told):
            if isinstance(entry.event.seen, kind):
                yield entry.at_s, entry.event.seen

    @cached_property
    def sampled_symbols(self) -> list[str]:
        """Books that a strategy read at a steady pace."""
        return list(dict.fromkeys(entry.event.symbol for entry in self.events(BookSampled)))

    @cached_property
    def end_s(self) -> float:
        """When the user stopped listening: what came later was for nobody."""
        ends = [entry.at_s for entry in self.events(Unwatched)]
        last = self.run.history.entries[-1].at_s if self.run.history.entries else 0.0
        return max(ends, default=last)

    def watched(self, stream: str) -> list[tuple[float, float]]:
        """From when to when the user watched that stream, at most until he told the connector to stop."""
        spans: list[tuple[float, float]] = []
        begun_s: float | None = None
        for entry in self.run.history.entries:
            event = entry.event
            if isinstance(event, Watched) and event.stream == stream and begun_s is None:
                begun_s = entry.at_s
            ends = isinstance(event, Unwatched) or (isinstance(event, Called) and event.verb == "stop")
            if ends and begun_s is not None:
                spans.append((begun_s, entry.at_s))
                begun_s = None
        if begun_s is not None:
            spans.append((begun_s, self.end_s))
        return spans

"""Subscribing on one connection, public or private: all topics of a request are taken, or none (BYB-67)."""

from collections.abc import Sequence
from typing import Protocol

from fakes.ledger import Ledger, Subscribed, Unsubscribed
from fakes.serving.session import Desk
from fakes.venues.bybit import frames
from fakes.venues.bybit.line import Line


class RefusedTopics(Exception):
    """Carries the text of the refusal."""


class Offers(Protocol):
    """The topics of one kind of connection."""

    def check(self, topics: Sequence[str]) -> None:
        """Raises RefusedTopics."""

    def join(self, line: Line, topic: str) -> None:
        """From now on, all that happens."""

    def begin(self, line: Line, topic: str) -> None:
        """What it starts with."""

    def leave(self, line: Line, topic: str) -> None: ...


class Subscribing:
    def __init__(
        self, line: Line, offers: Offers, *, ledger: Ledger, desk: Desk, again: bool = False
    ) -> None:
        """`again`: a topic may be asked for a second time, which changes nothing; else that is refused."""
        self._again = again
        self._line = line
        self._offers = offers
        self._ledger = ledger
        self._desk = desk
        self._made: dict[str, None] = {}

    @property
    def topics(self) -> Sequence[str]:
        return tuple(self._made)

    def subscribe(self, topics: Sequence[str]) -> tuple[bool, list[str]]:
        """(whether it is acknowledged, the topics that begin after that). Raises RefusedTopics."""
        self._offers.check(topics)
        known = [topic for topic in topics if topic in self._made]
        if known and not self._again:
            raise RefusedTopics(frames.ALREADY.format(known[0]))
        session = self._line.session.number
        new = [topic for topic in dict.fromkeys(topics) if topic not in known]
        opinions = {topic: self._desk.subscribe(session, topic) for topic in new}
        refused = next((topic for topic, opinion in opinions.items() if opinion == "refuse"), None)
        if refused is not None:
            raise RefusedTopics(frames.NO_TOPIC.format(refused))
        begun = []
        for topic, opinion in opinions.items():
            self._made[topic] = None
            self._ledger.record(Subscribed(session=session, stream=topic))
            if opinion != "mute":
                self._offers.join(self._line, topic)
                begun.append(topic)
        return "drop_ack" not in opinions.values(), begun

    def begin(self, topics: Sequence[str]) -> None:
        for topic in topics:
            self._offers.begin(self._line, topic)

    def unsubscribe(self, topics: Sequence[str]) -> None:
        """What was not subscribed to is passed over."""
        for topic in topics:
            if self._made.pop(topic, self) is None:
                self._offers.leave(self._line, topic)
                self._ledger.record(Unsubscribed(session=self._line.session.number, stream=topic))

    def depart(self) -> None:
        """The connection is gone."""
        for topic in self._made:
            self._offers.leave(self._line, topic)
        self._made.clear()

"""A connection to public topics (BYB-63 to BYB-67)."""

from collections.abc import Sequence
from typing import Final

from fakes.exchange import Exchange
from fakes.ledger import Ledger
from fakes.serving.session import Desk
from fakes.venues.bybit import frames
from fakes.venues.bybit.frames import Frame
from fakes.venues.bybit.line import Line
from fakes.venues.bybit.market_streams import MarketStreams
from fakes.venues.bybit.product import Product
from fakes.venues.bybit.subscribing import RefusedTopics, Subscribing
from fakes.venues.bybit.topics import FULL, Topic, parse

MOST_CHARACTERS: Final = 21_000
"""Of all topics of a connection (BYB-32)."""


class PublicOffers:
    def __init__(self, exchange: Exchange, product: Product, streams: MarketStreams) -> None:
        self._exchange = exchange
        self._product = product
        self._streams = streams

    def check(self, topics: Sequence[str]) -> None:
        for name in topics:
            topic = parse(name)
            if topic is None or (topic.depth == FULL and self._product.ticker_deltas):  # BYB-96: spot only
                raise RefusedTopics(frames.NO_TOPIC.format(name))
            if not self._exchange.lists(topic.symbol):
                raise RefusedTopics(self._product.unknown_topic.format(name))

    def join(self, line: Line, topic: str) -> None:
        self._streams.join(line, _known(topic))

    def begin(self, line: Line, topic: str) -> None:
        self._streams.begin(line, _known(topic))

    def leave(self, line: Line, topic: str) -> None:
        self._streams.leave(line, _known(topic))


class PublicAttendant:
    """Serves one connection."""

    def __init__(
        self, line: Line, offers: PublicOffers, product: Product, *, ledger: Ledger, desk: Desk
    ) -> None:
        self._line = line
        self._product = product
        self._desk = desk
        self._subscribing = Subscribing(line, offers, ledger=ledger, desk=desk)

    def opened(self) -> None:
        """The venue waits for the client to speak."""

    def closed(self) -> None:
        self._subscribing.depart()

    def farewell(self) -> None:
        """This venue announces nothing."""
        return None

    def text(self, text: str) -> None:
        frame = frames.read(text)
        if frame is None:
            self._reply(Frame("", []), frames.NOT_READ, success=False)
            return
        match frame.op:
            case "ping":
                self._ping(frame)
            case "subscribe":
                self._subscribe(frame)
            case "unsubscribe":
                self._subscribing.unsubscribe(frame.topics() or ())
                self._reply(frame, self._product.subscribed, success=True)
            case _:
                self._reply(frame, frames.NO_OP, success=False)

    def _ping(self, frame: Frame) -> None:
        self._line.alive()
        session = self._line.session
        if not any(self._desk.ignores_ping(session.number, role) for role in session.roles):
            self._line.write(
                frames.public_pong(frame, self._line.conn_id, padded=not self._product.numbered_ids)
            )

    def _subscribe(self, frame: Frame) -> None:
        try:
            topics = self._asked(frame)
            acknowledged, begun = self._subscribing.subscribe(topics)
        except RefusedTopics as refused:
            self._reply(frame, str(refused), success=False)
            return
        if acknowledged:
            self._reply(frame, self._product.subscribed, success=True)
        self._subscribing.begin(begun)

    def _asked(self, frame: Frame) -> Sequence[str]:
        """BYB-32. Raises RefusedTopics."""
        topics, most = frame.topics(), self._product.args_at_once
        if not topics:
            raise RefusedTopics(frames.BAD_TOPICS)
        if most is not None and len(topics) > most:
            raise RefusedTopics(frames.TOO_MANY)
        if sum(map(len, (*self._subscribing.topics, *topics))) > MOST_CHARACTERS:
            raise RefusedTopics(frames.TOO_LONG)
        return topics

    def _reply(self, frame: Frame, text: str, *, success: bool) -> None:
        self._line.write(frames.public_reply(frame, self._line.conn_id, text, success=success))


def _known(name: str) -> Topic:
    topic = parse(name)
    assert topic is not None  # it was checked when it was subscribed to
    return topic

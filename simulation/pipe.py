"""One direction of one TCP connection: what was written and has not arrived yet."""

from __future__ import annotations

import asyncio
import collections
import contextvars
import enum
import zlib
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from simulation.link import Link
    from simulation.network import Network
    from simulation.sockets import SimulatedSocket

How = Literal["rst", "fin", "half_open"]

# Linux gives up on unacknowledged data after net.ipv4.tcp_retries2 = 15 doublings:
# https://docs.kernel.org/networking/ip-sysctl.html ("hypothetical timeout of 924.6 seconds").
USER_TIMEOUT_S = 924.6


class Control(enum.Enum):
    """The two ends a TCP stream can have."""

    FIN = "fin"
    RST = "rst"


class Pipe:
    """Carries segments from one socket to another, in order, as its link allows.

    Not modelled: congestion control, and the wait for the next retransmission after a partition
    heals (the backlog arrives one latency later, where TCP may take as long again as it was cut).
    """

    __slots__ = (
        "_cut_at",
        "_cut_how",
        "_last_arrival_s",
        "_last_turn",
        "_loop",
        "_network",
        "_queue",
        "_trace",
        "_traced_crc",
        "_unanswered",
        "armed",
        "connection",
        "context",
        "dead",
        "direction",
        "hole",
        "in_flight",
        "link",
        "receiver",
        "sender",
        "sent",
    )

    def __init__(
        self,
        network: Network,
        sender: SimulatedSocket,
        receiver: SimulatedSocket,
        link: Link,
        connection: int,
        direction: Literal[">", "<"],
    ) -> None:
        self.sender, self.receiver, self.link = sender, receiver, link
        self.connection, self.direction = connection, direction
        self.context: contextvars.Context | None = None  # the receiver's, once it has a transport
        self.dead = False  # the sender has sent or got an RST: nothing more goes in
        self.hole = False  # everything vanishes and nobody is told
        self.in_flight = 0  # bytes written and not yet read by the receiver
        self.sent = 0
        self.armed = False
        self._network, self._loop, self._trace = network, network.loop, network.trace
        self._traced_crc = network.tls == "strip"  # OpenSSL's bytes cannot be seeded
        self._queue: collections.deque[tuple[bytearray | Control, float]] = collections.deque()
        self._last_arrival_s = 0.0
        self._last_turn = -1
        self._cut_at: int | None = None
        self._cut_how: How = "rst"
        self._unanswered: asyncio.TimerHandle | None = None

    # -- what the sender does ------------------------------------------------------------------
    def send(self, data: bytes) -> None:
        """Take bytes from the sender's transport."""
        if self.dead:
            return
        length = len(data)
        if self._cut_at is not None and self.sent + length >= self._cut_at:
            self._send_until_cut(data, self._cut_at)
            return
        self.sent += length
        self.in_flight += length
        crc = zlib.crc32(data) if self._traced_crc else 0
        self._trace.sent(self.connection, self.direction, length, crc)
        if self.hole:
            self._expect_answer()
            return
        queue, turn = self._queue, self._loop.turn
        if queue and self._last_turn == turn and not self.link.bandwidth_bytes_per_s:
            # What a program writes in one turn of its loop leaves as one segment (Nagle, GSO).
            last = queue[-1][0]
            if isinstance(last, bytearray):
                last += data
                return
        self._last_turn = turn
        self._enqueue(bytearray(data), self._arrival_s(length))

    def _send_until_cut(self, data: bytes, cut_at: int) -> None:
        kept = cut_at - self.sent
        self._cut_at = None
        if kept:
            self.send(data[:kept])
        self._network.cut(self, self._cut_how)
        if self.hole and kept < len(data):
            self.send(data[kept:])

    def send_control(self, control: Control) -> None:
        """End the stream behind everything written so far."""
        if self.dead:
            return
        self._trace.record(control.value, self.connection, self.direction)
        if control is Control.RST:
            self.dead = True
        if not self.hole:
            self._enqueue(control, self._arrival_s(0))

    def cut_after(self, length: int, how: How) -> None:
        """Arrange the end of the connection when ``length`` more bytes have been sent."""
        self._cut_at, self._cut_how = self.sent + length, how

    # -- what the network does -----------------------------------------------------------------
    def vanish(self) -> None:
        """Lose all that follows."""
        self.hole = True
        if self.in_flight:
            self._expect_answer()

    def drop_backlog(self) -> None:
        """Lose what is under way."""
        self._queue.clear()

    def drop_unsent(self, length: int) -> None:
        """The sender gives up the last ``length`` bytes, those that are still in the queue."""
        while length > 0 and self._queue and isinstance(self._queue[-1][0], bytearray):
            last = self._queue[-1][0]
            dropped = min(length, len(last))
            del last[-dropped:]
            length -= dropped
            self.in_flight -= dropped
            if not last:
                self._queue.pop()

    def resume(self) -> None:
        """The link lets through again."""
        if self._unanswered is not None:
            self._unanswered.cancel()
            self._unanswered = None
        if self._queue and not self.armed:
            self._arm(self._loop.now_s + self.link.latency_s)

    def consumed(self, length: int) -> None:
        """The receiving program has read ``length`` bytes, so the window opens."""
        self.in_flight -= length
        transport = self.sender.transport
        if transport is not None and transport.waiting_for_room:
            transport.room_made()

    # -- inside --------------------------------------------------------------------------------
    def _arrival_s(self, length: int) -> float:
        link = self.link
        sent_s = self._loop.now_s
        if link.bandwidth_bytes_per_s is not None:
            sent_s = link.transmitted_at_s(length, sent_s)
        arrival_s = sent_s + link.latency_s
        if link.jitter_s:
            arrival_s += self._network.chance.random() * link.jitter_s
        if arrival_s < self._last_arrival_s:
            arrival_s = self._last_arrival_s
        self._last_arrival_s = arrival_s
        return arrival_s

    def _enqueue(self, item: bytearray | Control, arrival_s: float) -> None:
        self._queue.append((item, arrival_s))
        if not self.armed:
            self.armed = True
            self._loop.call_at(arrival_s, self._deliver, context=self.context)

    def _arm(self, when_s: float) -> None:
        self.armed = True
        self._loop.call_at(when_s, self._deliver, context=self.context)

    def _deliver(self) -> None:
        self.armed = False
        queue = self._queue
        if not queue:
            return
        if self.link.blocked:
            self.link.stalled[self] = None
            self._expect_answer()
            return
        item, arrival_s = queue.popleft()
        if isinstance(item, Control):
            self._trace.record("got-" + item.value, self.connection, self.direction)
            self.receiver.arrive(item)
        else:
            probability = self.link.fragment_probability
            chance = self._network.chance
            if probability and len(item) > 1 and chance.random() < probability:
                at = chance.randrange(1, len(item))
                queue.appendleft((item[at:], arrival_s))
                item = item[:at]
            self.receiver.arrive(bytes(item))
        if queue and not self.armed:
            self._arm(queue[0][1])

    def _expect_answer(self) -> None:
        if self._unanswered is None:
            self._unanswered = self._loop.call_later(USER_TIMEOUT_S, self._give_up)

    def _give_up(self) -> None:
        self._unanswered = None
        if self.sender.closed or not (self.hole or self.link.blocked):
            return
        self._trace.record("timed-out", self.connection, self.direction)
        self.dead = True
        if self.sender.transport is not None:
            self.sender.transport.timed_out()

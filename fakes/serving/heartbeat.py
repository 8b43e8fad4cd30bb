"""Is the client still there? The venue's half of the heartbeat, without I/O."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Heartbeat:
    """A PONG must carry the payload of a PING and come within `pong_within_s` of it. One that answers no
    PING is allowed and prolongs nothing. Times are in seconds of the loop's clock."""

    pong_within_s: float
    _awaited: dict[bytes, float] = field(default_factory=dict)
    """Payload of each unanswered PING and when it left, oldest first."""

    def pinged(self, payload: bytes, now_s: float) -> None:
        # A payload that is still awaited keeps its first time: the client has owed it since then.
        self._awaited.setdefault(payload, now_s)

    def ponged(self, payload: bytes) -> bool:
        """True if it answers a PING. It then settles that one and all before it (RFC 6455, 5.5.3)."""
        if payload not in self._awaited:
            return False
        for earlier in list(self._awaited):
            del self._awaited[earlier]
            if earlier == payload:
                break
        return True

    @property
    def deadline_s(self) -> float | None:
        """When the oldest unanswered PING will have waited too long; None if all are answered."""
        for pinged_at_s in self._awaited.values():
            return pinged_at_s + self.pong_within_s
        return None

    def overdue(self, now_s: float) -> bool:
        deadline_s = self.deadline_s
        return deadline_s is not None and now_s >= deadline_s

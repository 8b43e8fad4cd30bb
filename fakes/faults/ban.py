from dataclasses import dataclass
from math import inf
from typing import ClassVar

from fakes.faults.fault import Answer, Armed, Fault, Lost, Reply, RequestSeen
from fakes.operations import Refusal, Role
from fakes.traits import Trait


@dataclass(frozen=True)
class Ban(Fault):
    """The address is banned until the window closes: every request and every new session is refused."""

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.BANS})

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return _banned(armed)

    def on_upgrade(self, role: Role, source: str, armed: Armed) -> Reply | Lost | None:
        return _banned(armed)


def _banned(armed: Armed) -> Reply:
    left_s = armed.closes_at_s - armed.now_s
    if left_s == inf:
        return armed.venue.refusal(Refusal.BANNED)
    return armed.venue.refusal(Refusal.BANNED, retry_after_s=left_s)

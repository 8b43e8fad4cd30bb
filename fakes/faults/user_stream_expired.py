from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault
from fakes.traits import Trait


@dataclass(frozen=True)
class UserStreamExpired(Fault):
    """The subscription to the account ends while the socket stays open; `announced` = the client is told."""

    sessions_only: ClassVar[bool] = True
    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.ENDED_SUBSCRIPTIONS})
    announced: bool = True

    async def on_open(self, armed: Armed) -> int:
        return await armed.venue.end_user_streams(announce=self.announced)

from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault


@dataclass(frozen=True)
class UserStreamExpired(Fault):
    """The subscription to the account ends while the socket stays open; `announced` = the client is told."""

    sessions_only: ClassVar[bool] = True
    announced: bool = True

    async def on_open(self, armed: Armed) -> int:
        return await armed.venue.end_user_streams(announce=self.announced)

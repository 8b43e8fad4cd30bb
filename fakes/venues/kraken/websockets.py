"""The venue's WebSocket side as one piece: so far it has no doors."""

from collections.abc import Sequence

from fakes.faults.fault import Frame
from fakes.operations import Role
from fakes.serving.venue import Door
from fakes.venues.kraken.kit import Kit


class WebSockets:
    def __init__(self, kit: Kit) -> None:
        self._kit = kit

    def door(self, path: str, roles: Sequence[Role]) -> Door | None:
        return None

    def pair_changed(self, symbol: str) -> None:
        """Nobody listens."""

    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        return 0

    async def broadcast(self, role: Role | None, frame: Frame) -> int:
        return 0

    async def end_user_streams(self, *, announce: bool) -> int:
        return 0

    async def announce_shutdown(self, role: Role | None) -> int:
        return 0

    async def end_announced(self, role: Role | None, code: int) -> int:
        return 0

    async def close(self) -> None:
        """Nothing is open."""

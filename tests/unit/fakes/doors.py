"""A venue that is nothing but its clock, its exchange and its doors."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar, cast

from fakes.faults.fault import Frame, Reply, RequestSeen
from fakes.instruments import Instrument
from fakes.operations import Refusal, Role
from fakes.traits import Trait
from fakes.venue import FakeVenue
from fakes.wire import Wire

EPOCH_S = 1_767_614_400.0


class Doors(FakeVenue):
    """A venue without a dialect that notes when its doors open and close."""

    name = "doors"
    endpoints: ClassVar[Mapping[Role, tuple[str, int]]] = {Role.REST: ("api.example", 443)}
    listed: ClassVar[Mapping[str, Instrument]] = {
        "BTCUSDT": Instrument(symbol="BTCUSDT", base="BTC", quote="USDT"),
        "LTCBTC": Instrument(
            symbol="LTCBTC", base="LTC", quote="BTC", tick=Decimal("0.000001"), step=Decimal("0.01")
        ),
    }
    traits: ClassVar[frozenset[Trait]] = frozenset()

    def __init__(self, *, wall: bool = True, **more: Any) -> None:
        self.notes: list[str] = []
        if wall:
            more["wall"] = lambda: EPOCH_S
        super().__init__(seed=1, wire=cast(Wire, None), **more)

    async def _listen(self, bind: Mapping[Role, tuple[str, int]]) -> Mapping[Role, tuple[str, int]]:
        self.notes.append(f"open with {self.exchange.engine('BTCUSDT').sequence} changes")
        return bind

    async def _close(self) -> None:
        self.notes.append("closed")

    def refusal(self, refusal: Refusal, **details: Any) -> Reply:
        return Reply(status=400, body=b"")

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

    def worded(self, text: str) -> Reply:
        return Reply(status=400, body=text.encode())

    def depth_reply(self, request: RequestSeen, at_s: float) -> Reply | None:
        return None

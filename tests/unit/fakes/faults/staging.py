"""A fault armed at the real desk of a venue that only writes down what is asked of it."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from random import Random
from typing import Any, Literal

from fakes.faults import Fault, during
from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Answer, Frame, MessageSeen, Reply, RequestSeen
from fakes.ledger import FaultClosed, FaultFired, Ledger
from fakes.operations import Operation, Refusal, Role, StreamKind
from fakes.pages import page
from fakes.wire import Wire
from fakes.words import Word

Call = tuple[Any, ...]
NAMES: Mapping[str, str] = {
    Word.ORDER_NUMBER: "orderId",
    Word.ACCOUNT_STREAM: "userData",
    Word.BOOK_QUANTITY: "qty",
}
REPLY = Reply(status=200, body=b'{"symbol":"BTCUSDT","price":"1.50","orderId":7,"status":"NEW"}')


class RecordingWire:
    """As many connections as `open_connections` says; standing conditions always come about."""

    def __init__(self, calls: list[Call], open_connections: int) -> None:
        self.calls = calls
        self.open_connections = open_connections

    def reset(self, role: Role | None) -> int:
        self.calls.append(("reset", role))
        return self.open_connections

    def half_open(self, role: Role | None) -> int:
        self.calls.append(("half_open", role))
        return self.open_connections

    def cut_after(self, role: Role | None, n_bytes: int, how: Literal["rst", "fin", "half_open"]) -> int:
        self.calls.append(("cut_after", role, n_bytes, how))
        return self.open_connections

    def refuse(self, role: Role | None, on: bool) -> int:
        self.calls.append(("refuse", role, on))
        return 1

    def swallow_connects(self, role: Role | None, on: bool) -> int:
        self.calls.append(("swallow_connects", role, on))
        return 1

    def partition(self, role: Role | None, on: bool) -> int:
        self.calls.append(("partition", role, on))
        return 1

    def latency(self, role: Role | None, latency_s: float | None, jitter_s: float = 0.0) -> int:
        self.calls.append(("latency", role, latency_s, jitter_s))
        return 1

    def bandwidth(self, role: Role | None, bytes_per_s: float | None) -> int:
        self.calls.append(("bandwidth", role, bytes_per_s))
        return 1

    def fragment(self, role: Role | None, probability: float) -> int:
        self.calls.append(("fragment", role, probability))
        return 1

    def fail_names(self, role: Role | None, on: bool) -> int:
        self.calls.append(("fail_names", role, on))
        return 1


class RecordingVenue:
    """One session, one key, one symbol; `old_depth` is what its book looked like once."""

    def __init__(self, connections: int) -> None:
        self.calls: list[Call] = []
        self.wire: Wire = RecordingWire(self.calls, connections)
        self.at_s = 0.0
        self.ledger = Ledger(lambda: self.at_s)
        self.old_depth: Reply | None = None

    def refusal(self, refusal: Refusal, **details: Any) -> Reply:
        return Reply(status=400, body=json.dumps({"refusal": refusal, **details}).encode())

    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        self.calls.append(("close_sessions", role, code, reason, abruptly))
        return 1

    async def broadcast(self, role: Role | None, frame: Frame) -> int:
        self.calls.append(("broadcast", role, frame))
        return 1

    def set_symbol_status(self, symbol: str, status: str) -> None:
        self.calls.append(("set_symbol_status", symbol, status))

    def set_system_mode(self, mode: str) -> bool:
        self.calls.append(("set_system_mode", mode))
        return True

    def restart_books(self, symbol: str | None) -> int:
        self.calls.append(("restart_books", symbol))
        return 2

    def doom(self, request: RequestSeen) -> None:
        self.calls.append(("doom", request.request_id))

    def page(self, status: int) -> Reply:
        return page(status)

    def worded(self, text: str) -> Reply:
        return Reply(status=400, body=text.encode())

    def with_rows(self, reply: Reply, rows: int) -> Reply | None:
        told = json.loads(reply.body)
        return None if len(told) <= rows else replace(reply, body=json.dumps(told[:rows]).encode())

    def not_found(self, request: RequestSeen) -> Reply:
        return self.refusal(Refusal.UNKNOWN_ORDER)

    def change_filters(self, symbol: str, **changes: Any) -> None:
        self.calls.append(("change_filters", symbol, changes))

    def list_symbol(self, symbol: str) -> None:
        self.calls.append(("list_symbol", symbol))

    def delist_symbol(self, symbol: str) -> None:
        self.calls.append(("delist_symbol", symbol))

    def depth_reply(self, request: RequestSeen, at_s: float) -> Reply | None:
        self.calls.append(("depth_reply", at_s))
        return self.old_depth

    async def end_user_streams(self, *, announce: bool) -> int:
        self.calls.append(("end_user_streams", announce))
        return 1

    async def announce_shutdown(self, role: Role | None) -> int:
        self.calls.append(("announce_shutdown", role))
        return 1

    async def end_announced(self, role: Role | None, code: int) -> int:
        self.calls.append(("end_announced", role, code))
        return 1

    def set_key_enabled(self, api_key: str | None, enabled: bool) -> int:
        self.calls.append(("set_key_enabled", api_key, enabled))
        return 1

    def spend(self, source: str, weight: int) -> bool:
        self.calls.append(("spend", source, weight))
        return True

    def step_clock(self, seconds: float) -> None:
        self.calls.append(("step_clock", seconds))

    def advance_nonces(self, seconds: float) -> int:
        self.calls.append(("advance_nonces", seconds))
        return 1

    def called(self, word: str) -> str:
        return NAMES.get(word, word)

    def spellings(self, symbol: str) -> Sequence[str]:
        return (symbol, f"X{symbol}")

    def open_symbols(self) -> Sequence[str]:
        return ("BTCUSDT",)


class Staged:
    """The venue, its desk, and short ways to ask them."""

    def __init__(self, venue: RecordingVenue, desk: FaultDesk) -> None:
        self.venue = venue
        self.desk = desk

    def request(self, operation: Operation = Operation.PLACE, **parameters: str) -> Answer | None:
        return self.desk.request(seen(operation, parameters))

    def answer(
        self, operation: Operation = Operation.PLACE, reply: Reply = REPLY, **parameters: str
    ) -> Answer | None:
        return self.desk.answer(seen(operation, parameters), reply)

    def push(
        self,
        payload: dict[str, Any] | None = None,
        *,
        kind: StreamKind = StreamKind.DEPTH,
        stream: str = "btcusdt@depth",
        session: int = 1,
        reports_fill: bool = False,
        envelope: bool = False,
    ) -> Sequence[Frame] | None:
        event = {"e": "depthUpdate", "u": 1} if payload is None else payload
        frame = {"stream": stream, "data": event} if envelope else event
        return self.desk.message(
            MessageSeen(
                session=session,
                role=Role.MARKET,
                kind=kind,
                stream=stream,
                payload=event,
                text=json.dumps(frame),
                reports_fill=reports_fill,
            )
        )

    @property
    def firings(self) -> int:
        return len(list(self.venue.ledger.of(FaultFired)))

    @property
    def closed_after(self) -> list[int]:
        """How often each fault that has closed had fired."""
        return [entry.fact.fired for entry in self.venue.ledger.of(FaultClosed)]


def seen(
    operation: Operation, parameters: dict[str, str], transport: Literal["rest", "ws"] = "rest"
) -> RequestSeen:
    return RequestSeen(
        request_id=1, operation=operation, transport=transport, parameters=parameters, source="10.0.0.1"
    )


@asynccontextmanager
async def armed(fault: Fault, *, lasts_s: float = 60.0, connections: int = 1) -> AsyncIterator[Staged]:
    """The window is open inside the block and has been closed and undone after it."""
    venue = RecordingVenue(connections)
    desk = FaultDesk(venue, [during(0, lasts_s, fault)], Random(1), lambda: venue.at_s)
    desk.start()
    await asyncio.sleep(0)  # nothing in this venue waits: one turn of the loop runs on_open to its end
    yield Staged(venue, desk)
    await desk.stop()

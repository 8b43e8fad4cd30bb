"""Orders over a socket: each request goes through the same gateway as REST's (BYB-83, BYB-84).

A request has a task of its own, so that a slow one holds up nobody.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from fakes.faults.fault import Lost, Reply, Truncated
from fakes.serving.handling import Settled
from fakes.serving.session import Desk
from fakes.serving.wire_json import encoded
from fakes.venue import Key
from fakes.venues.bybit import errors, frames
from fakes.venues.bybit.endpoints import Endpoint
from fakes.venues.bybit.errors import Error, Refuse
from fakes.venues.bybit.frames import Frame, Json
from fakes.venues.bybit.gateway import Gateway, Request
from fakes.venues.bybit.line import Line
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.private_attendant import logged_in

OPS: Final = {
    "order.create": "order/create",
    "order.amend": "order/amend",
    "order.cancel": "order/cancel",
    "order.create-batch": "order/create-batch",
    "order.amend-batch": "order/amend-batch",
    "order.cancel-batch": "order/cancel-batch",
}
LONGEST_ID: Final = 36


class TradeAttendant:
    """Serves one connection. `endpoints`: the methods of REST by name."""

    def __init__(
        self,
        line: Line,
        gateway: Gateway,
        endpoints: Mapping[str, Endpoint],
        *,
        desk: Desk,
        clock_ms: Callable[[], int],
    ) -> None:
        self._line = line
        self._gateway = gateway
        self._endpoints = endpoints
        self._desk = desk
        self._clock_ms = clock_ms
        self._key: Key | None = None
        self._ids: dict[str, None] = {}
        self._tasks: dict[asyncio.Task[None], None] = {}

    def opened(self) -> None:
        """The venue waits for the client to speak."""

    def closed(self) -> None:
        """What is on its way to the engine arrives all the same; there is nobody to tell."""

    def farewell(self) -> None:
        """This venue announces nothing."""
        return None

    def text(self, text: str) -> None:
        frame = frames.read(text)
        if frame is None:
            self._refuse(Frame("", []), errors.params("the frame is no request"))
            return
        self._line.alive()
        match frame.op:
            case "ping":
                self._ping()
            case "auth":
                self._login(frame)
            case _ if frame.op in OPS:
                self._order(frame)
            case _:
                self._refuse(frame, errors.UNKNOWN_OP)

    def _ping(self) -> None:
        session = self._line.session
        if not any(self._desk.ignores_ping(session.number, role) for role in session.roles):
            self._line.write(frames.trade_pong(self._line.conn_id, self._clock_ms()))

    def _login(self, frame: Frame) -> None:
        if self._key is not None:
            self._refuse(frame, errors.REPEATED_AUTH)
            return
        try:
            self._key = logged_in(self._gateway.guard, self._line, frame)
        except Refuse as refuse:
            self._refuse(frame, refuse.error)
            return
        self._line.write(
            _named(frame) | {"retCode": 0, "retMsg": "OK", "op": "auth", "connId": self._line.conn_id}
        )

    # --- orders -------------------------------------------------------------------------------------

    def _order(self, frame: Frame) -> None:
        if self._key is None:
            self._refuse(frame, Error(10004, "not logged in"))
            return
        error = self._not_new(frame)
        if error is None and (len(frame.args) != 1 or not isinstance(frame.args[0], dict)):
            error = errors.params("args takes exactly one element")
        if error is not None:
            self._refuse(frame, error)
            return
        header = frame.told.get("header")
        header = header if isinstance(header, dict) else {}
        request = Request(
            endpoint=self._endpoints[OPS[frame.op]],
            parameters=Parameters(frame.args[0]),
            source=self._line.session.source,
            transport="ws",
            api_key=self._key.api_key,
            timestamp=str(header.get("X-BAPI-TIMESTAMP", "")),
            window=str(header.get("X-BAPI-RECV-WINDOW", "")),
            key=self._key,
        )
        task = asyncio.get_running_loop().create_task(self._handle(frame, request))
        self._tasks[task] = None
        task.add_done_callback(lambda done: self._tasks.pop(done, None))

    def _not_new(self, frame: Frame) -> Error | None:
        """BYB-84."""
        if not frame.has_id:
            return None
        name = str(frame.req_id)
        if len(name) > LONGEST_ID:
            return errors.params("reqId is longer than 36 characters")
        if name in self._ids:
            return errors.DUPLICATE_REQUEST
        self._ids[name] = None
        return None

    async def _handle(self, frame: Frame, request: Request) -> None:
        self._write(frame, await self._gateway.handle(request))

    def _write(self, frame: Frame, settled: Settled) -> None:
        socket = self._line.session.socket
        match settled:
            case Reply():
                socket.text(self._framed(frame, settled))
            case Truncated(reply=Reply() as whole, n_bytes=n_bytes):
                socket.cut_text(self._framed(frame, whole), n_bytes)
            case Lost(how="reset"):
                socket.reset()
            case Lost(how="close"):
                socket.hang_up()

    def _framed(self, frame: Frame, reply: Reply) -> str:
        """An envelope of REST as this socket writes it; what is none goes out as it is."""
        try:
            told = json.loads(reply.body)
        except ValueError:
            return reply.body.decode("utf-8", "surrogateescape")
        if not isinstance(told, dict) or "retCode" not in told:
            return reply.body.decode("utf-8", "surrogateescape")
        header = dict(reply.headers) | {
            "Traceid": f"{self._line.session.number:016x}{len(self._ids):016x}",
            "Timenow": str(self._clock_ms()),
        }
        told_so = self._told(frame, Error(told["retCode"], told["retMsg"]), told.get("result", {}))
        told_so |= {"retExtInfo": told.get("retExtInfo", {}), "header": header}
        return encoded(told_so | {"connId": self._line.conn_id}).decode()

    def _refuse(self, frame: Frame, error: Error) -> None:
        self._line.write(self._told(frame, error, {}) | {"connId": self._line.conn_id})

    def _told(self, frame: Frame, error: Error, data: Any) -> Json:
        return _named(frame) | {"retCode": error.code, "retMsg": error.text, "op": frame.op, "data": data}


def _named(frame: Frame) -> Json:
    return {"reqId": frame.req_id} if frame.has_id else {}

"""Trading on a WebSocket: each request goes through the same gateway as REST's and comes back in a frame.

A request has a task of its own, so that a slow one holds up nobody; requests sent back to back are
therefore not promised to be executed in order. OKX-74, OKX-75.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from typing import Any, Final

from fakes.faults.fault import Lost, Reply, Truncated
from fakes.operations import Operation
from fakes.serving.handling import Settled
from fakes.serving.wire_json import encoded
from fakes.venue import Key
from fakes.venues.okx import events
from fakes.venues.okx.endpoints import Act, Endpoint
from fakes.venues.okx.gateway import Gateway, Request
from fakes.venues.okx.line import Line
from fakes.venues.okx.names import Markets
from fakes.venues.okx.parameters import ROWS, Parameters, as_texts
from fakes.venues.okx.trading import Trading

REQUEST_ID: Final = re.compile(r"[A-Za-z0-9]{1,32}")
UNKNOWN: Final = "-"
"""Stands for an instrument that no code means."""
SINGLE: Final = ("order", "cancel-order", "amend-order")
OPS: Final = (*SINGLE, "batch-orders", "batch-cancel-orders", "batch-amend-orders", "mass-cancel")


class WsTrading:
    def __init__(self, *, gateway: Gateway, trading: Trading, markets: Markets) -> None:
        self._gateway = gateway
        self._markets = markets
        self._endpoints: Final[dict[str, Endpoint]] = {
            endpoint.name: endpoint
            for endpoint in (
                _endpoint("order", Operation.PLACE, trading.place),
                _endpoint("batch-orders", Operation.PLACE, trading.place_batch),
                _endpoint("cancel-order", Operation.CANCEL, trading.cancel),
                _endpoint("batch-cancel-orders", Operation.CANCEL, trading.cancel_batch),
                _endpoint("amend-order", Operation.AMEND, trading.amend),
                _endpoint("batch-amend-orders", Operation.AMEND, trading.amend_batch),
            )
        }
        self._tasks: dict[asyncio.Task[None], None] = {}

    def close(self) -> None:
        """Forget what is on its way to the engine."""
        for task in list(self._tasks):
            task.cancel()

    def serve(self, line: Line, key: Key, op: str, request: Mapping[str, Any]) -> None:
        """Answer when it is done; at once what is no request that could be done."""
        parameters = self._parameters(op, request)
        if parameters is None:
            line.write(self._refused(op, request))
            return
        understood = Request(
            endpoint=self._endpoints[op],
            parameters=parameters,
            source=line.session.source,
            transport="ws",
            path=op,
            key=key,
            exp_time=str(request.get("expTime", "") or ""),
        )
        task = asyncio.get_running_loop().create_task(self._handle(line, op, request, understood))
        self._tasks[task] = None
        task.add_done_callback(lambda done: self._tasks.pop(done, None))

    def _parameters(self, op: str, request: Mapping[str, Any]) -> Parameters | None:
        """With `instId` in the place of `instIdCode`; None for what cannot be read."""
        request_id, args = request.get("id"), request.get("args")
        if not isinstance(request_id, str) or not REQUEST_ID.fullmatch(request_id):
            return None
        if op not in self._endpoints or not isinstance(args, list) or not args:
            return None
        if not all(isinstance(arg, dict) for arg in args) or (op in SINGLE and len(args) != 1):
            return None
        rows = [self._row(as_texts(arg)) for arg in args]
        return Parameters(rows[0] if op in SINGLE else {ROWS: rows})

    def _row(self, sent: dict[str, Any]) -> dict[str, Any]:
        row = {name: value for name, value in sent.items() if name not in ("instId", "instIdCode")}
        code = sent.get("instIdCode")
        if code is None:
            return row
        market = self._markets.coded(str(code))
        return {**row, "instId": UNKNOWN if market is None else market.inst_id}

    def _refused(self, op: str, request: Mapping[str, Any]) -> dict[str, Any]:
        now_us = str(int(self._gateway.clock_s() * 1_000_000))
        return {
            "id": str(request.get("id", "")),
            "op": op,
            "data": [],
            "code": str(events.ARGUMENTS),
            "msg": events.TEXTS[events.ARGUMENTS],
            "inTime": now_us,
            "outTime": now_us,
        }

    async def _handle(self, line: Line, op: str, request: Mapping[str, Any], understood: Request) -> None:
        settled = await self._gateway.handle(understood)
        self._write(line, op, request, settled)

    def _write(self, line: Line, op: str, request: Mapping[str, Any], settled: Settled) -> None:
        socket = line.session.socket
        line.moved()
        match settled:
            case Reply():
                socket.text(framed(op, request, settled))
            case Truncated(reply=Reply() as whole, n_bytes=n_bytes):
                socket.cut_text(framed(op, request, whole), n_bytes)
            case Lost(how="reset"):
                socket.reset()
            case Lost(how="close"):
                socket.hang_up()


def framed(op: str, request: Mapping[str, Any], reply: Reply) -> str:
    """The gateway's envelope as a frame. A body that is none (a fault's doing) goes out as it is."""
    try:
        envelope = json.loads(reply.body)
        frame = {
            "id": request["id"],
            "op": op,
            "data": envelope.get("data", []),
            "code": envelope["code"],
            "msg": envelope["msg"],
        }
    except (ValueError, AttributeError, KeyError, TypeError):
        return reply.body.decode(errors="replace")
    times = {name: envelope[name] for name in ("inTime", "outTime") if name in envelope}
    return encoded({**frame, **times}).decode()


def _endpoint(name: str, operation: Operation, act: Act) -> Endpoint:
    return Endpoint(name=name, operation=operation, act=act, method="POST", private=True, trades=True)

"""Trading on a WebSocket: each request goes through the same gateway as REST's and comes back in a frame.

A request has a task of its own, so that a slow one holds up nobody; requests sent back to back are
therefore not promised to be executed in order (KRK-66). A cancel of several orders is one request for each.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any, Final

from fakes.faults.fault import Lost, Reply, Truncated
from fakes.operations import Operation
from fakes.serving.handling import Settled
from fakes.venue import Key
from fakes.venues.kraken import frames
from fakes.venues.kraken.endpoints import CLOSE, MODIFY, Act, Caller, Endpoint
from fakes.venues.kraken.errors import Refuse
from fakes.venues.kraken.frames import Request as WsRequest
from fakes.venues.kraken.gateway import Gateway, Request
from fakes.venues.kraken.line import Line
from fakes.venues.kraken.order_changes import OrderChanges
from fakes.venues.kraken.orders import Orders, Placed
from fakes.venues.kraken.parameters import Parameters, Sent
from fakes.venues.kraken.times import microseconds, seconds
from fakes.venues.kraken.ws_orders import OrderWords, named

Json = Any
Read = Callable[[WsRequest], "Sent | list[dict[str, str]]"]


class WsTrading:
    def __init__(
        self,
        *,
        gateway: Gateway,
        orders: Orders,
        changes: OrderChanges,
        clock_ms: Callable[[], int],
    ) -> None:
        self._gateway = gateway
        self._orders = orders
        self._changes = changes
        self._clock_ms = clock_ms
        words = OrderWords(orders.pairs)
        self._methods: Final[dict[str, tuple[Endpoint, Read]]] = {
            endpoint.name: (endpoint, read)
            for endpoint, read in (
                (_endpoint("add_order", Operation.PLACE, self._add), words.add),
                (_endpoint("batch_add", Operation.PLACE, self._add_batch), words.add_batch),
                (_endpoint("amend_order", Operation.AMEND, self._amend), words.amend),
                (_endpoint("edit_order", Operation.REPLACE, self._edit), words.edit),
                (_endpoint("cancel_order", Operation.CANCEL, self._cancel), words.cancel),
                (_endpoint("batch_cancel", Operation.CANCEL, self._cancel_batch), words.cancel_batch),
                (_endpoint("cancel_all", Operation.CANCEL_ALL, self._cancel_all), _nothing),
                (
                    _endpoint("cancel_all_orders_after", Operation.CANCEL_ALL, self._cancel_after),
                    words.cancel_after,
                ),
            )
        }
        self._tasks: dict[asyncio.Task[None], None] = {}

    def knows(self, method: str) -> bool:
        return method in self._methods

    def max_rate(self, key: Key) -> int:
        return self._orders.limits.most

    def close(self) -> None:
        for task in list(self._tasks):
            task.cancel()

    def serve(self, line: Line, request: WsRequest, key: Key, came_in: str) -> None:
        endpoint, read = self._methods[request.method]
        sent = read(request)
        for each in sent if isinstance(sent, list) else (sent,):
            understood = Request(
                endpoint=endpoint,
                parameters=Parameters(each),
                source=line.session.source,
                transport="ws",
                path=request.method,
                api_key=key.api_key,
                key=key,
            )
            task = asyncio.get_running_loop().create_task(self._handle(line, request, understood, came_in))
            self._tasks[task] = None
            task.add_done_callback(lambda done: self._tasks.pop(done, None))

    async def _handle(self, line: Line, request: WsRequest, understood: Request, came_in: str) -> None:
        settled = await self._gateway.handle(understood)
        self._write(line, request, settled, (came_in, microseconds(self._clock_ms())))

    def _write(self, line: Line, request: WsRequest, settled: Settled, times: tuple[str, str]) -> None:
        socket = line.session.socket
        match settled:
            case Reply():
                socket.text(framed(request, settled, times))
            case Truncated(reply=Reply() as whole, n_bytes=n_bytes):
                socket.cut_text(framed(request, whole, times), n_bytes)
            case Lost(how="reset"):
                socket.reset()
            case Lost(how="close"):
                socket.hang_up()

    # --- what the methods do --------------------------------------------------------------------------

    def _add(self, parameters: Parameters, caller: Caller) -> Json:
        return _placed(self._orders.add(parameters, caller))

    def _add_batch(self, parameters: Parameters, caller: Caller) -> Json:
        outcomes = self._orders.add_batch(parameters, caller)
        return [{"error": each} if isinstance(each, str) else _placed(each) for each in outcomes]

    def _amend(self, parameters: Parameters, caller: Caller) -> Json:
        _, amend_id = self._changes.amend(parameters, caller)
        said = {"order_id": parameters.text("txid"), "cl_ord_id": parameters.text("cl_ord_id")}
        return {"amend_id": amend_id} | {name: text for name, text in said.items() if text is not None}

    def _edit(self, parameters: Parameters, caller: Caller) -> Json:
        edited = self._changes.edit(parameters, caller)
        if edited.error is not None:
            raise Refuse(edited.error)
        original = {"original_order_id": self._orders.txids.order(edited.original)}
        return (
            original
            if edited.order is None
            else {"order_id": self._orders.txids.order(edited.order), **original}
        )

    def _cancel(self, parameters: Parameters, caller: Caller) -> Json:
        [first, *_] = self._orders.cancel(parameters, caller)
        cl_ord_id = parameters.text("cl_ord_id")
        return (
            {"order_id": self._orders.txids.order(first)} if cl_ord_id is None else {"cl_ord_id": cl_ord_id}
        )

    def _cancel_batch(self, parameters: Parameters, caller: Caller) -> Json:
        return {"count": len(self._orders.cancel_batch(parameters, caller))}

    def _cancel_all(self, parameters: Parameters, caller: Caller) -> Json:
        return {"count": len(self._orders.cancel_all(caller))}

    def _cancel_after(self, parameters: Parameters, caller: Caller) -> Json:
        now_s, strikes_s = self._orders.cancel_all_after(parameters, caller)
        strikes = "0" if strikes_s is None else seconds(int(strikes_s * 1000))
        return {"currentTime": seconds(int(now_s * 1000)), "triggerTime": strikes}


def framed(request: WsRequest, reply: Reply, times: tuple[str, str]) -> str:
    """The gateway's envelope as a frame. A body that is none (a fault's doing) goes out as it is."""
    try:
        envelope = json.loads(reply.body)
        errors = envelope.get("error")
    except (ValueError, AttributeError):
        return reply.body.decode(errors="replace")
    if errors:
        frame = frames.refused(errors[0], request.method, request.req_id, times)
    else:
        frame = frames.replied(request.method, envelope.get("result"), request.req_id, times)
    return json.dumps(frame, separators=(",", ":"))


def _endpoint(name: str, operation: Operation, act: Act) -> Endpoint:
    needs = (
        (MODIFY,) if operation in (Operation.PLACE, Operation.AMEND, Operation.REPLACE) else (MODIFY, CLOSE)
    )
    return Endpoint(name=name, operation=operation, act=act, cost=0, needs=needs, trades=True)


def _nothing(request: WsRequest) -> Sent:
    request.accept_only("token")
    return {}


def _placed(placed: Placed) -> Json:
    return {} if placed.order is None else named(placed.order)

"""The WebSocket API: requests in frames, sessions that log on, subscriptions to user data.

Source: web-socket-api.md. Requests go through the same gateway as REST's (BIN-05 is how their
signatures differ); what belongs to the connection itself is answered here.
"""

import asyncio
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fakes.faults.fault import Lost, Reply, Truncated
from fakes.serving.session import Desk, Session
from fakes.serving.sessions import POLICY_VIOLATION, Sessions
from fakes.serving.wire_json import encoded
from fakes.venue import Key
from fakes.venues.binance import api_frames, errors
from fakes.venues.binance.api_frames import ApiRequest, BadFrame
from fakes.venues.binance.api_session import ApiSession, Pending, SessionMethods
from fakes.venues.binance.endpoints import Endpoint, Request
from fakes.venues.binance.gateway import Gateway
from fakes.venues.binance.market_attendant import SHUTDOWN, shutdown_event
from fakes.venues.binance.signing import websocket_payload
from fakes.venues.binance.user_data import UserData

OF_THE_FRAME = ("apiKey", "signature", "returnRateLimits")
"""Parameters that are not the method's."""


class WebSocketApi:
    """What all connections of the API share."""

    def __init__(
        self,
        *,
        gateway: Gateway,
        endpoints: Iterable[Endpoint],
        keys: Mapping[str, Key],
        user_data: UserData,
        sessions: Sessions,
        desk: Desk,
        clock_ms: Callable[[], int],
    ) -> None:
        self.gateway = gateway
        self.sessions = sessions
        self.keys = keys
        self.clock_ms = clock_ms
        self.methods = {e.websocket: e for e in endpoints if e.websocket is not None}
        self.session_methods = SessionMethods(user_data=user_data, desk=desk, clock_ms=clock_ms, keys=keys)
        self.tasks: dict[asyncio.Task[None], None] = {}

    def attend(self, session: Session, *, return_rate_limits: bool, microseconds: bool) -> "ApiAttendant":
        return ApiAttendant(self, ApiSession(session, return_rate_limits, microseconds))

    def close(self) -> None:
        for task in list(self.tasks):
            task.cancel()


class ApiAttendant:
    """Serves one connection. Each request has a task of its own, so that a slow one holds up nobody."""

    def __init__(self, api: WebSocketApi, state: ApiSession) -> None:
        self._api = api
        self._state = state

    def opened(self) -> None:
        """Nothing is pushed before the client asks."""

    def text(self, text: str) -> None:
        try:
            request = api_frames.read(text)
        except BadFrame as bad:
            self._write(api_frames.answer(bad.id, bad.refused.reply(), None))
            return
        task = asyncio.get_running_loop().create_task(self._serve(request))
        self._api.tasks[task] = None
        task.add_done_callback(lambda done: self._api.tasks.pop(done, None))

    def closed(self) -> None:
        """What is on its way to the engine goes on; nobody will hear the answer."""
        self._api.session_methods.depart(self._state)

    def farewell(self) -> tuple[str, bytes]:
        event = shutdown_event(self._api.clock_ms(), microseconds=self._state.microseconds)
        return SHUTDOWN, encoded({"event": event})

    async def _serve(self, request: ApiRequest) -> None:
        pending = Pending(self._state, request.params.get("apiKey"))
        endpoint = self._api.methods.get(request.method) or self._api.session_methods.endpoint(
            request.method, pending
        )
        if endpoint is None:
            self._write(api_frames.answer(request.id, api_frames.UNKNOWN_METHOD.reply(), None))
            return
        understood = self._understood(endpoint, request)
        settled = await self._api.gateway.handle(understood)
        if not pending.unacknowledged:
            self._settle(request, understood, settled)
        self._api.session_methods.finish(pending)

    def _understood(self, endpoint: Endpoint, request: ApiRequest) -> Request:
        session = self._state.session
        api_key = request.params.get("apiKey")
        return Request(
            endpoint=endpoint,
            parameters={name: value for name, value in request.params.items() if name not in OF_THE_FRAME},
            source=session.source,
            transport="ws",
            api_key=api_key,
            signature=request.params.get("signature"),
            payload=websocket_payload(request.params),
            logged_on=self._state.api_key,
            microseconds=self._state.microseconds,
        )

    # --- answers ----------------------------------------------------------------------------------

    def _settle(self, request: ApiRequest, understood: Request, settled: Reply | Lost | Truncated) -> None:
        socket = self._state.session.socket
        match settled:
            case Reply():
                self._answer(request, understood, settled)
            case Truncated(reply=Reply() as whole, n_bytes=n_bytes):
                socket.cut_text(self._framed(request, understood, whole), n_bytes)
            case Lost(how="reset"):
                socket.reset()
            case Lost(how="close"):
                socket.hang_up()

    def _answer(self, request: ApiRequest, understood: Request, reply: Reply) -> None:
        revoked = understood.api_key is None and self._state.api_key is not None and reply.status == 401
        if revoked:  # "Regarding API key revocation": the session forgets the key, the answer has no id
            self._state.forget()
            self._write(api_frames.answer("null", errors.REJECTED_KEY.reply(), None))
            return
        self._write(self._framed(request, understood, reply))
        if reply.status == 418:
            self._api.sessions.drop(self._state.session, "Banned", POLICY_VIOLATION)

    def _framed(self, request: ApiRequest, understood: Request, reply: Reply) -> str:
        """A body that is no JSON (a fault's doing) stands in its frame as it is."""
        try:
            json.loads(reply.body)
        except ValueError:
            return reply.body.decode(errors="replace")
        return api_frames.answer(request.id, reply, self._rate_limits(request, understood))

    def _rate_limits(self, request: ApiRequest, understood: Request) -> list[dict[str, Any]] | None:
        shown = request.return_rate_limits
        if not (self._state.return_rate_limits if shown is None else shown):
            return None
        key = self._api.keys.get(understood.api_key or understood.logged_on or "")
        account = key.account if key is not None and understood.endpoint.counts_orders else None
        return self._api.gateway.limits.report(understood.source, account)

    def _write(self, text: str) -> None:
        self._state.session.socket.text(text)

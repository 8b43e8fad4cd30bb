"""The one connection to the WebSocket API: requests, answers, user data (BIN-05, BIN-40).

Whatever is odd on it ends it; a new one is opened, subscribed, and then `caught_up` asks what was missed.
"""

import asyncio
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import aiohttp

from subjects.twin_parts.dialing import Backoff, Dialer
from subjects.twin_parts.errors import (
    ClockRefused,
    Doubt,
    KeyRefused,
    NotSent,
    Refused,
    TwinError,
    Unanswered,
    VenueClosed,
)
from subjects.twin_parts.errors import refusal as read_refusal
from subjects.twin_parts.keys import Keys, Params
from subjects.twin_parts.pace import Pace, VenueClock

ANSWER_WITHIN_S = 10.0
CLOCK_EVERY_S = 60.0
KEY_AGAIN_S = 60.0
_log = logging.getLogger("twin")


class Listener(Protocol):
    """Who follows the account."""

    def heard(self, event: Mapping[str, Any]) -> None: ...
    def lost(self, reason: str) -> None:
        """Events may be missing from now on."""

    async def caught_up(self) -> None:
        """Events come again; what happened in between has to be asked for."""


@dataclass(slots=True, repr=False)
class Line:
    url: str
    keys: Keys
    dialer: Dialer
    clock: VenueClock
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _socket: aiohttp.ClientWebSocketResponse | None = None
    _pending: dict[int, "asyncio.Future[dict[str, Any]]"] = field(default_factory=dict)
    _refused_with: int | None = None
    _last_id: int = 0
    _backoff: Backoff = field(default_factory=Backoff)

    @property
    def pace(self) -> Pace:
        return self.dialer.pace

    # --- requests ---------------------------------------------------------------------------------

    async def ask(
        self,
        method: str,
        params: Params | None = None,
        *,
        weight: int,
        signed: bool = True,
        order: bool = False,
        cancel: bool = False,
        within_s: float = 60.0,
    ) -> Any:
        """The result. Waits at most `within_s` for a connection, and as long for the end of a pause."""
        try:
            async with asyncio.timeout(within_s):
                await self.ready.wait()
        except TimeoutError:
            raise self._no_connection() from None
        for _ in range(2):
            await self.pace.turn(weight, order=order, cancel=cancel, within_s=within_s)
            try:
                return await self._exchange(method, params or {}, signed)
            except ClockRefused as error:
                refused = error
                await self._measure()
        raise refused

    async def _exchange(self, method: str, params: Params, signed: bool) -> Any:
        socket = self._socket
        if socket is None or socket.closed or self.dialer.stopped.is_set():
            raise self._no_connection()
        self._last_id += 1
        number = self._last_id
        answered = self._pending[number] = asyncio.get_running_loop().create_future()
        sent = dict(self.keys.sign(params, self.clock.ms()) if signed else params)
        _log.info("request %d: %s", number, method)
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                await socket.send_str(json.dumps({"id": number, "method": method, "params": sent}))
                answer = await answered
        except TimeoutError:
            answer = {"error": "no answer"}
        except (aiohttp.ClientError, OSError) as error:
            answer = {"error": type(error).__name__}
        finally:
            self._pending.pop(number, None)
        _log.info("request %d: %s answered %s", number, method, answer.get("status"))
        return self._result(method, answer)

    def _no_connection(self) -> NotSent:
        status = self._refused_with
        if status is None or self.dialer.stopped.is_set():
            return NotSent("there is no connection")
        return VenueClosed(f"the venue refuses connections with {status}")

    def _result(self, method: str, answer: Mapping[str, Any]) -> Any:
        status, error = answer.get("status"), answer.get("error")
        if isinstance(limits := answer.get("rateLimits"), list) and status == 200:
            self.pace.used(limits)
        if status == 200 and isinstance(answer.get("result"), dict | list):
            return answer["result"]
        if not isinstance(status, int) or not isinstance(error, dict):
            raise Unanswered(f"{method}: {error if isinstance(error, str) else 'unreadable answer'}")
        if status in (418, 429):
            until_ms = (error.get("data") or {}).get("retryAfter")
            self.pace.hold(None if until_ms is None else (until_ms - self.clock.ms()) / 1000)
        raise read_refusal(status, error.get("code", 0), str(error.get("msg")))

    async def under_way_over(self, within_s: float) -> None:
        """Wait for the answers to what was sent."""
        if self._pending:
            await asyncio.wait(list(self._pending.values()), timeout=within_s)

    async def _measure(self) -> None:
        await self.pace.turn(1, within_s=float("inf"))
        sent_s = self.clock.wall()
        answer = await self._exchange("time", {}, signed=False)
        self.clock.learn(sent_s, self.clock.wall(), int(answer["serverTime"]))

    # --- the connection ---------------------------------------------------------------------------

    async def run(self, listener: Listener) -> None:
        """Keep one connection until stopped."""
        while not self.dialer.stopped.is_set():
            wait_s = 0.0
            try:
                await self._serve(await self.dialer.open(self.url), listener)
            except Doubt as doubt:
                wait_s, self._refused_with = doubt.wait_s, doubt.status
                _log.warning("line lost: %s", doubt)
            await self.dialer.pause(max(wait_s, self._backoff.next_s()))

    async def _serve(self, socket: aiohttp.ClientWebSocketResponse, listener: Listener) -> None:
        self._socket = socket
        preparing = asyncio.create_task(self._prepare(socket, listener), name="twin prepares")
        try:
            async for message in socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._read(message.data, listener)
            raise Doubt(f"closed with {socket.close_code}")
        finally:
            self.ready.clear()
            self._socket = None
            for future in self._pending.values():
                if not future.done():
                    future.set_result({"error": "the connection was lost"})
            preparing.cancel()
            await asyncio.gather(preparing, return_exceptions=True)
            listener.lost("connection lost")
            await socket.close()

    def _read(self, text: str, listener: Listener) -> None:
        try:
            message = json.loads(text)
            if "event" in message:
                _hear(message["event"], listener)
            elif (waiting := self._pending.get(message.get("id"))) is not None and not waiting.done():
                waiting.set_result(message)
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError) as error:
            raise Doubt(f"unreadable message: {type(error).__name__}") from None

    async def _prepare(self, socket: aiohttp.ClientWebSocketResponse, listener: Listener) -> None:
        """Make a new connection useful, then look at the clock now and then."""
        try:
            await self._measure()
            await self._learn_limits()
            self.ready.set()
            await self._subscribe()
            self._backoff.worked()
            await listener.caught_up()
            while True:
                await asyncio.sleep(CLOCK_EVERY_S)
                await self._measure()
        except (TwinError, LookupError, TypeError, ValueError) as error:
            _log.warning("line given up: %s", error)
            await socket.close()

    async def _learn_limits(self) -> None:
        await self.pace.turn(20, within_s=float("inf"))
        info = await self._exchange("exchangeInfo", {}, signed=False)
        self.pace.limits(info["rateLimits"])

    async def _subscribe(self) -> None:
        while True:
            await self.pace.turn(2, within_s=float("inf"))
            try:
                await self._exchange("userDataStream.subscribe.signature", {}, signed=True)
                return
            except KeyRefused as error:
                # Only a person can mend a key; it is enough to look once a minute.
                _log.error("user data refused: %s", error)
                await asyncio.sleep(KEY_AGAIN_S)
            except Refused as error:
                _log.warning("user data refused: %s", error)
                raise


def _hear(event: Mapping[str, Any], listener: Listener) -> None:
    if event.get("e") == "eventStreamTerminated":  # BIN-41
        raise Doubt("the subscription was ended")
    listener.heard(event)

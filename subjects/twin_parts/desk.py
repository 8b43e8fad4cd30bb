"""Requests over HTTP, asked for by the names that the WebSocket API has for them (BIN-01 to BIN-07)."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import msgspec

from subjects.twin_parts.dialing import Backoff, Dialer
from subjects.twin_parts.errors import Barred, ClockRefused, NotSent, Refused, TwinError, Unanswered
from subjects.twin_parts.errors import refusal as read_refusal
from subjects.twin_parts.keys import Keys, Params
from subjects.twin_parts.pace import Pace, VenueClock
from subjects.twin_parts.reading import reading

ANSWER_WITHIN_S = 11.0
"""BIN-11: the venue itself gives up after ten seconds, and says so."""
CLOCK_EVERY_S = 90.0
_log = logging.getLogger("twin")

_ROUTES = {
    "time": ("GET", "time"),
    "exchangeInfo": ("GET", "exchangeInfo"),
    "depth": ("GET", "depth"),
    "trades.historical": ("GET", "historicalTrades"),
    "account.status": ("GET", "account"),
    "allOrders": ("GET", "allOrders"),
    "myTrades": ("GET", "myTrades"),
    "openOrders.status": ("GET", "openOrders"),
    "openOrders.cancelAll": ("DELETE", "openOrders"),
    "order.place": ("POST", "order"),
    "order.status": ("GET", "order"),
    "order.cancel": ("DELETE", "order"),
    "order.cancelReplace": ("POST", "order/cancelReplace"),
}


@dataclass(slots=True, repr=False)
class Desk:
    url: str
    keys: Keys
    dialer: Dialer
    clock: VenueClock
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _under_way: dict[int, "asyncio.Future[None]"] = field(default_factory=dict)
    _last_id: int = 0

    @property
    def pace(self) -> Pace:
        return self.dialer.pace

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
        """The answer. Waits at most `within_s` for the end of a pause."""
        for _ in range(2):
            await self.pace.turn(weight, order=order, cancel=cancel, within_s=within_s)
            try:
                return await self._exchange(method, params or {}, signed)
            except ClockRefused as error:
                refused = error
                await self._measure()
        raise refused

    async def _exchange(self, method: str, params: Params, signed: bool) -> Any:
        if self.dialer.stopped.is_set():
            raise NotSent("stopped")
        verb, name = _ROUTES[method]
        self._last_id += 1
        number = self._last_id
        over = self._under_way[number] = asyncio.get_running_loop().create_future()
        query = self.keys.query(params, self.clock.ms() if signed else None)
        _log.info("request %d: /api/v3/%s %s", number, name, verb)
        status: object = "nothing"
        try:
            async with asyncio.timeout(ANSWER_WITHIN_S):
                # Not `params`: what is sent has to be what was signed, byte for byte.
                async with self.dialer.http.request(
                    verb,
                    f"{self.url}/api/v3/{name}{'?' * bool(query)}{query}",
                    headers={"X-MBX-APIKEY": self.keys.api_key},
                    allow_redirects=False,
                ) as answer:
                    status = answer.status
                    return self._result(answer.status, answer.headers, await answer.read())
        except aiohttp.ClientConnectorError as error:
            raise NotSent(f"no connection: {type(error).__name__}") from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Unanswered(f"{method}: {type(error).__name__}") from None
        finally:
            _log.info("request %d: /api/v3/%s answered %s", number, name, status)
            del self._under_way[number]
            over.set_result(None)

    def _result(self, status: int, headers: Mapping[str, str], body: bytes) -> Any:
        if status in (418, 429):
            after = headers.get("Retry-After", "")
            self.pace.hold(float(after) if after.isdecimal() else None)
        elif (used := headers.get("X-MBX-USED-WEIGHT-1M", "")).isdecimal():
            self.pace.used_weight(int(used))
        try:
            answer = msgspec.json.decode(body)
        except ValueError:
            answer = None
        if status == 200 and isinstance(answer, dict | list):
            return answer
        if status in (403, 451) and not isinstance(answer, dict):
            raise Barred(status, "not served here")
        if status < 400 or (status < 500 and not isinstance(answer, dict)):
            raise Unanswered(f"unreadable answer with status {status}")  # BIN-12
        error = answer if isinstance(answer, dict) else {}
        raise read_refusal(status, error.get("code", 0), str(error.get("msg")))

    async def under_way_over(self, within_s: float) -> None:
        """Wait for the answers to what was sent."""
        if self._under_way:
            await asyncio.wait(list(self._under_way.values()), timeout=within_s)

    async def _measure(self) -> None:
        await self.pace.turn(1, within_s=float("inf"))
        sent_s = self.clock.wall()
        answer = await self._exchange("time", {}, signed=False)
        with reading("time"):
            self.clock.learn(sent_s, self.clock.wall(), int(answer["serverTime"]))

    async def run(self) -> None:
        """Learn the clock and the limits, then look at the clock now and then."""
        # Without a word aiohttp would send DELETE and GET again if a connection is found closed.
        self.dialer.http._retry_connection = False
        backoff = Backoff()
        while not self.dialer.stopped.is_set():
            try:
                await self._measure()
                if not self.ready.is_set():
                    info = await self.ask("exchangeInfo", weight=20, signed=False)
                    with reading("exchangeInfo"):
                        self.pace.limits(info["rateLimits"])
                    self.ready.set()
            except (Refused, TwinError) as error:
                _log.warning("desk: %s", error)
                await self.dialer.pause(backoff.next_s())
            else:
                backoff.worked()
                await self.dialer.pause(CLOCK_EVERY_S)

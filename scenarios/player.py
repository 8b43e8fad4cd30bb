"""The hand that plays a subject: it calls the verbs and writes down everything that comes back.

Adapters cannot forget to record, and workloads cannot record what did not happen.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from typing import Any, TypeVar

from fakes.venue import FakeVenue
from scenarios.history import (
    BookSampled,
    Called,
    HealthSampled,
    History,
    NeverAnswered,
    Noted,
    Raised,
    Returned,
    StreamEnded,
    Told,
    Unwatched,
    Watched,
)
from subjects.base import Seen, Session, Subject, Tell, Unsupported
from subjects.seen import BalanceSeen, InstrumentSeen, Intent, OrderSeen, PositionSeen

T = TypeVar("T")
OpenSession = Callable[[], AbstractAsyncContextManager[Session]]
LONGEST_NAME = 18
"""Every venue takes a client order id of so many letters and digits (KRK-31), some nothing else (OKX-40)."""
WATCHES_END_S = 20.0
"""How long cancelled watches may take to end."""


class Player:
    """One subject, one venue, one clock. Times are stage seconds.

    `patience_s` bounds every call: what has not answered by then is cancelled and recorded as such.
    The sessions live on the stack `sessions`; `open_session` makes another one like the first.
    """

    def __init__(
        self,
        subject: Subject,
        session: Session,
        venue: FakeVenue,
        history: History,
        *,
        patience_s: float,
        sessions: AsyncExitStack,
        open_session: OpenSession,
    ) -> None:
        self.subject = subject
        self.session = session
        self._sessions = sessions
        self._open_session = open_session
        self.venue = venue
        self.history = history
        self.patience_s = patience_s
        self._calls = 0
        self._watches: list[asyncio.Task[None]] = []

    # --- time -------------------------------------------------------------------------------------

    @property
    def now_s(self) -> float:
        return self.history.now()

    async def until(self, at_s: float) -> None:
        """Let the world run until stage time `at_s`."""
        await asyncio.sleep(max(0.0, at_s - self.now_s))

    async def wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)

    # --- calls ------------------------------------------------------------------------------------

    async def submit(self, intent: Intent) -> OrderSeen | None:
        """None when it raised or never answered; the history says which and what it claims.

        Raises ValueError for an order whose name not every venue would take.
        """
        name = intent.client_order_id
        if name and not (name.isascii() and name.isalnum() and len(name) <= LONGEST_NAME):
            raise ValueError(f"not every venue takes an order called {intent.client_order_id}")
        return await self._call("submit", (intent,), self.session.submit(intent))

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen | None:
        return await self._call(
            "cancel", (symbol, client_order_id), self.session.cancel(symbol, client_order_id)
        )

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen | None:
        return await self._call(
            "order", (symbol, client_order_id), self.session.order(symbol, client_order_id)
        )

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen | None:
        return await self._call(
            "replace",
            (symbol, client_order_id, intent),
            self.session.replace(symbol, client_order_id, intent),
        )

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen] | None:
        return await self._call("cancel_all", (symbol,), self.session.cancel_all(symbol))

    async def open_orders(self, symbol: str) -> Sequence[OrderSeen] | None:
        return await self._call("open_orders", (symbol,), self.session.open_orders(symbol))

    async def balances(self) -> Mapping[str, BalanceSeen] | None:
        return await self._call("balances", (), self.session.balances())

    async def positions(self) -> Mapping[str, PositionSeen] | None:
        return await self._call("positions", (), self.session.positions())

    async def guard(self, symbol: str, within_s: float) -> None:
        await self._call("guard", (symbol, within_s), self.session.guard(symbol, within_s))

    async def instruments(self) -> Sequence[InstrumentSeen] | None:
        return await self._call("instruments", (), self.session.instruments())

    async def create(self) -> int | None:
        """A connector out of the subject's factory; None when that failed."""
        return await self._call("create", (), self.session.create())

    async def release(self, number: int) -> None:
        await self._call("release", (number,), self.session.release(number))

    async def stop(self) -> None:
        await self._call("stop", (), self.session.stop())

    # --- another life -----------------------------------------------------------------------------

    async def shut_down(self) -> None:
        """Close the connector as the end of a program does; the venue goes on."""
        await self.finish()
        await self._call("shut_down", (), self._sessions.aclose())

    async def start_again(self) -> None:
        """Open another connector on the same account: the program was started anew and remembers nothing."""
        await self._call("start_again", (), self._start_again())

    async def _start_again(self) -> None:
        self.session = await self._sessions.enter_async_context(self._open_session())

    async def _call(self, verb: str, arguments: tuple[Any, ...], verb_call: Awaitable[T]) -> T | None:
        self._calls += 1
        call = self._calls
        self.history.record(Called(call=call, verb=verb, arguments=arguments))
        try:
            async with asyncio.timeout(self.patience_s) as patience:
                result = await verb_call
        except Unsupported:
            raise
        except Exception as error:
            if patience.expired():
                self.history.record(NeverAnswered(call=call, verb=verb, patience_s=self.patience_s))
            else:
                self._record_error(call, verb, error)
            return None
        self.history.record(Returned(call=call, verb=verb, result=result))
        return result

    def _record_error(self, call: int, verb: str, error: Exception) -> None:
        self.history.record(
            Raised(
                call=call,
                verb=verb,
                kind=self.subject.kind(error),
                error=f"{type(error).__module__}.{type(error).__qualname__}",
                claim=self.subject.claim(error),
                typed=self.subject.documents(error),
                text=str(error),
            )
        )

    # --- streams ----------------------------------------------------------------------------------

    def watch_book(self, symbol: str) -> None:
        self._watch(f"book:{symbol}", lambda tell: self.session.watch_book(symbol, tell))

    def watch_trades(self, symbol: str, user: Tell | None = None) -> asyncio.Task[None]:
        """`user` runs after each trade was recorded, and may be slow. Cancel what is returned to leave."""
        return self._watch(f"trades:{symbol}", lambda tell: self.session.watch_trades(symbol, tell), user)

    def watch_orders(self, user: Tell | None = None) -> None:
        """`user` runs after each news was recorded, and may be slow."""
        self._watch("orders", self.session.watch_orders, user)

    def _watch(
        self, stream: str, verb: Callable[[Tell], Awaitable[None]], user: Tell | None = None
    ) -> asyncio.Task[None]:
        async def tell(seen: Seen) -> None:
            self.history.record(Told(stream=stream, seen=seen))
            if user is not None:
                await user(seen)

        async def watching() -> None:
            try:
                await verb(tell)
            except Unsupported:
                raise
            except Exception as error:
                self.history.record(StreamEnded(stream=stream, error=f"{type(error).__name__}: {error}"))
            else:
                self.history.record(StreamEnded(stream=stream, error=""))

        self.history.record(Watched(stream=stream))
        watch = asyncio.create_task(watching(), name=f"watch {stream}")
        self._watches.append(watch)
        return watch

    # --- samples ----------------------------------------------------------------------------------

    async def sample_books(self, *symbols: str, every_s: float, until_s: float) -> None:
        """Read the books as a strategy would, at a steady pace."""
        while self.now_s < until_s:
            for symbol in symbols:
                self.history.record(BookSampled(symbol=symbol, book=self.session.book(symbol)))
            await asyncio.sleep(min(every_s, max(0.0, until_s - self.now_s)))

    async def sample_health(self, *, every_s: float, until_s: float) -> None:
        while self.now_s < until_s:
            self.history.record(HealthSampled(health=self.session.health()))
            await asyncio.sleep(min(every_s, max(0.0, until_s - self.now_s)))

    def note(self, name: str, value: Any) -> None:
        self.history.record(Noted(name=name, value=value))

    # --- end --------------------------------------------------------------------------------------

    async def finish(self) -> None:
        """Cancel the watches; a verb that the subject lacks comes out here at the latest.

        A watch that swallows its cancellation is left behind after a while: it is the subject's leak.
        """
        for task in self._watches:
            task.cancel()
        if self._watches:
            self.history.record(Unwatched())
            await asyncio.wait(self._watches, timeout=WATCHES_END_S)
        for task in self._watches:
            if task.done() and not task.cancelled() and (error := task.exception()) is not None:
                raise error
        self._watches.clear()


Workload = Callable[[Player], Awaitable[None]]
WorkloadTogether = Callable[[Player, Player], Awaitable[None]]
"""What a subject does at two venues at once."""

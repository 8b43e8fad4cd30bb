"""Random order flow: makers and takers arrive as Poisson processes, and the price wanders."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from fakes.exchange import Exchange, SymbolStatus
from fakes.market.crowd import Crowd

_TRADING = SymbolStatus.TRADING  # as in fakes.instruments


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Rates for each symbol. Distances are in level spacings (about 1/20000 of the price)."""

    changes_per_s: float
    trades_per_s: float
    drift_per_s: float = 0.0
    jitter: float = 0.0
    """Each change moves the fair price by up to this much, up or down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """A market script. With `burst`, each period of `every_s` ends in `lasts_s` at that pace."""

    name: str
    pace: Pace | None
    """None: the opening books and nothing more."""
    burst: Pace | None = None
    every_s: float = 20.0
    lasts_s: float = 2.0
    levels: int = 50

    def prepare(self, exchange: Exchange, rng: Random) -> None:
        for symbol in exchange.symbols():
            Crowd(exchange, symbol, rng, self.levels).open_book()

    async def run(self, exchange: Exchange, rng: Random) -> None:
        if self.pace is None:
            return
        running = _Running(self, exchange, rng)
        try:
            await running.broken
        finally:
            running.timer.cancel()

    def pace_at(self, at_s: float) -> tuple[Pace, float]:
        """The pace at that time, and until when it holds."""
        assert self.pace is not None  # run() returned otherwise
        if self.burst is None:
            return self.pace, float("inf")
        period = int(at_s // self.every_s)
        burst_at_s = (period + 1) * self.every_s - self.lasts_s
        if at_s < burst_at_s:
            return self.pace, burst_at_s
        return self.burst, (period + 1) * self.every_s


class _Running:
    """A flow under way, from timer to timer: hundreds of actions a second need no task that sleeps."""

    def __init__(self, flow: Flow, exchange: Exchange, rng: Random) -> None:
        self._flow = flow
        self._exchange = exchange
        self._rng = rng
        self._crowds: dict[str, Crowd] = {}
        self._loop = asyncio.get_running_loop()
        self._opened_at_s = self._loop.time()
        self._at_s = 0.0
        self.broken: asyncio.Future[None] = self._loop.create_future()
        """Done when an action raised, with its error."""
        self.timer = self._next()

    def _next(self) -> asyncio.TimerHandle:
        symbols = self._exchange.symbols()
        while True:
            pace, pace_ends_s = self._flow.pace_at(self._at_s)
            per_symbol = pace.changes_per_s + pace.trades_per_s
            gap_s = self._rng.expovariate(per_symbol * max(1, len(symbols)))
            if self._at_s + gap_s < pace_ends_s:
                self._at_s += gap_s
                return self._loop.call_at(self._opened_at_s + self._at_s, self._act, symbols, pace)
            # a Poisson process has no memory: start afresh where the pace changes
            self._at_s = pace_ends_s

    def _act(self, symbols: Sequence[str], pace: Pace) -> None:
        symbol = symbols[self._rng.randrange(len(symbols))] if symbols else ""
        try:
            if symbol and self._exchange.status(symbol) is _TRADING:
                crowd = self._crowds.get(symbol)
                if crowd is None:
                    crowd = Crowd(self._exchange, symbol, self._rng, self._flow.levels)
                    self._crowds[symbol] = crowd
                _act(crowd, pace, self._rng)
            self.timer = self._next()
        except Exception as error:
            self.broken.set_exception(error)


def _act(crowd: Crowd, pace: Pace, rng: Random) -> None:
    per_symbol = pace.changes_per_s + pace.trades_per_s
    if rng.random() * per_symbol < pace.trades_per_s:
        crowd.trade()
        return
    wander = (rng.random() * 2 - 1) * pace.jitter + pace.drift_per_s / pace.changes_per_s
    if wander:
        crowd.move(wander * crowd.spacing)
    crowd.change()


@dataclass(frozen=True, slots=True, kw_only=True)
class Halting:
    """A flow whose symbols all stop trading from `at_s` for `lasts_s`, then go on."""

    name: str
    flow: Flow
    at_s: float = 30.0
    lasts_s: float = 30.0

    def prepare(self, exchange: Exchange, rng: Random) -> None:
        self.flow.prepare(exchange, rng)

    async def run(self, exchange: Exchange, rng: Random) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.flow.run(exchange, rng))
            tasks.create_task(self._halt(exchange))

    async def _halt(self, exchange: Exchange) -> None:
        await asyncio.sleep(self.at_s)
        halted = exchange.symbols()
        for symbol in halted:
            exchange.set_status(symbol, SymbolStatus.HALT)
        await asyncio.sleep(self.lasts_s)
        for symbol in halted:
            if exchange.status(symbol) is SymbolStatus.HALT:
                exchange.set_status(symbol, SymbolStatus.TRADING)

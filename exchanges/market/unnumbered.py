"""Public trades of venues whose ids have no order: each once, and what a reconnect missed is fetched.

A hole while a connection lives cannot be seen. After a reconnect the venue's list of recent trades has to
join what was told with what came since; where it does not reach so far, trades may be lost, and that is said.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import ClassVar

from exchanges.errors import SequenceGap
from exchanges.market.trades import Tape, Trades
from exchanges.models import Trade

_REMEMBERED = 5_000
"""So many trades are recognised when they come once more: more than any list of recent trades has."""
_LAGS_S = (0.25, 0.5, 1.0, 2.0)
"""The list may lag behind the stream; it is asked again after so long."""


class _Tape(Tape):
    def __init__(self, symbol: str) -> None:
        super().__init__(symbol)
        self.told: dict[int, None] = {}
        """Ids, in the order in which they were told."""


class UnnumberedTrades(Trades):
    """A venue adds what it adds to ``Trades``; its ``VenueApi.trades`` may list the newest in any case."""

    tape_type: ClassVar[type[Tape]] = _Tape

    def take(self, trade: Trade) -> bool:
        tape = self._tapes.get(trade.symbol)
        if tape is None or trade.trade_id in _told(tape):
            return True
        tape.silence.heard(self._now())
        if tape.held is not None:
            tape.held.append(trade)
            return True
        return self._deliver(tape, trade)

    def on_lost(self, reason: str) -> None:
        """From here to the end of the next reconnect trades wait for those before them."""
        for tape in self._tapes.values():
            if tape.filling is not None:
                tape.filling.cancel()
                tape.filling = None
            if _told(tape):
                # What was held is listed too: behind it there is a new hole.
                tape.held = deque()

    def on_live(self, *, gap: bool) -> None:
        super().on_live(gap=gap)
        for tape in self._tapes.values():
            if tape.held is not None and tape.filling is None:
                tape.filling = self._run(self._join(tape), f"join {tape.symbol}")

    def _has_moved_on(self, tape: Tape, newest: Trade) -> bool:
        if not _told(tape):
            # From here on a trade that the stream does not bring is noticed.
            _remember(tape, newest)
            return False
        held = tape.held or ()
        return newest.trade_id not in _told(tape) and all(trade.trade_id != newest.trade_id for trade in held)

    async def _join(self, tape: Tape) -> None:
        """Tell what was missed, as far as the venue lists it, then what was held."""
        assert tape.held is not None  # until this has ended
        rows = await self._recent(tape)
        held = tape.held
        begin = max((place for place, row in enumerate(rows, 1) if row.trade_id in _told(tape)), default=0)
        end = _place(rows, held[0]) if held else len(rows)
        if not begin or end is None:
            self._lost(tape)
        missed = rows[begin:end]
        if end is None:
            missed = [row for row in missed if row.time_ms < held[0].time_ms]
        for trade in missed:
            await self._tell_slowly(tape, trade)
        while held:
            await self._tell_slowly(tape, held.popleft())
        tape.held = tape.filling = None

    async def _recent(self, tape: Tape) -> Sequence[Trade]:
        """The list of recent trades, as new as what the stream has told since."""
        rows = await self._page(tape, 0)
        for wait_s in _LAGS_S:
            held = tape.held
            if not held or (rows and rows[-1].time_ms > held[0].time_ms) or _place(rows, held[0]) is not None:
                break
            await asyncio.sleep(wait_s)
            rows = await self._page(tape, 0)
        return rows

    def _lost(self, tape: Tape) -> None:
        """Whoever adds up these trades must know."""
        self._log.error("trades.gap_left", symbol=tape.symbol, first=0, missing=0)
        for feed in tape.feeds:
            feed.interrupt(SequenceGap(f"trades of {tape.symbol} may be lost", venue=self._api.venue))

    async def _tell_slowly(self, tape: Tape, trade: Trade) -> None:
        if trade.trade_id not in _told(tape):
            await self._deliver_slowly(tape, trade)

    def _deliver(self, tape: Tape, trade: Trade) -> bool:
        _remember(tape, trade)
        return super()._deliver(tape, trade)


def _place(rows: Sequence[Trade], trade: Trade) -> int | None:
    """Where in the list it is."""
    return next((place for place, row in enumerate(rows) if row.trade_id == trade.trade_id), None)


def _told(tape: Tape) -> dict[int, None]:
    assert isinstance(tape, _Tape)  # see tape_type
    return tape.told


def _remember(tape: Tape, trade: Trade) -> None:
    told = _told(tape)
    told[trade.trade_id] = None
    if len(told) > _REMEMBERED:
        del told[next(iter(told))]

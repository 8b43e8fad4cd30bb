"""Public trades of venues whose ids have no order: each once, and what a reconnect missed is fetched.

No number shows a hole, so what was told is compared with the venue's list of recent trades: after a
reconnect, when the list has to join that with what came since, and now and then while a connection lives.
Where the list does not reach so far, or has what was never told, trades are lost, and that is said.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import ClassVar

from exchanges.errors import ExchangeError, SequenceGap
from exchanges.market.trades import PAGE, Tape, Trades
from exchanges.models import Trade

_REMEMBERED = 5_000
"""So many trades are recognised when they come once more: more than any list of recent trades has."""
_COMPARED_EVERY_S = 5.0
"""While trades are told. In a market of many trades the list does not reach back so far: a sample then."""
_LAGS_S = (0.25, 0.5, 1.0, 2.0)
"""The list may lag behind the stream; it is asked again after so long."""


class _Tape(Tape):
    def __init__(self, symbol: str) -> None:
        super().__init__(symbol)
        self.told: dict[int, None] = {}
        """Ids, in the order in which they were told."""
        self.compared_s = float("-inf")
        self.compared_id: int | None = None
        """The newest that had been told then."""


class UnnumberedTrades(Trades):
    """A venue adds what it adds to ``Trades``; its ``VenueApi.trades`` may list the newest in any case."""

    tape_type: ClassVar[type[Tape]] = _Tape

    def take(self, trade: Trade) -> bool:
        tape = self._tapes.get(trade.symbol)
        if tape is None or self._is_repeated(tape, trade.trade_id):
            return True
        tape.silence.heard(self._now())
        if tape.held is not None:
            tape.held.append(trade)
            return True
        return self._deliver(tape, trade)

    def _is_repeated(self, tape: Tape, trade_id: int) -> bool:
        return trade_id in _told(tape)

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

    def patrol_is_due(self) -> bool:
        # In this order: the first learns from being asked.
        return super().patrol_is_due() or any(map(self._is_to_be_compared, self._tapes.values()))

    async def patrol(self) -> str | None:
        reason = await super().patrol()
        for tape in [tape for tape in self._tapes.values() if self._is_to_be_compared(tape)]:
            if reason is None:
                await self._compare(tape)
        return reason

    def _is_to_be_compared(self, tape: Tape) -> bool:
        """Has anything been told since it was done last?"""
        assert isinstance(tape, _Tape)  # see tape_type
        if tape.held is not None or self._now() < tape.compared_s + _COMPARED_EVERY_S:
            return False
        return next(reversed(tape.told), None) != tape.compared_id

    async def _compare(self, tape: Tape) -> None:
        """Whatever the venue lists between two trades that were told was lost: it cannot be on its way."""
        assert isinstance(tape, _Tape)  # see tape_type
        tape.compared_s, tape.compared_id = self._now(), next(reversed(tape.told))
        try:
            rows = await self._fetch_trades(tape.symbol, None, PAGE, 0)
        except ExchangeError as error:
            self._log.warning("trades.fetch_failed", symbol=tape.symbol, cause=str(error))
            return
        told = [place for place, row in enumerate(rows) if row.trade_id in tape.told]
        missed = [row for row in rows[told[0] : told[-1]] if row.trade_id not in tape.told] if told else []
        if missed and tape.held is None:
            for row in missed:
                _remember(tape, row)
            self._lost(tape, len(missed))

    async def _join(self, tape: Tape) -> None:
        """Tell what was missed, as far as the venue lists it, then what was held."""
        assert tape.held is not None  # until this has ended
        rows = await self._recent(tape)
        held = tape.held
        begin = max((place for place, row in enumerate(rows, 1) if row.trade_id in _told(tape)), default=0)
        end = _place(rows, held[0]) if held else len(rows)
        if not begin or end is None:
            self._lost(tape, 0)
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
            if not rows or not tape.held:
                break
            oldest = tape.held[0]
            if rows[-1].time_ms > oldest.time_ms or _place(rows, oldest) is not None:
                break
            await asyncio.sleep(wait_s)
            rows = await self._page(tape, 0)
        return rows

    def _lost(self, tape: Tape, missing: int) -> None:
        """Whoever adds up these trades must know. ``missing`` is 0 if nobody says how many."""
        self._log.error("trades.gap_left", symbol=tape.symbol, first=0, missing=missing)
        lost = f"{missing} trades of {tape.symbol} are" if missing else f"trades of {tape.symbol} may be"
        for feed in tape.feeds:
            feed.interrupt(SequenceGap(f"{lost} lost", venue=self._api.venue))

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

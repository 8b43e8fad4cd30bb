"""Did every trade reach the user once, or was he told that some did not?"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from fakes.ledger import Traded
from scenarios.history import Noted, Told
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import StreamLost, TradeSeen

ANNOUNCED_WITHIN_S = 10.0
"""How long after the first trade behind a hole the user may still learn of the hole."""


@dataclass(frozen=True, slots=True)
class ToldTrade:
    """`place` is the position among all news."""

    place: int
    at_s: float
    trade_id: int


def trades_are_told_once(run: Run, *, symbol: str = "BTCUSDT") -> Verdict:
    """No trade is told twice. Premise: ten trades were told at least."""
    told = trades_told(run, symbol)
    if len(told) < 10:
        raise Inconclusive(f"{symbol}: {len(told)} trades were told")
    first: dict[int, float] = {}
    for trade in told:
        if trade.trade_id in first:
            return failed(
                f"trade {trade.trade_id} was told at {first[trade.trade_id]:.3f} s "
                f"and again at {trade.at_s:.3f} s"
            )
        first[trade.trade_id] = trade.at_s
    return passed(f"{len(told)} trades, each told once")


def no_trade_is_lost_in_silence(run: Run, *, until_s: float, symbol: str = "BTCUSDT") -> Verdict:
    """Every trade from the first one told to the last one before `until_s` was told or announced as lost.

    Announced means that the user was told of a loss between the trades on both sides of the hole, or soon
    after. Premise: trades were told, and the venue traded after them.
    """
    told = trades_told(run, symbol)
    if not told:
        raise Inconclusive(f"{symbol}: no trade was told")
    by_id = sorted(told, key=lambda trade: trade.trade_id)
    ids = [trade.trade_id for trade in by_id]
    happened = [
        entry.fact.trade_id
        for entry in run.ledger.of(Traded)
        if entry.fact.symbol == symbol and entry.at_s <= until_s and entry.fact.trade_id >= ids[0]
    ]
    if len(happened) < 2:
        raise Inconclusive(f"{symbol}: the venue did not go on trading")
    known = dict.fromkeys(ids)
    missing = [trade_id for trade_id in happened if trade_id not in known]
    losses = losses_told(run, symbol)
    silent = [trade_id for trade_id in missing if not is_announced(trade_id, ids, by_id, losses)]
    if silent:
        return failed(
            f"{len(silent)} of {len(happened)} trades never reached the user and nothing was said of them, "
            f"the first is {silent[0]}"
        )
    lost = f", {len(missing)} announced as lost" if missing else ""
    return passed(f"{len(happened) - len(missing)} of {len(happened)} trades told{lost}")


def trades_told(run: Run, symbol: str) -> list[ToldTrade]:
    return [
        ToldTrade(place, entry.at_s, entry.event.seen.trade_id)
        for place, entry in enumerate(run.history.of(Told))
        if isinstance(entry.event.seen, TradeSeen) and entry.event.seen.symbol == symbol
    ]


def losses_told(run: Run, symbol: str) -> list[tuple[int, float]]:
    return [
        (place, entry.at_s)
        for place, entry in enumerate(run.history.of(Told))
        if isinstance(entry.event.seen, StreamLost) and entry.event.stream == f"trades:{symbol}"
    ]


def is_announced(
    trade_id: int, ids: Sequence[int], by_id: Sequence[ToldTrade], losses: Sequence[tuple[int, float]]
) -> bool:
    behind = bisect_left(ids, trade_id)
    before = by_id[behind - 1]
    after = by_id[behind] if behind < len(by_id) else None
    return any(
        before.place < place
        and (after is None or place < after.place or at_s <= after.at_s + ANNOUNCED_WITHIN_S)
        for place, at_s in losses
    )


def surge_was_fast(run: Run, *, trades_per_s: float, symbol: str = "BTCUSDT") -> Verdict:
    """The premise of a surge: this machine let the venue trade at least so fast. Raises Inconclusive."""
    noted = {entry.event.name: entry.event.value for entry in run.history.of(Noted)}
    begun_s, ended_s = noted.get("surge began"), noted.get("surge ended")
    if begun_s is None or ended_s is None:
        raise Inconclusive("the surge did not come to its end")
    trades = sum(1 for e in run.ledger.of(Traded) if e.fact.symbol == symbol and begun_s <= e.at_s <= ended_s)
    rate = trades / (ended_s - begun_s)
    if rate < trades_per_s:
        raise Inconclusive(f"the machine managed {rate:.0f} trades a second, {trades_per_s:g} are needed")
    return passed(f"{trades} trades, {rate:.0f} a second")

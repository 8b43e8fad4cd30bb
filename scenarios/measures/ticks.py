"""Trades of the market that never reached the user, reached him twice, or out of turn.

Counted from the first trade told to the last: what came before the one and after the other may have been
before the connector listened and after it was closed. Trades announced as lost are told apart. A symbol that
several consumers watched at a time is left out: which of them was told is not on record.
"""

from collections.abc import Iterator

from fakes.ledger import Traded
from scenarios.checks.trades import is_announced, losses_told, trades_told
from scenarios.history import Unwatched, Watched
from scenarios.measures.records import Records
from subjects.seen import TradeSeen


def ticks(records: Records) -> Iterator[tuple[str, float]]:
    """Trades lost in silence, announced as lost, told again, and told after a later one."""
    symbols = _watched_by_one(records)
    if not symbols:
        return
    lost = announced = repeated = reordered = 0
    for symbol in symbols:
        told = trades_told(records.run, symbol)
        losses = losses_told(records.run, symbol)
        by_id = sorted(told, key=lambda trade: trade.trade_id)
        ids = [trade.trade_id for trade in by_id]
        known = dict.fromkeys(ids)
        for entry in records.facts(Traded):
            trade = entry.fact
            if trade.symbol != symbol or not ids[0] <= trade.trade_id <= ids[-1] or trade.trade_id in known:
                continue
            if is_announced(trade.trade_id, ids, by_id, losses):
                announced += 1
            else:
                lost += 1
        highest = 0
        seen: dict[int, None] = {}
        for each in told:
            repeated += each.trade_id in seen
            reordered += each.trade_id < highest and each.trade_id not in seen
            seen[each.trade_id] = None
            highest = max(highest, each.trade_id)
    yield "trades_lost", lost
    yield "trades_announced_lost", announced
    yield "trades_repeated", repeated
    yield "trades_reordered", reordered


def _watched_by_one(records: Records) -> list[str]:
    """Symbols of which a trade was told, and that no two consumers watched at a time."""
    told = dict.fromkeys(seen.symbol for _, seen in records.told(TradeSeen) if isinstance(seen, TradeSeen))
    watching: dict[str, int] = {}
    for entry in records.run.history.entries:
        if isinstance(entry.event, Watched):
            watching[entry.event.stream] = watching.get(entry.event.stream, 0) + 1
            if watching[entry.event.stream] > 1:
                told.pop(entry.event.stream.removeprefix("trades:"), None)
        elif isinstance(entry.event, Unwatched):
            watching.clear()
    return list(told)

"""Trades through odd feeds: in their order, at their time, to every consumer. And what can be traded."""

from collections.abc import Sequence

from fakes.ledger import Traded
from scenarios.history import Noted, Raised, Returned
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import InstrumentSeen, TradeSeen

VENUE_TIMES = "trade ids and their times in milliseconds, as the venue has them"
CONSUMER = "trades told to the consumer who"
ENOUGH = 10
"""Trades that must have been told before anything is said of them."""


def trades_are_told_in_order(run: Run, *, symbol: str = "BTCUSDT") -> Verdict:
    """Whoever is told a trade for the first time was told no later one before. Premise: some were told."""
    told = [(at_s, seen.trade_id) for at_s, seen in run.history.told(TradeSeen) if seen.symbol == symbol]
    if len(told) < ENOUGH:
        raise Inconclusive(f"{symbol}: {len(told)} trades were told")
    known: dict[int, None] = {}
    newest = told[0][1]
    for at_s, trade_id in told:
        if trade_id < newest and trade_id not in known:
            return failed(f"at {at_s:.3f} s trade {trade_id} was told, after trade {newest}")
        known[trade_id] = None
        newest = max(newest, trade_id)
    return passed(f"{len(told)} trades, each after those before it")


def the_venue_traded(run: Run, *, from_s: float, to_s: float, symbol: str = "BTCUSDT") -> Verdict:
    """Premise: there were trades in that time. Raises Inconclusive."""
    trades = sum(1 for e in run.ledger.of(Traded) if e.fact.symbol == symbol and from_s <= e.at_s <= to_s)
    if trades < 2:
        raise Inconclusive(f"{symbol}: {trades} trades between {from_s:g} s and {to_s:g} s")
    return passed(f"{trades} trades between {from_s:g} s and {to_s:g} s")


def trade_times_are_the_venues(run: Run, *, within_ms: float, symbol: str = "BTCUSDT") -> Verdict:
    """Each trade is told with the venue's time of it, give or take `within_ms`. Premise: some were told."""
    noted = [entry.event.value for entry in run.history.of(Noted) if entry.event.name == VENUE_TIMES]
    true = dict(noted[-1]) if noted else {}
    told = [
        (at_s, seen)
        for at_s, seen in run.history.told(TradeSeen)
        if seen.symbol == symbol and seen.trade_id in true
    ]
    if len(told) < ENOUGH:
        raise Inconclusive(f"{symbol}: {len(told)} trades were told")
    for at_s, seen in told:
        if seen.time_ms is None:
            return failed(f"at {at_s:.3f} s trade {seen.trade_id} was told without its time")
        off_ms = seen.time_ms - true[seen.trade_id]
        if abs(off_ms) > within_ms:
            return failed(
                f"trade {seen.trade_id} was told as of {seen.time_ms} ms, not {true[seen.trade_id]} ms: "
                f"{off_ms / 1000:+.3f} s"
            )
    return passed(f"{len(told)} trades, each at its time")


def ids_of_both_overlap(run: Run, one: str, other: str) -> Verdict:
    """Premise: the two symbols have trades of the same numbers, told or not. Raises Inconclusive."""
    numbers = {
        symbol: {e.fact.trade_id: None for e in run.ledger.of(Traded) if e.fact.symbol == symbol}
        for symbol in (one, other)
    }
    common = [number for number in numbers[one] if number in numbers[other]]
    if len(common) < ENOUGH:
        raise Inconclusive(f"{one} and {other} have {len(common)} trade numbers in common")
    return passed(f"{len(common)} numbers in common")


def who_stays_is_told_all(run: Run, *, leaves_s: float, until_s: float, symbol: str = "BTCUSDT") -> Verdict:
    """The consumer who stays is told every trade from his first one on, the other one until he leaves.

    Trades of the last two seconds before either end may still be on their way. Premise: both were told some.
    """
    noted = {entry.event.name: entry.event.value for entry in run.history.of(Noted)}
    for who, end_s in (("leaves", leaves_s), ("stays", until_s)):
        told: Sequence[int] = noted.get(f"{CONSUMER} {who}", ())
        if not told and who == "leaves":
            raise Inconclusive("the consumer who leaves was never told anything")
        known = dict.fromkeys(told)
        due = [
            e.fact.trade_id
            for e in run.ledger.of(Traded)
            if e.fact.symbol == symbol and e.at_s < end_s - 2.0 and (not told or e.fact.trade_id >= told[0])
        ]
        if len(due) < ENOUGH:
            raise Inconclusive(f"{symbol}: {len(due)} trades happened")
        missing = [trade_id for trade_id in due if trade_id not in known]
        if missing:
            return failed(
                f"the consumer who {who} was told {len(due) - len(missing)} of {len(due)} trades; "
                f"the first he missed is {missing[0]}"
            )
    return passed("both consumers were told every trade")


def trades_are_told_as_they_happen(
    run: Run, *, from_s: float, to_s: float, within_s: float, symbol: str = "BTCUSDT"
) -> Verdict:
    """Each trade of that time is told within so long. Premise: trades were told before, and happened then."""
    told: dict[int, float] = {}
    for at_s, seen in run.history.told(TradeSeen):
        if seen.symbol == symbol:
            told.setdefault(seen.trade_id, at_s)
    happened = {
        e.fact.trade_id: e.at_s
        for e in run.ledger.of(Traded)
        if e.fact.symbol == symbol and from_s < e.at_s < to_s
    }
    if len(happened) < ENOUGH or not any(at_s < from_s for at_s in told.values()):
        raise Inconclusive(f"{symbol}: {len(happened)} trades happened between {from_s:g} s and {to_s:g} s")
    for trade_id, at_s in happened.items():
        if trade_id not in told:
            return failed(f"trade {trade_id} of {at_s:.1f} s was never told")
        if told[trade_id] - at_s > within_s:
            return failed(
                f"trade {trade_id} of {at_s:.1f} s was told {told[trade_id] - at_s:.1f} s later, "
                f"{within_s:g} s are allowed"
            )
    return passed(f"{len(happened)} trades, each told within {within_s:g} s")


def instruments_are_told(run: Run, *symbols: str, from_s: float = 0.0, trading: bool = True) -> Verdict:
    """The first answer from `from_s` on has each of these instruments, with its grid and status.

    The grid is the one at the end of the play. Premise: the subject was asked then.
    """
    for entry in run.history.entries:
        if entry.at_s < from_s or getattr(entry.event, "verb", "") != "instruments":
            continue
        if isinstance(entry.event, Raised):
            return failed(f"at {entry.at_s:.1f} s no instruments were told: {entry.event.text[:200]}")
        if isinstance(entry.event, Returned):
            return _are_told(run, entry.at_s, entry.event.result, symbols, trading)
    raise Inconclusive(f"the subject was not asked for instruments after {from_s:g} s")


def _are_told(
    run: Run, at_s: float, told: Sequence[InstrumentSeen], symbols: Sequence[str], trading: bool
) -> Verdict:
    by_symbol = {instrument.symbol: instrument for instrument in told}
    for symbol in symbols:
        seen, true = by_symbol.get(symbol), run.ledger.instruments[symbol]
        if seen is None:
            return failed(f"at {at_s:.1f} s {symbol} was not among the {len(told)} instruments told")
        if (seen.tick, seen.step) != (true.tick_size, true.step_size):
            return failed(f"{symbol} was told with the grid {seen.tick}, {seen.step}")
        if seen.trading is not trading:
            word = "trading" if seen.trading else "not trading"
            return failed(f"at {at_s:.1f} s {symbol} was told as {word}")
    return passed(f"at {at_s:.1f} s {', '.join(symbols)} were told as they are")


def trades_reach_the_user(run: Run, *, symbol: str) -> Verdict:
    """Some trade of that symbol was told. Premise: the venue traded it."""
    if not any(e.fact.symbol == symbol for e in run.ledger.of(Traded)):
        raise Inconclusive(f"{symbol} was never traded")
    told = sum(1 for _, seen in run.history.told(TradeSeen) if seen.symbol == symbol)
    return passed(f"{told} trades of {symbol}") if told else failed(f"no trade of {symbol} was ever told")

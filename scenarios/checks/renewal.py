"""Was a connection replaced before it ended, and did the change cost a trade?"""

from fakes.ledger import SessionOpened, Subscribed, Traded
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import TradeSeen


def successor_is_subscribed(run: Run, *, symbol: str, opened_after_s: float, before_s: float) -> Verdict:
    """A session opened after `opened_after_s` was subscribed to the symbol before `before_s`.

    Premise: an earlier session was subscribed, so there was something to succeed.
    """
    opened = {entry.fact.session: entry.at_s for entry in run.ledger.of(SessionOpened)}
    asked = [e for e in run.ledger.of(Subscribed) if symbol.lower() in e.fact.stream.lower()]
    if not any(opened[entry.fact.session] <= opened_after_s for entry in asked):
        raise Inconclusive(f"no session was subscribed to {symbol} before {opened_after_s:g} s")
    followed_s = next((e.at_s for e in asked if opened[e.fact.session] > opened_after_s), None)
    if followed_s is None:
        return failed(f"no other connection was ever subscribed to {symbol} after {opened_after_s:g} s")
    if followed_s >= before_s:
        return failed(
            f"the next connection was subscribed to {symbol} at {followed_s:.1f} s, "
            f"the old one ended at {before_s:g} s"
        )
    return passed(
        f"the next connection was subscribed {before_s - followed_s:.0f} s before the old one ended"
    )


def no_trade_is_missed(run: Run, *, symbol: str, from_s: float, to_s: float) -> Verdict:
    """Every trade of that time was told, sooner or later. Premise: there were ten at least."""
    told = {seen.trade_id: at_s for at_s, seen in run.history.told(TradeSeen) if seen.symbol == symbol}
    happened = [
        entry
        for entry in run.ledger.of(Traded)
        if entry.fact.symbol == symbol and from_s <= entry.at_s <= to_s
    ]
    if len(happened) < 10:
        raise Inconclusive(f"{symbol}: {len(happened)} trades between {from_s:g} s and {to_s:g} s")
    missed = [entry for entry in happened if entry.fact.trade_id not in told]
    if missed:
        return failed(
            f"{len(missed)} of {len(happened)} trades were never told, "
            f"the first is {missed[0].fact.trade_id} at {missed[0].at_s:.1f} s"
        )
    return passed(f"{len(happened)} trades, all told")

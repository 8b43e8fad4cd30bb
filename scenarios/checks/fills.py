"""Was the user told of every fill, once, and do orders only move forward?"""

from collections import Counter
from decimal import Decimal

from scenarios.checks.order_truth import intents, news, own_trades, truth_of
from scenarios.history import Told
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import OrderSeen, State


def fills_are_told(run: Run, *, within_s: float, after_s: float = 0.0) -> Verdict:
    """Each fill is told within `within_s` of it (or of `after_s`, if it happened before).

    Told is the execution itself, or an account of the order that includes it, by stream or by answer.
    Premise: the subject's orders traded.
    """
    filled: Counter[str] = Counter()
    judged = 0
    for entry, name in own_trades(run):
        trade = entry.fact
        filled[name] += trade.lots
        total = run.ledger.instruments[trade.symbol].quantity(filled[name])
        judged += 1
        due_s = max(entry.at_s, after_s) + within_s
        told_s = next(
            (
                at_s
                for at_s, seen in news(run)
                if seen.client_order_id == name
                and ((seen.fill is not None and seen.fill.trade_id == trade.trade_id) or seen.filled >= total)
            ),
            None,
        )
        if told_s is None or told_s > due_s:
            when = "never told" if told_s is None else f"told only at {told_s:.1f} s"
            return failed(
                f"order {name} traded at {entry.at_s:.1f} s (trade {trade.trade_id}), "
                f"which was {when}; due by {due_s:.1f} s"
            )
    if not judged:
        raise Inconclusive("no order of the subject traded")
    return passed(f"{judged} fills, each told within {within_s:g} s")


def fills_count_once(run: Run) -> Verdict:
    """No execution is told twice by the stream, and nothing adds up to more than was filled.

    Premise: the subject's orders traded, and something of that was told.
    """
    told = Counter(
        (seen.symbol, seen.fill.trade_id) for _, seen in run.history.told(OrderSeen) if seen.fill is not None
    )
    for (symbol, trade_id), times in told.items():
        if times > 1:
            return failed(f"trade {trade_id} of {symbol} was told {times} times")
    heard = 0
    for intent in intents(run):
        name = intent.client_order_id
        truth = truth_of(run, name)
        words = [seen for _, seen in news(run) if seen.client_order_id == name]
        most = max((seen.filled for seen in words), default=Decimal(0))
        heard += most > 0
        if most > truth.filled:
            return failed(f"order {name} was told as filled {most}, it was filled {truth.filled}")
    if not heard:
        raise Inconclusive("no fill was told")
    return passed(f"{len(told)} executions told, each once")


def orders_never_go_backwards(run: Run) -> Verdict:
    """Over the messages of the stream, no order's filled quantity shrinks and no finished order reopens.

    Premise: the stream told of at least one order in two different states.
    """
    known: dict[str, OrderSeen] = {}
    moved = 0
    for entry in run.history.of(Told):
        seen = entry.event.seen
        if not isinstance(seen, OrderSeen) or seen.state is State.UNKNOWN:
            continue
        before = known.get(seen.client_order_id)
        known[seen.client_order_id] = seen
        if before is None or (before.state, before.filled) == (seen.state, seen.filled):
            continue
        moved += 1
        if _stage(seen.state) < _stage(before.state) or seen.filled < before.filled:
            return failed(
                f"at {entry.at_s:.1f} s order {seen.client_order_id} went from {before.state} "
                f"with {before.filled} filled back to {seen.state} with {seen.filled}"
            )
    if not moved:
        raise Inconclusive("the stream told of no order that moved")
    return passed(f"{moved} moves told, all forward")


def _stage(state: State) -> int:
    return 2 if state.final else 1 if state is State.PARTIALLY_FILLED else 0

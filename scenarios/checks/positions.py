"""What is held of contracts, as the user reads it and as the venue knows it."""

from decimal import Decimal

from fakes.ledger import FundingPaid, OrderAccepted, OrderDone, PositionChanged, Subscribed, Unsubscribed
from scenarios.checks.order_truth import ACCOUNT, Ended, calls
from scenarios.history import Returned, Told
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import OrderSeen


def positions_are_the_venues(run: Run, *, after_s: float) -> Verdict:
    """Each answer about positions has what the venue knows of each contract.

    Answers during which a position changed are passed over. Premise: one was given after `after_s`, and the
    position had changed by then since the one before.
    """
    judged: list[Ended] = []
    for call in calls(run, "positions"):
        if not isinstance(call.end, Returned) or _changed(run, call.called_s, call.ended_s):
            continue
        judged.append(call)
        for symbol, true in _truth(run, call.called_s).items():
            seen = call.end.result.get(symbol)
            told = Decimal(0) if seen is None else seen.quantity
            if told != true:
                return failed(f"at {call.ended_s:.1f} s {told} of {symbol} was told as held, it was {true}")
    early = [call for call in judged if call.called_s < after_s]
    late = [call for call in judged if call.called_s >= after_s]
    if not early or not late or not _changed(run, early[-1].ended_s, late[0].called_s):
        raise Inconclusive(f"no position changed between an answer before and one after {after_s:g} s")
    return passed(f"{len(judged)} answers about positions, all equal to the venue's")


def funding_is_no_trade(run: Run) -> Verdict:
    """What is told while funding is paid is neither an execution nor the end of an order.

    Premise: funding was paid.
    """
    paid_s = [entry.at_s for entry in run.ledger.of(FundingPaid) if entry.fact.account == ACCOUNT]
    if not paid_s:
        raise Inconclusive("no funding was paid")
    for at_s in paid_s:
        for entry in run.history.of(Told):
            if at_s <= entry.at_s <= at_s + 2.0 and isinstance(entry.event.seen, OrderSeen):
                return failed(
                    f"at {entry.at_s:.1f} s order {entry.event.seen.client_order_id} was told as "
                    f"{entry.event.seen.state}, when funding had been paid and nothing else"
                )
    return passed(f"funding was paid {len(paid_s)} times, and no order was told of for it")


def position_never_turns(run: Run) -> Verdict:
    """No long position becomes a short one. Premise: one was held, and an order to close it was accepted."""
    changes = [entry for entry in run.ledger.of(PositionChanged) if entry.fact.account == ACCOUNT]
    for entry in changes:
        if entry.fact.lots < 0:
            held = _quantity(run, entry.fact)
            return failed(
                f"at {entry.at_s:.1f} s an order that should only reduce turned the position to {held}"
            )
    sold = any(e.fact.account == ACCOUNT and e.fact.side == "SELL" for e in run.ledger.of(OrderAccepted))
    if not sold or not any(entry.fact.lots > 0 for entry in changes):
        raise Inconclusive("no position was held, or nothing was sold")
    return passed("the position was closed, and not turned")


def subscription_is_kept(run: Run, *, stream: str, until_s: float) -> Verdict:
    """The venue ends no subscription to that stream by itself. Premise: there was one early enough."""
    subscribed = [e for e in run.ledger.of(Subscribed) if e.fact.stream == stream and e.at_s < until_s / 2]
    if not subscribed:
        raise Inconclusive(f"{stream} was not subscribed")
    for entry in run.ledger.of(Unsubscribed):
        if entry.fact.stream == stream and entry.at_s < until_s:
            return failed(f"at {entry.at_s:.0f} s the venue ended the subscription to {stream}")
    return passed(f"{stream} stayed subscribed for {until_s:g} s")


def guard_holds(run: Run, *, cut_s: float, within_s: float) -> Verdict:
    """Orders stand as long as the connector lives, and are cancelled by the venue once it is cut off.

    Premise: an order rested when it was cut off, or was cancelled before.
    """
    accepted = [e for e in run.ledger.of(OrderAccepted) if e.fact.account == ACCOUNT]
    if not accepted:
        raise Inconclusive("no order was accepted")
    done = [e for e in run.ledger.of(OrderDone) if e.fact.account == ACCOUNT]
    early = next((e for e in done if e.at_s < cut_s), None)
    if early is not None:
        return failed(
            f"at {early.at_s:.0f} s the venue cancelled {early.fact.client_order_id}, "
            f"though the connector lived until {cut_s:g} s"
        )
    due_s = cut_s + within_s
    if not done or done[0].at_s > due_s:
        return failed(f"no order was cancelled within {within_s:g} s after the connector was cut off")
    return passed(f"the orders stood until the cut, and were cancelled {done[0].at_s - cut_s:.0f} s after it")


def _changed(run: Run, from_s: float, to_s: float) -> bool:
    return any(
        from_s <= entry.at_s <= to_s
        for entry in run.ledger.of(PositionChanged)
        if entry.fact.account == ACCOUNT
    )


def _truth(run: Run, at_s: float) -> dict[str, Decimal]:
    """By symbol, of those that were ever held by then."""
    held = {}
    for entry in run.ledger.of(PositionChanged):
        if entry.fact.account == ACCOUNT and entry.at_s <= at_s:
            held[entry.fact.symbol] = _quantity(run, entry.fact)
    return held


def _quantity(run: Run, fact: PositionChanged) -> Decimal:
    return run.ledger.instruments[fact.symbol].quantity(fact.lots)

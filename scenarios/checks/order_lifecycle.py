"""Is each of many orders told as what it is, and nothing done that nobody asked for?"""

from collections import Counter
from decimal import Decimal
from math import inf

from fakes.ledger import OrderAccepted, OrderDone, RequestReceived
from fakes.matching import DoneReason, OrderKind
from fakes.operations import Operation
from scenarios.checks.order_truth import ACCOUNT, calls, intents, last_word, news, own_trades, truth_of
from scenarios.history import NeverAnswered
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import Claim, OrderSeen, State


def namesakes_are_told_apart(run: Run) -> Verdict:
    """Orders of one name on two symbols: the last word on each is its own state, the fills told are its own.

    Premise: the venue accepted orders of one client order id, and of one number, on two symbols.
    """
    numbers: Counter[tuple[str, int]] = Counter(
        (entry.fact.client_order_id, entry.fact.order_id)
        for entry in run.ledger.of(OrderAccepted)
        if entry.fact.account == ACCOUNT
    )
    if not numbers or max(numbers.values()) < 2:
        raise Inconclusive("no two orders share name and number on two symbols")
    wanted = intents(run)
    for intent in wanted:
        name, symbol = intent.client_order_id, intent.symbol
        words = [seen for _, seen in news(run) if (seen.client_order_id, seen.symbol) == (name, symbol)]
        truth = truth_of(run, name, symbol=symbol)
        if not words:
            return failed(f"of order {name} on {symbol} the user was never told")
        if (words[-1].state, words[-1].filled) != (truth.state, truth.filled):
            return failed(
                f"order {name} on {symbol} is told as {words[-1].state} with {words[-1].filled} filled, "
                f"it is {truth.state} with {truth.filled}"
            )
    return passed(f"{len(wanted)} orders, told apart by symbol")


def nothing_alive_is_told_as_over(run: Run) -> Verdict:
    """No order is told as finished, or as never placed, while the venue holds it open.

    Premise: an order is open at the end of the run.
    """
    alive = 0
    for intent in intents(run):
        name, symbol = intent.client_order_id, intent.symbol
        if (state := truth_of(run, name, symbol=symbol).state) is None or state.final:
            continue
        alive += 1
        for at_s, seen in news(run):
            about = (seen.client_order_id, seen.symbol) == (name, symbol)
            if about and seen.state.final and truth_of(run, name, at_s, symbol=symbol).accepted:
                return failed(
                    f"at {at_s:.1f} s order {name} on {symbol} was told as {seen.state}, it is open"
                )
    if not alive:
        raise Inconclusive("no order was open in the end")
    return passed(f"{alive} open orders, none was told as over")


def executions_are_complete(run: Run, *, within_s: float, after_s: float) -> Verdict:
    """Every execution is told as such by the stream, within `within_s` of it or of `after_s`.

    A subject that tells no execution by itself tells the sum: then that must be right in time.
    Premise: orders that ended otherwise than filled had traded.
    """
    told: dict[tuple[str, int], float] = {}
    for at_s, seen in run.history.told(OrderSeen):
        if seen.fill is not None:
            told.setdefault((seen.symbol, seen.fill.trade_id), at_s)
    in_part = 0
    total: Counter[str] = Counter()
    for entry, name in own_trades(run):
        trade = entry.fact
        total[name] += trade.lots
        in_part += truth_of(run, name).state in (State.CANCELED, State.EXPIRED)
        due_s = max(entry.at_s, after_s) + within_s
        told_s = told.get((trade.symbol, trade.trade_id))
        if not told:
            told_s = _first_told(run, name, run.ledger.instruments[trade.symbol].quantity(total[name]))
        if told_s is None or told_s > due_s:
            return failed(
                f"order {name} traded at {entry.at_s:.1f} s (trade {trade.trade_id}), "
                f"and by {due_s:.1f} s the execution was not told"
            )
    if not in_part:
        raise Inconclusive("no order traded that ended otherwise than filled")
    return passed(f"{sum(1 for _ in own_trades(run))} executions, all told")


def cancels_come_to_an_end(run: Run, *, most: int, within_s: float) -> Verdict:
    """A cancel of an order that is over ends in time and asks the venue to cancel at most `most` times.

    Premise: the user cancelled orders that were over at that moment.
    """
    judged = 0
    for call in calls(run, "cancel"):
        symbol, name = call.called.arguments
        state = truth_of(run, name, call.called_s, symbol=symbol).state
        if state is None or not state.final:
            continue
        judged += 1
        if isinstance(call.end, NeverAnswered) or call.ended_s - call.called_s > within_s:
            return failed(
                f"the cancel of {name}, which was {state}, took {call.ended_s - call.called_s:.1f} s"
            )
        asked = sum(
            entry.fact.operation == Operation.CANCEL and call.called_s <= entry.at_s <= call.ended_s
            for entry in run.ledger.of(RequestReceived)
        )
        if asked > most:
            return failed(f"order {name} was {state}, and the venue was asked {asked} times to cancel it")
    if not judged:
        raise Inconclusive("no order that was over was cancelled")
    return passed(f"{judged} orders that were over, each cancel came to its end")


def _first_told(run: Run, name: str, filled: Decimal) -> float | None:
    return next(
        (at_s for at_s, seen in news(run) if seen.client_order_id == name and seen.filled >= filled), None
    )


def prevented_orders_are_told_as_ended(run: Run) -> Verdict:
    """The last word on an order that self-trade prevention ended is that it ended, with what it had traded.

    A subject may call such an end CANCELED. Premise: the venue ended an order of the subject in that way.
    """
    ended = [
        entry.fact.client_order_id
        for entry in run.ledger.of(OrderDone)
        if entry.fact.account == ACCOUNT
        and (entry.fact.status == "EXPIRED_IN_MATCH" or entry.fact.reason == DoneReason.SELF_TRADE)
    ]
    for name in ended:
        truth, word = truth_of(run, name), last_word(run, name)
        if word is None:
            return failed(f"of order {name}, which self-trade prevention ended, the user was never told")
        if word.state not in (State.EXPIRED, State.CANCELED) or word.filled != truth.filled:
            return failed(
                f"order {name} is told as {word.state} with {word.filled} filled, "
                f"self-trade prevention ended it with {truth.filled}"
            )
    if not ended:
        raise Inconclusive("self-trade prevention ended no order")
    return passed(f"{len(ended)} orders that self-trade prevention ended were told as ended")


def rejections_are_told(run: Run, *, within_s: float) -> Verdict:
    """An order that the venue took and then rejected is never told as there, and soon as rejected.

    Premise: the venue rejected an order that it had taken.
    """
    rejected = {
        entry.fact.client_order_id: entry.at_s
        for entry in run.ledger.of(OrderDone)
        if entry.fact.account == ACCOUNT and entry.fact.status == "REJECTED"
    }
    for name, at_s in rejected.items():
        words = [(told_s, seen.state) for told_s, seen in news(run) if seen.client_order_id == name]
        there = [told_s for told_s, state in words if state not in (State.REJECTED, State.UNKNOWN)]
        if there:
            return failed(f"order {name}, rejected at {at_s:.1f} s, was told as there at {there[0]:.1f} s")
        said = [told_s for told_s, state in words if state is State.REJECTED]
        said += [
            call.ended_s
            for call in calls(run, "submit")
            if call.called.arguments[0].client_order_id == name and call.claim is Claim.DID_NOT_HAPPEN
        ]
        said_s = min(said, default=inf)
        if said_s > at_s + within_s:
            when = "never" if said_s == inf else f"only at {said_s:.1f} s"
            return failed(f"order {name} was rejected at {at_s:.1f} s and {when} told as that")
    if not rejected:
        raise Inconclusive("the venue rejected no order that it had taken")
    return passed(f"{len(rejected)} orders that were taken and rejected were told as rejected")


def orders_arrive_digit_for_digit(run: Run) -> Verdict:
    """Every order that was submitted is accepted, with exactly the price and quantity that were meant.

    Premise: orders were submitted.
    """
    wanted = intents(run)
    accepted = {
        entry.fact.client_order_id: entry.fact
        for entry in run.ledger.of(OrderAccepted)
        if entry.fact.account == ACCOUNT
    }
    for intent in wanted:
        meant = f"order {intent.client_order_id} was for {intent.quantity} at {intent.price}"
        fact = accepted.get(intent.client_order_id)
        if fact is None:
            return failed(f"{meant}, and never came to be")
        instrument = run.ledger.instruments[intent.symbol]
        price = None if fact.ticks is None else instrument.price(fact.ticks)
        if fact.kind == OrderKind.MARKET and intent.price is None:
            price = None  # a bound of the venue's own, if it has one (BYB-39)
        if (instrument.quantity(fact.lots), price) != (intent.quantity, intent.price):
            return failed(f"{meant}, what was placed is {instrument.quantity(fact.lots)} at {price}")
    if not wanted:
        raise Inconclusive("no order was submitted")
    return passed(f"{len(wanted)} orders arrived as they were meant")


def orders_are_told_as_refused(run: Run, *names: str) -> Verdict:
    """These orders did not happen, and their calls said so. Premise: the venue accepted none of them."""
    told = {call.called.arguments[0].client_order_id: call.claim for call in calls(run, "submit")}
    for name in names:
        if name not in told or truth_of(run, name).accepted:
            raise Inconclusive(f"order {name} was not submitted, or the venue accepted it")
        if told[name] is not Claim.DID_NOT_HAPPEN:
            return failed(f"order {name} was refused by the venue and told as {told[name].value}")
    return passed(f"{len(names)} orders refused and told so")


def submits_end_in_time(run: Run, *, within_s: float) -> Verdict:
    """Every submit ends within `within_s`, whatever became of the others. Premise: orders were submitted."""
    ended = list(calls(run, "submit"))
    if len(ended) < len(intents(run)) or not ended:
        raise Inconclusive("no order was submitted, or the play ended before its submits")
    for call in ended:
        took_s = call.ended_s - call.called_s
        if isinstance(call.end, NeverAnswered) or took_s > within_s:
            name = call.called.arguments[0].client_order_id
            return failed(f"the submit of {name} took {took_s:.1f} s")
    return passed(f"{len(ended)} submits, each ended within {within_s:g} s")


def stop_ends_in_time(run: Run, *, within_s: float) -> Verdict:
    """Stop returns within `within_s`, and so does every submit that it met under way.

    Premise: stop was called while a submit was under way.
    """
    stop = next(calls(run, "stop"), None)
    if stop is None:
        raise Inconclusive("stop was not called, or never ended")
    due_s = stop.called_s + within_s
    if isinstance(stop.end, NeverAnswered) or stop.ended_s > due_s:
        return failed(f"stop was called at {stop.called_s:.1f} s and returned at {stop.ended_s:.1f} s")
    met = [call for call in calls(run, "submit") if call.called_s < stop.called_s <= call.ended_s]
    for call in met:
        if isinstance(call.end, NeverAnswered) or call.ended_s > due_s:
            name = call.called.arguments[0].client_order_id
            return failed(
                f"stop was called at {stop.called_s:.1f} s, order {name} waited until {call.ended_s:.1f} s"
            )
    if not met:
        raise Inconclusive("no submit was under way when stop was called")
    return passed(f"stop and {len(met)} submits under way ended within {within_s:g} s")

"""Bounds on how bad a long run may be: what single faults allow must not add up to a bad day.

The measures are those of scenarios/measures; their definitions stand there.
"""

from fakes.ledger import OrderAccepted, RequestReceived, Traded
from scenarios.checks.order_truth import ACCOUNT
from scenarios.history import BookSampled
from scenarios.measures.book_truth import book_truth
from scenarios.measures.budget import budget, weight_used_percent
from scenarios.measures.episodes import episodes
from scenarios.measures.order_belief import disagreements, order_belief
from scenarios.measures.records import Records
from scenarios.measures.recovering import recoveries
from scenarios.measures.ticks import ticks
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import TradeSeen


def book_is_true_and_mostly_fresh(run: Run, *, share: float, faults: int) -> Verdict:
    """Whenever a book is served it is the venue's, and it is fresh for at least that share of the time.

    Premise: the book was read, and a fault struck; to pass, so many. (Who has lost his
    stream for good is struck no more.)
    """
    records = Records(run)
    _demand_faults(records, 1)
    found = dict(book_truth(records))
    if "book_true_share" not in found:
        raise Inconclusive(f"no book was ever served fresh in {len(records.events(BookSampled))} readings")
    if found["book_true_share"] < 1.0:
        return failed(
            f"the book served was wrong for {100 * (1 - found['book_true_share']):.2f} % of the time"
        )
    told = f"the book was fresh for {100 * found['book_fresh_share']:.1f} % of the time"
    if found["book_fresh_share"] < share:
        return failed(f"{told}, {100 * share:g} % are needed with {len(episodes(records))} faults")
    _demand_faults(records, faults)
    return passed(f"{told}, with {len(episodes(records))} faults")


def beliefs_are_put_right(run: Run, *, within_s: float, risk_quote_s: float, orders: int) -> Verdict:
    """No order is believed to be what it is not for longer, and what was at stake adds up to no more.

    Premise: so many orders were accepted.
    """
    records = Records(run)
    accepted = sum(1 for entry in records.facts(OrderAccepted) if entry.fact.account == ACCOUNT)
    if accepted < orders:
        raise Inconclusive(f"{accepted} orders were accepted, {orders} are needed")
    found = dict(order_belief(records))
    longest_s, risk = found["order_wrong_s_max"], found["order_risk_quote_s"]
    if longest_s > within_s:
        worst = max(disagreements(records), key=lambda wrong: wrong.span.seconds)
        return failed(
            f"of order {worst.key[1]} the user was wrong for {longest_s:.1f} s, "
            f"until {worst.span.to_s:.1f} s; {within_s:g} s are allowed"
        )
    told = f"{risk:.0f} quote units times seconds at risk over {accepted} orders"
    if risk > risk_quote_s:
        return failed(f"{told}, at most {risk_quote_s:g} are allowed")
    return passed(f"{told}, the longest for {longest_s:.1f} s")


def faults_are_noticed_and_got_over(run: Run, *, notice_s: float, recover_s: float) -> Verdict:
    """Each fault that did harm is noticed, and all is right again, within these times.

    Premise: a fault struck, and there was something for it to harm.
    """
    records = Records(run)
    _demand_faults(records, 1)
    if not records.sampled_symbols and not records.facts(OrderAccepted):
        raise Inconclusive("there was neither a book nor an order to be harmed")
    for each in recoveries(records):
        name = f"{each.episode.fault} at {each.episode.struck_s:.1f} s"
        if each.noticed_s is None:
            return failed(f"{name} was never noticed")
        if each.noticed_s > notice_s:
            return failed(f"{name} was noticed after {each.noticed_s:.1f} s, {notice_s:g} s are allowed")
        if each.recovered_s is None:
            return failed(f"{name} was never recovered from")
        if each.recovered_s > recover_s:
            return failed(
                f"{name} was over, and all was right only {each.recovered_s:.1f} s later; "
                f"{recover_s:g} s are allowed"
            )
    return passed(f"{len(recoveries(records))} faults that did harm were noticed and got over")


def budget_is_never_exceeded(run: Run) -> Verdict:
    """No limit of the venue is used to more than the full, and nothing is refused for its rate.

    Premise: the venue counted something.
    """
    records = Records(run)
    found = dict(budget(records))
    used = {name: value for name, value in found.items() if name.endswith("_used_percent_max")}
    if not used:
        raise Inconclusive("the venue counted nothing")
    name, percent = max(used.items(), key=lambda one: one[1])
    if percent > 100 or found["requests_refused_for_rate"]:
        return failed(f"{percent:.0f} % of {name.removesuffix('_used_percent_max')} were used")
    return passed(f"at most {percent:.1f} % of a limit were used")


def weight_is_not_wasted(run: Run, *, from_s: float, to_s: float, percent: float) -> Verdict:
    """In that time at most this share of the request weight is spent. Premise: the venue counted some."""
    used = weight_used_percent(Records(run), from_s, to_s)
    if used is None:
        raise Inconclusive("the venue counted no weight")
    told = f"{used:.1f} % of the request weight were spent between {from_s:g} s and {to_s:g} s"
    if used > percent:
        requests = sum(1 for e in run.ledger.of(RequestReceived) if from_s <= e.at_s <= to_s)
        return failed(f"{told} on {requests} requests, {percent:g} % are enough")
    return passed(told)


def ticks_are_complete(run: Run, *, faults: int, out_of_turn: float) -> Verdict:
    """No trade is lost in silence, none is told twice, and at most that share comes after a later one.

    Premise: a hundred trades were told at least, and a fault struck; to pass, so many.
    """
    records = Records(run)
    _demand_faults(records, 1)
    told = sum(1 for _ in records.told(TradeSeen))
    if told < 100:
        raise Inconclusive(f"{told} trades were told of {len(records.facts(Traded))}")
    found = dict(ticks(records))
    if found["trades_lost"]:
        return failed(f"{found['trades_lost']:g} trades were lost and nothing was said of them")
    if found["trades_repeated"]:
        return failed(f"{found['trades_repeated']:g} trades were told twice")
    if found["trades_reordered"] > out_of_turn * told:
        return failed(f"{found['trades_reordered']:g} of {told} trades were told after a later one")
    _demand_faults(records, faults)
    return passed(f"{told} trades told, {found['trades_announced_lost']:g} announced as lost")


def _demand_faults(records: Records, count: int) -> None:
    struck = len(episodes(records))
    if struck < count:
        raise Inconclusive(f"{struck} faults struck, {count} are needed")

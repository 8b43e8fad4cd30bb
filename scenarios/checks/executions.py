"""Was the user told of each execution itself: which one, of which order, at which price?"""

from collections.abc import Iterator
from decimal import Decimal

from fakes.instruments import Side
from fakes.ledger import Entry, Traded
from scenarios.checks.order_truth import ACCOUNT, intents, own_trades
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import FillSeen, OrderSeen


def executions_are_told(run: Run, *, within_s: float) -> Verdict:
    """Each execution of an order that the user placed is told by the stream, as it was, within `within_s`.

    Premise: such an order traded.
    """
    told: dict[tuple[str, int], tuple[float, FillSeen]] = {}
    for at_s, symbol, fill in _fills_told(run):
        told.setdefault((symbol, fill.trade_id), (at_s, fill))
    judged = 0
    for entry, name in _trades_of_the_user(run):
        trade, due_s = entry.fact, entry.at_s + within_s
        judged += 1
        word = told.get((trade.symbol, trade.trade_id))
        if word is None or word[0] > due_s:
            when = "never told" if word is None else f"told only at {word[0]:.1f} s"
            return failed(
                f"execution {trade.trade_id} of order {name} at {entry.at_s:.1f} s was {when}; "
                f"due by {due_s:.1f} s"
            )
        price, quantity = _as_it_was(run, trade)
        seen = word[1]
        if (seen.price, seen.quantity) != (price, quantity):
            return failed(
                f"execution {trade.trade_id} of order {name} was told as {seen.quantity} at {seen.price}, "
                f"it was {quantity} at {price}"
            )
    if not judged:
        raise Inconclusive("no order of the user's traded")
    return passed(f"{judged} executions, each told as it was within {within_s:g} s")


def demand_several_executions(run: Run) -> None:
    """Premise: an order of the user's traded several times at one moment. Raises Inconclusive."""
    at_once: dict[tuple[float, str], int] = {}
    for entry, name in _trades_of_the_user(run):
        at_once[entry.at_s, name] = at_once.get((entry.at_s, name), 0) + 1
    if max(at_once.values(), default=0) < 2:
        raise Inconclusive("no order of the user's traded more than once at one moment")


def executions_are_told_in_order(run: Run) -> Verdict:
    """Of each order, executions are told in the order in which they happened. Premise: one had two."""
    last: dict[str, int] = {}
    followed = 0
    for at_s, _, fill in _fills_told(run):
        before = last.get(fill.client_order_id)
        last[fill.client_order_id] = fill.trade_id
        if before is None:
            continue
        followed += 1
        if fill.trade_id < before:
            return failed(
                f"at {at_s:.1f} s execution {fill.trade_id} of order {fill.client_order_id} was told "
                f"after execution {before}"
            )
    if not followed:
        raise Inconclusive("of no order two executions were told")
    return passed(f"{followed} executions told after earlier ones of their orders, in order")


def executions_belong_to_their_orders(run: Run) -> Verdict:
    """Nothing is told as an execution of an order that was none of it: not another order's, not invented.

    Premise: an execution was told.
    """
    true = dict.fromkeys((entry.fact.symbol, entry.fact.trade_id, name) for entry, name in own_trades(run))
    count = 0
    for at_s, symbol, fill in _fills_told(run):
        count += 1
        if (symbol, fill.trade_id, fill.client_order_id) not in true:
            return failed(
                f"at {at_s:.1f} s execution {fill.trade_id} of {symbol} was told as one of order "
                f"{fill.client_order_id}, which has no such execution"
            )
    if not count:
        raise Inconclusive("no execution was told")
    return passed(f"{count} executions told, each of the order that it was of")


def fees_are_the_venues(run: Run) -> Verdict:
    """Each execution told has the venue's fee, in the asset that it was taken in.

    Premise: executions were told of orders of both sides, so that fees were taken in both assets where the
    venue takes them of what is received.
    """
    traded = {(entry.fact.symbol, entry.fact.trade_id, name): entry.fact for entry, name in own_trades(run)}
    true = {key: _fee(run, fact) for key, fact in traded.items()}
    sides: dict[Side, None] = {}
    assets: dict[str, int] = {}
    for at_s, symbol, fill in _fills_told(run):
        fee = true.get((symbol, fill.trade_id, fill.client_order_id))
        if fee is None:
            continue
        assets[fee[1]] = assets.get(fee[1], 0) + 1
        sides[_side(traded[symbol, fill.trade_id, fill.client_order_id])] = None
        if (fill.fee, fill.fee_asset) != fee:
            return failed(
                f"at {at_s:.1f} s the fee of execution {fill.trade_id} was told as "
                f"{fill.fee} {fill.fee_asset}, it was {fee[0]} {fee[1]}"
            )
    if len(sides) < 2:
        raise Inconclusive(f"executions were told of {len(sides)} sides")
    return passed(f"{sum(assets.values())} executions told with their fees, in {' and '.join(assets)}")


def _fee(run: Run, trade: Traded) -> tuple[Decimal, str]:
    """What the account paid, in the asset that its side received unless the venue took it in another."""
    instrument = run.ledger.instruments[trade.symbol]
    took = trade.taker_account == ACCOUNT
    atoms = trade.taker_fee_atoms if took else trade.maker_fee_atoms
    asset = trade.taker_fee_asset if took else trade.maker_fee_asset
    received = instrument.base if _side(trade) is Side.BUY else instrument.quote
    if (asset or received) == instrument.base:
        return Decimal(atoms).scaleb(-instrument.base_precision), instrument.base
    return Decimal(atoms).scaleb(-instrument.quote_precision), instrument.quote


def _side(trade: Traded) -> Side:
    """Of the account's part in it."""
    return trade.taker_side if trade.taker_account == ACCOUNT else trade.taker_side.opposite


def _trades_of_the_user(run: Run) -> Iterator[tuple[Entry[Traded], str]]:
    """Without those of orders that were placed on the account by other means."""
    placed = dict.fromkeys(intent.client_order_id for intent in intents(run))
    return ((entry, name) for entry, name in own_trades(run) if name in placed)


def _fills_told(run: Run) -> Iterator[tuple[float, str, FillSeen]]:
    for at_s, seen in run.history.told(OrderSeen):
        if seen.fill is not None:
            yield at_s, seen.symbol, seen.fill


def _as_it_was(run: Run, trade: Traded) -> tuple[Decimal, Decimal]:
    """Price and quantity."""
    instrument = run.ledger.instruments[trade.symbol]
    return instrument.price(trade.ticks), instrument.quantity(trade.lots)

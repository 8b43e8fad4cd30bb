"""Are the balances that the user reads the venue's?"""

from decimal import Decimal

from fakes.ledger import BalanceChanged
from scenarios.checks.order_truth import ACCOUNT, Ended, calls, own_trades
from scenarios.history import Returned
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed

_UNIT = Decimal("0.00000001")
_OUTSIDE = ("deposit", "withdrawal")


def balances_are_the_venues(run: Run) -> Verdict:
    """Each answer about balances has the venue's free and locked amounts of every asset that changed.

    Where an asset stands for positions, what is free of it moves with every price: then only both together
    are held against the venue's. Answers during which the account moved are passed over. Premise: one was
    given after a trade.
    """
    traded_s = next((entry.at_s for entry, _ in own_trades(run)), None)
    judged = 0
    for call in calls(run, "balances"):
        if not isinstance(call.end, Returned) or _moved(run, call):
            continue
        judged += traded_s is not None and traded_s < call.called_s
        for asset, (free, locked) in _truth(run, call.called_s).items():
            seen = call.end.result.get(asset)
            told = (Decimal(0), Decimal(0)) if seen is None else (seen.free, seen.locked)
            if _is_margin(run):
                told, free, locked = (sum(told, Decimal(0)), Decimal(0)), free + locked, Decimal(0)
            if tuple(amount.quantize(_UNIT) for amount in told) != (free, locked):
                return failed(
                    f"at {call.ended_s:.1f} s {asset} is told as {told[0]} free and {told[1]} locked, "
                    f"it is {free} and {locked}"
                )
    if not judged:
        raise Inconclusive("no balances were told after a trade")
    return passed(f"{judged} answers about balances after a trade, all equal to the venue's")


def moved_money_is_in_the_balances(run: Run) -> Verdict:
    """Balances read after money was moved from outside are the venue's.

    Premise: they were read before and after it.
    """
    moved_s = [
        entry.at_s
        for entry in run.ledger.of(BalanceChanged)
        if entry.fact.account == ACCOUNT and entry.fact.cause in _OUTSIDE
    ]
    read_s = [call.called_s for call in calls(run, "balances") if isinstance(call.end, Returned)]
    if not moved_s or not read_s or not read_s[0] < moved_s[0] <= moved_s[-1] < read_s[-1]:
        raise Inconclusive("the balances were not read before and after money was moved from outside")
    return balances_are_the_venues(run)


def _is_margin(run: Run) -> bool:
    """Its markets are contracts."""
    return any(one.contract is not None for one in run.ledger.instruments.values())


def _moved(run: Run, call: Ended) -> bool:
    return any(
        call.called_s <= entry.at_s <= call.ended_s
        for entry in run.ledger.of(BalanceChanged)
        if entry.fact.account == ACCOUNT
    )


def _truth(run: Run, at_s: float) -> dict[str, tuple[Decimal, Decimal]]:
    """(free, locked) by asset, of those that have changed by then."""
    precision: dict[str, int] = {}
    for instrument in run.ledger.instruments.values():
        precision[instrument.base] = instrument.base_precision
        precision[instrument.quote] = instrument.quote_precision
    held: dict[str, tuple[Decimal, Decimal]] = {}
    for entry in run.ledger.of(BalanceChanged):
        fact = entry.fact
        if fact.account == ACCOUNT and entry.at_s <= at_s:
            unit = Decimal(1).scaleb(-precision[fact.asset])
            held[fact.asset] = (fact.free_atoms * unit, fact.held_atoms * unit)
    return {asset: (free.quantize(_UNIT), locked.quantize(_UNIT)) for asset, (free, locked) in held.items()}

"""Scripted clients against the venue's counters: what each step costs, what is refused, when it goes on."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from fakes.ledger import QuotaExceeded
from fakes.venues.kraken.limits import TIERS
from tests.unit.fakes.kraken.kraken_caller import API_KEY, OTHER_KEY, Answer, KrakenCaller
from tests.unit.fakes.kraken.limit_traces import FROZEN, FROZEN_TRACES, REFUSALS, TIER_TRACES
from tests.unit.fakes.scripts import run


class Client:
    """Says the words of a script to a venue."""

    refusals = REFUSALS

    def __init__(self, caller: KrakenCaller) -> None:
        self.caller = caller
        self.open: list[str] = []
        """Ids of orders that rest, oldest first."""
        self.actions: dict[str, Callable[[], Answer]] = {
            "add": self.add,
            "ioc": lambda: caller.place(timeinforce="IOC"),
            "market": lambda: caller.place(ordertype="market", price=None),
            "tagged": lambda: caller.place(userref="7"),
            "eth": lambda: caller.place(pair="ETHUSDT", price="10", volume="1"),
            "other": lambda: caller.place(api_key=OTHER_KEY, nonce="1"),
            "small": lambda: caller.place(volume="0.00001"),
            "fine": lambda: caller.place(price="50000.01"),
            "huge": lambda: caller.place(volume="1000"),
            "nowhere": lambda: caller.place(pair="XBTPLN"),
            "check": lambda: caller.place(validate="true"),
            "cancel": lambda: caller.post("CancelOrder", txid=self.open.pop(0)),
            "cancelnothing": lambda: caller.post("CancelOrder", txid="OAAAAA-BBBBB-CCCCCC"),
            "cancelref": lambda: caller.post("CancelOrder", txid="7"),
            "cancelall": lambda: caller.post("CancelAll"),
            "amend": lambda: caller.post("AmendOrder", txid=self.open[0], limit_price="49999"),
            "edit": self.edit,
            "otherkey": lambda: caller.post("Balance", api_key=OTHER_KEY, nonce="1"),
            "elsewhere": lambda: caller.get("Time", source="10.0.0.2"),
            "tradeseth": lambda: caller.get("Trades", pair="ETHUSDT"),
            "Trades": lambda: caller.get("Trades", pair="XBTUSDT"),
            "OHLC": lambda: caller.get("OHLC", pair="XBT/USDT"),
            "Time": lambda: caller.get("Time"),
        }

    def wait(self, seconds: float) -> None:
        self.caller.now_s = round(self.caller.now_s + seconds, 3)

    def say(self, name: str, number: int | None) -> str | None:
        kept = list(self.open)
        answer = self._asked(name, number or 0)
        if answer.error is not None:
            self.open = kept
        elif name == "batch" and "error" in (last := answer.result["orders"][-1]):
            return f"the last row: {last['error']}"
        return answer.error

    def count(self, what: str) -> Fraction:
        if what == "calls":
            return self.caller.venue.calls.count(API_KEY)
        return self.caller.venue.engine_limits.count("subject", "BTCUSDT")

    def _asked(self, name: str, number: int) -> Answer:
        if name == "batch":
            row = {"ordertype": "limit", "type": "buy", "volume": "0.01", "price": "50000"}
            return self.caller.post_json("AddOrderBatch", pair="XBTUSDT", orders=[row] * number)
        if name == "cancelbatch":
            ended, self.open = self.open[:number], self.open[number:]
            return self.caller.post_json("CancelOrderBatch", orders=ended)
        action = self.actions.get(name)
        return action() if action is not None else self.caller.post(name)

    def add(self) -> Answer:
        answer = self.caller.place()
        if answer.error is None:
            self.open += answer.result["txid"]
        return answer

    def edit(self) -> Answer:
        answer = self.caller.post("EditOrder", txid=self.open.pop(0), pair="XBTUSDT", price="49999")
        self.open.append(answer.result["txid"])
        return answer


@pytest.mark.parametrize("name", FROZEN_TRACES)
def test_what_is_done_costs_what_the_documents_say(name: str) -> None:
    run(FROZEN_TRACES[name], Client(KrakenCaller(limits=FROZEN)))


@pytest.mark.parametrize(("tier", "name", "script"), TIER_TRACES, ids=lambda value: str(value))
def test_counts_melt_away_at_the_pace_of_the_tier(tier: str, name: str, script: str) -> None:
    run(script, Client(KrakenCaller(limits=TIERS[tier])))


def test_an_amendment_below_what_is_filled_pays_for_the_cancel_as_well() -> None:
    caller = KrakenCaller(limits=FROZEN)
    txid = caller.placed(price="60100", volume="1.5")  # one of it is taken at once

    caller.post("AmendOrder", txid=txid, order_qty="0.5")

    assert Client(caller).count("") == 1 + (1 + 3) + 8
    assert caller.order(txid)["status"] == "canceled"


def test_refusals_for_a_limit_are_in_the_ledger() -> None:
    caller = KrakenCaller(limits=FROZEN)

    run("ioc*125 ioc!rate Balance*20 Balance!calls", Client(caller))

    facts = [(e.fact.limiter, e.fact.used, e.fact.limit) for e in caller.venue.ledger.of(QuotaExceeded)]
    assert facts == [("ORDERS", 126, 125), ("CALLS", 21, 20)]


@pytest.mark.parametrize("step_s", [-300.0, 40.0])
def test_counters_fall_as_time_passes_whatever_the_venues_clock_says(step_s: float) -> None:
    caller = KrakenCaller(limits=TIERS["intermediate"])
    run("calls: Balance*20 =20", Client(caller))
    run("add*10 =10", Client(caller))

    caller.venue.step_clock(step_s)

    run("calls: +10 =15", Client(caller))
    assert Client(caller).count("") == 0

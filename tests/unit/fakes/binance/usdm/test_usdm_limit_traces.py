"""Scripted clients against the venue's counters: what each step costs, what is refused, when it goes on."""

from collections.abc import Callable
from fractions import Fraction
from typing import ClassVar

import pytest

from fakes.ledger import Banned, QuotaExceeded
from tests.unit.fakes.binance.usdm.limit_traces import TRACES
from tests.unit.fakes.binance.usdm.usdm_caller import ADDRESS, OTHER_KEY, Answer, UsdmCaller
from tests.unit.fakes.scripts import run

B = {"symbol": "BTCUSDT"}
ROW = '{"symbol":"BTCUSDT","side":"BUY","type":"LIMIT","timeInForce":"GTC","quantity":"0.01","price":"50000"}'
PATHS: dict[str, tuple[str, dict[str, str]]] = {
    "ping": ("ping", {}),
    "time": ("time", {}),
    "exchangeInfo": ("exchangeInfo", {}),
    "trades": ("trades", B),
    "history": ("historicalTrades", B),
    "aggTrades": ("aggTrades", B),
    "premium": ("premiumIndex", B),
    "premiums": ("premiumIndex", {}),
    "day": ("ticker/24hr", B),
    "days": ("ticker/24hr", {}),
    "price": ("ticker/price", B),
    "prices": ("ticker/price", {}),
    "book": ("ticker/bookTicker", B),
    "books": ("ticker/bookTicker", {}),
    "order": ("order", {**B, "orderId": "77"}),
    "openOrders": ("openOrders", B),
    "allOpenOrders": ("openOrders", {}),
    "allOrders": ("allOrders", B),
    "userTrades": ("userTrades", B),
    "account": ("/fapi/v3/account", {}),
    "balance": ("/fapi/v3/balance", {}),
    "risk": ("/fapi/v3/positionRisk", {}),
    "income": ("income", {}),
    "commission": ("commissionRate", B),
    "mode": ("positionSide/dual", {}),
}


class Client:
    """Says the words of a script to a venue."""

    refusals: ClassVar = {
        "depth": "-4021",
        "nosuch": "-2013",
        "small": "-4003",
        "orders": "-1015",
        "weight": "-1003/429",
        "banned": "-1003/418",
    }

    def __init__(self, caller: UsdmCaller) -> None:
        self.caller = caller
        caller.now_s = caller.now_s // 60 * 60
        self.open: list[int] = []
        self.actions: dict[str, Callable[[], Answer]] = {
            "add": self.add,
            "small": lambda: caller.place(quantity="0"),
            "take": lambda: caller.place(type="MARKET", timeInForce=None, price=None),
            "other": lambda: caller.place(api_key=OTHER_KEY),
            "modify": lambda: caller.call(
                "PUT", "order", side="BUY", quantity="0.02", price="50000", orderId=self.open[-1], **B
            ),
            "cancel": lambda: caller.call("DELETE", "order", orderId=self.open[-1], **B),
            "cancelall": lambda: caller.call("DELETE", "allOpenOrders", **B),
            "countdown": lambda: caller.call("POST", "countdownCancelAll", countdownTime="0", **B),
            "elsewhere": lambda: caller.call("GET", "ping", source="10.0.0.2"),
        }

    def add(self) -> Answer:
        answer = self.caller.place(quantity="0.001")
        if answer.status == 200:
            self.open.append(answer.body["orderId"])
        return answer

    def wait(self, seconds: float) -> None:
        self.caller.now_s = round(self.caller.now_s + seconds, 3)

    def say(self, name: str, number: int | None) -> str | None:
        answer = self._asked(name, number)
        if answer.code == -1003:
            return f"-1003/{answer.status}"
        return None if answer.code is None else str(answer.code)

    def _asked(self, name: str, number: int | None) -> Answer:
        call = self.caller.call
        if name == "depth":
            return call("GET", "depth", limit=number, **B)
        if name == "klines":
            return call("GET", "klines", interval="1m", limit=number, **B)
        if name == "batch":
            return call("POST", "batchOrders", batchOrders=f"[{','.join([ROW] * (number or 1))}]")
        if name in self.actions:
            return self.actions[name]()
        path, parameters = PATHS[name]
        return call("GET", path, **parameters)

    def count(self, what: str) -> Fraction:
        if what == "weight":
            told = dict(self.caller.venue.counters.headers(ADDRESS, None))
            return Fraction(told["X-MBX-USED-WEIGHT-1M"])
        ten, minute = self.caller.venue.counters.order_counts("subject")
        return Fraction(ten["count"] if what == "ten" else minute["count"])


@pytest.mark.parametrize("script", TRACES)
def test_the_venue_counts_as_it_says(script: str) -> None:
    run(script, Client(UsdmCaller()))


def test_there_are_as_many_scripts_as_that() -> None:
    assert len(dict.fromkeys(TRACES)) >= 70


def test_refusals_and_bans_are_on_the_record() -> None:
    client = Client(UsdmCaller())
    run("weight: depth1000*120 ping!weight +2 ping!weight*5 ping!banned", client)

    exceeded = [entry.fact.limiter for entry in client.caller.venue.ledger.of(QuotaExceeded)]
    assert exceeded == ["REQUEST_WEIGHT"] * 6
    assert [entry.fact.source for entry in client.caller.venue.ledger.of(Banned)] == [ADDRESS]


def test_headers_tell_what_was_counted() -> None:
    """BFU-30, BFU-31."""
    caller = UsdmCaller()

    placed, asked = caller.place(), caller.call("GET", "depth", **B)

    assert placed.headers["X-MBX-ORDER-COUNT-10S"] == placed.headers["X-MBX-ORDER-COUNT-1M"] == "1"
    assert asked.headers["X-MBX-USED-WEIGHT-1M"] == "10"
    assert "X-MBX-ORDER-COUNT-10S" not in asked.headers

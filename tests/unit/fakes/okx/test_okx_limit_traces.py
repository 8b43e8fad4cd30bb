"""Scripted clients against the venue's limits: what is counted where, what is refused, when it goes on."""

from collections.abc import Callable
from fractions import Fraction
from typing import ClassVar

import pytest

from fakes.ledger import QuotaExceeded
from fakes.venues.okx import codes
from fakes.venues.okx.limits import LIMITS, By
from tests.unit.fakes.okx.limit_traces import OPEN, OPEN_LIMITS, TRACES
from tests.unit.fakes.okx.okx_caller import OTHER_KEY, Answer, OkxCaller
from tests.unit.fakes.scripts import run

COUNTED = {
    "place": "place",
    "cancel": "cancel",
    "amend": "amend",
    "placebatches": "place in batches",
    "amendbatches": "amend in batches",
    "balance": "GET account/balance",
    "time": "GET public/time",
}
NOTHING = {"instId": "BTC-USDT", "ordId": "1"}


class Client:
    """Says the words of a script to a venue."""

    refusals: ClassVar = {
        "rate": str(codes.TOO_MANY),
        "min": str(codes.TOO_SMALL),
        "lot": str(codes.NOT_A_LOT),
        "funds": str(codes.NO_FUNDS),
        "sign": str(codes.INVALID_SIGN),
        "expired": str(codes.EXPIRY_PAST),
        "order": str(codes.NOT_CANCELLED),
        "noorder": str(codes.NO_ORDER),
        "pending": str(codes.TOO_MANY_PENDING),
        "orders": str(codes.TOO_MANY_ORDERS),
    }

    def __init__(self, caller: OkxCaller) -> None:
        self.caller = caller
        self.open: list[str] = []
        """Ids of orders that rest, oldest first."""
        get = caller.get
        order = caller.order_of()
        self.actions: dict[str, Callable[[], Answer]] = {
            "add": self.add,
            "market": lambda: caller.place(ordType="market", px=None, sz="10"),
            "eth": lambda: caller.place(instId="ETH-USDT", px="10", sz="1"),
            "other": lambda: caller.place(api_key=OTHER_KEY),
            "elsewhere": lambda: caller.asked("POST", "trade/order", order, source="10.0.0.9"),
            "small": lambda: caller.place(sz="0.000001"),
            "fine": lambda: caller.place(sz="0.010000001"),
            "huge": lambda: caller.place(sz="100"),
            "forged": lambda: caller.asked("POST", "trade/order", order, signature="c2lnbmVk"),
            "late": lambda: caller.asked("POST", "trade/order", order, exp_time="1"),
            "cancel": lambda: caller.cancel(ordId=self.open.pop(0)),
            "cancelnothing": lambda: caller.cancel(ordId="1"),
            "amend": lambda: caller.amend(ordId=self.open[0], newPx="49999"),
            "balance": lambda: get("account/balance"),
            "otherbalance": lambda: caller.asked("GET", "account/balance", {}, api_key=OTHER_KEY),
            "order": lambda: get("trade/order", instId="BTC-USDT", ordId=self.open[0] if self.open else "1"),
            "ordereth": lambda: get("trade/order", instId="ETH-USDT", ordId="1"),
            "pending": lambda: get("trade/orders-pending"),
            "history": lambda: get("trade/orders-history", instType="SPOT"),
            "archive": lambda: get("trade/orders-history-archive", instType="SPOT"),
            "fills": lambda: get("trade/fills"),
            "oldfills": lambda: get("trade/fills-history", instType="SPOT"),
            "config": lambda: get("account/config"),
            "ratelimit": lambda: caller.post("trade/cancel-all-after", timeOut="0"),
            "time": lambda: get("public/time"),
            "timeelsewhere": lambda: get("public/time", source="10.0.0.9"),
            "books": lambda: get("market/books", instId="BTC-USDT"),
            "bookseth": lambda: get("market/books", instId="ETH-USDT"),
            "wholebooks": lambda: get("market/books-full", instId="BTC-USDT"),
            "trades": lambda: get("market/trades", instId="BTC-USDT"),
            "candles": lambda: get("market/candles", instId="BTC-USDT"),
            "oldcandles": lambda: get("market/history-candles", instId="BTC-USDT"),
            "ticker": lambda: get("market/ticker", instId="BTC-USDT"),
            "instruments": lambda: get("public/instruments", instType="SPOT"),
            "swaps": lambda: get("public/instruments", instType="SWAP"),
            "status": lambda: get("system/status"),
        }

    def wait(self, seconds: float) -> None:
        self.caller.now_s = round(self.caller.now_s + seconds, 3)

    def say(self, name: str, number: int | None) -> str | None:
        answer = self._batch(name, number) if number else self.actions[name]()
        top = int(answer.body["code"])
        code = answer.code if top in (codes.OK, codes.ALL_FAILED, codes.SOME_FAILED) else top
        return None if code == codes.OK or (number and top == codes.ALL_FAILED) else str(code)

    def _batch(self, name: str, number: int) -> Answer:
        """Of cancels and amendments that find nothing: only that they were taken is at issue."""
        path, row = {
            "batch": ("trade/batch-orders", self.caller.order_of()),
            "cancelbatch": ("trade/cancel-batch-orders", NOTHING),
            "amendbatch": ("trade/amend-batch-orders", {**NOTHING, "newSz": "1"}),
        }[name]
        rows = [{**row, "clOrdId": f"n{place}"} if name == "amendbatch" else row for place in range(number)]
        return self.caller.post_list(path, rows)

    def add(self) -> Answer:
        answer = self.caller.place()
        if answer.body["code"] == "0":
            self.open.append(answer.row["ordId"])
        return answer

    def count(self, what: str) -> Fraction:
        what = COUNTED[what]
        by_instrument = LIMITS[what].by is By.USER_AND_INSTRUMENT
        caller = "subject/BTC-USDT" if by_instrument else "subject"
        if LIMITS[what].by is By.ADDRESS:
            caller = "10.0.0.1"
        return Fraction(self.caller.venue.rates.used(what, caller))


@pytest.mark.parametrize("name", TRACES)
def test_what_is_done_is_counted_as_the_documents_say(name: str) -> None:
    run(TRACES[name], Client(OkxCaller()))


@pytest.mark.parametrize("name", OPEN)
def test_so_many_orders_may_be_open(name: str) -> None:
    run(OPEN[name], Client(OkxCaller(limits=OPEN_LIMITS)))


def test_refusals_for_a_limit_are_in_the_ledger() -> None:
    caller = OkxCaller()

    run("place: add*60 add!rate balance*10 balance!rate", Client(caller))

    facts = [(e.fact.limiter, e.fact.used, e.fact.limit) for e in caller.venue.ledger.of(QuotaExceeded)]
    assert facts == [("place", 61, 60), ("GET account/balance", 11, 10)]


@pytest.mark.parametrize("step_s", [-300.0, 40.0])
def test_windows_pass_with_time_whatever_the_venues_clock_says(step_s: float) -> None:
    caller = OkxCaller()
    client = Client(caller)
    run("time*10 time!rate", client)

    caller.venue.step_clock(step_s)

    run("time!rate +2 time", client)


def test_a_refusal_says_nothing_of_how_long_to_wait() -> None:
    caller = OkxCaller()
    for _ in range(10):
        caller.get("public/time")

    answer = caller.get("public/time")

    assert (answer.status, answer.body) == (429, {"code": "50011", "msg": "Too Many Requests", "data": []})


def test_a_limit_that_there_is_not_is_refused() -> None:
    with pytest.raises(ValueError, match="no limit called tea"):
        OkxCaller(limits={"tea": 5})

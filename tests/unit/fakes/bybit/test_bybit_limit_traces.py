"""Scripted clients against the venue's counters: what each step costs, what is refused, when it goes on."""

from collections.abc import Callable
from fractions import Fraction

import pytest

from fakes.ledger import Banned, QuotaExceeded
from tests.unit.fakes.bybit.bybit_caller import ORDER, OTHER_KEY, Answer, BybitCaller
from tests.unit.fakes.bybit.limit_traces import ADDRESS_TRACES, REFUSALS, TRACES
from tests.unit.fakes.scripts import run

ROW = {**ORDER, "price": "40000"}


class Client:
    """Says the words of a script to a venue."""

    refusals = REFUSALS

    def __init__(self, caller: BybitCaller) -> None:
        self.caller = caller
        self.open: list[str] = []
        """Ids of orders that rest, oldest first."""
        spot, unified = {"category": "spot"}, {"accountType": "UNIFIED"}
        self.actions: dict[str, Callable[[], Answer]] = {
            "add": self.add,
            "ioc": lambda: caller.place(timeInForce="IOC"),
            "market": lambda: caller.place(orderType="Market", price=None, qty="50"),
            "eth": lambda: caller.place(symbol="ETHUSDT", price="10", qty="1"),
            "other": lambda: caller.place(api_key=OTHER_KEY),
            "small": lambda: caller.place(qty="0.000001"),
            "huge": lambda: caller.place(qty="80"),
            "nowhere": lambda: caller.place(symbol="BTCPLN"),
            "same": lambda: caller.place(orderLinkId="same"),
            "badname": lambda: caller.place(orderLinkId="a name"),
            "stranger": lambda: caller.place(api_key="nobody's"),
            "forged": lambda: caller.place(signature="0" * 64),
            "late": lambda: caller.place(timestamp=str(caller.now_ms - 5_001)),
            "early": lambda: caller.place(timestamp=str(caller.now_ms + 1_000)),
            "check": lambda: caller.post("order/pre-check", **ORDER),
            "cancel": lambda: self.cancel(self.open.pop(0) if self.open else "1"),
            "cancelnothing": lambda: self.cancel("1"),
            "cancelall": lambda: caller.post("order/cancel-all"),
            "amend": self.amend,
            "query": lambda: caller.get("order/realtime", orderId="1"),
            "open": lambda: caller.get("order/realtime"),
            "history": lambda: caller.get("order/history"),
            "fills": lambda: caller.get("execution/list"),
            "balance": lambda: caller.get("account/wallet-balance", **unified),
            "info": lambda: caller.get("account/info"),
            "fees": lambda: caller.get("account/fee-rate"),
            "log": lambda: caller.get("account/transaction-log"),
            "key": lambda: caller.get("user/query-api"),
            "coins": lambda: caller.get("asset/coin/query-info"),
            "group": lambda: caller.get("account/smp-group"),
            "protection": lambda: caller.get("account/query-dcp-info"),
            "time": lambda: caller.public("market/time"),
            "elsewhere": lambda: caller.public("market/tickers", source="10.0.0.2", **spot),
        }
        self.price = 50_000

    def wait(self, seconds: float) -> None:
        self.caller.now_s = round(self.caller.now_s + seconds, 3)

    def say(self, name: str, number: int | None) -> str | None:
        if name == "fill":
            self.fill(number or 0)
            return None
        answer = self._asked(name, number or 0)
        if answer.status != 200:
            return str(answer.status)
        if name == "mixed":
            assert answer.codes == [0, 0, 10006, 10006, 10006]
        return str(answer.code) if answer.code else None

    def count(self, what: str) -> Fraction:
        return Fraction(self.caller.venue.quotas.used("subject", what or "order/create"))

    def _asked(self, name: str, number: int) -> Answer:
        if name in ("batch", "mixed"):
            return self.caller.post("order/create-batch", request=[ROW] * number)
        if name == "cancelbatch":
            ended, self.open = self.open[:number], self.open[number:]
            rows = [{"symbol": "BTCUSDT", "orderId": order_id} for order_id in ended]
            return self.caller.post("order/cancel-batch", request=rows)
        return self.actions[name]()

    def add(self) -> Answer:
        answer = self.caller.place()
        if answer.status == 200 and answer.code == 0:
            self.open.append(answer.result["orderId"])
        return answer

    def cancel(self, order_id: str) -> Answer:
        return self.caller.post("order/cancel", symbol="BTCUSDT", orderId=order_id)

    def amend(self) -> Answer:
        self.price -= 1
        return self.caller.post("order/amend", symbol="BTCUSDT", orderId=self.open[0], price=str(self.price))

    def fill(self, number: int) -> None:
        """So many open orders, twenty a second."""
        for done in range(number):
            if done % 20 == 0:
                self.wait(1.0)
            assert self.add().code == 0
        self.wait(1.0)


@pytest.mark.parametrize("name", TRACES)
def test_what_is_done_costs_what_the_documents_say(name: str) -> None:
    run(TRACES[name], Client(BybitCaller()))


@pytest.mark.parametrize("name", ADDRESS_TRACES)
def test_an_address_may_ask_so_much_and_is_then_shut_out(name: str) -> None:
    run(ADDRESS_TRACES[name], Client(BybitCaller()))


def test_headers_tell_what_is_left_and_when_there_is_more() -> None:
    caller = BybitCaller()

    first = caller.place()
    caller.now_s += 0.25
    for _ in range(19):
        last = caller.place()
    refused = caller.place()

    assert first.headers == {
        "X-Bapi-Limit": "20",
        "X-Bapi-Limit-Status": "19",
        "X-Bapi-Limit-Reset-Timestamp": str(caller.now_ms - 250),
    }
    assert last.headers["X-Bapi-Limit-Status"] == "0"
    assert refused.code == 10006
    assert refused.headers == {
        "X-Bapi-Limit": "20",
        "X-Bapi-Limit-Status": "0",
        "X-Bapi-Limit-Reset-Timestamp": str(caller.now_ms + 750),
    }


def test_public_answers_have_no_limits_in_their_headers() -> None:
    assert BybitCaller().public("market/time").headers == {}


def test_a_batch_tells_what_all_its_orders_left() -> None:
    answer = BybitCaller().post("order/create-batch", request=[ROW] * 8)

    assert answer.headers["X-Bapi-Limit-Status"] == "12"


def test_refusals_for_a_limit_are_in_the_ledger() -> None:
    caller = BybitCaller()

    run("add*20 add!visits time*578 time time!banned", Client(caller))

    facts = [(e.fact.limiter, e.fact.used, e.fact.limit) for e in caller.venue.ledger.of(QuotaExceeded)]
    assert facts == [("order/create", 21, 20), ("requests", 601, 600)]
    assert [entry.fact.until_s for entry in caller.venue.ledger.of(Banned)] == [600.0]


@pytest.mark.parametrize("step_s", [-300.0, 40.0])
def test_counts_fall_as_time_passes_whatever_the_venues_clock_says(step_s: float) -> None:
    caller = BybitCaller()
    client = Client(caller)
    run("time*600 time!banned", client)

    caller.venue.step_clock(step_s)

    run("+599 time!banned +1 time", client)


def test_a_limit_of_another_name_is_refused() -> None:
    with pytest.raises(ValueError, match="no limit called luck"):
        BybitCaller(limits={"luck": 1})

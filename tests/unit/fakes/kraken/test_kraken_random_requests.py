"""Whatever clients send, in whatever order: every answer is an envelope, and what REST tells adds up."""

import os
from decimal import Decimal
from random import Random
from typing import Any

from fakes.ledger import OrderAccepted, Traded
from fakes.venues.kraken import Kraken
from tests.unit.fakes.kraken.kraken_caller import OTHER_KEY, Answer, KrakenCaller

REQUESTS = int(os.environ.get("SOAK_REQUESTS", "3000"))
USUAL = [*["AddOrder"] * 8, *["AmendOrder"] * 3, *["CancelOrder"] * 2]
METHODS = [*USUAL, "EditOrder", "AddOrderBatch", "CancelAll"]


class Mill:
    """One client that trades with another by chance; some of what it sends makes no sense."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.caller = KrakenCaller(limits=Kraken.unlimited)
        self.txids = ["OAAAAA-BBBBB-CCCCCC"]
        self.other_nonce = 0
        self.refused = 0
        self.done: dict[str, int] = {}

    def turn(self) -> Answer:
        self.caller.now_s = round(self.caller.now_s + self.rng.choice((0, 0.001, 0.5, 7)), 3)
        method = self.rng.choice(METHODS)
        answer = self._sent(method)
        if answer.error is None:
            self.done[method] = self.done.get(method, 0) + 1
        else:
            self.refused += 1
        return answer

    def _sent(self, method: str) -> Answer:
        rng, txid = self.rng, self.rng.choice(self.txids[-12:])
        if method == "AddOrder":
            return self._added()
        if method == "AddOrderBatch":
            rows = [self._order() for _ in range(rng.randint(1, 4))]
            return self.caller.post_json(method, pair="XBTUSDT", orders=rows)
        if method == "AmendOrder":
            changes = rng.choice(({"order_qty": self._volume()}, {"limit_price": self._price()}, {}))
            return self.caller.post(method, txid=txid, **changes)
        if method == "EditOrder":
            return self.caller.post(method, txid=txid, pair="XBTUSDT", price=self._price())
        if method == "CancelOrder":
            return self.caller.post(method, txid=txid)
        return self.caller.post(method) if rng.random() < 0.2 else self.caller.post("Balance")

    def _added(self) -> Answer:
        if self.rng.random() < 0.4:
            self.other_nonce += 1
            order = {"pair": "XBTUSDT", **self._order()}
            return self.caller.post("AddOrder", api_key=OTHER_KEY, nonce=str(self.other_nonce), **order)
        answer = self.caller.post("AddOrder", pair="XBTUSDT", **self._order())
        if answer.error is None:
            self.txids += answer.result["txid"]
        return answer

    def _order(self) -> dict[str, str]:
        rng = self.rng
        order = {"type": rng.choice(("buy", "sell")), "volume": self._volume()}
        if rng.random() < 0.1:
            return {**order, "ordertype": "market"}
        order |= {"ordertype": "limit", "price": self._price()}
        extra: dict[str, str] = rng.choice(
            (
                {},
                {},
                {"oflags": "post"},
                {"oflags": "fcib"},
                {"timeinforce": "IOC"},
                {"timeinforce": "FOK"},
                {"cl_ord_id": f"c{rng.randint(1, 9)}"},
                {"userref": str(rng.randint(1, 3))},
                {"stptype": "cancel-both"},
            )
        )
        return {**order, **extra}

    def _price(self) -> str:
        if self.rng.random() < 0.1:
            return self.rng.choice(("60000.05", "0"))
        return f"{self.rng.randint(599_800, 600_200) / 10:.1f}"

    def _volume(self) -> str:
        if self.rng.random() < 0.1:
            return self.rng.choice(("0.00001", "40"))
        return f"{self.rng.randint(1, 500) / 1000:.3f}"


def lists(caller: KrakenCaller) -> tuple[dict[str, Any], dict[str, Any]]:
    """All open and all closed orders."""
    closed: dict[str, Any] = {}
    while True:
        page = caller.post("ClosedOrders", ofs=str(len(closed))).result
        closed |= page["closed"]
        if len(closed) == page["count"]:
            return caller.post("OpenOrders").result["open"], closed


def test_what_rest_tells_adds_up() -> None:
    mill = Mill(seed=1)
    caller = mill.caller
    for _ in range(REQUESTS):
        answer = mill.turn()
        assert answer.status == 200
        assert list(answer.body) in (["error"], ["error", "result"])

    opened, closed = lists(caller)
    accepted = [e.fact for e in caller.venue.ledger.of(OrderAccepted) if e.fact.account == "subject"]
    assert len(opened) + len(closed) == len(accepted)

    # balances, by what the orders say
    balances = caller.post("BalanceEx").result
    orders = [*opened.values(), *closed.values()]
    bought = sum(Decimal(order["vol_exec"]) for order in orders if order["descr"]["type"] == "buy")
    sold = sum(Decimal(order["vol_exec"]) for order in orders if order["descr"]["type"] == "sell")
    in_base = sum(Decimal(order["fee"]) for order in orders if "fcib" in order["oflags"])
    assert Decimal(balances["XXBT"]["balance"]) == 10 + bought - sold - in_base
    spent = sum(Decimal(order["cost"]) for order in orders if order["descr"]["type"] == "buy")
    earned = sum(Decimal(order["cost"]) for order in orders if order["descr"]["type"] == "sell")
    in_quote = sum(Decimal(order["fee"]) for order in orders if "fciq" in order["oflags"])
    assert Decimal(balances["USDT"]["balance"]) == 1_000_000 - spent + earned - in_quote

    # the ledger leads to the same
    page = caller.post("Ledgers", asset="XXBT").result
    newest = next(iter(page["ledger"].values()))
    assert newest["balance"] == balances["XXBT"]["balance"]

    # the premise: these were trades, changes and refusals, not empty turns
    assert len(list(caller.venue.ledger.of(Traded))) > REQUESTS // 20
    assert mill.refused > REQUESTS // 10
    assert min(mill.done[name] for name in ("AddOrder", "AmendOrder", "CancelOrder", "EditOrder")) > 10
    assert mill.done["AddOrderBatch"] > 10


def test_nothing_is_held_once_nothing_is_open() -> None:
    mill = Mill(seed=2)
    for _ in range(500):
        mill.turn()

    mill.caller.post("CancelAll")

    told = mill.caller.post("BalanceEx").result
    assert [Decimal(balance["hold_trade"]) for balance in told.values()] == [0, 0]


def test_the_same_seed_gives_the_same_answers() -> None:
    answers = []
    for _ in range(2):
        mill = Mill(seed=3)
        answers.append([mill.turn().body for _ in range(300)])

    assert answers[0] == answers[1]

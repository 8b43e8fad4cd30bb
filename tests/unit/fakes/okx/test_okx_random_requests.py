"""Whatever clients send, in whatever order: every answer is an envelope, and what REST tells adds up.

SOAK_REQUESTS=1000000 plays a long one.
"""

import os
from decimal import Decimal
from random import Random
from typing import Any

from fakes.ledger import OrderAccepted, Traded
from fakes.venues.okx import Okx
from tests.unit.fakes.okx.okx_caller import OTHER_KEY, Answer, OkxCaller

REQUESTS = int(os.environ.get("SOAK_REQUESTS", "5000"))
USUAL = [*["order"] * 10, *["amend-order"] * 3, *["cancel-order"] * 2]
METHODS = [*USUAL, "batch-orders", "amend-batch-orders", "cancel-batch-orders"]


class Mill:
    """One client that trades with another by chance; some of what it sends makes no sense."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.caller = OkxCaller(limits=Okx.unlimited)
        self.ids = ["1"]
        self.refused = 0
        self.done: dict[str, int] = {}

    def turn(self) -> Answer:
        self.caller.now_s = round(self.caller.now_s + self.rng.choice((0, 0.001, 0.5, 7)), 3)
        method = self.rng.choice(METHODS)
        answer = self._sent(method)
        if answer.body["code"] in ("0", "2"):
            self.done[method] = self.done.get(method, 0) + 1
            self.ids += [row["ordId"] for row in answer.body["data"] if row["sCode"] == "0"]
            self.ids = self.ids[-12:]
        else:
            self.refused += 1
        return answer

    def _sent(self, method: str) -> Answer:
        rng, path = self.rng, f"trade/{method}"
        if method == "order":
            key = {"api_key": OTHER_KEY} if rng.random() < 0.4 else {}
            return self.caller.post(path, **key, **self._order())
        if method == "batch-orders":
            return self.caller.post_list(path, [self._order() for _ in range(rng.randint(1, 4))])
        if method == "amend-batch-orders":
            ids = dict.fromkeys(rng.choice(self.ids) for _ in range(3))
            rows = [{**self._named(each), "newPx": self._price()} for each in ids]
            return self.caller.post_list(path, rows)
        if method == "cancel-batch-orders":
            return self.caller.post_list(path, [self._named(rng.choice(self.ids)) for _ in range(2)])
        named = self._named(rng.choice(self.ids))
        if method == "cancel-order":
            return self.caller.post(path, **named)
        changes: dict[str, str] = rng.choice(({"newSz": self._size()}, {"newPx": self._price()}, {}))
        return self.caller.post(path, **named, **changes)

    @staticmethod
    def _named(ord_id: str) -> dict[str, str]:
        return {"instId": "BTC-USDT", "ordId": ord_id}

    def _order(self) -> dict[str, Any]:
        rng = self.rng
        order = {"instId": "BTC-USDT", "tdMode": "cash", "side": rng.choice(("buy", "sell"))}
        if rng.random() < 0.1:
            in_base = {"sz": self._size(), "tgtCcy": "base_ccy"}
            return {
                **order,
                "ordType": "market",
                **rng.choice((in_base, {"sz": "500", "tgtCcy": "quote_ccy"})),
            }
        kind = rng.choice(("limit", "limit", "limit", "post_only", "ioc", "fok"))
        extra: dict[str, str] = rng.choice(
            ({}, {}, {"clOrdId": f"c{rng.randint(1, 9)}"}, {"stpMode": "cancel_taker"}, {"tag": "me"})
        )
        return {**order, "ordType": kind, "sz": self._size(), "px": self._price(), **extra}

    def _price(self) -> str:
        if self.rng.random() < 0.1:
            return self.rng.choice(("60000.05", "0"))
        return f"{self.rng.randint(599_800, 600_200) / 10:.1f}"

    def _size(self) -> str:
        if self.rng.random() < 0.1:
            return self.rng.choice(("0.000001", "40", "x"))
        return f"{self.rng.randint(1, 500) / 1000:.3f}"


def listed(caller: OkxCaller, name: str, place: str) -> list[Any]:
    """All pages of a list."""
    rows: list[Any] = []
    after: dict[str, str] = {}
    while True:
        page = caller.get(name, instType="SPOT", **after).data
        rows += page
        if len(page) < 100:
            return rows
        after = {"after": page[-1][place]}


def test_what_rest_tells_adds_up() -> None:
    mill = Mill(seed=1)
    caller = mill.caller
    orders: dict[str, Any] = {}
    fills: dict[str, Any] = {}
    for number in range(REQUESTS):
        answer = mill.turn()
        assert list(answer.body)[:3] == ["code", "msg", "data"]
        if number % 1000 == 999:  # before the venue forgets what was cancelled without a fill
            orders |= {row["ordId"]: row for row in listed(caller, "trade/orders-history", "ordId")}
            fills |= {row["billId"]: row for row in listed(caller, "trade/fills", "billId")}

    opened = listed(caller, "trade/orders-pending", "ordId")
    orders |= {row["ordId"]: row for row in listed(caller, "trade/orders-history", "ordId")}
    fills |= {row["billId"]: row for row in listed(caller, "trade/fills", "billId")}
    orders |= {row["ordId"]: row for row in opened}
    accepted = [e.fact for e in caller.venue.ledger.of(OrderAccepted) if e.fact.account == "subject"]
    assert len(orders) == len(accepted)

    # balances, by what the fills say
    def total(side: str, *names: str) -> Decimal:
        amount = Decimal(0)
        for row in fills.values():
            if row["side"] == side:
                product = Decimal(1)
                for name in names:
                    product *= Decimal(row[name])
                amount += product
        return amount

    base, quote = caller.balance("BTC")[0], caller.balance("USDT")[0]
    assert base == 10 + total("buy", "fillSz") + total("buy", "fee") - total("sell", "fillSz")
    spent, earned = total("buy", "fillSz", "fillPx"), total("sell", "fillSz", "fillPx")
    assert quote == 1_000_000 - spent + earned + total("sell", "fee")
    filled = sum(Decimal(row["accFillSz"]) for row in orders.values())
    assert filled == total("buy", "fillSz") + total("sell", "fillSz")

    # bills lead to the same
    assert Decimal(caller.get("account/bills", ccy="BTC", type="2").data[0]["bal"]) == base

    # the premise: these were trades, changes and refusals, not empty turns
    assert len(list(caller.venue.ledger.of(Traded))) > REQUESTS // 20
    assert mill.refused > REQUESTS // 10
    assert min(mill.done[name] for name in METHODS) > 10


def test_nothing_is_held_once_nothing_is_open() -> None:
    mill = Mill(seed=2)
    for _ in range(500):
        mill.turn()

    for row in listed(mill.caller, "trade/orders-pending", "ordId"):
        assert mill.caller.cancel(ordId=row["ordId"]).row["sCode"] == "0"

    details = mill.caller.get("account/balance").row["details"]
    assert [(row["frozenBal"], row["ordFrozen"]) for row in details] == [("0", "0")] * 2


def test_the_same_seed_gives_the_same_answers() -> None:
    answers = []
    for _ in range(2):
        mill = Mill(seed=3)
        answers.append([mill.turn().body for _ in range(300)])

    assert answers[0] == answers[1]

"""Whatever clients send, in whatever order: every answer has a form of the venue's, and REST adds up.

SOAK_REQUESTS=1000000 plays a long one.
"""

import os
from decimal import Decimal
from random import Random
from typing import Any

from fakes.ledger import OrderAccepted, Traded
from fakes.venues.coinbase import Coinbase
from tests.unit.fakes.coinbase.coinbase_caller import ORDER, Answer, CoinbaseCaller
from tests.unit.fakes.coinbase.keys import OTHER_NAME, OTHER_SECRET

REQUESTS = int(os.environ.get("SOAK_REQUESTS", "2000"))
METHODS = [*["orders"] * 8, *["edit"] * 3, *["cancel"] * 2, "preview", "look"]


class Mill:
    """One client that trades with another by chance; some of what it sends makes no sense."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.caller = CoinbaseCaller(limits=Coinbase.unlimited)
        self.order_ids = ["none"]
        self.refused = 0
        self.done: dict[str, int] = {}

    def turn(self) -> Answer:
        self.caller.now_s = round(self.caller.now_s + self.rng.choice((0, 0.001, 0.5, 7)), 3)
        method = self.rng.choice(METHODS)
        answer = self._sent(method)
        if answer.status == 200 and answer.body.get("success") is not False:
            self.done[method] = self.done.get(method, 0) + 1
        else:
            self.refused += 1
        return answer

    def _sent(self, method: str) -> Answer:
        rng, order_id = self.rng, self.rng.choice(self.order_ids[-12:])
        if method == "orders":
            return self._placed()
        if method == "edit":
            changes = rng.choice(({"price": self._price(), "size": self._size()}, {"size": self._size()}, {}))
            return self.caller.edit(order_id, **changes)
        if method == "cancel":
            return self.caller.cancel(order_id, *rng.choice((("none",), ())))
        if method == "preview":
            return self.caller.post("/orders/preview", self._order())
        return self.caller.get(
            rng.choice(("/accounts", "/orders/historical/batch", "/product_book")), limit=5
        )

    def _placed(self) -> Answer:
        if self.rng.random() < 0.4:
            path = "/api/v3/brokerage/orders"
            other = self.caller.token("POST", path, name=OTHER_NAME, secret=OTHER_SECRET)
            return self.caller.post("/orders", self._order(), credentials=other)
        answer = self.caller.post("/orders", self._order())
        if answer.reason is None:
            self.order_ids.append(answer.body["order_id"])
        return answer

    def _order(self) -> dict[str, Any]:
        rng = self.rng
        named = f"c{rng.randint(1, 9)}" if rng.random() < 0.05 else f"n{self.caller.next()}"
        order = {**ORDER, "client_order_id": named, "side": rng.choice(("BUY", "SELL"))}
        if rng.random() < 0.15:
            size = {"quote_size": f"{rng.randint(1, 90_000) / 100:.2f}"}
            inner: dict[str, Any] = size if rng.random() < 0.5 else {"base_size": self._size()}
            return {**order, "order_configuration": {"market_market_ioc": inner}}
        kind = rng.choice(("limit_limit_gtc",) * 6 + ("sor_limit_ioc", "limit_limit_fok", "limit_limit_gtd"))
        inner = {"base_size": self._size(), "limit_price": self._price()}
        if kind == "limit_limit_gtc" and rng.random() < 0.2:
            inner["post_only"] = True
        return {**order, "order_configuration": {kind: inner}}

    def _price(self) -> str:
        if self.rng.random() < 0.1:
            return self.rng.choice(("60000.005", "0", "a"))
        return f"{self.rng.randint(5_998_000, 6_002_000) / 100:.2f}"

    def _size(self) -> str:
        if self.rng.random() < 0.1:
            return self.rng.choice(("0.000000001", "4000", "0"))
        return f"{self.rng.randint(1, 500) / 1000:.3f}"


def everything(caller: CoinbaseCaller, path: str, name: str) -> list[dict[str, Any]]:
    """All pages of a list."""
    rows: list[dict[str, Any]] = []
    cursor = ""
    while True:
        body = caller.get(path, limit=1000, cursor=cursor).body
        rows += body[name]
        cursor = body["cursor"]
        if not cursor:
            return rows


def total(rows: list[dict[str, Any]], name: str, side: str) -> Decimal:
    return sum((Decimal(row[name]) for row in rows if row["side"] == side), Decimal(0))


def test_what_rest_tells_adds_up() -> None:
    mill = Mill(seed=1)
    caller = mill.caller
    for _ in range(REQUESTS):
        answer = mill.turn()
        assert answer.status in (200, 400), answer.body

    orders = everything(caller, "/orders/historical/batch", "orders")
    fills = everything(caller, "/orders/historical/fills", "fills")
    accepted = [e.fact for e in caller.venue.ledger.of(OrderAccepted) if e.fact.account == "subject"]
    assert len(orders) == len(accepted)

    # balances, by what the orders say
    accounts = {each["currency"]: each for each in caller.get("/accounts").body["accounts"]}
    owned = {
        asset: Decimal(row["available_balance"]["value"]) + Decimal(row["hold"]["value"])
        for asset, row in accounts.items()
    }
    fees = sum((Decimal(order["total_fees"]) for order in orders), Decimal(0))
    assert owned["BTC"] == 10 + total(orders, "filled_size", "BUY") - total(orders, "filled_size", "SELL")
    earned = total(orders, "filled_value", "SELL") - total(orders, "filled_value", "BUY")
    assert owned["USDT"] == 1_000_000 + earned - fees

    # what is held, by the open orders
    opened = [order for order in orders if order["status"] == "OPEN"]
    assert Decimal(accounts["BTC"]["hold"]["value"]) == total(opened, "outstanding_hold_amount", "SELL")
    assert Decimal(accounts["USDT"]["hold"]["value"]) == total(opened, "outstanding_hold_amount", "BUY")

    # executions lead to the same
    assert sum(Decimal(fill["commission"]) for fill in fills) == fees
    for side in ("BUY", "SELL"):
        assert total(fills, "size", side) == total(orders, "filled_size", side)
    assert (
        len({fill["trade_id"] for fill in fills})
        == len(fills)
        == sum(int(o["number_of_fills"]) for o in orders)
    )

    # the premise: these were trades, changes and refusals, not empty turns
    assert len(list(caller.venue.ledger.of(Traded))) > REQUESTS // 20
    assert mill.refused > REQUESTS // 10
    assert min(mill.done[name] for name in ("orders", "edit", "cancel", "preview")) > 10


def test_nothing_is_held_once_nothing_is_open() -> None:
    mill = Mill(seed=2)
    for _ in range(500):
        mill.turn()

    opened = everything(mill.caller, "/orders/historical/batch", "orders")
    for order in opened:
        if order["status"] == "OPEN":
            mill.caller.cancel(order["order_id"])

    told = mill.caller.get("/accounts").body["accounts"]
    assert [each["hold"]["value"] for each in told] == ["0", "0"]


def test_the_same_seed_gives_the_same_answers() -> None:
    answers = []
    for _ in range(2):
        mill = Mill(seed=3)
        answers.append([mill.turn().body for _ in range(300)])

    assert answers[0] == answers[1]

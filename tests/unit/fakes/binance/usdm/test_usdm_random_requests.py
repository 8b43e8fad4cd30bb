"""Whatever clients send, in whatever order: every answer is one of the venue's, and what REST tells adds up.

SOAK_REQUESTS=1000000 plays a long one.
"""

import json
import os
from decimal import Decimal
from random import Random
from typing import Any

from fakes.ledger import OrderAccepted, Traded
from fakes.venues.binance.usdm import BinanceUsdm
from tests.unit.fakes.binance.usdm.usdm_caller import OTHER_KEY, Answer, UsdmCaller

REQUESTS = int(os.environ.get("SOAK_REQUESTS", "3000"))
ORDER = "POST order"
USUAL = [*[ORDER] * 12, *["PUT order"] * 3, *["DELETE order"] * 3]
ASKED = [*USUAL, "POST batchOrders", "DELETE batchOrders", "DELETE allOpenOrders", "POST leverage"]
PAGE = 1000


class Mill:
    """One client that trades with another by chance; some of what it sends makes no sense."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.caller = UsdmCaller(limits=BinanceUsdm.unlimited)
        self.ids = [1]
        self.refused = 0
        self.done: dict[str, int] = {}

    def turn(self) -> Answer:
        self.caller.now_s = round(self.caller.now_s + self.rng.choice((0, 0.001, 0.5, 7)), 3)
        if self.rng.random() < 0.01:
            self.caller.exchange.contracts.fund("BTCUSDT")
        asked = self.rng.choice(ASKED)
        method, _, path = asked.partition(" ")
        answer = self.caller.call(method, path, **self._given(asked))
        if answer.status == 200:
            self.done[asked] = self.done.get(asked, 0) + 1
            if asked == ORDER:
                self.ids = [*self.ids[-11:], answer.body["orderId"]]
        else:
            self.refused += 1
        return answer

    def _given(self, asked: str) -> dict[str, Any]:
        rng, named = self.rng, {"symbol": "BTCUSDT", "orderId": self.rng.choice(self.ids)}
        if asked == ORDER:
            key = {"api_key": OTHER_KEY} if rng.random() < 0.4 else {}
            return {**key, **self._order()}
        if asked == "PUT order":
            side = rng.choice(("BUY", "SELL"))
            return {**named, "side": side, "quantity": self._quantity(), "price": self._price()}
        if asked == "DELETE order":
            return named
        if asked == "POST batchOrders":
            return {"batchOrders": json.dumps([self._order() for _ in range(rng.randint(1, 5))])}
        if asked == "DELETE batchOrders":
            return {"symbol": "BTCUSDT", "orderIdList": json.dumps(self.ids[-rng.randint(1, 4) :])}
        if asked == "POST leverage":
            return {"symbol": "BTCUSDT", "leverage": rng.choice((0, 5, 20, 50, 125, 200))}
        return {"symbol": "BTCUSDT" if rng.random() < 0.2 else "NOUSDT"}

    def _order(self) -> dict[str, Any]:
        rng = self.rng
        order = {"symbol": "BTCUSDT", "side": rng.choice(("BUY", "SELL")), "quantity": self._quantity()}
        if rng.random() < 0.2:
            order["reduceOnly"] = "true"
        if rng.random() < 0.1:
            return {**order, "type": "MARKET"}
        more: dict[str, str] = rng.choice(
            (
                {},
                {},
                {"newClientOrderId": f"c{rng.randint(1, 9)}"},
                {"selfTradePreventionMode": rng.choice(("EXPIRE_TAKER", "EXPIRE_BOTH"))},
                {"newOrderRespType": "RESULT"},
            )
        )
        kind = rng.choice(("GTC", "GTC", "GTC", "GTX", "IOC", "FOK"))
        return {**order, "type": "LIMIT", "timeInForce": kind, "price": self._price(), **more}

    def _price(self) -> str:
        if self.rng.random() < 0.1:
            return self.rng.choice(("60000.05", "0", "99999999"))
        return f"{self.rng.randint(599_800, 600_200) / 10:.1f}"

    def _quantity(self) -> str:
        if self.rng.random() < 0.1:
            return self.rng.choice(("0.00001", "0.0001", "900", "x"))
        return f"{self.rng.randint(1, 500) / 1000:.3f}"


def listed(caller: UsdmCaller, path: str, place: str, first: str, **given: Any) -> list[Any]:
    """All pages of a list, by the number each row has at `place`."""
    rows: list[Any] = []
    while True:
        after = {first: rows[-1][place] + 1} if rows else {first: 1}
        page = caller.call("GET", path, symbol="BTCUSDT", limit=PAGE, **after, **given).ok
        rows += page
        if len(page) < PAGE:
            return rows


def incomes(caller: UsdmCaller) -> dict[str, Decimal]:
    """Summed by kind."""
    found: dict[str, Decimal] = {}
    page = 0
    while True:
        page += 1
        rows = caller.call("GET", "income", page=page, limit=PAGE).ok
        for row in rows:
            kind = row["incomeType"]
            found[kind] = found.get(kind, Decimal(0)) + Decimal(row["income"])
        if len(rows) < PAGE:
            return found


def test_what_rest_tells_adds_up() -> None:
    mill = Mill(seed=1)
    caller = mill.caller
    for _ in range(REQUESTS):
        answer = mill.turn()
        assert answer.status in (200, 400)
        if answer.status == 400:
            assert set(answer.body) == {"code", "msg"}

    fills = listed(caller, "userTrades", "id", "fromId")
    orders = {row["orderId"]: row for row in listed(caller, "allOrders", "orderId", "orderId")}
    accepted = [e.fact for e in caller.venue.ledger.of(OrderAccepted) if e.fact.account == "subject"]
    assert len(orders) == len(accepted)

    # orders and the position, by what their fills say
    filled: dict[int, Decimal] = {}
    position = Decimal(0)
    for row in fills:
        filled[row["orderId"]] = filled.get(row["orderId"], Decimal(0)) + Decimal(row["qty"])
        position += Decimal(row["qty"]) * (1 if row["side"] == "BUY" else -1)
    assert {
        number: Decimal(row["executedQty"]) for number, row in orders.items() if number in filled
    } == filled
    assert all(number in filled or not Decimal(row["executedQty"]) for number, row in orders.items())
    (held,) = caller.call("GET", "/fapi/v3/positionRisk", symbol="BTCUSDT").ok
    assert Decimal(held["positionAmt"]) == position

    # the wallet, by what came and went
    found = incomes(caller)
    assert found["COMMISSION"] == -sum(Decimal(row["commission"]) for row in fills)
    assert found["REALIZED_PNL"] == sum(Decimal(row["realizedPnl"]) for row in fills)
    (wallet,) = (row for row in caller.call("GET", "/fapi/v3/balance").ok if row["asset"] == "USDT")
    assert Decimal(wallet["balance"]) == 1_000_000 + sum(found.values())

    # the premise: these were trades, changes and refusals, not empty turns
    assert len(list(caller.venue.ledger.of(Traded))) > REQUESTS // 20
    assert mill.refused > REQUESTS // 10
    assert min(mill.done[asked] for asked in ASKED) > 10


def test_nothing_is_held_once_nothing_is_open() -> None:
    mill = Mill(seed=2)
    for _ in range(500):
        mill.turn()

    assert mill.caller.call("DELETE", "allOpenOrders", symbol="BTCUSDT").ok["code"] == 200

    assert mill.caller.call("GET", "openOrders", symbol="BTCUSDT").ok == []
    assert Decimal(mill.caller.call("GET", "/fapi/v3/account").ok["totalOpenOrderInitialMargin"]) == 0


def test_the_same_seed_gives_the_same_answers() -> None:
    answers = []
    for _ in range(2):
        mill = Mill(seed=3)
        answers.append([mill.turn().body for _ in range(300)])

    assert answers[0] == answers[1]

"""Whatever clients send, in whatever order: every answer is an envelope, and what REST tells adds up."""

import os
from decimal import Decimal
from random import Random

from fakes.ledger import OrderAccepted, Traded
from fakes.venues.bybit import Bybit
from tests.unit.fakes.bybit.bybit_caller import OTHER_KEY, Answer, BybitCaller

REQUESTS = int(os.environ.get("SOAK_REQUESTS", "5000"))
USUAL = [*["create"] * 8, *["amend"] * 3, *["cancel"] * 2]
METHODS = [*USUAL, "create-batch", "cancel-batch", "cancel-all"]


class Mill:
    """One client that trades with another by chance; some of what it sends makes no sense."""

    def __init__(self, seed: int) -> None:
        self.rng = Random(seed)
        self.caller = BybitCaller(limits=Bybit.unlimited)
        self.ids = ["1"]
        self.names = 0
        self.refused = 0
        self.done: dict[str, int] = {}

    def turn(self) -> Answer:
        self.caller.now_s = round(self.caller.now_s + self.rng.choice((0, 0.001, 0.5, 7)), 3)
        method = self.rng.choice(METHODS)
        answer = self._sent(method)
        if answer.code == 0:
            self.done[method] = self.done.get(method, 0) + 1
        else:
            self.refused += 1
        return answer

    def _sent(self, method: str) -> Answer:
        rng, named = self.rng, {"symbol": "BTCUSDT", "orderId": self.rng.choice(self.ids[-12:])}
        if method == "create":
            return self._created()
        if method == "create-batch":
            rows = [self._order() for _ in range(rng.randint(1, 4))]
            return self.caller.post("order/create-batch", request=rows)
        if method == "cancel-batch":
            rows = [{**named, "orderId": each} for each in rng.sample(self.ids, min(3, len(self.ids)))]
            return self.caller.post("order/cancel-batch", request=rows)
        if method == "amend":
            changes = rng.choice(({"qty": self._quantity()}, {"price": self._price()}, {}))
            return self.caller.post("order/amend", **named, **changes)
        if method == "cancel":
            return self.caller.post("order/cancel", **named)
        if rng.random() < 0.2:
            return self.caller.post("order/cancel-all")
        return self.caller.get("order/realtime")

    def _created(self) -> Answer:
        if self.rng.random() < 0.4:
            return self.caller.post("order/create", api_key=OTHER_KEY, **self._order())
        answer = self.caller.post("order/create", **self._order())
        if answer.code == 0:
            self.ids.append(answer.result["orderId"])
        return answer

    def _order(self) -> dict[str, str]:
        rng = self.rng
        order = {"symbol": "BTCUSDT", "side": rng.choice(("Buy", "Sell")), "qty": self._quantity()}
        if rng.random() < 0.1:
            unit = rng.choice(("baseCoin", "quoteCoin"))
            value = str(rng.randint(1, 40_000))
            return {
                **order,
                "orderType": "Market",
                "marketUnit": unit,
                "qty": value if unit == "quoteCoin" else order["qty"],
            }
        order |= {"orderType": "Limit", "price": self._price()}
        self.names += 1
        extra: dict[str, str] = rng.choice(
            (
                {},
                {},
                {"timeInForce": "PostOnly"},
                {"timeInForce": "IOC"},
                {"timeInForce": "FOK"},
                {"orderLinkId": f"c{self.names - rng.randint(0, 3)}"},
                {"smpType": "CancelBoth"},
                {"smpType": "CancelTaker"},
            )
        )
        return {**order, **extra}

    def _price(self) -> str:
        if self.rng.random() < 0.1:
            return self.rng.choice(("60000.05", "0", "90000"))
        return f"{self.rng.randint(599_800, 600_200) / 10:.1f}"

    def _quantity(self) -> str:
        if self.rng.random() < 0.1:
            return self.rng.choice(("0.000001", "60", "0.00100001"))
        return f"{self.rng.randint(1, 500) / 1000:.3f}"


def lists(caller: BybitCaller) -> list[str]:
    """The ids of all open and all ended orders, page by page."""
    found: list[str] = []
    for name in ("order/realtime", "order/history"):
        cursor: dict[str, str] = {}
        while True:
            page = caller.get(name, limit="50", **cursor).result
            found += [row["orderId"] for row in page["list"]]
            if not page["nextPageCursor"]:
                break
            cursor = {"cursor": page["nextPageCursor"]}
    return found


def test_what_rest_tells_adds_up() -> None:
    mill = Mill(seed=1)
    caller = mill.caller
    for _ in range(REQUESTS):
        answer = mill.turn()
        assert answer.status == 200
        assert list(answer.body) == ["retCode", "retMsg", "result", "retExtInfo", "time"]

    # balances, by what the orders say: the lists go back a week, the log of the play may be longer
    orders = [caller.venue.view.order(order) for order in caller.venue.orders.all("subject")]
    accepted = [e.fact for e in caller.venue.ledger.of(OrderAccepted) if e.fact.account == "subject"]
    assert len(orders) == len(accepted)
    bought = sum(Decimal(order["cumExecQty"]) for order in orders if order["side"] == "Buy")
    sold = sum(Decimal(order["cumExecQty"]) for order in orders if order["side"] == "Sell")
    spent = sum(Decimal(order["cumExecValue"]) for order in orders if order["side"] == "Buy")
    earned = sum(Decimal(order["cumExecValue"]) for order in orders if order["side"] == "Sell")
    fees = {
        coin: sum(Decimal(order["cumFeeDetail"].get(coin, "0")) for order in orders)
        for coin in ("BTC", "USDT")
    }
    assert caller.balance("BTC")[0] == 10 + bought - sold - fees["BTC"]
    assert caller.balance("USDT")[0] == 1_000_000 - spent + earned - fees["USDT"]

    # the premise: these were trades, changes and refusals, not empty turns
    assert len(list(caller.venue.ledger.of(Traded))) > REQUESTS // 20
    assert mill.refused > REQUESTS // 10
    assert min(mill.done[name] for name in ("create", "amend", "cancel", "cancel-batch")) > 10


def test_pages_leave_out_nothing() -> None:
    mill = Mill(seed=4)
    for _ in range(800):
        mill.turn()

    venue = mill.caller.venue
    everything = [venue.ids.order(order) for order in venue.orders.all("subject")]
    assert sorted(lists(mill.caller)) == sorted(everything)


def test_nothing_is_locked_once_nothing_is_open() -> None:
    mill = Mill(seed=2)
    for _ in range(500):
        mill.turn()

    mill.caller.post("order/cancel-all")

    assert [mill.caller.balance(coin)[1] for coin in ("BTC", "USDT")] == [0, 0]


def test_the_same_seed_gives_the_same_answers() -> None:
    answers = []
    for _ in range(2):
        mill = Mill(seed=3)
        answers.append([mill.turn().body for _ in range(300)])

    assert answers[0] == answers[1]

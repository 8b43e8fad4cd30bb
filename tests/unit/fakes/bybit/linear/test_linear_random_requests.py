"""Whatever clients of contracts send, in whatever order: wallets, positions and lists agree."""

import os
from decimal import Decimal

from fakes.ledger import Traded
from fakes.venues.bybit.linear import BybitLinear
from tests.unit.fakes.bybit.bybit_caller import API_KEY, OTHER_KEY
from tests.unit.fakes.bybit.linear.linear_caller import LinearCaller
from tests.unit.fakes.bybit.test_bybit_random_requests import Mill

REQUESTS = int(os.environ.get("SOAK_REQUESTS", "3000"))


class LinearMill(Mill):
    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.caller: LinearCaller = LinearCaller(limits=BybitLinear.unlimited)

    def _order(self) -> dict[str, str]:
        order = super()._order()
        order.pop("marketUnit", None)
        if order["orderType"] == "Market":
            order["qty"] = self._quantity()
        if self.rng.random() < 0.1:
            order["reduceOnly"] = "true"
        return order


def test_what_the_lists_tell_adds_up() -> None:
    mill = LinearMill(seed=1)
    caller, venue = mill.caller, mill.caller.venue
    for turn in range(REQUESTS):
        answer = mill.turn()
        assert answer.status == 200
        if turn % 400 == 399:
            caller.exchange.contracts.fund("BTCUSDT")

    for key, account in ((API_KEY, "subject"), (OTHER_KEY, "other")):
        position = caller.position(api_key=key)
        orders = [venue.view.order(order) for order in venue.orders.all(account)]
        bought = sum(Decimal(row["cumExecQty"]) for row in orders if row["side"] == "Buy")
        sold = sum(Decimal(row["cumExecQty"]) for row in orders if row["side"] == "Sell")
        signed = Decimal(position["size"]) * (-1 if position["side"] == "Sell" else 1)
        assert signed == bought - sold
        wallet = venue.wallet.account(account, ["USDT"])["coin"][0]
        assert Decimal(wallet["walletBalance"]) == 1_000_000 + Decimal(position["cumRealisedPnl"])
        assert Decimal(wallet["equity"]) == Decimal(wallet["walletBalance"]) + Decimal(
            wallet["unrealisedPnl"]
        )

    caller.post("order/cancel-all", settleCoin="USDT")
    assert caller.margins()["totalOrderIM"] == 0
    # the premise: these were trades and refusals, not empty turns
    assert len(list(venue.ledger.of(Traded))) > REQUESTS // 20
    assert mill.refused > REQUESTS // 10

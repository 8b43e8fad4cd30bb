"""Calls the venue of contracts as its REST server would."""

from decimal import Decimal
from typing import Any

from fakes.venues.bybit.linear import BybitLinear
from tests.unit.fakes.bybit.bybit_caller import API_KEY, BybitCaller


class LinearCaller(BybitCaller):
    venue_class = BybitLinear
    category = "linear"

    def position(self, *, api_key: str = API_KEY) -> Any:
        [row] = self.get("position/list", symbol="BTCUSDT", api_key=api_key).result["list"]
        return row

    def wallet(self) -> Any:
        [account] = self.get("account/wallet-balance", accountType="UNIFIED").result["list"]
        return account

    def margins(self) -> dict[str, Decimal]:
        """Of the coin that contracts are settled in."""
        [row] = [row for row in self.wallet()["coin"] if row["coin"] == "USDT"]
        names = (
            "walletBalance",
            "equity",
            "totalOrderIM",
            "totalPositionIM",
            "totalPositionMM",
            "unrealisedPnl",
        )
        return {name: Decimal(row[name]) for name in names}

    def buys(self, quantity: str, **more: Any) -> str:
        """At the market."""
        return self.placed(qty=quantity, orderType="Market", price=None, **more)

    def sells(self, quantity: str, **more: Any) -> str:
        return self.buys(quantity, side="Sell", **more)

    def order(self, order_id: str, *, api_key: str = API_KEY) -> Any:
        [row] = self.get("order/realtime", orderId=order_id, symbol="BTCUSDT", api_key=api_key).result["list"]
        return row

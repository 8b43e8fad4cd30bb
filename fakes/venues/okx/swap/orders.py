"""Orders on contracts: how they are worded (OKX-83, OKX-84), and how they are shown (OKX-85)."""

from typing import Any, ClassVar

from fakes.derivatives.clockwork import LIQUIDATION
from fakes.instruments import Side
from fakes.matching import Fill, Order, OrderKind, TimeInForce
from fakes.venues.okx import codes
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.order_reading import KINDS, OrderReader, refuse_unsupported
from fakes.venues.okx.order_view import OrderView
from fakes.venues.okx.parameters import Parameters

Json = dict[str, Any]


class SwapOrderReader(OrderReader):
    kinds: ClassVar = {**KINDS, "optimal_limit_ioc": (OrderKind.MARKET, TimeInForce.GTC)}

    def check_mode(self, mode: str, parameters: Parameters) -> None:
        """Positions are net and their margin is cross here (OKX-83, OKX-95). Raises Refuse."""
        if mode == "cash":
            raise Refuse(codes.ACCOUNT_MODE)
        if mode != "cross":
            raise Refuse(codes.PARAMETER_ERROR, "tdMode")
        if parameters.text("posSide") not in (None, "net"):
            raise Refuse(codes.PARAMETER_ERROR, "posSide")
        refuse_unsupported(parameters)

    def in_quote(self, parameters: Parameters, side: Side) -> bool:
        """Contracts are counted, whatever else is said (OKX-82)."""
        return False


class SwapOrderView(OrderView):
    def _terms(self, order: Order) -> Json:
        market = self._markets.of(order.symbol)
        quote = market.instrument.quote
        liquidates = order.client_order_id.startswith(LIQUIDATION)  # OKX-92
        gained = sum(fill.realised_atoms for fill in order.fills)
        return {
            "ccy": "",
            "tdMode": "cross",
            "lever": str(self._exchange.contracts.leverage(order.account, order.symbol)),
            "feeCcy": quote,
            "fee": market.numbers.money(-sum(fill.fee_atoms for fill in order.fills), quote),
            "rebateCcy": quote,
            "pnl": market.numbers.money(gained, quote),
            "category": "full_liquidation" if liquidates else "normal",
            "reduceOnly": "true" if order.reduce_only else "false",
            "tgtCcy": "",
        }

    def _gain(self, order: Order, fill: Fill) -> str:
        market = self._markets.of(order.symbol)
        return market.numbers.money(fill.realised_atoms, market.instrument.quote)

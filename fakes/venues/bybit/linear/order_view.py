"""Orders and executions on contracts, fundings among these (BYB-60, BYB-90)."""

from typing import Any, Final

from fakes.derivatives.clockwork import LIQUIDATION
from fakes.matching import DoneReason, Fill, Order
from fakes.venues.bybit.digits import rate
from fakes.venues.bybit.linear.settled import Funding, Settled
from fakes.venues.bybit.order_view import OrderView, Row

NOT_HERE: Final = ("marketUnit", "basePrice", "ocoTriggerBy")
CANCELLED: Final = {
    DoneReason.REDUCED_AWAY: "CancelByReduceOnly",
    DoneReason.LIQUIDATED: "CancelAllBeforeLiq",
}
NO_PRICES: Final = dict.fromkeys(
    ("triggerPrice", "takeProfit", "stopLoss", "tpLimitPrice", "slLimitPrice"), ""
)


class LinearOrderView(OrderView):
    def __init__(self, settled: Settled, **parts: Any) -> None:
        """Takes what OrderView takes; `settled` knows what closed what."""
        super().__init__(**parts)
        self.settled = settled

    def order(self, order: Order) -> Row:
        row = super().order(order) | NO_PRICES
        for name in NOT_HERE:
            del row[name]
        row["cancelType"] = CANCELLED.get(order.done_reason, row["cancelType"])
        return row | {
            "isLeverage": "",
            "reduceOnly": order.reduce_only,
            "closeOnTrigger": False,
            "createType": created_by(order),
        }

    def streamed(self, order: Order) -> Row:
        row: Row = {"category": self._product.category} | self.past(order)
        del row["extraFees"]
        digits = self._digits_of(order.symbol)
        closings = [one for one in (self.settled.closing(order, fill) for fill in order.fills) if one]
        return row | {
            "closedPnl": digits.value(sum(one.pnl_atoms for one in closings)),
            "brokerOrderPrice": "",
            "feeCurrency": digits.instrument.quote if order.fills else "",
        }

    # --- executions -------------------------------------------------------------------------------

    def execution(self, order: Order, fill: Fill, seq: int) -> Row:
        digits, contracts = self._digits_of(order.symbol), self._exchange.contracts
        closing = self.settled.closing(order, fill)
        return super().execution(order, fill, seq) | {
            "stopOrderType": "UNKNOWN",
            "markPrice": digits.price(contracts.mark_ticks(order.symbol)),
            "closedSize": digits.quantity(closing.lots if closing else 0),
            "createType": created_by(order),
        }

    def streamed_execution(self, order: Order, fill: Fill, seq: int) -> Row:
        pnl = self._digits_of(order.symbol).value(fill.realised_atoms)
        return super().streamed_execution(order, fill, seq) | {"isLeverage": "0", "execPnl": pnl}

    def funding(self, funding: Funding, seq: int) -> Row:
        """An execution of the type `Funding`: the fee is what was paid, its sign the payer's (BYB-90)."""
        fact = funding.fact
        digits = self._digits_of(fact.symbol)
        price, lots = digits.price(funding.mark_ticks), abs(fact.lots)
        return {
            "symbol": fact.symbol,
            "orderId": self.funding_id(funding),
            "orderLinkId": "",
            "side": "Buy" if fact.lots > 0 else "Sell",
            "orderPrice": digits.price(0),
            "orderQty": digits.quantity(0),
            "leavesQty": digits.quantity(0),
            "orderType": "UNKNOWN",
            "stopOrderType": "UNKNOWN",
            "execFee": digits.value(fact.atoms),
            "execId": self.funding_id(funding),
            "execPrice": price,
            "execQty": digits.quantity(lots),
            "execType": "Funding",
            "execValue": digits.value(digits.instrument.quote_atoms(funding.mark_ticks, lots)),
            "execTime": str(funding.at_ms),
            "feeCurrency": fact.asset,
            "isMaker": False,
            "feeRate": rate(fact.rate_ppm),
            "tradeIv": "",
            "markIv": "",
            "markPrice": price,
            "indexPrice": "",
            "underlyingPrice": "",
            "blockTradeId": "",
            "closedSize": digits.quantity(0),
            "seq": seq,
            "extraFees": "",
            "createType": "",
        }

    def streamed_funding(self, funding: Funding, seq: int) -> Row:
        more: dict[str, Any] = {"isLeverage": "0", "marketUnit": "", "execPnl": "0"}
        return {"category": self._product.category} | self.funding(funding, seq) | more

    def funding_id(self, funding: Funding) -> str:
        return self._ids.funding(funding.fact.account, funding.number)


def created_by(order: Order) -> str:
    return "CreateByLiq" if order.client_order_id.startswith(LIQUIDATION) else "CreateByUser"

"""An order and an execution as the venue shows them, over REST and in streams (BYB-41 to BYB-43, BYB-60)."""

from collections.abc import Callable
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.instruments import BUY
from fakes.matching import DoneReason, Fill, Order, OrderKind, OrderStatus, SelfTrade
from fakes.venues.bybit.digits import Digits, rate
from fakes.venues.bybit.order_ids import OrderIds, link_id
from fakes.venues.bybit.product import Product

Row = dict[str, Any]

SIDES: Final = {True: "Buy", False: "Sell"}
REJECTED: Final = {
    DoneReason.POST_ONLY: "EC_PostOnlyWillTakeLiquidity",
    DoneReason.UNFILLED_FOK: "EC_NoEnoughQtyToFill",
    DoneReason.UNFILLED_IOC: "EC_NoImmediateQtyToFill",
    DoneReason.NO_LIQUIDITY: "EC_NoImmediateQtyToFill",
    DoneReason.BY_CLIENT: "EC_PerCancelRequest",
    DoneReason.BY_VENUE: "EC_InvalidSymbolStatus",
}
# BYB-42
CANCELLED: Final = {
    DoneReason.BY_CLIENT: "CancelByUser",
    DoneReason.SELF_TRADE: "CancelBySmp",
    DoneReason.BY_VENUE: "CancelByAdmin",
}


class OrderView:
    """`digits_of` and `seq_of` by symbol; see `Digits` and BYB-72."""

    def __init__(
        self,
        *,
        exchange: Exchange,
        product: Product,
        ids: OrderIds,
        digits_of: Callable[[str], Digits],
    ) -> None:
        self._exchange = exchange
        self._product = product
        self._ids = ids
        self._digits_of = digits_of

    # --- orders -----------------------------------------------------------------------------------

    def order(self, order: Order) -> Row:
        """As an open one is listed; the other places add some fields."""
        digits = self._digits_of(order.symbol)
        left = order.remaining if order.is_open else 0
        tags, rejected = order.tags, order.status is OrderStatus.REJECTED
        return {
            "orderId": self._ids.order(order),
            "orderLinkId": link_id(order),
            "blockTradeId": "",
            "symbol": order.symbol,
            "price": self._price(digits, order),
            "qty": self.quantity(digits, order),
            "side": SIDES[order.side is BUY],
            "isLeverage": "0",
            "positionIdx": 0,
            "orderStatus": self.status(order),
            "cancelType": "UNKNOWN" if rejected else CANCELLED.get(order.done_reason, "UNKNOWN"),
            "rejectReason": "EC_Others" if rejected else REJECTED.get(order.done_reason, "EC_NoError"),
            "avgPrice": digits.average(order.quote_filled_atoms, order.filled_lots),
            "leavesQty": digits.quantity(left),
            "leavesValue": self._worth(digits, order, left),
            "cumExecQty": digits.quantity(order.filled_lots),
            "cumExecValue": digits.value(order.quote_filled_atoms),
            "cumExecFee": digits.amount(*_first_fee(order, digits)),
            "timeInForce": tags.get("timeInForce") or order.time_in_force.value,
            "orderType": "Market" if order.kind is OrderKind.MARKET else "Limit",
            "stopOrderType": "",
            "orderIv": "",
            "marketUnit": tags.get("marketUnit", ""),
            "triggerPrice": "0",
            "takeProfit": "0",
            "stopLoss": "0",
            "tpslMode": "",
            "ocoTriggerBy": "",
            "tpLimitPrice": "0",
            "slLimitPrice": "0",
            "tpTriggerBy": "",
            "slTriggerBy": "",
            "triggerDirection": 0,
            "triggerBy": "",
            "lastPriceOnCreated": "",
            "basePrice": "",
            "reduceOnly": False,
            "closeOnTrigger": False,
            "placeType": "",
            "smpType": tags.get("smpType", "None") if order.is_open or _stopped_itself(order) else "None",
            "smpGroup": 0,
            "smpOrderId": self._smp_order(order),
            "createdTime": str(order.created_at_ms),
            "updatedTime": str(order.updated_at_ms),
            "cumFeeDetail": {coin: digits.amount(atoms, coin) for coin, atoms in _fees(order).items()},
            "parentOrderLinkId": "",
        }

    def past(self, order: Order) -> Row:
        """As the history lists it (BYB-46)."""
        return self.order(order) | _execution_terms(order) | {"extraFees": ""}

    def streamed(self, order: Order) -> Row:
        """As its topic tells it (BYB-79)."""
        row = {"category": self._product.category} | self.order(order) | _execution_terms(order)
        row |= {"closedPnl": "0", "brokerOrderPrice": "", "feeCurrency": ""}
        if order.fills:
            row["feeCurrency"] = _first_fee(order, self._digits_of(order.symbol))[1]
        del row["basePrice"]
        return row

    def status(self, order: Order) -> str:
        """BYB-43."""
        match order.status:
            case OrderStatus.NEW:
                return "New"
            case OrderStatus.PARTIALLY_FILLED:
                return "PartiallyFilled"
            case OrderStatus.FILLED:
                return "Filled"
            case OrderStatus.REJECTED:
                return "Rejected"
        return self._product.partly if order.filled_lots else "Cancelled"

    def quantity(self, digits: Digits, order: Order) -> str:
        """`qty`, in the quote coin if it was asked for so (BYB-38)."""
        if order.quote_atoms is not None:
            return digits.value(order.quote_atoms)
        return digits.quantity(order.lots)

    def _price(self, digits: Digits, order: Order) -> str:
        """BYB-39: of a market order, how far it may reach."""
        return digits.price(order.ticks or 0)

    def _worth(self, digits: Digits, order: Order, lots: int) -> str:
        engine = self._exchange.engine(order.symbol)
        return digits.value(engine.quote_atoms((order.ticks or 0) * lots))

    def _smp_order(self, order: Order) -> str:
        """Of one that ended against another of its account, the other (BYB-54)."""
        if order.last_prevention_id is None:
            return ""
        engine = self._exchange.engine(order.symbol)
        for fact, _ in self._exchange.preventions(order.account, order.symbol):
            if fact.prevention_id == order.last_prevention_id:
                mine_is_maker = fact.maker_order_id == order.order_id
                other = engine.orders.get(fact.taker_order_id if mine_is_maker else fact.maker_order_id)
                return "" if other is None else self._ids.order(other)
        return ""

    # --- executions -------------------------------------------------------------------------------

    def execution(self, order: Order, fill: Fill, seq: int) -> Row:
        """With the fields that REST and streams share."""
        digits = self._digits_of(order.symbol)
        instrument = self._exchange.instrument(order.symbol)
        ppm = instrument.maker_fee_ppm if fill.is_maker else instrument.taker_fee_ppm
        return {
            "symbol": order.symbol,
            "orderId": self._ids.order(order),
            "orderLinkId": link_id(order),
            "side": SIDES[order.side is BUY],
            "orderPrice": self._price(digits, order),
            "orderQty": self.quantity(digits, order),
            "leavesQty": digits.quantity(max(0, order.lots - _filled_until(order, fill))),
            "orderType": "Market" if order.kind is OrderKind.MARKET else "Limit",
            "stopOrderType": "",
            "execFee": digits.amount(fill.fee_atoms, fill.fee_asset),
            "execId": self._ids.trade(order.symbol, fill.trade_id),
            "execPrice": digits.price(fill.ticks),
            "execQty": digits.quantity(fill.lots),
            "execType": "Trade",
            "execValue": digits.value(fill.quote_atoms),
            "execTime": str(fill.at_ms),
            "feeCurrency": fill.fee_asset,
            "isMaker": fill.is_maker,
            "feeRate": rate(ppm),
            "tradeIv": "",
            "markIv": "",
            "markPrice": "",
            "indexPrice": "",
            "underlyingPrice": "",
            "blockTradeId": "",
            "closedSize": "",
            "seq": seq,
            "extraFees": "",
        }

    def streamed_execution(self, order: Order, fill: Fill, seq: int) -> Row:
        row = {"category": self._product.category} | self.execution(order, fill, seq)
        return row | {
            "isLeverage": "0",
            "marketUnit": order.tags.get("marketUnit", ""),
            "execPnl": "0",
        }

    def fast_execution(self, order: Order, fill: Fill, seq: int) -> Row:
        """BYB-82."""
        whole = self.execution(order, fill, seq)
        named = ("symbol", "execId", "execPrice", "execQty", "orderId", "isMaker")
        row = {"category": self._product.category} | {name: whole[name] for name in named}
        row["orderLinkId"] = "" if fill.is_maker else whole["orderLinkId"]
        return row | {"side": whole["side"], "execTime": whole["execTime"], "seq": seq}


def _execution_terms(order: Order) -> Row:
    return {
        "slippageToleranceType": order.tags.get("slippageToleranceType", "UNKNOWN"),
        "slippageTolerance": order.tags.get("slippageTolerance", ""),
        "rpiTakerAccess": False,
        "rpiMatchedQty": "0",
    }


def _fees(order: Order) -> dict[str, int]:
    """Atoms by coin (BYB-56)."""
    fees: dict[str, int] = {}
    for fill in order.fills:
        fees[fill.fee_asset] = fees.get(fill.fee_asset, 0) + fill.fee_atoms
    return fees


def _first_fee(order: Order, digits: Digits) -> tuple[int, str]:
    """(atoms, coin); an order has fees in one coin only."""
    for coin, atoms in _fees(order).items():
        return atoms, coin
    instrument = digits.instrument
    return 0, instrument.base if order.side is BUY else instrument.quote


def _filled_until(order: Order, fill: Fill) -> int:
    """Lots, that fill included."""
    lots = 0
    for each in order.fills:
        lots += each.lots
        if each is fill or each.trade_id == fill.trade_id:
            break
    return lots


def _stopped_itself(order: Order) -> bool:
    """Only the incoming order's own wish counts, and is kept (BYB-54)."""
    return order.self_trade is not SelfTrade.NONE

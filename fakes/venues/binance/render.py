"""Orders and trades as this venue writes them: every documented field, with the documented type.

<https://github.com/binance/binance-spot-api-docs/blob/master/rest-api.md>, "Trading endpoints" and
"Account Endpoints". `cummulativeQuoteQty` is spelt so; in an amendment's answer it is not.
"""

from typing import Any, Final

from fakes.instruments import Side
from fakes.matching.order import Amendment, DoneReason, Fill, Order, OrderKind, OrderStatus
from fakes.trades import OwnTrade, Trade
from fakes.venues.binance.numbers import ZERO, Scale, fixed

Json = dict[str, Any]
NO_LIST: Final = -1
ECHOED: Final = ("strategyId", "strategyType")
EXPIRY_REASONS: Final = {
    DoneReason.UNFILLED_IOC: "UNFILLED_IOC_QUANTITY_EXPIRED",
    DoneReason.UNFILLED_FOK: "UNFILLED_FOK_ORDER_EXPIRED",
    DoneReason.NO_LIQUIDITY: "INSUFFICIENT_LIQUIDITY",
    DoneReason.BY_VENUE: "EXCHANGE_CANCELED",
}


def price_text(scale: Scale, order: Order) -> str:
    return scale.price(order.ticks) if order.ticks is not None else ZERO


def quote_order_text(scale: Scale, order: Order) -> str:
    return scale.quote(order.quote_atoms) if order.quote_atoms is not None else ZERO


def kind_text(order: Order) -> str:
    return order.kind.value


def acknowledgement(order: Order) -> Json:
    return {
        "symbol": order.symbol,
        "orderId": order.order_id,
        "orderListId": NO_LIST,
        "clientOrderId": order.client_order_id,
        "transactTime": order.created_at_ms,
    }


def result(scale: Scale, order: Order) -> Json:
    answer = acknowledgement(order)
    answer["transactTime"] = order.updated_at_ms
    answer |= _amounts(scale, order)
    answer["workingTime"] = working_time_ms(order)
    answer["selfTradePreventionMode"] = order.self_trade.value
    return answer | conditional(scale, order)


def full(scale: Scale, order: Order) -> Json:
    answer = result(scale, order)
    answer["fills"] = [_fill(scale, fill) for fill in order.fills]
    return answer


def _amounts(scale: Scale, order: Order) -> Json:
    return {
        "price": price_text(scale, order),
        "origQty": scale.quantity(order.lots),
        "executedQty": scale.quantity(order.filled_lots),
        "origQuoteOrderQty": quote_order_text(scale, order),
        "cummulativeQuoteQty": scale.quote(order.quote_filled_atoms),
        "status": order.status.value,
        "timeInForce": order.time_in_force.value,
        "type": kind_text(order),
        "side": order.side.value,
    }


def _fill(scale: Scale, fill: Fill) -> Json:
    return {
        "price": scale.price(fill.ticks),
        "qty": scale.quantity(fill.lots),
        "commission": scale.fee(fill.fee_atoms, fill.fee_asset),
        "commissionAsset": fill.fee_asset,
        "tradeId": fill.trade_id,
    }


def working_time_ms(order: Order) -> int:
    """When it came onto the book, or traded at once; -1 = never."""
    if order.working_since_ms is not None:
        return order.working_since_ms
    return order.created_at_ms if order.fills else -1


def conditional(scale: Scale, order: Order) -> Json:
    """Fields that stand in an order only when they mean something."""
    extra: Json = {}
    if "icebergQty" in order.tags:
        extra["icebergQty"] = order.tags["icebergQty"]
    if order.prevented_lots:
        if order.last_prevention_id is not None:
            extra["preventedMatchId"] = order.last_prevention_id
        extra["preventedQuantity"] = scale.quantity(order.prevented_lots)
    for name in ECHOED:
        if name in order.tags:
            extra[name] = int(order.tags[name])
    if order.status is OrderStatus.EXPIRED and order.done_reason in EXPIRY_REASONS:
        extra["expiryReason"] = EXPIRY_REASONS[order.done_reason]
    return extra


def cancelled(scale: Scale, order: Order, cancel_id: str) -> Json:
    """BIN-47: `origClientOrderId` is the order, `clientOrderId` the request that cancelled it."""
    return {
        "symbol": order.symbol,
        "origClientOrderId": order.client_order_id,
        "orderId": order.order_id,
        "orderListId": NO_LIST,
        "clientOrderId": cancel_id,
        "transactTime": order.updated_at_ms,
        **_amounts(scale, order),
        "selfTradePreventionMode": order.self_trade.value,
        **conditional(scale, order),
    }


def queried(scale: Scale, order: Order) -> Json:
    return {
        "symbol": order.symbol,
        "orderId": order.order_id,
        "orderListId": NO_LIST,
        "clientOrderId": order.client_order_id,
        "price": price_text(scale, order),
        "origQty": scale.quantity(order.lots),
        "executedQty": scale.quantity(order.filled_lots),
        "cummulativeQuoteQty": scale.quote(order.quote_filled_atoms),
        "status": order.status.value,
        "timeInForce": order.time_in_force.value,
        "type": kind_text(order),
        "side": order.side.value,
        "stopPrice": ZERO,
        "icebergQty": ZERO,
        "time": order.created_at_ms,
        "updateTime": order.updated_at_ms,
        "isWorking": working_time_ms(order) >= 0,
        "workingTime": working_time_ms(order),
        "origQuoteOrderQty": quote_order_text(scale, order),
        "selfTradePreventionMode": order.self_trade.value,
        **conditional(scale, order),
    }


def amended(scale: Scale, order: Order, amendment: Amendment) -> Json:
    return {
        "transactTime": amendment.at_ms,
        "executionId": amendment.execution_id,
        "amendedOrder": {
            "symbol": order.symbol,
            "orderId": order.order_id,
            "orderListId": NO_LIST,
            "origClientOrderId": amendment.old_client_order_id,
            "clientOrderId": order.client_order_id,
            "price": price_text(scale, order),
            "qty": scale.quantity(order.lots),
            "executedQty": scale.quantity(order.filled_lots),
            "preventedQty": scale.quantity(order.prevented_lots),
            "quoteOrderQty": quote_order_text(scale, order),
            "cumulativeQuoteQty": scale.quote(order.quote_filled_atoms),
            "status": order.status.value,
            "timeInForce": order.time_in_force.value,
            "type": kind_text(order),
            "side": order.side.value,
            "workingTime": working_time_ms(order),
            "selfTradePreventionMode": order.self_trade.value,
        },
    }


def amendment_record(scale: Scale, order: Order, amendment: Amendment) -> Json:
    return {
        "symbol": order.symbol,
        "orderId": order.order_id,
        "executionId": amendment.execution_id,
        "origClientOrderId": amendment.old_client_order_id,
        "newClientOrderId": amendment.client_order_id,
        "origQty": scale.quantity(amendment.old_lots),
        "newQty": scale.quantity(amendment.lots),
        "time": amendment.at_ms,
    }


def own_trade(scale: Scale, trade: OwnTrade) -> Json:
    order, fill = trade.order, trade.fill
    return {
        "symbol": order.symbol,
        "id": fill.trade_id,
        "orderId": order.order_id,
        "orderListId": NO_LIST,
        "price": scale.price(fill.ticks),
        "qty": scale.quantity(fill.lots),
        "quoteQty": scale.quote(fill.quote_atoms),
        "commission": scale.fee(fill.fee_atoms, fill.fee_asset),
        "commissionAsset": fill.fee_asset,
        "time": fill.at_ms,
        "isBuyer": order.side is Side.BUY,
        "isMaker": fill.is_maker,
        "isBestMatch": True,
    }


def public_trade(scale: Scale, trade: Trade) -> Json:
    return {
        "id": trade.trade_id,
        "price": scale.price(trade.ticks),
        "qty": scale.quantity(trade.lots),
        "quoteQty": scale.quote(trade.quote_atoms),
        "time": trade.at_ms,
        "isBuyerMaker": trade.buyer_is_maker,
        "isBestMatch": True,
    }


def default_answer(kind: OrderKind) -> str:
    """FULL for LIMIT and MARKET, ACK for everything else."""
    return "FULL" if kind in (OrderKind.LIMIT, OrderKind.MARKET) else "ACK"


NO_DISCOUNT: Final[Json] = {
    "enabledForAccount": False,
    "enabledForSymbol": False,
    "discountAsset": "BNB",
    "discount": "0.75000000",
}
"""This venue takes no fees in BNB."""


def rate(fee_ppm: int) -> str:
    """A fee in millionths as the venue writes rates."""
    return fixed(fee_ppm * 100)

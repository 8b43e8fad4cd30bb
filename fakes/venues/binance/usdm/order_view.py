"""Orders and executions as this market writes them: every documented field, with the documented type."""

from typing import Any, Final

from fakes.instruments import BUY
from fakes.matching import DoneReason, Order, OrderKind, OrderStatus
from fakes.trades import OwnTrade
from fakes.venues.binance.usdm.numbers import UsdmScale

Json = dict[str, Any]
EXPIRY: Final = {
    DoneReason.SELF_TRADE: "1",
    DoneReason.UNFILLED_IOC: "2",
    DoneReason.REDUCED_AWAY: "4",
    DoneReason.LIQUIDATED: "5",
    DoneReason.BY_VENUE: "7",
    DoneReason.NO_LIQUIDITY: "9",
    DoneReason.UNFILLED_FOK: "10",
    DoneReason.POST_ONLY: "11",
}
NONE: Final = "0"


def kind_text(order: Order) -> str:
    return "MARKET" if order.kind is OrderKind.MARKET else "LIMIT"


def time_in_force(order: Order) -> str:
    """A post-only order is one of a time in force of its own (BFU-18)."""
    return "GTX" if order.kind is OrderKind.LIMIT_MAKER else order.time_in_force.value


def price_text(scale: UsdmScale, order: Order) -> str:
    return scale.price(order.ticks or 0)


def _told(scale: UsdmScale, order: Order) -> Json:
    return {
        "orderId": order.order_id,
        "symbol": order.symbol,
        "status": order.status.value,
        "clientOrderId": order.client_order_id,
        "price": price_text(scale, order),
        "avgPrice": scale.average(order.filled_lots, order.quote_filled_atoms),
        "origQty": scale.quantity(order.lots),
        "executedQty": scale.quantity(order.filled_lots),
        "cumQuote": scale.quote(order.quote_filled_atoms),
        "timeInForce": time_in_force(order),
        "type": kind_text(order),
        "reduceOnly": order.reduce_only,
        "closePosition": False,
        "side": order.side.value,
        "positionSide": "BOTH",
        "stopPrice": scale.price(0),
        "workingType": "CONTRACT_PRICE",
        "priceProtect": False,
        "origType": kind_text(order),
        "priceMatch": "NONE",
        "selfTradePreventionMode": order.self_trade.value,
        "goodTillDate": 0,
    }


def changed(scale: UsdmScale, order: Order) -> Json:
    """The answer to placing or cancelling (BFU-05)."""
    return {
        **_told(scale, order),
        "cumQty": scale.quantity(order.filled_lots),
        "updateTime": order.updated_at_ms,
    }


def acknowledged(scale: UsdmScale, order: Order) -> Json:
    """As it came in, whatever has become of it since (BFU-62)."""
    fresh = {
        "status": OrderStatus.NEW.value,
        "avgPrice": scale.average(0, 0),
        "executedQty": scale.quantity(0),
        "cumQuote": scale.quote(0),
        "cumQty": scale.quantity(0),
        "updateTime": order.created_at_ms,
    }
    return {**changed(scale, order), **fresh}


def modified(scale: UsdmScale, order: Order) -> Json:
    """BFU-64."""
    told = changed(scale, order)
    return {**told, "pair": order.symbol, "modifyId": len(order.amendments)}


def queried(scale: UsdmScale, order: Order) -> Json:
    return {**_told(scale, order), "time": order.created_at_ms, "updateTime": order.updated_at_ms}


def listed(scale: UsdmScale, order: Order) -> Json:
    """A row of `allOrders`."""
    return {
        **queried(scale, order),
        "pair": order.symbol,
        "cumBase": scale.quantity(order.filled_lots),
    }


def own_trade(scale: UsdmScale, trade: OwnTrade) -> Json:
    """BFU-69."""
    order, fill = trade.order, trade.fill
    return {
        "symbol": order.symbol,
        "id": fill.trade_id,
        "orderId": order.order_id,
        "side": order.side.value,
        "price": scale.price(fill.ticks),
        "qty": scale.quantity(fill.lots),
        "realizedPnl": scale.wallet(fill.realised_atoms),
        "quoteQty": scale.quote(fill.quote_atoms),
        "baseQty": scale.quantity(fill.lots),
        "marginAsset": scale.instrument.quote,
        "pair": order.symbol,
        "commission": scale.wallet(fill.fee_atoms),
        "commissionAsset": fill.fee_asset,
        "time": fill.at_ms,
        "positionSide": "BOTH",
        "buyer": order.side is BUY,
        "maker": fill.is_maker,
    }

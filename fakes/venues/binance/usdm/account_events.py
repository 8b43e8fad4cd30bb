"""The events of an account's stream, field by field (BFU-53 to BFU-58)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from fakes.derivatives.clockwork import LIQUIDATION
from fakes.derivatives.position import Position
from fakes.ledger import Fact, OrderAccepted, OrderAmended, OrderDone, PositionChanged, Traded
from fakes.matching import Order, OrderStatus
from fakes.venues.binance.usdm.numbers import UsdmScale, plain
from fakes.venues.binance.usdm.order_view import (
    EXPIRY,
    NONE,
    kind_text,
    price_text,
    time_in_force,
)

Event = dict[str, Any]
REASONS: Final[Mapping[str, str]] = {
    "deposit": "DEPOSIT",
    "withdrawal": "WITHDRAW",
    "funding": "FUNDING_FEE",
    "trade": "ORDER",
}
"""Why a wallet changed, by the ledger's word; what only holds or releases margin is not told (BFU-54)."""


def order_events(scale: UsdmScale, fact: Fact, order: Order, now_ms: int) -> list[Event]:
    """What its owner is told of one step of an order's life. An end by its last fill is told by that."""
    match fact:
        case OrderAccepted():
            return [_order(scale, order, "NEW", now_ms)]
        case OrderAmended():
            return [_order(scale, order, "AMENDMENT", now_ms)]
        case Traded():
            return [_lite(scale, fact, order, now_ms), _trade(scale, fact, order, now_ms)]
        case OrderDone() if order.status is OrderStatus.CANCELED:
            return [_order(scale, order, "CANCELED", now_ms)]
        case OrderDone() if order.status is not OrderStatus.FILLED:
            return [_order(scale, order, "EXPIRED", now_ms)]
    return []


def _order(scale: UsdmScale, order: Order, execution: str, now_ms: int) -> Event:
    zero = scale.quantity(0)
    last = order.fills[-1] if order.fills else None
    return {
        "e": "ORDER_TRADE_UPDATE",
        "T": order.updated_at_ms,
        "E": now_ms,
        "o": {
            "s": order.symbol,
            "c": order.client_order_id,
            "S": order.side.value,
            "o": "LIQUIDATION" if _liquidates(order) else kind_text(order),
            "f": time_in_force(order),
            "q": scale.quantity(order.lots),
            "p": price_text(scale, order),
            "ap": scale.average(order.filled_lots, order.quote_filled_atoms),
            "sp": scale.price(0),
            "x": execution,
            "X": order.status.value,
            "i": order.order_id,
            "l": zero,
            "z": scale.quantity(order.filled_lots),
            "L": scale.price(0),
            "n": "0",
            "N": scale.instrument.quote,
            "T": order.updated_at_ms,
            "t": 0,
            "b": zero,
            "a": zero,
            "m": last.is_maker if last is not None else False,
            "R": order.reduce_only,
            "wt": "CONTRACT_PRICE",
            "ot": kind_text(order),
            "ps": "BOTH",
            "cp": False,
            "rp": "0",
            "pP": False,
            "si": 0,
            "ss": 0,
            "V": order.self_trade.value,
            "pm": "NONE",
            "gtd": 0,
            "er": _why(order),
        },
    }


def _why(order: Order) -> str:
    if order.status not in (OrderStatus.EXPIRED, OrderStatus.EXPIRED_IN_MATCH):
        return NONE
    return EXPIRY.get(order.done_reason, NONE)


def _liquidates(order: Order) -> bool:
    return order.client_order_id.startswith(LIQUIDATION)  # BFU-70


def _trade(scale: UsdmScale, fact: Traded, order: Order, now_ms: int) -> Event:
    fill = order.fills[-1]
    event = _order(scale, order, "CALCULATED" if _liquidates(order) else "TRADE", now_ms)
    event["o"] |= {
        "l": scale.quantity(fill.lots),
        "L": scale.price(fill.ticks),
        "n": scale.wallet(fill.fee_atoms),
        "N": fill.fee_asset,
        "t": fact.trade_id,
        "m": fill.is_maker,
        "rp": scale.wallet(fill.realised_atoms),
    }
    return event


def _lite(scale: UsdmScale, fact: Traded, order: Order, now_ms: int) -> Event:
    """BFU-56."""
    fill = order.fills[-1]
    return {
        "e": "TRADE_LITE",
        "E": now_ms,
        "T": order.updated_at_ms,
        "s": order.symbol,
        "q": scale.quantity(order.lots),
        "p": price_text(scale, order),
        "m": fill.is_maker,
        "c": order.client_order_id,
        "S": order.side.value,
        "L": scale.price(fill.ticks),
        "l": scale.quantity(fill.lots),
        "t": fact.trade_id,
        "i": order.order_id,
    }


def wallet_line(asset: str, wallet: Decimal, moved: Decimal) -> Event:
    """`moved`: what changed it besides trading."""
    return {"a": asset, "wb": plain(wallet), "cw": plain(wallet), "bc": plain(moved)}


def position_line(scale: UsdmScale, fact: PositionChanged, mark_ticks: int) -> Event:
    """A flat position is told too."""
    position = Position(lots=fact.lots, cost_atoms=fact.cost_atoms)
    return {
        "s": fact.symbol,
        "pa": scale.quantity(fact.lots),
        "ep": plain(position.entry_price(scale.instrument), scale.quote_places),
        "bep": plain(position.entry_price(scale.instrument), scale.quote_places),
        "cr": scale.wallet(fact.realised_atoms),
        "up": scale.wallet(position.unrealised_atoms(scale.instrument, mark_ticks)),
        "mt": "cross",
        "iw": "0",
        "ps": "BOTH",
    }


def account_update(
    reason: str, wallets: list[Event], positions: list[Event], at_ms: int, now_ms: int
) -> Event:
    return {
        "e": "ACCOUNT_UPDATE",
        "T": at_ms,
        "E": now_ms,
        "a": {"m": reason, "B": wallets, "P": positions},
    }


def leverage_update(symbol: str, leverage: int, now_ms: int) -> Event:
    """BFU-58."""
    return {"e": "ACCOUNT_CONFIG_UPDATE", "E": now_ms, "T": now_ms, "ac": {"s": symbol, "l": leverage}}


def expired(listen_key: str, now_ms: int) -> Event:
    """BFU-52."""
    return {"e": "listenKeyExpired", "E": now_ms, "listenKey": listen_key}

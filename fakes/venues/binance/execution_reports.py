"""`executionReport`: what one step of an order's life looks like to its owner.

Source: user-data-stream.md, "Order Update" with its conditional fields; BIN-42, BIN-49,
BIN-69.
"""

from typing import Any

from fakes.ledger import Fact, OrderAccepted, OrderAmended, OrderDone, SelfTradePrevented, Traded
from fakes.matching.order import Fill, Order, OrderStatus
from fakes.venues.binance.numbers import ZERO, Scale
from fakes.venues.binance.render import (
    EXPIRY_REASONS,
    NO_LIST,
    kind_text,
    price_text,
    quote_order_text,
    working_time_ms,
)

Event = dict[str, Any]
NO_TRADE_GROUP = -1


def report(scale: Scale, fact: Fact, order: Order, execution_id: int, now_ms: int) -> Event | None:
    """The report of `fact` to the owner of `order`, as it stood right after; None if there is none.

    A fill is reported by its trade, an end by self-trade prevention by the prevention: their
    OrderDone says nothing more.
    """
    match fact:
        case OrderAccepted():
            return _report(scale, order, "NEW", execution_id, now_ms)
        case Traded():
            return _trade(scale, fact, order, execution_id, now_ms)
        case SelfTradePrevented():
            return _prevention(scale, fact, order, execution_id, now_ms)
        case OrderAmended():
            amended = _report(scale, order, "REPLACED", order.amendments[-1].execution_id, now_ms)
            amended["C"] = fact.old_client_order_id
            return amended
        case OrderDone():
            return _done(scale, order, execution_id, now_ms)
    return None


def _report(scale: Scale, order: Order, execution: str, execution_id: int, now_ms: int) -> Event:
    event: Event = {
        "e": "executionReport",
        "E": now_ms,
        "s": order.symbol,
        "c": order.client_order_id,
        "S": order.side.value,
        "o": kind_text(order),
        "f": order.time_in_force.value,
        "q": scale.quantity(order.lots),
        "p": price_text(scale, order),
        "P": ZERO,
        "F": order.tags.get("icebergQty", ZERO),
        "g": NO_LIST,
        "C": "",
        "x": execution,
        "X": order.status.value,
        "r": "NONE",
        "i": order.order_id,
        "l": ZERO,
        "z": scale.quantity(order.filled_lots),
        "L": ZERO,
        "n": "0",
        "N": None,
        "T": order.updated_at_ms,
        "t": -1,
        "I": execution_id,
        "w": order.is_open,
        "m": False,
        "M": False,
        "O": order.created_at_ms,
        "Z": scale.quote(order.quote_filled_atoms),
        "Y": ZERO,
        "Q": quote_order_text(scale, order),
    }
    working_ms = working_time_ms(order)
    if working_ms >= 0:
        event["W"] = working_ms
    event["V"] = order.self_trade.value
    for name, letter in (("strategyId", "j"), ("strategyType", "J")):
        if name in order.tags:
            event[letter] = int(order.tags[name])
    return event


def _trade(scale: Scale, fact: Traded, order: Order, execution_id: int, now_ms: int) -> Event:
    fill: Fill = order.fills[-1]
    event = _report(scale, order, "TRADE", execution_id, now_ms)
    event |= {
        "l": scale.quantity(fill.lots),
        "L": scale.price(fill.ticks),
        "n": scale.fee(fill.fee_atoms, fill.fee_asset),
        "N": fill.fee_asset,
        "t": fact.trade_id,
        "m": fill.is_maker,
        "Y": scale.quote(fill.quote_atoms),
    }
    return event


def _prevention(
    scale: Scale, fact: SelfTradePrevented, order: Order, execution_id: int, now_ms: int
) -> Event | None:
    is_maker = order.order_id == fact.maker_order_id
    lots = fact.maker_lots if is_maker else fact.taker_lots
    if not lots:
        return None  # the side that the mode spares
    event = _report(scale, order, "TRADE_PREVENTION", execution_id, now_ms)
    if not order.remaining:
        event |= {"X": OrderStatus.EXPIRED_IN_MATCH.value, "w": False}
    instrument = scale.instrument
    event |= {
        "v": fact.prevention_id,
        "A": scale.quantity(order.prevented_lots),
        "B": scale.quantity(lots),
        "u": NO_TRADE_GROUP,
        "U": fact.taker_order_id if is_maker else fact.maker_order_id,
        "Cs": order.symbol,
        "pl": scale.quantity(fact.lots),
        "pL": scale.price(fact.ticks),
        "pY": scale.quote(instrument.quote_atoms(fact.ticks, fact.lots)),
    }
    return event


def _done(scale: Scale, order: Order, execution_id: int, now_ms: int) -> Event | None:
    if order.status is OrderStatus.CANCELED:
        event = _report(scale, order, "CANCELED", execution_id, now_ms)
        event |= {"c": order.cancel_client_order_id or order.client_order_id, "C": order.client_order_id}
        return event
    if order.status is not OrderStatus.EXPIRED:
        return None
    event = _report(scale, order, "EXPIRED", execution_id, now_ms)
    if order.done_reason in EXPIRY_REASONS:
        event["eR"] = EXPIRY_REASONS[order.done_reason]
    return event

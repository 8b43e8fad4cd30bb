"""Between the venue's documents and the words that are told."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from decimal import Decimal
from typing import Any

from subjects.seen import BalanceSeen, InstrumentSeen, Intent, OrderSeen, State
from subjects.twin_parts.errors import Unanswered

STATES = {
    "NEW": State.OPEN,
    "PENDING_NEW": State.OPEN,
    "PARTIALLY_FILLED": State.PARTIALLY_FILLED,
    "FILLED": State.FILLED,
    "CANCELED": State.CANCELED,
    "EXPIRED": State.EXPIRED,
    "EXPIRED_IN_MATCH": State.EXPIRED,
    "REJECTED": State.REJECTED,
}


@contextmanager
def reading(what: str) -> Iterator[None]:
    """What cannot be read is no answer."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
        raise Unanswered(f"unreadable {what}: {type(error).__name__}") from None


def order_seen(answer: Mapping[str, Any]) -> OrderSeen:
    return OrderSeen(
        symbol=answer["symbol"],
        client_order_id=answer["clientOrderId"],
        venue_order_id=str(answer["orderId"]),
        state=STATES.get(answer["status"], State.UNKNOWN),
        quantity=Decimal(answer["origQty"]),
        filled=Decimal(answer["executedQty"]),
    )


def balance_seen(held: Mapping[str, Any]) -> BalanceSeen:
    return BalanceSeen(asset=held["asset"], free=Decimal(held["free"]), locked=Decimal(held["locked"]))


def instruments_seen(rows: Sequence[Mapping[str, Any]]) -> Sequence[InstrumentSeen]:
    """Those that can be read: one strange row is no reason to do without the others."""
    seen = []
    for row in rows:
        with suppress(LookupError, TypeError, ValueError, ArithmeticError):
            seen.append(_instrument(row))
    return seen


def _instrument(symbol: Mapping[str, Any]) -> InstrumentSeen:
    filters = {entry["filterType"]: entry for entry in symbol["filters"]}
    return InstrumentSeen(
        symbol=symbol["symbol"],
        tick=Decimal(filters["PRICE_FILTER"]["tickSize"]),
        step=Decimal(filters["LOT_SIZE"]["stepSize"]),
        trading=symbol["status"] == "TRADING",
    )


def order_parameters(intent: Intent) -> dict[str, str | int]:
    order: dict[str, str | int] = {
        "symbol": intent.symbol,
        "side": intent.side,
        "quantity": f"{intent.quantity:f}",
        "newClientOrderId": intent.client_order_id,
        "newOrderRespType": "FULL",
    }
    if intent.price is None:
        return order | {"type": "MARKET"}
    if intent.post_only:
        return order | {"type": "LIMIT_MAKER", "price": f"{intent.price:f}"}
    return order | {"type": "LIMIT", "price": f"{intent.price:f}", "timeInForce": intent.time_in_force}

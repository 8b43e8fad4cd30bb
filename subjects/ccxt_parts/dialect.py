"""What differs between exchanges for a user of the library, although its verbs are the same.

Sources: the library's manual, "Exchange-specific parameters" and "clientOrderId", and of each method the
parameters that its documentation lists (https://docs.ccxt.com).
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, ClassVar

from subjects.base import Endpoints
from subjects.naming import Names
from subjects.seen import FillSeen, Intent, OrderSeen, State

Told = Mapping[str, Any]
"""A structure of the library's: an order or a trade."""

_STATES = {
    "open": State.OPEN,
    "closed": State.FILLED,
    "canceled": State.CANCELED,
    "expired": State.EXPIRED,
    "rejected": State.REJECTED,
}


@dataclass(frozen=True, slots=True)
class Known:
    """What a user has in hand of an order of his."""

    name: str = ""
    symbol: str = ""
    quantity: Decimal = Decimal(0)
    filled: Decimal = Decimal(0)
    state: State = State.UNKNOWN


class Dialect(ABC):
    """`exchange` is the library's object; orders are known by the venue's ids."""

    options: ClassVar[Mapping[str, Any]] = {}

    def __init__(self, exchange: Any, names: Names) -> None:
        self.exchange = exchange
        self.names = names
        self._known: dict[str, Known] = {}

    @staticmethod
    @abstractmethod
    def redirect(api: dict[str, Any], to: Endpoints) -> None:
        """Point the library at other addresses, by its own table of URLs."""

    @abstractmethod
    def naming(self, client_order_id: str) -> dict[str, Any]:
        """The parameter that names a new order."""

    @abstractmethod
    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen: ...

    @abstractmethod
    async def order(self, symbol: str, client_order_id: str) -> OrderSeen: ...

    @abstractmethod
    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen: ...

    @abstractmethod
    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]: ...

    @abstractmethod
    def fill_seen(self, trade: Told) -> OrderSeen:
        """A trade of the user's own."""

    def placed(self, order: Told, intent: Intent) -> OrderSeen:
        """What the answer to placing it says."""
        return self.order_seen(order)

    def order_seen(self, order: Told, client_order_id: str | None = None, symbol: str = "") -> OrderSeen:
        """What the user is told; `client_order_id` and `symbol` are what he asked about.

        Where the library leaves a field empty, he still has what he knew of the order before.
        """
        id_, filled = order["id"] or self.id_of(client_order_id or ""), self._filled(order)
        known = self.known(str(id_))
        told = Known(
            name=client_order_id or self._name(order) or known.name,
            symbol=self.names.ours(str(order["symbol"])) if order["symbol"] else symbol or known.symbol,
            quantity=known.quantity if order["amount"] is None else decimal(order["amount"]),
            filled=known.filled if filled is None else filled,
            state=_STATES.get(str(order["status"]), known.state),
        )
        if told.state is State.OPEN and told.filled:
            told = replace(told, state=State.PARTIALLY_FILLED)
        if told.state is State.FILLED and filled is None:
            told = replace(told, filled=told.quantity)
        if order["id"] is not None:
            self.learn(str(order["id"]), told)
        elif not told.state.final:
            # An answer that names no order says that something was done to one, and not to what end.
            told = replace(told, state=State.UNKNOWN)
        return OrderSeen(
            symbol=told.symbol,
            client_order_id=told.name,
            venue_order_id=str(id_),
            state=told.state,
            quantity=told.quantity,
            filled=told.filled,
        )

    def known(self, venue_order_id: str) -> Known:
        return self._known.get(venue_order_id, Known())

    def learn(self, venue_order_id: str, known: Known) -> None:
        self._known[venue_order_id] = known

    def id_of(self, client_order_id: str) -> str | None:
        """The venue's id of the order of that name, if it was told."""
        return next((id_ for id_, known in self._known.items() if known.name == client_order_id), None)

    def _name(self, order: Told) -> str:
        return str(order["clientOrderId"] or "")

    def _filled(self, order: Told) -> Decimal | None:
        """None = nothing was said of it."""
        return None if order["filled"] is None else decimal(order["filled"])


def fill_of(trade: Told, trade_id: int, client_order_id: str) -> FillSeen:
    return FillSeen(
        trade_id=trade_id,
        client_order_id=client_order_id,
        price=decimal(trade["price"]),
        quantity=decimal(trade["amount"]),
        fee=decimal(trade["fee"]["cost"]),
        fee_asset=str(trade["fee"]["currency"]),
    )


def decimal(number: Any) -> Decimal:
    return Decimal(str(number))

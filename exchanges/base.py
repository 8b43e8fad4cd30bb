"""What every connector offers, whatever the venue."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from types import TracebackType
from typing import Protocol, Self

from exchanges.audit import AuditLog
from exchanges.config import ConnectorConfig
from exchanges.metrics import ConnectorMetrics
from exchanges.models import (
    Balance,
    BookTop,
    Health,
    Instrument,
    Order,
    OrderRequest,
    OrderUpdate,
    Trade,
)
from exchanges.orderbook import OrderBook


class Connector(Protocol):
    """One account (or none) at one venue. Errors are those of ``exchanges.errors``.

    The iterators end with ``StreamClosed`` when the connector stops. Close them (``aclose``) or let
    go of them when they are no longer read: an unread trade iterator slows its stream down.
    """

    venue: str
    audit: AuditLog | None
    """Where security events go; may be set before ``start``."""

    @property
    def metrics(self) -> ConnectorMetrics:
        """Counters and gauges, with a registry of their own."""

    async def start(self) -> None:
        """Learn clock, instruments and account; open the private stream. Raises what failed."""

    async def stop(self, *, cancel_open_orders: bool = False, grace_s: float = 5.0) -> None:
        """No order leaves after this begins. Every task and socket has ended when it returns.

        Orders whose answer is under way get ``grace_s`` seconds, and so does cancelling.
        """

    async def __aenter__(self) -> Self:
        """``start``."""

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """``stop``."""

    def reconfigure(self, config: ConnectorConfig) -> None:
        """Take over the settings that may change while running."""

    async def instruments(self) -> Sequence[Instrument]:
        """All instruments with their trading rules, as last read from the venue."""

    async def submit(self, request: OrderRequest) -> Order:
        """Place an order, once.

        Raises NotSent or Rejected (it did not happen), or OutcomeUnknown carrying the client order
        id when that could not be found out in time; it goes on being looked up, and ``watch_orders``
        tells the result.
        """

    async def cancel(self, symbol: str, client_order_id: str) -> Order:
        """Cancel; returns the order as it ended, which may be FILLED. Raises OrderNotFound."""

    async def replace(self, symbol: str, client_order_id: str, request: OrderRequest) -> Order:
        """Cancel an open order and place another. If more of the old one was filled meanwhile, nothing is
        placed and the old one is returned as it ended. Raises as ``cancel`` and ``submit`` do: with the
        client order id of the one that the error is about.
        """

    async def cancel_all(self, symbol: str) -> Sequence[Order]:
        """Cancel every order that is or may be open on the symbol, whoever placed it; the orders as they
        ended. Raises OutcomeUnknown if some could not be found out in time; what can be is told by
        ``watch_orders``.
        """

    async def find(self, symbol: str, client_order_id: str) -> Order:
        """Ask the venue for one order. Raises OrderNotFound."""

    async def open_orders(self, symbol: str | None = None) -> Sequence[Order]:
        """Ask the venue for open orders, of one symbol or of all."""

    async def balances(self) -> Mapping[str, Balance]:
        """By asset; asked from the venue unless the private stream keeps them current."""

    def watch_book(self, symbol: str) -> AsyncIterator[BookTop]:
        """Best prices whenever they change, from a book that is known to be right."""

    def watch_trades(self, symbol: str) -> AsyncIterator[Trade]:
        """Every public trade from now on, in order.

        Raises SequenceGap in the place of trades that are lost for good; go on reading after it.
        """

    def watch_orders(self) -> AsyncIterator[OrderUpdate]:
        """Every change of our orders and every execution, once."""

    def book(self, symbol: str) -> OrderBook:
        """The watched book. Raises StaleStream or SequenceGap while it is not known to be right."""

    def health(self) -> Health:
        """What works, what does not, and why."""

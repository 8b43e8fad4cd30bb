"""What a venue must say for itself, so that the machinery, which is the same for all, can trade there.

A venue's package holds its dialect and nothing else:

- a ``Wire``: how a request is stamped, signed and written, and what an answer that is no success means;
- a ``VenueApi``: what each question over REST looks like and what its answer says, in our words;
- a ``UserStream`` (``exchanges.trading.user``): how the private stream is subscribed to and read;
- ``Books`` and ``Trades`` (``exchanges.market``): how a market stream is subscribed to and read;
- a ``SpotConnector`` that names these as its parts, with addresses and limits on connections.

The machinery paces, sends once, retries what may be retried, resolves what is in doubt, keeps books and
tapes whole, and tells the user. A dialect never waits for budget, never sends twice and keeps no state
of orders; it may keep what its own writing needs (a nonce, a token, the age of an order for its cost).
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from re import Pattern
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec

from exchanges.config import ConnectorConfig, Limits
from exchanges.credentials import Credentials
from exchanges.errors import ExchangeError
from exchanges.http import Answer
from exchanges.models import Balance, Fill, Instrument, Order, OrderRequest, Position, Trade
from exchanges.orders import Lookup
from exchanges.ratelimit import Allowance, Cost, LimitKind, LimitRule, Priority

if TYPE_CHECKING:
    from exchanges.requests import Requests

Parameters = Mapping[str, Any]
"""Of a request, by name: text as the venue wants it, or what a body of JSON nests. The wire writes them."""

Told = tuple[Order, tuple[Fill, ...]]
"""An account of an order, and the executions that came with it."""

Sealed = tuple[str, bytes, Mapping[str, str]]
"""Percent-encoded query, body and headers: exactly what is sent, not touched again."""

Used = Mapping[tuple[LimitKind, str], int]
"""Counts that an answer carried, by kind and name of the limit."""


@dataclass(frozen=True, slots=True)
class TimeQuestion:
    """How the venue is asked for its time. ``decode`` returns epoch ms, cut down to ``resolution_ms``."""

    path: str
    decode: Callable[[bytes], int]
    cost: Cost
    resolution_ms: int = 1


class Wire(ABC):
    """How requests of one key (or of none) are written, and refusals read. One for each connector."""

    venue: ClassVar[str]
    time: ClassVar[TimeQuestion]
    in_order: ClassVar[bool] = False
    """Signed requests must arrive in the order in which they were stamped (a nonce that only grows): each
    is stamped and sent when the one before it has been answered, or has been waited for long enough."""

    @abstractmethod
    def __init__(
        self,
        credentials: Credentials | None,
        *,
        config: Callable[[], ConnectorConfig],
        prepared: Callable[[Mapping[str, str]], Mapping[str, str]],
        venue_ms: Callable[[], int],
    ) -> None:
        """``prepared`` makes headers ready for ``HttpClient.send``; ``venue_ms`` tells the venue's time.

        Raises ConfigurationError for a key that cannot sign.
        """

    @abstractmethod
    def allowance(self, limits: Limits) -> Allowance:
        """The limits that the venue documents, before anything was sent."""

    @abstractmethod
    def plain(self, method: str, path: str, parameters: Parameters) -> Sealed:
        """A request without a key."""

    @abstractmethod
    def stamped(self, method: str, path: str, parameters: Parameters) -> Sealed:
        """A request stamped and signed *now*: called directly before it is written, for each attempt."""

    @abstractmethod
    def refusal(self, answer: Answer, wall: Callable[[], float]) -> ExchangeError | None:
        """What an answer says that is no success, or ``None`` for one to be decoded.

        Sort by "did it happen?": see ``exchanges.errors``. A limit or a ban without a readable delay leaves
        ``retry_after_s`` empty. ``wall`` tells epoch seconds, to turn the date of a ban into a delay.
        """

    @abstractmethod
    def refuses_key(self, error: ExchangeError) -> bool:
        """Does it mean that nothing signed with this key will pass, as things are?"""

    @abstractmethod
    def used(self, headers: Mapping[str, str]) -> Used:
        """Counts in the headers of an answer; an empty mapping at venues that do not tell."""

    @abstractmethod
    def announced(self, rules: Sequence[LimitRule]) -> None:
        """The venue announced its limits: headers are read for these from now on."""


class Snapshot(msgspec.Struct, frozen=True):
    """A book as REST tells it: (price, quantity) as written by the venue, best first.

    ``sequence`` is the number of the last event in it; 0 at venues that do not number events.
    """

    sequence: int
    bids: Sequence[Sequence[str]]
    asks: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Holdings:
    """The whole account as of ``as_of_ms``; assets not listed are zero, contracts not listed flat.

    Of an asset that stands for positions ``free`` is what new orders may use, at most all of it, and
    ``locked`` is the rest: together they are the wallet, without what is gained or lost on open positions.
    """

    balances: Sequence[Balance]
    as_of_ms: int
    positions: Sequence[Position] = ()


@dataclass(frozen=True, slots=True)
class IdRule:
    """What a client order id may look like, and that in words for whoever chose another."""

    pattern: Pattern[str]
    words: str


class VenueApi(ABC):
    """What is asked over REST. Methods raise what ``exchanges.errors`` lists, and pass on what ``Requests``
    raises; an answer that is not the documented one makes ``decode`` raise ValueError or msgspec's errors.
    """

    venue: ClassVar[str]
    client_order_ids: ClassVar[IdRule]
    trades_in_a_page: ClassVar[int] = 1000
    """So many past trades are told in one answer at most."""
    lists_by_symbol: ClassVar[bool] = True
    """Open orders of one symbol are listed for less than those of all."""
    streams_balances: ClassVar[bool] = True
    """The private stream tells when what is held changes. Otherwise the venue is asked each time."""
    streams_fills: ClassVar[bool] = True
    """The private stream tells each execution. Otherwise it tells of totals, and executions are asked for."""
    cancels_together: ClassVar[int] = 0
    """So many orders of one symbol can be cancelled with one request; 0: none."""
    forgets_after_s: ClassVar[float | None] = None
    """So long after its end an order cancelled without a fill is not found any more; ``None``: it is."""

    def __init__(self, rest: Requests, config: Callable[[], ConnectorConfig]) -> None:
        self._rest = rest
        self._config = config

    # ---- market ------------------------------------------------------------------------------

    @abstractmethod
    async def instruments(self, on_unreadable: Callable[[str], None]) -> dict[str, Instrument]:
        """All of them by symbol, in the venue's order; ``on_unreadable`` hears of rows left out.

        Limits that the venue announces along with them are handed to ``Requests.adopt_limits``.
        """

    @abstractmethod
    async def snapshot(self, symbol: str, levels: int) -> Snapshot:
        """The best levels of both sides."""

    @abstractmethod
    async def trades(self, symbol: str, first: int | None, count: int, since_ms: int) -> Sequence[Trade]:
        """Up to ``count`` public trades from the id ``first`` on (``None``: the newest), ascending.

        ``since_ms``: the time of the last trade known before ``first``, for venues that page by time; 0 if
        none is known. Rows before ``first`` may be among them; whoever asked passes them over.
        """

    @abstractmethod
    def is_unknown_symbol(self, error: ExchangeError) -> bool:
        """Does it mean that the venue has no such symbol, or no longer?"""

    # ---- orders ------------------------------------------------------------------------------

    @abstractmethod
    async def place(self, request: OrderRequest, before_send: Callable[[], None]) -> Told:
        """Place an order that was checked and has an id; written at most once.

        ``before_send`` is handed to ``Requests.signed``. Of a venue that answers with an id only, the order
        is told as NEW, with nothing filled, or as PENDING if it was only taken and may still be rejected;
        what became of it comes by the private stream.
        """

    @abstractmethod
    async def cancel(self, symbol: str, client_order_id: str, venue_order_id: str | None) -> Order | None:
        """Ask once. The order as it ended, or ``None`` if the venue took the request and says no more.

        Raises OrderNotFound when there is nothing to cancel (finished, or never there).
        """

    async def cancel_together(self, symbol: str, venue_order_ids: Sequence[str]) -> None:
        """Ask once for the end of up to ``cancels_together`` orders; how each ended comes by other ways."""
        raise NotImplementedError

    async def cancel_all_after(self, symbol: str, within_s: float) -> None:
        """Have all orders of the symbol cancelled unless this is asked again in that time; 0: do not."""
        raise NotImplementedError

    @abstractmethod
    async def order(
        self, symbol: str, client_order_id: str, venue_order_id: str | None, priority: Priority
    ) -> Told:
        """Look one order up, wherever the venue keeps it. Raises OrderNotFound."""

    @abstractmethod
    async def open_orders(self, symbol: str | None, priority: Priority) -> Sequence[Order]:
        """Orders that are open now, of one symbol or of all."""

    @abstractmethod
    async def fills(self, lookup: Lookup) -> Sequence[Fill]:
        """All executions of one order, page by page."""

    # ---- account -----------------------------------------------------------------------------

    @abstractmethod
    async def holdings(self) -> Holdings:
        """The balances of the account, and its positions where there are contracts."""

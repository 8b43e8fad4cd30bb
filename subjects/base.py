"""The contract between a connector and the lab: a subject opens sessions, a session has verbs.

Every verb of a capability that a subject lacks raises Unsupported; its items are then INAPPLICABLE and
listed as such, never counted. A private connector needs one class of each kind; see README.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from enum import Flag, auto
from pathlib import Path
from typing import Any, ClassVar

from subjects.seen import (
    BalanceSeen,
    BookSeen,
    Claim,
    CountsSeen,
    HealthSeen,
    InstrumentSeen,
    Intent,
    LogSeen,
    OrderSeen,
    PositionSeen,
    StreamLost,
    TradeSeen,
)


class Capability(Flag):
    """What a subject can do at all. An item that needs more is INAPPLICABLE to it."""

    NONE = 0
    BOOK = auto()
    TRADES = auto()
    ORDERS = auto()
    ORDER_STREAM = auto()
    BALANCES = auto()
    INSTRUMENTS = auto()
    HEALTH = auto()
    LOGS = auto()
    METRICS = auto()
    AUDIT = auto()
    ED25519 = auto()
    SANDBOX = auto()
    KEY_FILE = auto()
    CONFIG_FILE = auto()
    FLAGS = auto()
    FACTORY = auto()
    BREAKER = auto()
    FEES = auto()
    """Executions are told with their fees."""
    CANCEL_ALL = auto()
    REPLACE = auto()
    OWN_IDS = auto()
    """It names orders itself when the user does not: an Intent whose `client_order_id` is empty."""
    TRADE_TIMES = auto()
    """Public trades are told with the time at which they happened."""
    POSITIONS = auto()
    """It trades contracts: it tells positions, and sends orders that may only reduce one."""
    DEAD_MAN = auto()
    """It can have the venue cancel what is open when it is not heard of any more."""
    STREAMS = auto()
    """It holds sessions on which the venue speaks unasked. One that only asks, over HTTP, opens none ever."""


class ConfigTrait(Flag):
    """How a configuration file differs from the plainest one that works. Traits are combined."""

    PLAIN = 0
    THRIFTY = auto()
    """Of what the venue allows in requests, at most a twentieth is used."""
    UNKNOWN_KEY = auto()
    """It holds a setting that the connector does not have, as if one had been misspelt."""
    WRONG_TYPE = auto()
    """A setting has a value of the wrong type."""
    UNFINISHED = auto()
    """It ends in the middle of its last line, as if an editor were still writing it."""


class Unsupported(Exception):
    """This subject has no such verb."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoints:
    """Where the venue is, when not under its production names (loopback)."""

    rest: str
    stream: str
    ws_api: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """A market by its assets, of which every connector makes a name in its own way."""

    base: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """All that a subject may know of the venue. `endpoints` None = the library's production URLs.

    Symbols are the lab's, the same at every venue: base and quote asset joined ("BTCUSDT").
    """

    venue: str
    api_key: str
    api_secret: str = field(repr=False)
    private_key_pem: str | None = field(default=None, repr=False)
    """Ed25519, PKCS#8; set only in plays about such keys, and then `api_secret` is empty."""
    passphrase: str | None = field(default=None, repr=False)
    """Set at venues that want one beside the key."""
    sandbox: bool = False
    endpoints: Endpoints | None = None
    symbols: tuple[str, ...] = ("BTCUSDT",)
    markets: Mapping[str, Market] = field(default_factory=dict)
    """Every symbol traded when the play begins, so that an adapter can name it in its connector's way."""
    folder: Path | None = None
    """An empty folder of this play's own, for key and configuration files."""
    options: Mapping[str, Any] = field(default_factory=dict)


Seen = BookSeen | TradeSeen | OrderSeen | BalanceSeen | StreamLost
Tell = Callable[[Seen], Awaitable[None]]
"""The user's code: the adapter awaits it, so a user can be slow."""


class Session:
    """An open connector. Override the verbs it has; symbols are the lab's ("BTCUSDT", see Access.markets).

    An adapter turns them into its connector's names and back: at Binance they are the venue's own.

    A watch verb runs until cancelled and tells what the user of the connector would see at that moment:
    it must not conceal, repair or poll. When the connector raises out of a stream, tell StreamLost and
    watch again, as its documentation recommends.
    """

    async def instruments(self) -> Sequence[InstrumentSeen]:
        raise Unsupported("instruments")

    async def watch_book(self, symbol: str, tell: Tell) -> None:
        raise Unsupported("watch_book")

    def book(self, symbol: str) -> BookSeen | None:
        """The book that a strategy would read at this instant; None = the connector says it has none."""
        raise Unsupported("book")

    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        raise Unsupported("watch_trades")

    async def watch_orders(self, tell: Tell) -> None:
        raise Unsupported("watch_orders")

    async def submit(self, intent: Intent) -> OrderSeen:
        raise Unsupported("submit")

    async def cancel(self, symbol: str, client_order_id: str) -> OrderSeen:
        raise Unsupported("cancel")

    async def order(self, symbol: str, client_order_id: str) -> OrderSeen:
        """What the connector says of this order now, asking the venue if that is its way."""
        raise Unsupported("order")

    async def replace(self, symbol: str, client_order_id: str, intent: Intent) -> OrderSeen:
        """Cancel that order and have this one instead; what the connector says that there is now."""
        raise Unsupported("replace")

    async def cancel_all(self, symbol: str) -> Sequence[OrderSeen]:
        """Cancel every open order of the account on this symbol; the orders as they ended."""
        raise Unsupported("cancel_all")

    async def open_orders(self, symbol: str) -> Sequence[OrderSeen]:
        raise Unsupported("open_orders")

    async def balances(self) -> Mapping[str, BalanceSeen]:
        raise Unsupported("balances")

    async def positions(self) -> Mapping[str, PositionSeen]:
        """By symbol; what is flat may be left out."""
        raise Unsupported("positions")

    async def guard(self, symbol: str, within_s: float) -> None:
        """From now on have the venue cancel all orders of the symbol when it has not heard of us so long."""
        raise Unsupported("guard")

    def health(self) -> HealthSeen:
        raise Unsupported("health")

    def metrics(self) -> str:
        """The connector's metrics in the Prometheus text format."""
        raise Unsupported("metrics")

    def counts(self) -> CountsSeen:
        """Read out of the connector's metrics, whatever their names are."""
        raise Unsupported("counts")

    def audit(self) -> Sequence[str]:
        """The lines of the audit log so far, oldest first."""
        raise Unsupported("audit")

    async def switch_trading(self, on: bool) -> None:
        """Switch trading by the connector's flag, while it runs."""
        raise Unsupported("switch_trading")

    async def create(self) -> int:
        """Ask the connector's factory for a connector of this account, beside the session's own.

        Returns a number for the connector: the same number for the same one.
        """
        raise Unsupported("create")

    async def release(self, number: int) -> None:
        """Give back what `create` returned, once."""
        raise Unsupported("release")

    async def stop(self) -> None:
        """Stop the connector as its documentation says; verbs may be called afterwards and must refuse."""
        raise Unsupported("stop")


class Subject:
    """A connector that can be opened. One subclass a file; found by module name or by path."""

    name: ClassVar[str]
    venues: ClassVar[frozenset[str]]
    capabilities: ClassVar[Capability]
    loopback_only: ClassVar[bool] = False
    """True for connectors with threads or sockets of their own: virtual time cannot carry them."""

    @property
    def version(self) -> str:
        """What is scored: library and version."""
        return self.name

    @property
    def options(self) -> Mapping[str, Any]:
        """How it is configured, shown beside the score."""
        return {}

    def at(self, venue: str) -> "Subject":
        """This connector as it is at that venue, where it may be able to do less than elsewhere."""
        return self

    def open(self, access: Access) -> AbstractAsyncContextManager[Session]:
        raise NotImplementedError

    @asynccontextmanager
    async def open_together(self, accesses: Sequence[Access]) -> AsyncIterator[Sequence[Session]]:
        """Connectors for several venues in one program, in this order, as the documentation recommends."""
        async with AsyncExitStack() as opened:
            yield [await opened.enter_async_context(self.open(access)) for access in accesses]

    def write_key_file(self, access: Access) -> Path:
        """Put the key into a file of the connector's own kind in `access.folder`, for its owner only."""
        raise Unsupported("write_key_file")

    def open_with_key_file(self, access: Access, path: Path) -> AbstractAsyncContextManager[Session]:
        """Like `open`, with the key from that file."""
        raise Unsupported("open_with_key_file")

    def config_text(self, access: Access, traits: ConfigTrait) -> str:
        """A configuration file for this play, with these traits."""
        raise Unsupported("config_text")

    def open_with_config_file(self, access: Access, path: Path) -> AbstractAsyncContextManager[Session]:
        """Like `open`, configured by that file, which the connector follows while it runs."""
        raise Unsupported("open_with_config_file")

    def read_log(self, record: Mapping[str, Any]) -> LogSeen | None:
        """What this record (structlog's keys; of logging: event, logger and level) tells.

        None = it is about something else.
        """
        raise Unsupported("read_log")

    def audit_is_whole(self, lines: Sequence[str]) -> bool:
        """What the connector's own means say of an audit log: False = it was tampered with."""
        raise Unsupported("audit_is_whole")

    def claim(self, error: BaseException) -> Claim:
        """What this exception says of the request, as the connector's documentation defines it."""
        return Claim.UNKNOWN

    def documents(self, error: BaseException) -> bool:
        """Whether the connector promises this exception, or it leaked from somewhere inside."""
        return False

    def kind(self, error: BaseException) -> str:
        """The connector's own name for the error, so that different failures can be told apart."""
        return type(error).__name__

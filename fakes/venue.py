"""What every fake venue is: a clock of its own, an exchange, a ledger, faults, and sockets."""

import asyncio
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from random import Random
from string import ascii_lowercase, ascii_uppercase, digits
from typing import Any, ClassVar

from fakes.exchange import Exchange, SymbolStatus
from fakes.faults.dispatch import FaultDesk
from fakes.faults.fault import Frame, Reply, RequestSeen
from fakes.faults.json_edits import dumps, loads
from fakes.faults.schedule import Planned
from fakes.instruments import Instrument
from fakes.ledger import Ledger
from fakes.market.counterparty import Counterparty
from fakes.market.script import MarketScript
from fakes.matching import Conventions
from fakes.operations import Refusal, Role
from fakes.pages import page
from fakes.traits import Trait
from fakes.wire import Wire
from fakes.words import Word


@dataclass(slots=True, kw_only=True)
class Key:
    """An API key that the venue knows. HMAC keys have a `secret`, Ed25519 and RSA keys a public key."""

    api_key: str
    secret: str | None = field(default=None, repr=False)
    passphrase: str | None = field(default=None, repr=False)
    """Where a venue wants one beside the key."""
    public_key_pem: str | None = None
    account: str = "subject"
    balances: Mapping[str, Decimal] = field(default_factory=dict)
    """What is deposited when the venue opens, in units of the asset; keys of one account add up."""
    permissions: tuple[str, ...] = ("READ", "TRADE")
    sources: tuple[str, ...] = ()
    """Addresses it may be used from; empty = any."""
    enabled: bool = True


def _wall_clock() -> float:
    return time.time()  # looked up at each call: a simulated stage replaces it


class FakeVenue(ABC):
    """A dialect fulfils the abstract methods; the truth is in `exchange` and `ledger`.

    `wall` gives Unix seconds; the venue's own clock is that plus what was stepped and what faults
    add. Stage time, in seconds since `start()` began, is the ledger's clock and the fault plan's,
    unless the stage gives its own as `stage_now`. Without `instruments` all that is listed is traded.
    `limits` overrides the dialect's own limits by name.
    """

    name: ClassVar[str]
    endpoints: ClassVar[Mapping[Role, tuple[str, int]]]
    """The real venue's host name and port for each role."""
    sandbox_endpoints: ClassVar[Mapping[Role, tuple[str, int]]] = {}
    """The same of its public test environment."""
    listed: ClassVar[Mapping[str, Instrument]]
    """What is traded, by the name that every venue's fake knows it by ("BTCUSDT"), on this venue's grid."""
    traits: ClassVar[frozenset[Trait]]
    conventions: ClassVar[Conventions] = Conventions()
    """What becomes of orders here, where venues differ."""
    words: ClassVar[Mapping[Word, str]]
    """What the dialect calls the fields and streams that faults strike."""
    legal_order_id: ClassVar[str]
    """A regular expression for all of a client order id."""

    # What is asked of a connector under a limit depends on how much that is; limits as they are by default.
    weight_a_minute: ClassVar[int]
    """What requests may cost in a minute, in the unit of RequestReceived.weight."""
    query_weight: ClassVar[int] = 1
    """What it costs to ask for one order."""
    weight_limit: ClassVar[str]
    """The name of the limit that bounds it."""
    subscription_limit: ClassVar[str] = ""
    """The limit on subscriptions of one connection, where there is one (see `limits`)."""
    orders_at_once: ClassVar[int]
    """So many orders on one market can be placed without a pause."""
    burst: ClassVar[int]
    """So many orders, at the pace of a burst, are more than that, and yet done within ten seconds more."""
    burst_every_s: ClassVar[float] = 0.1
    """The pace of a burst: as fast as it takes to be more than the venue allows."""
    room_for_orders: ClassVar[Mapping[str, int]] = {}
    """Overrides of limits that let more orders be open than that."""
    unlimited: ClassVar[Mapping[str, int]]
    """Overrides of limits that put each of them out of reach."""

    @staticmethod
    def new_key_name(rng: Random) -> str:
        """What an API key is called, in the venue's form."""
        return "".join(rng.choices(ascii_uppercase + ascii_lowercase + digits, k=64))

    @staticmethod
    def new_secret(rng: Random) -> str:
        """The secret of a usual key, in the venue's form."""
        return "".join(rng.choices(ascii_uppercase + ascii_lowercase + digits, k=64))

    @staticmethod
    def new_passphrase(rng: Random) -> str | None:
        """A venue that wants one beside the key overrides this."""
        return None

    def __init__(
        self,
        *,
        seed: int | str,
        market: MarketScript,
        wire: Wire,
        faults: Sequence[Planned] = (),
        instruments: Sequence[Instrument] | None = None,
        accounts: Sequence[Key] = (),
        wall: Callable[[], float] = _wall_clock,
        stage_now: Callable[[], float] | None = None,
        limits: Mapping[str, int] | None = None,
    ) -> None:
        self.seed = seed
        self.limits = dict(limits or {})
        self.wire = wire
        self.market = market
        self._wall = wall
        self._stage_now = stage_now
        self._loop: asyncio.AbstractEventLoop | None = None
        self._opened_at_s = 0.0
        self._step_s = 0.0
        self._market_task: asyncio.Task[None] | None = None
        self.ledger = Ledger(stage_now or self.now_s)
        self.faults = FaultDesk(self, faults, Random(f"{self.name}/{seed}/faults"), self.now_s)
        traded = tuple(self.listed.values()) if instruments is None else instruments
        self.exchange = Exchange(traded, self.ledger, self.clock_ms, self.conventions)
        self.counterparty = Counterparty(self.exchange)
        self.doomed: dict[int, None] = {}
        """Requests whose orders are taken and then rejected; see Trait.DEFERRED_VERDICT."""
        self.keys: dict[str, Key] = {key.api_key: key for key in accounts}
        self._fund()

    # --- time ------------------------------------------------------------------------------------

    def now_s(self) -> float:
        """Stage time; 0 until the start."""
        if self._stage_now is not None:
            return self._stage_now()
        return 0.0 if self._loop is None else self._loop.time() - self._opened_at_s

    def clock_s(self) -> float:
        """The venue's own idea of Unix time."""
        return self._wall() + self._step_s + self.faults.clock_offset_s()

    def clock_ms(self) -> int:
        return int(self.clock_s() * 1000)

    # --- life ------------------------------------------------------------------------------------

    async def start(self, bind: Mapping[Role, tuple[str, int]]) -> Mapping[Role, tuple[str, int]]:
        """Open the books, then the doors; returns the addresses really bound (port 0 picks one)."""
        self._loop = asyncio.get_running_loop()
        self._opened_at_s = self._loop.time()
        market_rng = Random(f"{self.name}/{self.seed}/market")
        self.market.prepare(self.exchange, market_rng)
        bound = await self._listen(bind)
        self.faults.start()
        self._market_task = self._loop.create_task(
            self.market.run(self.exchange, market_rng), name=f"{self.name} market"
        )
        return bound

    async def stop(self) -> None:
        """Close the doors; raises what a fault or the market script raised, if one broke."""
        try:
            await self.faults.stop()
        finally:
            if self._market_task is not None:
                self._market_task.cancel()
                await asyncio.wait((self._market_task,))
            await self._close()
        if self._market_task is not None and not self._market_task.cancelled():
            self._market_task.result()

    @abstractmethod
    async def _listen(self, bind: Mapping[Role, tuple[str, int]]) -> Mapping[Role, tuple[str, int]]:
        """Open the servers."""

    @abstractmethod
    async def _close(self) -> None:
        """Close sessions and servers."""

    # --- what faults may do (VenueControl) -------------------------------------------------------

    @abstractmethod
    def refusal(self, refusal: Refusal, **details: Any) -> Reply:
        """The dialect's status, headers and body for it."""

    @abstractmethod
    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int: ...

    @abstractmethod
    async def broadcast(self, role: Role | None, frame: Frame) -> int: ...

    @abstractmethod
    async def end_user_streams(self, *, announce: bool) -> int: ...

    @abstractmethod
    async def announce_shutdown(self, role: Role | None) -> int: ...

    @abstractmethod
    async def end_announced(self, role: Role | None, code: int) -> int: ...

    @abstractmethod
    def depth_reply(self, request: RequestSeen, at_s: float) -> Reply | None: ...

    def restart_books(self, symbol: str | None) -> int:
        """A dialect whose streams of books may begin anew overrides this."""
        return 0

    def doom(self, request: RequestSeen) -> None:
        self.doomed[request.request_id] = None

    def set_symbol_status(self, symbol: str, status: str) -> None:
        """Raises ValueError for a status that no venue has (fakes.exchange.SymbolStatus)."""
        self.exchange.set_status(symbol, SymbolStatus(status))

    def set_system_mode(self, mode: str) -> bool:
        """A dialect that has such modes overrides this."""
        return False

    def page(self, status: int) -> Reply:
        """A dialect with a page of its own overrides this."""
        return page(status)

    @abstractmethod
    def worded(self, text: str) -> Reply:
        """How a dialect's text says which error it is, the dialect knows."""

    def with_rows(self, reply: Reply, rows: int) -> Reply | None:
        """Of a list; a dialect that lists in other ways overrides this."""
        told = loads(reply.body)
        if not isinstance(told, list) or len(told) <= rows:
            return None
        return replace(reply, body=dumps(told[:rows]).encode())

    def not_found(self, request: RequestSeen) -> Reply:
        """A dialect in which that is no error overrides this."""
        return self.refusal(Refusal.UNKNOWN_ORDER)

    def change_filters(self, symbol: str, **changes: Any) -> None:
        self.exchange.change_filters(symbol, **changes)

    def list_symbol(self, symbol: str) -> None:
        """Open a new market like the first whose quote asset the name ends in, or relist a delisted one."""
        if symbol in self.ledger.instruments:
            self.exchange.list(self.ledger.instruments[symbol])
            return
        like = next(one for one in self.ledger.instruments.values() if symbol.endswith(one.quote))
        self.exchange.list(replace(like, symbol=symbol, base=symbol.removesuffix(like.quote)))

    def delist_symbol(self, symbol: str) -> None:
        """The venue forgets the symbol; its open orders expire."""
        self.exchange.set_status(symbol, SymbolStatus.DELISTED)

    def set_key_enabled(self, api_key: str | None, enabled: bool) -> int:
        """That key, or with None every key; returns how many changed."""
        changed = 0
        for key in self.keys.values():
            if api_key in (None, key.api_key) and key.enabled is not enabled:
                key.enabled = enabled
                changed += 1
        return changed

    def spend(self, source: str, weight: int) -> bool:
        """A dialect that counts weight by address overrides this."""
        return False

    def advance_nonces(self, seconds: float) -> int:
        """A dialect whose keys have numbers overrides this."""
        return 0

    def step_clock(self, seconds: float) -> None:
        self._step_s += seconds

    def called(self, word: str) -> str:
        """The dialect's name for it; text that is no Word stands for itself. Raises KeyError."""
        return self.words[word] if isinstance(word, Word) else word

    def spellings(self, symbol: str) -> Sequence[str]:
        """A dialect that has other names for a market than the lab overrides this."""
        return (symbol,)

    def open_symbols(self) -> Sequence[str]:
        return self.exchange.symbols()

    def _fund(self) -> None:
        precisions: dict[str, int] = {}
        for instrument in self.ledger.instruments.values():
            precisions.setdefault(instrument.base, instrument.base_precision)
            precisions.setdefault(instrument.quote, instrument.quote_precision)
        for key in self.keys.values():
            for asset, amount in key.balances.items():
                atoms = int(amount * 10 ** precisions.get(asset, 8))
                self.exchange.accounts.credit(key.account, asset, atoms)
        for key in self.keys.values():
            self.exchange.watch(key.account)

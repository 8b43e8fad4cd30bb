"""The whole venue: its hosts, its endpoints, its sockets, and what faults may do to it."""

import json
from collections.abc import Mapping, Sequence
from random import Random
from string import ascii_letters, digits
from typing import Any, ClassVar, Final

from fakes.faults.fault import Reply, RequestSeen
from fakes.instruments import Instrument
from fakes.matching import Conventions
from fakes.operations import Refusal, Role
from fakes.serving.venue import Address, ServedVenue
from fakes.traits import Trait
from fakes.venues.binance import errors
from fakes.venues.binance.endpoints import Endpoint
from fakes.venues.binance.gateway import Gateway
from fakes.venues.binance.limits import Limits
from fakes.venues.binance.listing import Listing
from fakes.venues.binance.markets import LISTED
from fakes.venues.binance.orders import OrderReader
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.rest_account import Account
from fakes.venues.binance.rest_public import Public
from fakes.venues.binance.rest_replace import Replacing
from fakes.venues.binance.rest_server import RestServer
from fakes.venues.binance.rest_tickers import Tickers
from fakes.venues.binance.rest_trading import Trading
from fakes.venues.binance.security import Guard
from fakes.venues.binance.symbols import MAX_AMENDMENTS
from fakes.venues.binance.wallet import Wallet
from fakes.venues.binance.websockets import WebSockets
from fakes.words import Word

GENERATED_ID_LENGTH: Final = 22


class Binance(ServedVenue):
    """Binance Spot. REST, market streams and the WebSocket API may share an address or have their own."""

    name = "binance"
    endpoints: ClassVar[Mapping[Role, Address]] = {
        Role.REST: ("api.binance.com", 443),
        Role.MARKET: ("stream.binance.com", 9443),
        Role.USER: ("ws-api.binance.com", 443),
        Role.API: ("ws-api.binance.com", 443),
    }

    # Testnet serves its streams on the default port (rest-api.md and web-socket-streams.md under testnet/).
    sandbox_endpoints: ClassVar[Mapping[Role, Address]] = {
        Role.REST: ("testnet.binance.vision", 443),
        Role.MARKET: ("stream.testnet.binance.vision", 443),
        Role.USER: ("ws-api.testnet.binance.vision", 443),
        Role.API: ("ws-api.testnet.binance.vision", 443),
    }
    listed: ClassVar[Mapping[str, Instrument]] = LISTED
    conventions: ClassVar[Conventions] = Conventions(max_amendments=MAX_AMENDMENTS)  # BIN-45, BIN-54
    traits: ClassVar[frozenset[Trait]] = frozenset(
        {
            Trait.TOLD_FLICKERS,
            Trait.RECEIVE_WINDOW,
            Trait.ED25519_KEYS,
            Trait.SANDBOX,
            Trait.REST_SNAPSHOT,
            Trait.VENUE_PINGS,
            Trait.DAILY_CUT,
            Trait.SHUTDOWN_NOTICE,
            Trait.RETRY_AFTER,
            Trait.SHARED_BUDGET,
            Trait.NUMBERED_TRADES,
            Trait.PREVENTED_SELF_TRADES,
            Trait.ADDRESS_WEIGHT,
            Trait.BANS,
            Trait.FRAME_LIMIT,
            Trait.ENDED_SUBSCRIPTIONS,
            Trait.BOOKS_APART,
            Trait.BALANCE_REPORTS,
            Trait.MARKET_BREAKS,
            Trait.IDS_BY_SYMBOL,
            Trait.UNICODE_SYMBOLS,
        }
    )
    words: ClassVar[Mapping[Word, str]] = {
        Word.ORDER_NUMBER: "orderId",
        Word.REPORT_STATUS: "X",
        Word.REPORT_EVENT: "x",
        Word.REPORT_TYPE: "o",
        Word.REPORT_FILLED: "z",
        Word.REPORT_FILL: "l",
        Word.REPORT_FILL_PRICE: "L",
        Word.RULES_TICK: "tickSize",
        Word.RULES_KIND: "filterType",
        Word.RULES_STATUS: "status",
        Word.ACCOUNT_STREAM: "userData",
        Word.BOOK_QUANTITY: "qty",  # BIN-37: levels are lists, without names
    }
    legal_order_id = r"[A-Za-z0-9_-]{1,36}"  # BIN-52
    weight_a_minute = 6_000  # BIN-20
    query_weight = 4
    weight_limit = "weight_per_minute"
    orders_at_once = 50
    burst = 80
    unlimited: ClassVar[Mapping[str, int]] = {"orders_per_10_s": 100_000, "weight_per_minute": 1_000_000}

    def __init__(self, **settings: Any) -> None:
        """Takes what FakeVenue takes."""
        super().__init__(**settings)
        self._id_rng = Random(f"{self.name}/{self.seed}/ids")
        self._last_request_id = 0
        self.counters = Limits(ledger=self.ledger, clock_s=self.clock_s, overrides=self.limits)
        self.exchange.listen_to_watched(self.counters.heard)
        self.listing = Listing(self.exchange)
        self.gateway = Gateway(
            ledger=self.ledger,
            desk=self.faults,
            guard=Guard(self.keys, self.clock_ms),
            limits=self.counters,
            next_request_id=self._next_request_id,
            clock_ms=self.clock_ms,
        )
        self._public = Public(self.exchange, self.listing, self.counters)
        self.requests = self._all_endpoints()
        self._sockets = WebSockets(
            exchange=self.exchange,
            ledger=self.ledger,
            desk=self.faults,
            gateway=self.gateway,
            endpoints=self.requests,
            keys=self.keys,
            clock_ms=self.clock_ms,
        )
        self._rest = RestServer(gateway=self.gateway, endpoints=self.requests, clock_s=self.clock_s)

    @property
    def rest(self) -> RestServer:
        return self._rest

    @property
    def sockets(self) -> WebSockets:
        return self._sockets

    def _all_endpoints(self) -> Sequence[Endpoint]:
        exchange, listing, limits = self.exchange, self.listing, self.counters
        reader = OrderReader(exchange, listing, self._new_id)
        trading = Trading(exchange, listing, limits, reader, self._new_id)
        account = Account(exchange, listing, limits)
        return (
            *self._public.endpoints(),
            *Tickers(exchange, listing).endpoints(),
            *trading.endpoints(),
            Replacing(exchange, limits, reader, trading).endpoint(),
            *account.endpoints(),
            *Wallet(exchange, account).endpoints(),
        )

    def _next_request_id(self) -> int:
        self._last_request_id += 1
        return self._last_request_id

    def _new_id(self) -> str:
        """A client order id of the venue's own making."""
        return "".join(self._id_rng.choices(ascii_letters + digits, k=GENERATED_ID_LENGTH))

    # --- what faults may do -----------------------------------------------------------------------

    def refusal(self, refusal: Refusal, **details: Any) -> Reply:
        """Details: retry_after_s, limit, status, code, msg (see errors.refusal)."""
        return errors.refusal(refusal, now_ms=self.clock_ms(), **details)

    def worded(self, text: str) -> Reply:
        """As "-2010 Account has insufficient balance for requested action."."""
        code, _, msg = text.partition(" ")
        return errors.bad(int(code), msg).reply()

    def depth_reply(self, request: RequestSeen, at_s: float) -> Reply | None:
        book = self._public.depth_as_it_was(Parameters(request.parameters), at_s)
        if book is None:
            return None
        headers = self.counters.headers(request.source, None)
        return Reply(status=200, body=json.dumps(book, separators=(",", ":")).encode(), headers=headers)

    def spend(self, source: str, weight: int) -> bool:
        self.counters.spend(source, weight)
        return True

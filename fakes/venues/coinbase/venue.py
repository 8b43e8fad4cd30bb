"""The whole venue: its hosts, its methods, its channels, and what faults may do to it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any, ClassVar, Final

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from fakes.faults.fault import Reply, RequestSeen
from fakes.faults.json_edits import dumps, loads
from fakes.instruments import Instrument
from fakes.matching import Conventions, OrderStatus
from fakes.operations import Refusal, Role
from fakes.serving.publisher import Publisher
from fakes.serving.venue import Address, ServedVenue
from fakes.traits import Trait
from fakes.venues.coinbase import errors
from fakes.venues.coinbase.cache import Cache
from fakes.venues.coinbase.gateway import Gateway
from fakes.venues.coinbase.identifiers import Identifiers, uuid
from fakes.venues.coinbase.limits import DEFAULTS, NEVER, SWITCHES, ConnectionAttempts, Limits, Numbers
from fakes.venues.coinbase.market_streams import MarketStreams
from fakes.venues.coinbase.markets import LISTED
from fakes.venues.coinbase.order_view import OrderView
from fakes.venues.coinbase.orders import Orders
from fakes.venues.coinbase.products import Products
from fakes.venues.coinbase.rest_account import Account
from fakes.venues.coinbase.rest_history import History
from fakes.venues.coinbase.rest_orders import Trading
from fakes.venues.coinbase.rest_public import Public
from fakes.venues.coinbase.rest_server import RestServer
from fakes.venues.coinbase.rest_wallet import Wallet
from fakes.venues.coinbase.security import Guard
from fakes.venues.coinbase.user_messages import Reports
from fakes.venues.coinbase.user_streams import UserStreams
from fakes.venues.coinbase.websockets import WebSockets
from fakes.words import Word

LISTS: Final = ("orders", "fills", "accounts", "products", "trades", "candles")
"""The members in which answers list things."""


class Coinbase(ServedVenue):
    """Coinbase Advanced Trade, spot. REST and the two feeds may share an address or have their own."""

    name = "coinbase"
    endpoints: ClassVar[Mapping[Role, Address]] = {
        Role.REST: ("api.coinbase.com", 443),
        Role.MARKET: ("advanced-trade-ws.coinbase.com", 443),
        Role.USER: ("advanced-trade-ws-user.coinbase.com", 443),
    }
    listed: ClassVar[Mapping[str, Instrument]] = LISTED
    # CBS-40, CBS-43, CBS-44.
    conventions: ClassVar[Conventions] = Conventions(
        unfilled=OrderStatus.CANCELED, prevented=OrderStatus.CANCELED, outgrown=OrderStatus.CANCELED
    )
    traits: ClassVar[frozenset[Trait]] = frozenset(
        {
            Trait.RECEIVE_WINDOW,
            Trait.NUMBERED_TRADES,
            Trait.PREVENTED_SELF_TRADES,
            Trait.ED25519_KEYS,
            Trait.DECAYING_COUNTER,
            Trait.BRIEF_TOKENS,
            Trait.IDLE_CUT,
            Trait.SUBSCRIBED_SOON,
            Trait.FRAME_LIMIT,
            Trait.VENUE_PINGS,
            Trait.TEXT_NUMBERS,
            Trait.ACCOUNT_SNAPSHOT,
            Trait.NUMBERED_REPORTS,
            Trait.NUMBERED_CONNECTION,
            Trait.CUMULATIVE_REPORTS,
            Trait.REPEATABLE_ORDERS,
            Trait.NAMELESS_QUERIES,
        }
    )
    words: ClassVar[Mapping[Word, str]] = {
        Word.ORDER_NUMBER: "order_id",
        Word.REPORT_STATUS: "status",
        Word.REPORT_TYPE: "order_type",
        Word.REPORT_FILLED: "cumulative_quantity",
        Word.RULES_TICK: "price_increment",
        Word.RULES_STATUS: "status",
        Word.ACCOUNT_STREAM: "user",
        Word.BOOK_QUANTITY: "new_quantity",
    }
    legal_order_id = r"[!-~]{1,128}"  # CBS-32: any text
    weight_a_minute = DEFAULTS["private"] + 60 * DEFAULTS["private_milli"] // 1000
    weight_limit = "private"
    orders_at_once = DEFAULTS["private"]
    burst = 150
    burst_every_s = 0.02
    room_for_orders: ClassVar[Mapping[str, int]] = {}
    unlimited: ClassVar[Mapping[str, int]] = {
        name: NEVER for name in DEFAULTS if not name.endswith("milli") and name not in SWITCHES
    }

    @staticmethod
    def new_key_name(rng: Random) -> str:
        """CBS-03."""
        return f"organizations/{uuid(rng)}/apiKeys/{uuid(rng)}"

    @staticmethod
    def new_secret(rng: Random) -> str:
        """An EC key in PEM (CBS-03)."""
        private = derive_private_key(rng.getrandbits(255) + 1, SECP256R1())
        return private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()

    def __init__(self, **settings: Any) -> None:
        """Takes what FakeVenue takes."""
        super().__init__(**settings)
        numbers = Numbers(self.limits)
        exchange, clock_s = self.exchange, self.clock_s
        self.products = Products(exchange)
        self.ids = Identifiers(f"{self.name}/{self.seed}")
        self.orders = Orders(
            exchange=exchange, products=self.products, ids=self.ids, numbers=numbers, clock_s=clock_s
        )
        guard = Guard(keys=self.keys, clock_s=clock_s)
        limits = Limits(numbers=numbers, ledger=self.ledger, now_s=self.now_s)
        self.gateway = Gateway(
            ledger=self.ledger,
            desk=self.faults,
            guard=guard,
            limits=limits,
            cache=Cache(self.now_s),
            orders=self.orders,
        )
        account = Account(exchange=exchange, orders=self.orders, ids=self.ids, key_of=self.keys.__getitem__)
        wallet = Wallet(
            exchange=exchange, products=self.products, account=account, ids=self.ids, clock_s=clock_s
        )
        self.requests = (
            *Public(exchange=exchange, products=self.products, clock_s=clock_s).endpoints(),
            *account.endpoints(),
            *Trading(self.orders).endpoints(),
            *History(self.orders, OrderView(self.products, self.ids)).endpoints(),
            *wallet.endpoints(),
        )
        self._rest = RestServer(gateway=self.gateway, endpoints=self.requests, clock_s=clock_s)
        publisher = Publisher(self.ledger, self.faults)
        self._sockets = WebSockets(
            ledger=self.ledger,
            desk=self.faults,
            clock_ms=self.clock_ms,
            attempts=ConnectionAttempts(numbers["connections"]),
            limits=limits,
            guard=guard,
            products=self.products,
            market=MarketStreams(
                exchange=exchange, products=self.products, clock_ms=self.clock_ms, publisher=publisher
            ),
            user=UserStreams(
                exchange=exchange,
                orders=self.orders,
                reports=Reports(self.products, self.ids),
                ids=self.ids,
                publisher=publisher,
            ),
        )

    @property
    def rest(self) -> RestServer:
        return self._rest

    @property
    def sockets(self) -> WebSockets:
        return self._sockets

    def spellings(self, symbol: str) -> Sequence[str]:
        """CBS-22."""
        product = self.products.of(symbol)
        return symbol, product.id, *product.also

    async def _close(self) -> None:
        self.orders.close()
        await super()._close()

    # --- what faults may do -----------------------------------------------------------------------

    def refusal(self, refusal: Refusal, **details: Any) -> Reply:
        """Details: retry_after_s, status, text (see errors.refusal)."""
        return errors.refusal(refusal, **details)

    def page(self, status: int) -> Reply:
        return errors.page(status)

    def worded(self, text: str) -> Reply:
        return errors.worded(text)

    def with_rows(self, reply: Reply, rows: int) -> Reply | None:
        """Lists stand in a member of the answer."""
        told = loads(reply.body)
        if not isinstance(told, dict):
            return None
        for name in LISTS:
            if isinstance(told.get(name), list) and len(told[name]) > rows:
                return replace(reply, body=dumps({**told, name: told[name][:rows]}).encode())
        return None

    def not_found(self, request: RequestSeen) -> Reply:
        """A list without it is no error (CBS-37)."""
        if request.method == "GET /orders/historical/batch":
            body = {"orders": [], "sequence": "0", "has_next": False, "cursor": ""}
            return Reply(status=200, body=dumps(body).encode())
        return self.refusal(Refusal.UNKNOWN_ORDER)

    def depth_reply(self, request: RequestSeen, at_s: float) -> Reply | None:
        """Books begin by stream here, so that no answer can be too old to begin with."""
        return None

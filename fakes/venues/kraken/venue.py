"""The whole venue: its hosts, its methods, its sockets, and what faults may do to it."""

import base64
from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any, ClassVar

from fakes.faults.fault import Reply, RequestSeen
from fakes.faults.json_edits import dumps, loads
from fakes.instruments import Instrument
from fakes.matching import Conventions, OrderStatus
from fakes.operations import Refusal, Role
from fakes.serving.venue import Address, ServedVenue
from fakes.serving.wire_json import encoded
from fakes.traits import Trait
from fakes.venues.kraken import errors
from fakes.venues.kraken.account_ledger import AccountLedger
from fakes.venues.kraken.gateway import Gateway
from fakes.venues.kraken.kit import Kit
from fakes.venues.kraken.limits import DEFAULTS, NEVER, CallLimits, EngineLimits, Numbers
from fakes.venues.kraken.markets import LISTED
from fakes.venues.kraken.nonces import Nonces
from fakes.venues.kraken.order_changes import OrderChanges
from fakes.venues.kraken.order_rules import CL_ORD_ID
from fakes.venues.kraken.orders import Orders
from fakes.venues.kraken.pairs import Pairs
from fakes.venues.kraken.parameters import Parameters
from fakes.venues.kraken.rest_account import Account
from fakes.venues.kraken.rest_ledgers import Ledgers
from fakes.venues.kraken.rest_public import Public, with_trades
from fakes.venues.kraken.rest_server import RestServer
from fakes.venues.kraken.rest_standing import Standing
from fakes.venues.kraken.rest_tickers import Tickers
from fakes.venues.kraken.rest_trading import Trading
from fakes.venues.kraken.security import Guard
from fakes.venues.kraken.system import System
from fakes.venues.kraken.tokens import Tokens
from fakes.venues.kraken.txids import Txids
from fakes.venues.kraken.websockets import WebSockets
from fakes.words import Word

SECRET_BYTES = 64


class Kraken(ServedVenue):
    """Kraken Spot. REST, the public and the private WebSocket may share an address or have their own.

    There is no public sandbox (KRK-70).
    """

    name = "kraken"
    endpoints: ClassVar[Mapping[Role, Address]] = {
        Role.REST: ("api.kraken.com", 443),
        Role.MARKET: ("ws.kraken.com", 443),
        Role.USER: ("ws-auth.kraken.com", 443),
        Role.API: ("ws-auth.kraken.com", 443),
    }
    listed: ClassVar[Mapping[str, Instrument]] = LISTED
    # KRK-42 to KRK-45. How an order ends that was amended to what it had filled is of the guide on amends.
    conventions: ClassVar[Conventions] = Conventions(
        unfilled=OrderStatus.CANCELED,
        prevented=OrderStatus.CANCELED,
        outgrown=OrderStatus.CANCELED,
        admits_takers=True,
    )
    traits: ClassVar[frozenset[Trait]] = frozenset(
        {
            Trait.NONCE,
            Trait.BOUNDED_LOGIN,
            Trait.BRIEF_TOKENS,
            Trait.CHECKSUM_BOOK,
            Trait.BOOKS_APART,
            Trait.BALANCE_REPORTS,
            Trait.DECAYING_COUNTER,
            Trait.ORDER_COUNTER,
            Trait.SYSTEM_MODES,
            Trait.ADMITTED_TAKERS,
            Trait.BATCHED_CANCELS,
            Trait.ORDER_DEADLINE,
            Trait.ACCOUNT_SNAPSHOT,
            Trait.RETRY_AFTER,
            Trait.SHARED_BUDGET,
            Trait.NUMBERED_TRADES,
            Trait.PREVENTED_SELF_TRADES,
            Trait.NUMBERED_REPORTS,
            Trait.VENUE_PINGS,
        }
    )
    words: ClassVar[Mapping[Word, str]] = {
        Word.ORDER_NUMBER: "txid",
        Word.REPORT_STATUS: "order_status",
        Word.REPORT_EVENT: "exec_type",
        Word.REPORT_TYPE: "order_type",
        Word.REPORT_FILLED: "cum_qty",
        Word.REPORT_FILL: "last_qty",
        Word.REPORT_FILL_PRICE: "last_price",
        Word.RULES_TICK: "tick_size",
        Word.RULES_STATUS: "status",
        Word.ACCOUNT_STREAM: "executions",
        Word.BOOK_QUANTITY: "qty",
        Word.NUMBER_REFUSED: errors.INVALID_NONCE,
    }
    legal_order_id = CL_ORD_ID.pattern.strip("^$")  # KRK-31
    weight_a_minute = DEFAULTS["calls"] + 60 * DEFAULTS["calls_decay_milli"] // 1000
    weight_limit = "calls"
    orders_at_once = DEFAULTS["transactions"]  # KRK-24
    burst = 168  # it has lost 39 of them while they came
    room_for_orders: ClassVar[Mapping[str, int]] = {"open_orders": NEVER}
    unlimited: ClassVar[Mapping[str, int]] = {
        name: NEVER for name in DEFAULTS if not name.endswith("decay_milli") and name != "nonce_window"
    }

    @staticmethod
    def new_secret(rng: Random) -> str:
        """64 bytes in base64."""
        return base64.b64encode(rng.randbytes(SECRET_BYTES)).decode()

    def __init__(self, **settings: Any) -> None:
        """Takes what FakeVenue takes."""
        super().__init__(**settings)
        numbers = Numbers(self.limits)
        rng = Random(f"{self.name}/{self.seed}/ids")
        self._last_request_id = 0
        self.pairs = Pairs(self.exchange)
        self.system = System(self.exchange)
        self.engine_limits = EngineLimits(numbers=numbers, ledger=self.ledger, now_s=self.now_s)
        self.calls = CallLimits(numbers=numbers, ledger=self.ledger, now_s=self.now_s, clock_s=self.clock_s)
        txids = Txids(rng)
        self.tokens = Tokens(self.clock_s, Random(f"{self.name}/{self.seed}/tokens"))
        ledger = AccountLedger(self.exchange, txids)
        self.orders = Orders(
            exchange=self.exchange,
            pairs=self.pairs,
            txids=txids,
            limits=self.engine_limits,
            system=self.system,
            clock_s=self.clock_s,
        )
        self.nonces = Nonces(numbers["nonce_window"])
        self.gateway = Gateway(
            ledger=self.ledger,
            desk=self.faults,
            guard=Guard(keys=self.keys, ledger=self.ledger, now_s=self.now_s, nonces=self.nonces),
            calls=self.calls,
            orders=self.orders,
            system=self.system,
            next_request_id=self._next_request_id,
            clock_s=self.clock_s,
        )
        changes = OrderChanges(self.orders)
        self._public = Public(
            exchange=self.exchange, pairs=self.pairs, system=self.system, clock_s=self.clock_s
        )
        account = Account(
            exchange=self.exchange,
            pairs=self.pairs,
            orders=self.orders,
            changes=changes,
            tokens=self.tokens,
            key_of=self.keys.__getitem__,
        )
        ledgers = Ledgers(self.exchange, ledger)
        standing = Standing(
            exchange=self.exchange, orders=self.orders, nonces=self.nonces, key_of=self.keys.__getitem__
        )
        self.requests = (
            *self._public.endpoints(),
            *Tickers(self.exchange, self.pairs, self.clock_s).endpoints(),
            *account.endpoints(),
            *standing.endpoints(),
            *ledgers.endpoints(),
            *Trading(self.orders, changes).endpoints(),
        )
        self._rest = RestServer(gateway=self.gateway, endpoints=self.requests, clock_s=self.clock_s)
        self._sockets = WebSockets(
            Kit(
                exchange=self.exchange,
                ledger=self.ledger,
                desk=self.faults,
                keys=self.keys,
                pairs=self.pairs,
                txids=txids,
                account_ledger=ledger,
                orders=self.orders,
                changes=changes,
                limits=self.engine_limits,
                tokens=self.tokens,
                system=self.system,
                gateway=self.gateway,
                connections=numbers["connections"],
                clock_s=self.clock_s,
                clock_ms=self.clock_ms,
            )
        )

    @property
    def rest(self) -> RestServer:
        return self._rest

    @property
    def sockets(self) -> WebSockets:
        return self._sockets

    def _next_request_id(self) -> int:
        self._last_request_id += 1
        return self._last_request_id

    def spellings(self, symbol: str) -> Sequence[str]:
        """KRK-10."""
        pair = self.pairs.of(symbol)
        return tuple(dict.fromkeys((symbol, pair.key, pair.altname, pair.wsname, pair.name)))

    async def _close(self) -> None:
        self.orders.close()
        await super()._close()

    # --- what faults may do -----------------------------------------------------------------------

    def refusal(self, refusal: Refusal, **details: Any) -> Reply:
        """Details: retry_after_s, status, text (see errors.refusal)."""
        return errors.refusal(refusal, now_s=self.clock_s(), **details)

    def page(self, status: int) -> Reply:
        return errors.page(status)

    def worded(self, text: str) -> Reply:
        return errors.envelope(text)

    def with_rows(self, reply: Reply, rows: int) -> Reply | None:
        """Lists are maps from ids, and stand in a member of the result (KRK-35, KRK-38)."""
        told = loads(reply.body)
        result = told.get("result") if isinstance(told, dict) else None
        for name in ("open", "closed", "trades"):
            listed = result.get(name) if isinstance(result, dict) else None
            if told is not None and isinstance(listed, dict) and len(listed) > rows:
                cut = {**told["result"], name: dict(list(listed.items())[:rows])}
                return replace(reply, body=dumps({**told, "result": cut}).encode())
        public = with_trades(result, rows) if isinstance(result, dict) else None
        if told is not None and public is not None:
            return replace(reply, body=dumps({**told, "result": public}).encode())
        return None

    def not_found(self, request: RequestSeen) -> Reply:
        """A list without it is no error, and the list may lag behind (KRK-36, KRK-37)."""
        empty = {"OpenOrders": {"open": {}}, "ClosedOrders": {"closed": {}, "count": 0}}
        if request.method in empty:
            return Reply(status=200, body=encoded({"error": [], "result": empty[request.method]}))
        return self.refusal(Refusal.UNKNOWN_ORDER)

    def depth_reply(self, request: RequestSeen, at_s: float) -> Reply | None:
        book = self._public.depth_as_it_was(Parameters(request.parameters), at_s)
        return None if book is None else Reply(status=200, body=encoded({"error": [], "result": book}))

    def set_symbol_status(self, symbol: str, status: str) -> None:
        super().set_symbol_status(symbol, status)
        self._sockets.pair_changed(symbol)

    def change_filters(self, symbol: str, **changes: Any) -> None:
        super().change_filters(symbol, **changes)
        self._sockets.pair_changed(symbol)

    def list_symbol(self, symbol: str) -> None:
        super().list_symbol(symbol)
        self._sockets.pair_changed(symbol)

    def delist_symbol(self, symbol: str) -> None:
        super().delist_symbol(symbol)
        self._sockets.pair_changed(symbol)

    def set_system_mode(self, mode: str) -> bool:
        return self.system.set_mode(mode)

    def advance_nonces(self, seconds: float) -> int:
        return self.nonces.advance(seconds / self.clock_s())

    def spend(self, source: str, weight: int) -> bool:
        self.calls.spend(source, weight)
        return True

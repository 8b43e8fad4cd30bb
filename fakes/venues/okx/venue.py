"""The whole venue: its hosts, its endpoints, its sockets, and what faults may do to it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from string import ascii_letters, digits
from typing import Any, ClassVar, Final

from fakes.faults.fault import Reply, RequestSeen
from fakes.faults.json_edits import dumps, loads
from fakes.instruments import Instrument
from fakes.matching import Conventions, OrderStatus
from fakes.operations import Operation, Refusal, Role
from fakes.serving.venue import Address, ServedVenue
from fakes.traits import Trait
from fakes.venues.okx import codes, errors
from fakes.venues.okx.amending import Amending
from fakes.venues.okx.balances import Balances
from fakes.venues.okx.bills import Bills
from fakes.venues.okx.endpoints import Endpoint
from fakes.venues.okx.gateway import Gateway
from fakes.venues.okx.kit import Kit
from fakes.venues.okx.limits import DEFAULTS, NEVER, Figures, Rates
from fakes.venues.okx.markets import LISTED
from fakes.venues.okx.names import Markets
from fakes.venues.okx.order_ids import OrderIds
from fakes.venues.okx.order_reading import OrderReader
from fakes.venues.okx.order_rules import CL_ORD_ID
from fakes.venues.okx.order_view import OrderView
from fakes.venues.okx.orders import Orders
from fakes.venues.okx.positions import Positions
from fakes.venues.okx.product import SPOT, Product
from fakes.venues.okx.rest_account import AccountQuestions, FundingQuestions
from fakes.venues.okx.rest_market import MarketQuestions
from fakes.venues.okx.rest_orders import OrderQuestions
from fakes.venues.okx.rest_public import PublicQuestions
from fakes.venues.okx.rest_server import RestServer
from fakes.venues.okx.security import Guard
from fakes.venues.okx.trading import Trading
from fakes.venues.okx.usd import Usd
from fakes.venues.okx.websockets import WebSockets
from fakes.words import Word

LISTED_BY: Final = ("ordId", "tradeId", "billId", "instIdCode")


class Okx(ServedVenue):
    """OKX spot. REST has an address of its own; the three of the WebSocket share one (OKX-01)."""

    name = "okx"
    endpoints: ClassVar[Mapping[Role, Address]] = {
        Role.REST: ("www.okx.com", 443),
        Role.MARKET: ("ws.okx.com", 8443),
        Role.USER: ("ws.okx.com", 8443),
        Role.API: ("ws.okx.com", 8443),
    }
    more_ports: ClassVar[Mapping[Role, Sequence[int]]] = dict.fromkeys(
        (Role.MARKET, Role.USER, Role.API), (443,)
    )
    listed: ClassVar[Mapping[str, Instrument]] = LISTED
    # OKX-33, OKX-42, OKX-44.
    conventions: ClassVar[Conventions] = Conventions(
        unfilled=OrderStatus.CANCELED,
        prevented=OrderStatus.CANCELED,
        outgrown=OrderStatus.FILLED,
        admits_takers=True,
    )
    traits: ClassVar[frozenset[Trait]] = frozenset(
        {
            Trait.RECEIVE_WINDOW,
            Trait.TEXT_NUMBERS,  # OKX-05
            Trait.NUMBERED_TRADES,
            Trait.PREVENTED_SELF_TRADES,
            Trait.BOOKS_APART,
            Trait.BALANCE_REPORTS,
            Trait.RETIRED_CHECKSUM,  # OKX-66
            Trait.RESTARTED_BOOKS,  # OKX-64
            Trait.WORD_PINGS,  # OKX-55
            Trait.SUBSCRIPTION_BUDGET,  # OKX-28
            Trait.BATCHED_CANCELS,  # OKX-43
            Trait.FORGOTTEN_CANCELS,  # OKX-38
            Trait.SHUTDOWN_NOTICE,
            Trait.ADMITTED_TAKERS,
            Trait.ORDER_DEADLINE,
        }
    )
    words: ClassVar[Mapping[Word, str]] = {
        Word.ORDER_NUMBER: "ordId",
        Word.REPORT_STATUS: "state",
        Word.REPORT_EVENT: "amendResult",
        Word.REPORT_TYPE: "ordType",
        Word.REPORT_FILLED: "accFillSz",
        Word.REPORT_FILL: "fillSz",
        Word.REPORT_FILL_PRICE: "fillPx",
        Word.RULES_TICK: "tickSz",
        Word.RULES_STATUS: "state",
        Word.ACCOUNT_STREAM: "orders",
        Word.BOOK_QUANTITY: "sz",  # OKX-63: levels are lists, without names
    }
    legal_order_id = CL_ORD_ID.pattern  # OKX-40
    # OKX-25: of questions for one order.
    weight_a_minute = 60 * 30
    weight_limit = "GET trade/order"
    subscription_limit = "requests on a connection"
    orders_at_once = 60  # OKX-23
    burst = 150
    burst_every_s = 0.01
    unlimited: ClassVar[Mapping[str, int]] = dict.fromkeys(DEFAULTS, NEVER)

    product: ClassVar[Product] = SPOT
    reader_type: ClassVar[type[OrderReader]] = OrderReader
    view_type: ClassVar[type[OrderView]] = OrderView
    balances_type: ClassVar[type[Balances]] = Balances
    account_level: ClassVar[str] = "1"
    """The mode of its accounts (OKX-51)."""

    @staticmethod
    def new_secret(rng: Random) -> str:
        """32 hexadecimal digits in capitals."""
        return rng.randbytes(16).hex().upper()

    @staticmethod
    def new_passphrase(rng: Random) -> str:
        return "".join(rng.choices(ascii_letters + digits, k=24))

    def __init__(self, **settings: Any) -> None:
        """Takes what FakeVenue takes."""
        super().__init__(**settings)
        self._last_request_id = 0
        figures = Figures(self.limits)
        self.rates = Rates(figures=figures, ledger=self.ledger, now_s=self.now_s)
        product = self.product
        self.markets = Markets(self.exchange, product.inst_type)
        ids = OrderIds(self.clock_ms)
        usd = Usd(self.exchange, self.markets)
        self.orders = Orders(
            exchange=self.exchange,
            markets=self.markets,
            ids=ids,
            rates=self.rates,
            reader=self.reader_type(self.exchange, self.markets, usd),
            clock_s=self.clock_s,
        )
        self.gateway = Gateway(
            ledger=self.ledger,
            desk=self.faults,
            guard=Guard(self.keys, self.clock_s),
            rates=self.rates,
            orders=self.orders,
            capped=product.capped,
            next_request_id=self._next_request_id,
            clock_s=self.clock_s,
        )
        amending = Amending(self.orders)
        view = self.view_type(self.exchange, self.markets, ids, usd)
        balances = self.balances_type(self.exchange, self.markets, usd)
        positions = self._made_positions(ids, usd)
        trading = Trading(self.orders, amending)
        public = PublicQuestions(self.exchange, self.markets, product.row, self.clock_ms)
        account = AccountQuestions(
            exchange=self.exchange,
            markets=self.markets,
            orders=self.orders,
            balances=balances,
            bills=Bills(self.exchange, ids),
            positions=positions,
            account_level=self.account_level,
            instruments=public.instruments,
            key_of=self.keys.__getitem__,
        )
        self.requests = (
            *public.endpoints(),
            *MarketQuestions(self.exchange, self.markets, self.clock_ms).endpoints(),
            *FundingQuestions(self.markets).endpoints(),
            *account.endpoints(),
            *trading.endpoints(),
            *OrderQuestions(self.orders, view).endpoints(),
            *self._more_endpoints(ids),
        )
        self._rest = RestServer(gateway=self.gateway, endpoints=self.requests, clock_s=self.clock_s)
        self._sockets = WebSockets(
            Kit(
                exchange=self.exchange,
                ledger=self.ledger,
                desk=self.faults,
                markets=self.markets,
                view=view,
                balances=balances,
                positions=positions,
                product=product,
                amending=amending,
                trading=trading,
                gateway=self.gateway,
                figures=figures,
                clock_ms=self.clock_ms,
            )
        )

    # --- what differs between products -------------------------------------------------------------

    def _made_positions(self, ids: OrderIds, usd: Usd) -> Positions:
        return Positions()

    def _more_endpoints(self, ids: OrderIds) -> Sequence[Endpoint]:
        return ()

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
        """OKX-16."""
        return (symbol, self.markets.of(symbol).inst_id)

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
        """As "51008 Order failed. Insufficient USDT balance in account"; a code alone has its own text, and
        a text alone is one of the system's."""
        code, _, msg = text.partition(" ")
        return (
            errors.refuse(int(code), msg or None)
            if code.isdigit()
            else errors.refuse(codes.SYSTEM_ERROR, text)
        )

    def with_rows(self, reply: Reply, rows: int) -> Reply | None:
        """OKX-05: what is listed is `data`, whose elements then have ids of their own."""
        told = loads(reply.body)
        data = told.get("data") if isinstance(told, dict) else None
        if told is None or not isinstance(data, list) or len(data) <= rows:
            return None
        if "sCode" in data[0] or not any(name in data[0] for name in LISTED_BY):
            return None
        return replace(reply, body=dumps({**told, "data": data[:rows]}).encode())

    def not_found(self, request: RequestSeen) -> Reply:
        """A list without it is no error."""
        if request.operation is Operation.QUERY:
            return self.refusal(Refusal.UNKNOWN_ORDER)
        return Reply(status=200, body=errors.envelope(codes.OK, "", []))

    def depth_reply(self, request: RequestSeen, at_s: float) -> Reply | None:
        """A book begins by the stream here: nobody starts from an answer (OKX-63)."""
        return None

    def restart_books(self, symbol: str | None) -> int:
        return self._sockets.restart_books(symbol)

    def set_symbol_status(self, symbol: str, status: str) -> None:
        super().set_symbol_status(symbol, status)
        self._sockets.market_changed(symbol)

    def change_filters(self, symbol: str, **changes: Any) -> None:
        super().change_filters(symbol, **changes)
        self._sockets.market_changed(symbol)

    def list_symbol(self, symbol: str) -> None:
        super().list_symbol(symbol)
        self._sockets.market_changed(symbol)

    def delist_symbol(self, symbol: str) -> None:
        super().delist_symbol(symbol)
        self._sockets.market_changed(symbol)

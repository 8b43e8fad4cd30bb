"""The whole venue: its hosts, its methods, its sockets, and what faults may do to it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from random import Random
from typing import Any, ClassVar

from fakes.faults.fault import Reply, RequestSeen
from fakes.faults.json_edits import dumps, loads
from fakes.instruments import Instrument
from fakes.matching import Conventions, OrderStatus
from fakes.operations import Operation, Refusal, Role
from fakes.serving.publisher import Publisher
from fakes.serving.venue import Address, ServedVenue
from fakes.serving.wire_json import encoded
from fakes.traits import Trait
from fakes.venues.bybit import errors
from fakes.venues.bybit.days import DayRows, spot_day
from fakes.venues.bybit.digits import Digits
from fakes.venues.bybit.endpoints import Endpoint
from fakes.venues.bybit.errors import Error
from fakes.venues.bybit.gateway import Gateway
from fakes.venues.bybit.limits import NEVER, Limits, Numbers
from fakes.venues.bybit.market_streams import MarketStreams, MarketView
from fakes.venues.bybit.markets import LISTED
from fakes.venues.bybit.order_ids import FIRST_TRADE, TRADES_APART, OrderIds
from fakes.venues.bybit.order_reading import OrderReader
from fakes.venues.bybit.order_rules import LINK_ID
from fakes.venues.bybit.order_view import OrderView
from fakes.venues.bybit.orders import Orders
from fakes.venues.bybit.parameters import INTEGER, Parameters
from fakes.venues.bybit.product import SPOT, Product
from fakes.venues.bybit.rest_account import Account
from fakes.venues.bybit.rest_orders import OrderLists
from fakes.venues.bybit.rest_public import Public
from fakes.venues.bybit.rest_server import RestServer
from fakes.venues.bybit.rest_standing import Standing
from fakes.venues.bybit.rest_tickers import Tickers
from fakes.venues.bybit.rest_trading import Trading
from fakes.venues.bybit.security import Guard
from fakes.venues.bybit.sequences import Sequences
from fakes.venues.bybit.user_streams import UserStreams
from fakes.venues.bybit.wallet import Wallet
from fakes.venues.bybit.websockets import WebSockets
from fakes.words import Word


class Bybit(ServedVenue):
    """Bybit v5, spot. REST, public and private streams and the trade socket may share an address (BYB-13)."""

    name = "bybit"
    product: ClassVar[Product] = SPOT
    # What another product does otherwise.
    reader_type: ClassVar[type[OrderReader]] = OrderReader
    orders_type: ClassVar[type[Orders]] = Orders
    public_type: ClassVar[type[Public]] = Public
    lists_type: ClassVar[type[OrderLists]] = OrderLists
    account_type: ClassVar[type[Account]] = Account
    day_rows: ClassVar[DayRows] = DayRows(asked=spot_day, streamed=spot_day)
    endpoints: ClassVar[Mapping[Role, Address]] = {
        Role.REST: ("api.bybit.com", 443),
        Role.MARKET: ("stream.bybit.com", 443),
        Role.USER: ("stream.bybit.com", 443),
        Role.API: ("stream.bybit.com", 443),
    }
    sandbox_endpoints: ClassVar[Mapping[Role, Address]] = {
        Role.REST: ("api-testnet.bybit.com", 443),
        Role.MARKET: ("stream-testnet.bybit.com", 443),
        Role.USER: ("stream-testnet.bybit.com", 443),
        Role.API: ("stream-testnet.bybit.com", 443),
    }
    listed: ClassVar[Mapping[str, Instrument]] = LISTED
    conventions: ClassVar[Conventions] = Conventions(  # BYB-40 to BYB-43
        unfilled=OrderStatus.CANCELED,
        prevented=OrderStatus.CANCELED,
        outgrown=OrderStatus.CANCELED,
        admits_takers=True,
        first_trade=FIRST_TRADE,
        trades_apart=TRADES_APART,
    )
    traits: ClassVar[frozenset[Trait]] = frozenset(
        {
            Trait.RECEIVE_WINDOW,
            Trait.TEXT_NUMBERS,  # BYB-06
            Trait.SANDBOX,
            Trait.BOOKS_APART,
            Trait.BALANCE_REPORTS,
            Trait.ADMITTED_TAKERS,
            Trait.DEFERRED_VERDICT,
            Trait.BATCHED_CANCELS,  # BYB-52
            Trait.RESTARTED_BOOKS,
            Trait.METHOD_LIMITS,
        }
    )
    words: ClassVar[Mapping[Word, str]] = {
        Word.ORDER_NUMBER: "orderId",
        Word.REPORT_STATUS: "orderStatus",
        Word.REPORT_EVENT: "rejectReason",
        Word.REPORT_TYPE: "orderType",
        Word.REPORT_FILLED: "cumExecQty",
        Word.REPORT_FILL: "execQty",
        Word.REPORT_FILL_PRICE: "execPrice",
        Word.RULES_TICK: "tickSize",
        Word.RULES_STATUS: "status",
        Word.ACCOUNT_STREAM: "order",
        Word.BOOK_QUANTITY: "qty",  # BYB-70: levels are lists, without names
    }
    legal_order_id = LINK_ID.pattern.strip("^$")
    weight_a_minute = 60 * SPOT.limits["order/realtime"]
    weight_limit = "order/realtime"
    orders_at_once = SPOT.limits["order/create"]
    burst = 150
    burst_every_s = 0.01
    unlimited: ClassVar[Mapping[str, int]] = dict.fromkeys(SPOT.limits, NEVER)

    def __init__(self, **settings: Any) -> None:
        """Takes what FakeVenue takes."""
        super().__init__(**settings)
        self._last_request_id = 0
        self._digits: dict[str, Digits] = {}
        numbers = Numbers(self.product.limits, self.limits)
        self.quotas = Limits(numbers=numbers, ledger=self.ledger, now_s=self.now_s, clock_ms=self.clock_ms)
        self.ids = OrderIds(
            numbered=self.product.numbered_ids,
            rng=Random(f"{self.name}/{self.seed}/ids"),
            now_ms=self.clock_ms,
        )
        self.sequences = Sequences(self.exchange)
        self.orders = self.orders_type(
            exchange=self.exchange,
            product=self.product,
            ids=self.ids,
            limits=self.quotas,
            reader=self.reader_type(self.exchange, self.product, self.doomed),
        )
        self.view = self._new_view()
        self.wallet = self._new_wallet()
        self.gateway = Gateway(
            ledger=self.ledger,
            desk=self.faults,
            guard=Guard(keys=self.keys, clock_ms=self.clock_ms),
            limits=self.quotas,
            orders=self.orders,
            next_request_id=self._next_request_id,
            clock_ms=self.clock_ms,
        )
        publisher = Publisher(self.ledger, self.faults)
        self._market_streams = MarketStreams(
            exchange=self.exchange, view_of=self._view_of, clock_ms=self.clock_ms, publisher=publisher
        )
        self._public = self._new_public()
        self.user_streams = self._new_streams(publisher)
        self.requests = self._all_endpoints()
        self._rest = RestServer(gateway=self.gateway, endpoints=self.requests, clock_s=self.clock_s)
        self._sockets = WebSockets(
            exchange=self.exchange,
            product=self.product,
            ledger=self.ledger,
            desk=self.faults,
            gateway=self.gateway,
            endpoints=self.requests,
            market_streams=self._market_streams,
            user_streams=self.user_streams,
            publisher=publisher,
            clock_ms=self.clock_ms,
        )

    @property
    def rest(self) -> RestServer:
        return self._rest

    @property
    def sockets(self) -> WebSockets:
        return self._sockets

    def digits_of(self, symbol: str) -> Digits:
        """How that market's numbers are written; it may be one that was delisted."""
        found = self._digits.get(symbol)
        if found is None:
            found = self._digits[symbol] = Digits(self.exchange.instrument(symbol), self.product)
        return found

    def _new_view(self) -> OrderView:
        return OrderView(exchange=self.exchange, product=self.product, ids=self.ids, digits_of=self.digits_of)

    def _new_wallet(self) -> Wallet:
        return Wallet(self.exchange)

    def _new_streams(self, publisher: Publisher) -> UserStreams:
        return UserStreams(
            exchange=self.exchange,
            product=self.product,
            view=self.view,
            wallet=self.wallet,
            sequences=self.sequences,
            publisher=publisher,
            clock_ms=self.clock_ms,
        )

    def _view_of(self, symbol: str) -> MarketView:
        digits = self.digits_of(symbol)
        return MarketView(
            self.exchange, self.product, self.sequences, self.ids, digits, self.day_rows.streamed
        )

    def _new_public(self) -> Public:
        return self.public_type(
            exchange=self.exchange,
            product=self.product,
            ids=self.ids,
            sequences=self.sequences,
            digits_of=self.digits_of,
            last_u=self._market_streams.last_u,
            full_book=self._market_streams.full_book,
            clock_s=self.clock_s,
        )

    def _all_endpoints(self) -> Sequence[Endpoint]:
        return (
            *self._public.endpoints(),
            *Tickers(
                exchange=self.exchange,
                product=self.product,
                markets=self._public,
                digits_of=self.digits_of,
                day_row=self.day_rows.asked,
                clock_ms=self.clock_ms,
            ).endpoints(),
            *Trading(self.orders, self.quotas, self.clock_ms).endpoints(),
            *self.lists_type(
                exchange=self.exchange,
                orders=self.orders,
                view=self.view,
                sequences=self.sequences,
                clock_ms=self.clock_ms,
            ).endpoints(),
            *self.account_type(
                exchange=self.exchange,
                product=self.product,
                ids=self.ids,
                markets=self._public,
                wallet=self.wallet,
                digits_of=self.digits_of,
                clock_ms=self.clock_ms,
            ).endpoints(),
            *Standing(
                exchange=self.exchange,
                product=self.product,
                markets=self._public,
                key_of=self.keys.__getitem__,
                clock_ms=self.clock_ms,
            ).endpoints(),
        )

    def _next_request_id(self) -> int:
        self._last_request_id += 1
        return self._last_request_id

    # --- what faults may do -----------------------------------------------------------------------

    def refusal(self, refusal: Refusal, **details: Any) -> Reply:
        """Details: retry_after_s, status (see errors.refusal)."""
        return errors.refusal(refusal, codes=self.product.codes, now_ms=self.clock_ms(), **details)

    def page(self, status: int) -> Reply:
        return errors.page(status)

    def worded(self, text: str) -> Reply:
        """As "170131 Insufficient balance."; text without a number is an internal error's."""
        code, _, told = text.partition(" ")
        error = Error(int(code), told) if INTEGER.match(code) else Error(errors.INTERNAL.code, text)
        return errors.envelope(error, self.clock_ms())

    def with_rows(self, reply: Reply, rows: int) -> Reply | None:
        """Lists stand in a member of the result."""
        told = loads(reply.body)
        result = told.get("result") if isinstance(told, dict) else None
        listed = result.get("list") if isinstance(result, dict) else None
        if told is None or not isinstance(listed, list) or len(listed) <= rows:
            return None
        cut = {**told["result"], "list": listed[:rows]}
        return replace(reply, body=dumps({**told, "result": cut}).encode())

    def not_found(self, request: RequestSeen) -> Reply:
        """A list without it is no error (BYB-45)."""
        if request.operation is not Operation.QUERY:
            return self.refusal(Refusal.UNKNOWN_ORDER)
        empty = {"list": [], "nextPageCursor": "", "category": self.product.category}
        told = {"retCode": 0, "retMsg": "OK", "result": empty, "retExtInfo": {}, "time": self.clock_ms()}
        return Reply(status=200, body=encoded(told))

    def restart_books(self, symbol: str | None) -> int:
        return self._market_streams.restart_books(symbol)

    def depth_reply(self, request: RequestSeen, at_s: float) -> Reply | None:
        book = self._public.book_as_it_was(Parameters(request.parameters), at_s)
        if book is None:
            return None
        told = {"retCode": 0, "retMsg": "OK", "result": book, "retExtInfo": {}, "time": self.clock_ms()}
        return Reply(status=200, body=encoded(told))

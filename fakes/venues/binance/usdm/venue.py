"""The whole market of contracts: its hosts, its endpoints, its sockets, and what faults may do to it."""

import json
from collections.abc import Mapping, Sequence
from random import Random
from string import ascii_letters, digits
from typing import Any, ClassVar, Final

from fakes.derivatives.clockwork import Clockwork
from fakes.faults.fault import Reply, RequestSeen
from fakes.instruments import Instrument
from fakes.operations import Refusal, Role
from fakes.serving.venue import Address, ServedVenue
from fakes.traits import Trait
from fakes.venues.binance import errors as spot
from fakes.venues.binance.endpoints import Endpoint
from fakes.venues.binance.listing import Listing
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.rest_server import RestServer
from fakes.venues.binance.usdm import errors
from fakes.venues.binance.usdm.dead_man import DeadMan
from fakes.venues.binance.usdm.gateway import UsdmGateway, UsdmGuard
from fakes.venues.binance.usdm.income import Income
from fakes.venues.binance.usdm.limits import UsdmLimits
from fakes.venues.binance.usdm.listen_keys import ListenKeys
from fakes.venues.binance.usdm.markets import LISTED
from fakes.venues.binance.usdm.orders import CLIENT_ORDER_ID, UsdmOrderReader
from fakes.venues.binance.usdm.rest_account import UsdmAccount
from fakes.venues.binance.usdm.rest_positions import UsdmPositions
from fakes.venues.binance.usdm.rest_public import UsdmPublic
from fakes.venues.binance.usdm.rest_tickers import UsdmTickers
from fakes.venues.binance.usdm.rest_trading import UsdmTrading
from fakes.venues.binance.usdm.sockets import UsdmSockets
from fakes.words import Word

GENERATED_ID_LENGTH: Final = 22


class BinanceUsdm(ServedVenue):
    """Binance USD-M futures. Market data and the account's stream share a host (BFU-40)."""

    name = "binance-usdm"
    endpoints: ClassVar[Mapping[Role, Address]] = {
        Role.REST: ("fapi.binance.com", 443),
        Role.MARKET: ("fstream.binance.com", 443),
        Role.USER: ("fstream.binance.com", 443),
    }
    sandbox_endpoints: ClassVar[Mapping[Role, Address]] = {
        Role.REST: ("demo-fapi.binance.com", 443),
        Role.MARKET: ("fstream.binancefuture.com", 443),
        Role.USER: ("fstream.binancefuture.com", 443),
    }
    listed: ClassVar[Mapping[str, Instrument]] = LISTED
    traits: ClassVar[frozenset[Trait]] = frozenset(
        {
            Trait.RECEIVE_WINDOW,
            Trait.SANDBOX,
            Trait.REST_SNAPSHOT,
            Trait.DAILY_CUT,
            Trait.RETRY_AFTER,
            Trait.ADDRESS_WEIGHT,
            Trait.BANS,
            Trait.FRAME_LIMIT,
            Trait.TOLD_FLICKERS,
            Trait.BOOKS_APART,
            Trait.NUMBERED_TRADES,
            Trait.ENDED_SUBSCRIPTIONS,
            Trait.BALANCE_REPORTS,
            Trait.SHARED_BUDGET,
            Trait.PREVENTED_SELF_TRADES,
            Trait.MARKET_BREAKS,
            Trait.IDS_BY_SYMBOL,
            Trait.POSITIONS,
            Trait.LISTEN_KEYS,
            Trait.DEAD_MAN,
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
        Word.BOOK_QUANTITY: "qty",
    }
    legal_order_id = CLIENT_ORDER_ID.pattern.strip("^$")
    weight_a_minute = 2_400
    weight_limit = "weight_per_minute"
    orders_at_once = 300
    burst = 330
    burst_every_s = 0.02
    room_for_orders: ClassVar[Mapping[str, int]] = {"open_orders": 10_000}
    unlimited: ClassVar[Mapping[str, int]] = {
        "orders_per_10_s": 100_000,
        "orders_per_minute": 1_000_000,
        "weight_per_minute": 1_000_000,
    }

    def __init__(self, **settings: Any) -> None:
        """Takes what FakeVenue takes."""
        super().__init__(**settings)
        self._id_rng = Random(f"{self.name}/{self.seed}/ids")
        self._last_request_id = 0
        self.counters = UsdmLimits(ledger=self.ledger, clock_s=self.clock_s, overrides=self.limits)
        self.listing = Listing(self.exchange)
        self.listen_keys = ListenKeys(self.clock_s, Random(f"{self.name}/{self.seed}/keys"))
        self.dead_man = DeadMan(self.exchange, self.clock_s)
        self.clockwork = Clockwork(self.exchange, self.clock_ms)
        self.gateway = UsdmGateway(
            ledger=self.ledger,
            desk=self.faults,
            guard=UsdmGuard(self.keys, self.clock_ms),
            limits=self.counters,
            next_request_id=self._next_request_id,
            clock_ms=self.clock_ms,
        )
        self._sockets = UsdmSockets(
            exchange=self.exchange,
            ledger=self.ledger,
            desk=self.faults,
            keys=self.listen_keys,
            clock_ms=self.clock_ms,
        )
        positions = UsdmPositions(self.exchange, self.listing, self._sockets.user_data.tell)
        self._public = UsdmPublic(
            self.exchange, self.listing, self.counters, lambda: list(positions.assets())
        )
        self.requests = self._all_endpoints(positions)
        self._rest = RestServer(gateway=self.gateway, endpoints=self.requests, clock_s=self.clock_s)

    def _all_endpoints(self, positions: UsdmPositions) -> Sequence[Endpoint]:
        exchange, listing = self.exchange, self.listing
        reader = UsdmOrderReader(exchange, listing, self._new_id, self.counters.open_orders)
        account = UsdmAccount(exchange, listing, self.counters, self.listen_keys, self.dead_man)
        return (
            *self._public.endpoints(),
            *UsdmTickers(exchange, listing).endpoints(),
            *UsdmTrading(exchange, listing, self.counters, reader).endpoints(),
            *account.endpoints(),
            *positions.endpoints(),
            *Income(exchange, listing).endpoints(),
        )

    @property
    def rest(self) -> RestServer:
        return self._rest

    @property
    def sockets(self) -> UsdmSockets:
        return self._sockets

    async def _listen(self, bind: Mapping[Role, Address]) -> Mapping[Role, Address]:
        self.clockwork.start()
        return await super()._listen(bind)

    async def _close(self) -> None:
        self.clockwork.stop()
        self.dead_man.close()
        await super()._close()

    def _next_request_id(self) -> int:
        self._last_request_id += 1
        return self._last_request_id

    def _new_id(self) -> str:
        """A client order id of the venue's own making."""
        return "".join(self._id_rng.choices(ascii_letters + digits, k=GENERATED_ID_LENGTH))

    # --- what faults may do -----------------------------------------------------------------------------

    def refusal(self, refusal: Refusal, **details: Any) -> Reply:
        """Details: retry_after_s, limit, status, code, msg (see errors.refusal)."""
        return errors.refusal(refusal, now_ms=self.clock_ms(), **details)

    def worded(self, text: str) -> Reply:
        """As "-2019 Margin is insufficient."."""
        code, _, msg = text.partition(" ")
        return spot.bad(int(code), msg).reply()

    def depth_reply(self, request: RequestSeen, at_s: float) -> Reply | None:
        book = self._public.depth_as_it_was(Parameters(request.parameters), at_s)
        if book is None:
            return None
        headers = self.counters.headers(request.source, None)
        return Reply(status=200, body=json.dumps(book, separators=(",", ":")).encode(), headers=headers)

    def spend(self, source: str, weight: int) -> bool:
        self.counters.spend(source, weight)
        return True

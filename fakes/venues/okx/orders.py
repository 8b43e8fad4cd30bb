"""What clients do to orders, over whichever protocol: place, cancel, and the switch that cancels for them.

Parameters have REST's names; a WebSocket's are translated to them. Every method raises Refuse.
"""

from collections.abc import Callable, Sequence
from typing import Final

from fakes.exchange import Exchange
from fakes.instruments import BUY
from fakes.matching import DoneReason, Order, OrderStatus, RefusalReason
from fakes.serving.timers import Timers
from fakes.venues.okx import codes
from fakes.venues.okx.endpoints import Caller
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.limits import Rates
from fakes.venues.okx.names import Market, Markets
from fakes.venues.okx.order_ids import OrderIds
from fakes.venues.okx.order_reading import OrderReader, Wish
from fakes.venues.okx.order_rules import CL_ORD_ID, TAG, check_id
from fakes.venues.okx.parameters import Parameters

SWITCH_S: Final = (10, 120)
TAGS: Final = 20
FORGOTTEN_MS: Final = 2 * 3_600_000
"""After which an order that was cancelled without any fill is no longer known (OKX-38)."""
AVAILABLE: Final = "1000"
"""The sub-code of an available balance that is too small (OKX-47)."""


def named(order: Order) -> str:
    """`clOrdId`: what its client called it. What came in by no protocol of the venue's has its own name."""
    if "ordId" in order.tags:
        return order.tags.get("clOrdId", "")
    return order.client_order_id if CL_ORD_ID.fullmatch(order.client_order_id) else ""


class Orders:
    def __init__(
        self,
        *,
        exchange: Exchange,
        markets: Markets,
        ids: OrderIds,
        rates: Rates,
        reader: OrderReader,
        clock_s: Callable[[], float],
    ) -> None:
        self.exchange = exchange
        self.markets = markets
        self.ids = ids
        self.reader = reader
        self.timers = Timers(clock_s)
        self._rates = rates
        self._clock_s = clock_s
        self._by_id: dict[str, Order] = {}
        self._by_name: dict[tuple[str, str], Order] = {}
        self._latest: dict[str, Order] = {}

    # --- looking ----------------------------------------------------------------------------------

    def meant(self, ord_id: str | None, cl_ord_id: str | None) -> Order | None:
        """The order of that id, or the latest of that client's name, whoever's it is."""
        return self._by_id.get(ord_id) if ord_id else self._latest.get(cl_ord_id or "")

    def all(self, account: str) -> Sequence[Order]:
        """Every order of the account that is still known, oldest first (OKX-38)."""
        symbols = self.exchange.ledger.instruments
        orders = [order for symbol in symbols for order in self.exchange.all_orders(account, symbol)]
        known = [order for order in orders if not self._is_forgotten(order)]
        return sorted(known, key=lambda order: order.created_at_ms)

    def find(self, account: str, inst_id: str, ord_id: str | None, cl_ord_id: str | None) -> Order | None:
        """`ord_id` decides, if both are given; a name means the newest of it (OKX-37, OKX-41, OKX-49)."""
        if ord_id is not None:
            order = self._by_id.get(ord_id)
        else:
            order = self._by_name.get((account, cl_ord_id or ""))
        if order is None:  # perhaps one that came in by no protocol of the venue's
            order = self._foreign(account, ord_id, cl_ord_id)
        if order is None or order.account != account or self._is_forgotten(order):
            return None
        return order if self.markets.of(order.symbol).inst_id == inst_id else None

    def _foreign(self, account: str, ord_id: str | None, cl_ord_id: str | None) -> Order | None:
        for order in reversed(self.all(account)):
            if "ordId" not in order.tags and (
                self.ids.of(order) == ord_id if ord_id is not None else named(order) == cl_ord_id
            ):
                return order
        return None

    def _is_forgotten(self, order: Order) -> bool:
        ended = not order.is_open and order.status is not OrderStatus.FILLED and not order.filled_lots
        return ended and self.exchange.now_ms() - order.updated_at_ms > FORGOTTEN_MS

    def market(self, parameters: Parameters) -> Market:
        market = self.markets.asked(parameters.required("instId"))
        if market is None:
            raise Refuse(codes.UNKNOWN_INSTRUMENT)
        return market

    # --- placing ----------------------------------------------------------------------------------

    def place(self, parameters: Parameters, caller: Caller) -> Order:
        wish = self.reader.read(parameters)
        self._check_name(wish, caller.account)
        self._check_open(wish, caller.account)
        new = self.reader.new_order(wish, caller, self.ids.new())
        order = self.exchange.place(wish.market.symbol, new)
        if not isinstance(order, Order):
            raise self._refused(order.reason, wish, caller.account)
        self.know(order)
        return order

    def know(self, order: Order) -> None:
        """It can be asked for from now on, by its id and by its client's name for it."""
        self._by_id[order.tags["ordId"]] = order
        name = order.tags.get("clOrdId")
        if name is not None:
            self._by_name[order.account, name] = self._latest[name] = order

    def _check_name(self, wish: Wish, account: str) -> None:
        """Unique among what is open, on whatever market (OKX-40)."""
        if wish.cl_ord_id is None:
            return
        for order in self.exchange.open_orders(account):
            if named(order) == wish.cl_ord_id:
                raise Refuse(codes.DUPLICATE_ID)

    def _check_open(self, wish: Wish, account: str) -> None:
        if wish.order_type == "market":
            return
        self._rates.check_open(
            account,
            wish.market.inst_id,
            everywhere=len(self.exchange.open_orders(account)),
            there=len(self.exchange.open_orders(account, wish.market.symbol)),
        )

    def _refused(self, reason: RefusalReason, wish: Wish, account: str) -> Refuse:
        """OKX-47."""
        if reason is RefusalReason.INSUFFICIENT_BALANCE:
            instrument = wish.market.instrument
            spends_quote = wish.side is BUY or instrument.contract is not None
            asset = instrument.quote if spends_quote else instrument.base
            if not self.exchange.accounts.balance(account, asset).free_atoms:
                return Refuse(codes.NO_BALANCE)
            return Refuse(codes.NO_FUNDS, asset, sub_code=AVAILABLE)
        return Refuse(
            {
                RefusalReason.DUPLICATE_CLIENT_ORDER_ID: codes.DUPLICATE_ID,
                RefusalReason.MARKET_CLOSED: codes.SUSPENDED,
                RefusalReason.NO_LIQUIDITY: codes.NO_OFFER,
                RefusalReason.NOTHING_TO_REDUCE: codes.NOTHING_TO_REDUCE,
            }.get(reason, codes.UNKNOWN_INSTRUMENT)
        )

    # --- cancelling -------------------------------------------------------------------------------

    def cancel(self, parameters: Parameters, caller: Caller) -> Order:
        """OKX-41."""
        market = self.market(parameters)
        order = self._named_by(parameters, caller, market, codes.CANCEL_ID_REQUIRED)
        if order is None or not order.is_open:
            raise Refuse(codes.NOT_CANCELLED)
        outcome = self.exchange.cancel(order.symbol, order.order_id)
        if not isinstance(outcome, Order):
            closed = outcome.reason is RefusalReason.MARKET_CLOSED
            raise Refuse(codes.SUSPENDED if closed else codes.NOT_CANCELLED)
        return outcome

    def _named_by(self, parameters: Parameters, caller: Caller, market: Market, unnamed: int) -> Order | None:
        ord_id, cl_ord_id = parameters.text("ordId"), parameters.text("clOrdId")
        if ord_id is None and cl_ord_id is None:
            raise Refuse(unnamed)
        check_id(cl_ord_id, "clOrdId")
        return self.find(caller.account, market.inst_id, ord_id, cl_ord_id)

    def to_amend(self, parameters: Parameters, caller: Caller) -> Order:
        """The open order that is meant. Raises Refuse."""
        order = self._named_by(parameters, caller, self.market(parameters), codes.ID_REQUIRED)
        if order is None or not order.is_open:
            raise Refuse(codes.NOT_AMENDED)
        return order

    # --- the switch -------------------------------------------------------------------------------

    def cancel_all_after(self, parameters: Parameters, caller: Caller) -> tuple[int, str]:
        """(when it will strike, Unix seconds, 0 = switched off; the tag) (OKX-46)."""
        timeout_s = parameters.integer("timeOut")
        tag = parameters.text("tag") or ""
        if timeout_s is None:
            raise Refuse(codes.PARAMETER_EMPTY, "timeOut")
        check_id(tag or None, "tag", TAG)
        name = f"{caller.account}/{tag}"
        if timeout_s == 0:
            self.timers.stop(name)
            return 0, tag
        if not SWITCH_S[0] <= timeout_s <= SWITCH_S[1]:
            raise Refuse(codes.PARAMETER_ERROR, "timeOut")
        if tag and name not in self.timers and len(self.timers) >= TAGS:
            raise Refuse(codes.TIMERS)
        due_s = self._clock_s() + timeout_s
        self.timers.set(name, due_s, lambda: self._strike(caller.account, tag))
        return int(due_s), tag

    def _strike(self, account: str, tag: str) -> None:
        for order in self.exchange.open_orders(account):
            if not tag or order.tags.get("tag") == tag:
                self.exchange.expire(order.symbol, order.order_id, DoneReason.OUT_OF_TIME)

    def close(self) -> None:
        self.timers.close()

"""Orders as the account means them: placing, amending, cancelling, and finding them again."""

from collections.abc import Sequence
from typing import Final

import msgspec

from fakes.exchange import Exchange, SymbolStatus
from fakes.matching import Order, OrderKind, RefusalReason
from fakes.venues.bybit import errors
from fakes.venues.bybit.endpoints import Caller
from fakes.venues.bybit.errors import Codes, Error, Refuse, params
from fakes.venues.bybit.limits import Limits
from fakes.venues.bybit.order_ids import OrderIds, link_id
from fakes.venues.bybit.order_reading import OrderReader, Wish
from fakes.venues.bybit.order_rules import check_worth, price_ticks
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.product import Product

FILTERS: Final = ("Order", "tpslOrder", "StopOrder", "OcoOrder", "BidirectionalTpslOrder")


class Named(msgspec.Struct, frozen=True):
    """The two ids of an order, as every answer about one has them (BYB-35)."""

    order_id: str
    link_id: str


class Orders:
    def __init__(
        self,
        *,
        exchange: Exchange,
        product: Product,
        ids: OrderIds,
        limits: Limits,
        reader: OrderReader,
    ) -> None:
        self.exchange = exchange
        self.product = product
        self.ids = ids
        self.reader = reader
        self._limits = limits
        self._by_id: dict[str, Order] = {}
        self._by_link: dict[tuple[str, str], Order] = {}
        self._last_named: dict[str, Order] = {}

    @property
    def codes(self) -> Codes:
        return self.product.codes

    # --- looking ----------------------------------------------------------------------------------

    def all(self, account: str) -> Sequence[Order]:
        """Every order of the account, oldest first."""
        symbols = self.exchange.ledger.instruments
        orders = [order for symbol in symbols for order in self.exchange.all_orders(account, symbol)]
        return sorted(orders, key=lambda order: (order.created_at_ms, self.ids.order(order)))

    def meant(self, order_id: str | None, name: str | None) -> Order | None:
        """The order of that id, or else of that client's name, whoever's it is (BYB-50)."""
        if order_id:
            return self._by_id.get(order_id)
        return self._last_named.get(name or "")

    def found(self, account: str, order_id: str | None, name: str | None) -> Order | None:
        """The account's order that is meant (BYB-50)."""
        if order_id:
            order = self._by_id.get(order_id)
            if order is None:  # perhaps one that came in by no protocol of the venue's
                order = next((o for o in self.all(account) if self.ids.order(o) == order_id), None)
            return order if order is not None and order.account == account else None
        order = self._by_link.get((account, name or ""))
        if order is None and name:
            order = next((o for o in reversed(self.all(account)) if link_id(o) == name), None)
        return order

    def the_open_one(self, parameters: Parameters, caller: Caller) -> Order:
        """The order that is to be changed. Raises Refuse (BYB-49)."""
        order_id, name = parameters.text("orderId"), parameters.text("orderLinkId")
        if order_id is None and name is None:
            raise Refuse(params("orderId or orderLinkId is required"))
        symbol = self.reader.symbol(parameters)
        order = self.found(caller.account, order_id, name)
        if order is None or order.symbol != symbol or not order.is_open:
            raise Refuse(self.codes.unknown_order)
        return order

    # --- placing ----------------------------------------------------------------------------------

    def create(self, parameters: Parameters, caller: Caller) -> Named:
        order_id = self.ids.new()
        wish = self.checked(parameters, caller, order_id)
        outcome = self.exchange.place(wish.symbol, wish.new)
        if not isinstance(outcome, Order):
            raise Refuse(self._why(outcome.reason))
        self._by_id[order_id] = outcome
        if wish.link_id:
            self._by_link[caller.account, wish.link_id] = self._last_named[wish.link_id] = outcome
        return Named(order_id, wish.link_id)

    def checked(self, parameters: Parameters, caller: Caller, order_id: str) -> Wish:
        """Everything that is looked at before the engine. Raises Refuse."""
        wish = self.reader.read(parameters, caller, order_id)
        if wish.link_id and (caller.account, wish.link_id) in self._by_link:
            raise Refuse(self.codes.duplicate_id)  # BYB-36, BYB-37
        if wish.new.kind is not OrderKind.MARKET:
            scope = wish.symbol if self.product.open_by_symbol else None
            open_orders = len(self.exchange.open_orders(caller.account, scope))
            if not self._limits.has_room(caller.account, open_orders):
                raise Refuse(self.codes.too_many_open)
        if (
            self.exchange.status(wish.symbol) is SymbolStatus.POST_ONLY
            and wish.new.kind is not OrderKind.LIMIT_MAKER
        ):
            raise Refuse(self.codes.post_only_phase)
        refused = self.exchange.refuses(wish.symbol, wish.new)
        if refused is not None and refused is not RefusalReason.INSUFFICIENT_BALANCE:
            raise Refuse(self._why(refused))
        return wish

    def _why(self, reason: RefusalReason) -> Error:
        codes = self.codes
        return {
            RefusalReason.INSUFFICIENT_BALANCE: codes.funds,
            RefusalReason.DUPLICATE_CLIENT_ORDER_ID: codes.duplicate_id,
            RefusalReason.MARKET_CLOSED: codes.closed,
            RefusalReason.UNKNOWN_SYMBOL: codes.unknown_symbol,
            RefusalReason.UNKNOWN_ORDER: codes.unknown_order,
            RefusalReason.NO_LIQUIDITY: codes.no_liquidity,
            RefusalReason.WOULD_MATCH: codes.would_take,
            RefusalReason.NOTHING_TO_REDUCE: codes.nothing_to_reduce,
        }.get(reason, errors.INTERNAL)

    # --- changing ---------------------------------------------------------------------------------

    def amend(self, parameters: Parameters, caller: Caller) -> Named:
        """BYB-53."""
        order = self.the_open_one(parameters, caller)
        price, quantity = parameters.decimal("price"), parameters.decimal("qty")
        if price is None and quantity is None:
            raise Refuse(params("price or qty is required"))
        codes, instrument = self.codes, self.exchange.instrument(order.symbol)
        ticks = order.ticks
        if price is not None:
            ticks = price_ticks(self.exchange, order.symbol, codes, order.side, price)
        lots = order.lots
        if quantity is not None:
            lots = self.reader.lots(order.symbol, quantity, market=False)
            if lots <= order.filled_lots:
                raise Refuse(codes.below_filled)
        check_worth(instrument, codes, ticks or 0, lots)
        if (ticks, lots) != (order.ticks, order.lots):
            outcome = self.exchange.revise(order.symbol, order.order_id, ticks=ticks, lots=lots)
            if not isinstance(outcome, Order):
                raise Refuse(self._why(outcome.reason))
        return Named(self.ids.order(order), link_id(order))

    def cancel(self, parameters: Parameters, caller: Caller) -> Named:
        if (parameters.text("orderFilter") or "Order") not in FILTERS:
            raise Refuse(self.codes.bad_filter)
        order = self.the_open_one(parameters, caller)
        outcome = self.exchange.cancel(order.symbol, order.order_id)
        if not isinstance(outcome, Order):
            raise Refuse(self._why(outcome.reason))
        return Named(self.ids.order(order), link_id(order))

    def cancel_all(self, parameters: Parameters, caller: Caller) -> list[Named]:
        """BYB-51. Orders that wait for a price there are none of, so nothing of theirs is cancelled."""
        kind = parameters.text("orderFilter") or "Order"
        if kind not in FILTERS:
            raise Refuse(self.codes.bad_filter)
        if kind != "Order":
            return []
        ended = []
        for order in self._at_once(self.listed(parameters, caller)):
            if isinstance(self.exchange.cancel(order.symbol, order.order_id), Order):
                ended.append(Named(self.ids.order(order), link_id(order)))
        return ended

    def _at_once(self, orders: Sequence[Order]) -> Sequence[Order]:
        """Those of them that one request cancels: on spot all."""
        return orders

    def listed(self, parameters: Parameters, caller: Caller) -> Sequence[Order]:
        """Open orders by `symbol`, or else by `baseCoin`, oldest first. Raises Refuse."""
        symbol, base = parameters.text("symbol"), parameters.text("baseCoin")
        if symbol is not None and not self.exchange.lists(symbol):
            raise Refuse(errors.NO_SUCH_SYMBOL)  # BYB-24
        orders = self.exchange.open_orders(caller.account, symbol)
        if symbol is None and base is not None:
            orders = [o for o in orders if self.exchange.instrument(o.symbol).base == base]
        return sorted(orders, key=lambda order: (order.created_at_ms, self.ids.order(order)))

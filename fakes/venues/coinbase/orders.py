"""What clients do to orders: place, cancel, edit (CBS-30 to CBS-49)."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from fakes.exchange import Exchange
from fakes.ledger import OrderRefused
from fakes.matching import (
    DoneReason,
    NewOrder,
    Order,
    OrderKind,
    OrderStatus,
    RefusalReason,
    TimeInForce,
)
from fakes.serving.timers import Timers
from fakes.venues.coinbase import order_rules, reasons
from fakes.venues.coinbase.endpoints import Caller
from fakes.venues.coinbase.errors import Failure, Refuse, invalid
from fakes.venues.coinbase.identifiers import Identifiers
from fakes.venues.coinbase.limits import Numbers
from fakes.venues.coinbase.order_reading import GTC, OrderReader, Wish
from fakes.venues.coinbase.parameters import Parameters
from fakes.venues.coinbase.products import Products

MOST_CANCELLED: Final = 100
_REFUSALS: Final = {
    RefusalReason.INSUFFICIENT_BALANCE: reasons.INSUFFICIENT_FUND,  # CBS-46
    RefusalReason.UNKNOWN_SYMBOL: reasons.INVALID_PRODUCT,
    RefusalReason.WOULD_MATCH: reasons.WOULD_TAKE,
    RefusalReason.NO_LIQUIDITY: reasons.NO_LIQUIDITY,
    RefusalReason.MARKET_CLOSED: reasons.DISABLED,
    RefusalReason.DUPLICATE_CLIENT_ORDER_ID: reasons.DUPLICATE,
}
_EDIT_PREVIEWS: Final = {
    RefusalReason.INSUFFICIENT_BALANCE: "PREVIEW_INSUFFICIENT_FUND",
    RefusalReason.WOULD_MATCH: "PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY",
}


class Orders:
    def __init__(
        self,
        *,
        exchange: Exchange,
        products: Products,
        ids: Identifiers,
        numbers: Numbers,
        clock_s: Callable[[], float],
    ) -> None:
        self.exchange = exchange
        self.products = products
        self.ids = ids
        self.reader = OrderReader(exchange, products)
        self._most_open = numbers["open_orders"]
        self._refuses_duplicates = bool(numbers["duplicates_refused"])
        self._timers = Timers(clock_s)
        self._by_id: dict[str, Order] = {}
        self._by_client_id: dict[tuple[str, str], Order] = {}
        self._failed: dict[str, list[Order]] = {}
        self._failure_listeners: list[Callable[[Order], None]] = []

    # --- looking ----------------------------------------------------------------------------------

    def known(self, order_id: str) -> Order | None:
        """Whoever's it is."""
        return self._by_id.get(order_id)

    def of_id(self, account: str, order_id: str) -> Order | None:
        order = self._by_id.get(order_id)
        if order is None:  # perhaps one that came in by no protocol of the venue's
            return next((each for each in self.all(account) if self.ids.order(each) == order_id), None)
        return order if order.account == account else None

    def all(self, account: str) -> Sequence[Order]:
        """Every order of the account, oldest first, those that failed among them."""
        symbols = self.exchange.ledger.instruments
        orders = [order for symbol in symbols for order in self.exchange.all_orders(account, symbol)]
        orders += self._failed.get(account, ())
        return sorted(orders, key=lambda order: order.created_at_ms)

    def listen_to_failures(self, listener: Callable[[Order], None]) -> None:
        """Be told of orders that were refused after they had been taken (CBS-34)."""
        self._failure_listeners.append(listener)

    # --- placing ----------------------------------------------------------------------------------

    def place(self, wish: Wish, caller: Caller) -> Order:
        """The order of that client order id, now or already (CBS-32)."""
        name = (caller.account, wish.client_order_id)
        existing = self._by_client_id.get(name)
        if existing is not None:
            if self._refuses_duplicates:
                raise Failure(reasons.DUPLICATE)
            return existing
        order_id = self.ids.new()
        new = self.reader.checked(wish, caller, order_id)
        symbol = wish.product.symbol
        rests = new.kind is not OrderKind.MARKET and new.time_in_force is TimeInForce.GTC
        if rests and len(self.exchange.open_orders(caller.account, symbol)) >= self._most_open:
            return self._keep(name, order_id, self._failing(symbol, new))
        order = self.exchange.place(symbol, new)
        if not isinstance(order, Order):
            raise Failure(_REFUSALS.get(order.reason, reasons.COMMANDER))
        if wish.end_ms is not None and order.is_open:
            self._timers.set(order_id, wish.end_ms / 1000, lambda: self._out_of_time(order))
        return self._keep(name, order_id, order)

    def _keep(self, name: tuple[str, str], order_id: str, order: Order) -> Order:
        self._by_id[order_id] = self._by_client_id[name] = order
        return order

    def _failing(self, symbol: str, new: NewOrder) -> Order:
        """CBS-88: taken, and refused before it came to the engine."""
        now_ms = self.exchange.now_ms()
        failed = self._failed.setdefault(new.account, [])
        order = Order(
            order_id=-1 - len(failed),
            client_order_id=new.client_order_id,
            account=new.account,
            symbol=symbol,
            side=new.side,
            kind=new.kind,
            time_in_force=new.time_in_force,
            self_trade=new.self_trade,
            ticks=new.ticks,
            lots=new.lots or 0,
            quote_atoms=None,
            created_at_ms=now_ms,
            updated_at_ms=now_ms,
            tags={**new.tags, "reject_reason": reasons.TOO_MANY_OPEN},
            status=OrderStatus.CANCELED,
        )
        failed.append(order)
        self.exchange.ledger.record(
            OrderRefused(
                symbol=symbol,
                account=new.account,
                client_order_id=new.client_order_id,
                reason=reasons.TOO_MANY_OPEN.lower(),
                request_id=new.request_id,
            )
        )
        for listener in self._failure_listeners:
            listener(order)
        return order

    def _out_of_time(self, order: Order) -> None:
        if order.is_open:
            self.exchange.expire(order.symbol, order.order_id, DoneReason.OUT_OF_TIME)

    # --- cancelling -------------------------------------------------------------------------------

    def cancel(self, parameters: Parameters, caller: Caller) -> list[tuple[str, str]]:
        """(order id, reason or NOT_FAILED) of each that was named, in order (CBS-35)."""
        order_ids = parameters.listed("order_ids")
        if not order_ids:
            raise invalid("order_ids is required")
        if len(order_ids) > MOST_CANCELLED:
            raise invalid(f"order_ids may name {MOST_CANCELLED} orders at most")
        done: dict[str, str] = {}
        results = []
        for order_id in order_ids:
            again = order_id in done
            done[order_id] = reasons.DUPLICATE_CANCEL if again else self._cancelled(caller.account, order_id)
            results.append((order_id, done[order_id]))
        return results

    def _cancelled(self, account: str, order_id: str) -> str:
        """CBS-36."""
        if not order_id:
            return reasons.INVALID_CANCEL
        order = self.of_id(account, order_id)
        if order is None:
            return reasons.UNKNOWN_ORDER
        if order.status is OrderStatus.FILLED:
            return reasons.FULLY_FILLED
        if not order.is_open:
            return reasons.UNKNOWN_ORDER
        outcome = self.exchange.cancel(order.symbol, order.order_id)
        if not isinstance(outcome, Order):
            return reasons.COMMANDER_CANCEL
        self._timers.stop(order_id)
        return reasons.NOT_FAILED

    # --- editing ----------------------------------------------------------------------------------

    def edit(self, parameters: Parameters, caller: Caller) -> tuple[str, str] | None:
        """(edit_failure_reason, preview_failure_reason), or None: it is done (CBS-41, CBS-42)."""
        try:
            order, ticks, lots = self.edited(parameters, caller)
        except Failure as failure:
            return failure.reason, failure.preview
        outcome = self.exchange.revise(order.symbol, order.order_id, ticks=ticks, lots=lots)
        if isinstance(outcome, Order):
            return None
        if outcome.reason in _EDIT_PREVIEWS:
            return reasons.EDIT_UNKNOWN, _EDIT_PREVIEWS[outcome.reason]
        return reasons.EDIT_COMMANDER, reasons.PREVIEW_UNKNOWN

    def edited(self, parameters: Parameters, caller: Caller) -> tuple[Order, int, int]:
        """(the order, its new price in ticks, its new size in lots). Raises Failure."""
        order = self.of_id(caller.account, parameters.required("order_id"))
        if order is None:
            raise Failure(reasons.EDIT_NOT_FOUND)
        if not order.is_open:
            raise Failure(reasons.ONLY_OPEN)
        if order.tags.get("configuration", GTC) != GTC:
            raise Failure(reasons.ONLY_LIMIT)
        if parameters.text("stop_price") is not None:
            raise Failure(reasons.NO_STOP_PRICE)
        if parameters.raw("attached_order_configuration") or parameters.boolean("cancel_attached_order"):
            raise Failure(reasons.ATTACHED_EDIT)
        instrument = self.exchange.instrument(order.symbol)
        size = _amount(parameters, "size")  # one that is missing is read as nothing
        if order.filled_lots and size <= instrument.quantity(order.filled_lots):
            raise Failure(reasons.BELOW_FILLED)
        try:
            lots = order_rules.size_lots(instrument, size)
        except Failure:
            raise Failure(reasons.EDITED_SIZE) from None
        try:
            ticks = order_rules.price_ticks(instrument, _amount(parameters, "price"))
            order_rules.check_worth(instrument, ticks, lots)
        except Failure as failure:
            raise Failure(reasons.EDITED_PRICE, preview=failure.preview) from None
        if (ticks, lots) == (order.ticks, order.lots):
            raise Failure(reasons.EDIT_EQUAL)
        return order, ticks, lots

    def close(self) -> None:
        self._timers.close()


def _amount(parameters: Parameters, name: str) -> Decimal:
    try:
        return parameters.decimal(name) or Decimal(0)
    except Refuse:
        return Decimal(0)

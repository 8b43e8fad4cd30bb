"""Changing an order: under its own id (amending), or by another in its place (editing). KRK-45."""

from decimal import Decimal

import msgspec

from fakes.exchange import Exchange
from fakes.instruments import BUY
from fakes.matching import Order
from fakes.venues.kraken import errors
from fakes.venues.kraken.endpoints import Caller
from fakes.venues.kraken.errors import Refuse, invalid_arguments
from fakes.venues.kraken.limits import AMENDING, CANCELLING, EDITING, FIXED, by_age
from fakes.venues.kraken.order_names import flags, userref
from fakes.venues.kraken.order_reading import Wish, read_deadline_s
from fakes.venues.kraken.order_rules import check_cost, price_ticks, volume_lots
from fakes.venues.kraken.orders import Orders, refused
from fakes.venues.kraken.pairs import Pair
from fakes.venues.kraken.parameters import Parameters


class Edited(msgspec.Struct, frozen=True, kw_only=True):
    """`order` None = the old one was cancelled and the new one refused (`error`), or it was only checked."""

    original: Order
    order: Order | None
    description: str
    wish: Wish
    error: str | None = None


class OrderChanges:
    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._exchange: Exchange = orders.exchange
        self._amend_ids: dict[str, list[str]] = {}

    def amend_ids(self, order: Order) -> list[str]:
        """One for what it was at first and one for each amendment."""
        ids = self._amend_ids.setdefault(self._orders.txids.order(order), [])
        while len(ids) <= len(order.amendments):
            ids.append(self._orders.txids.new("T"))
        return ids

    # --- amending ---------------------------------------------------------------------------------

    def amend(self, parameters: Parameters, caller: Caller) -> tuple[Order, str]:
        """(the order, the id of its amendment). `order_qty` is the new total quantity (KRK-76)."""
        orders, exchange = self._orders, self._exchange
        for name in ("display_qty", "trigger_price"):
            if name in parameters:
                raise Refuse(invalid_arguments(name))
        quantity, price = parameters.decimal("order_qty"), parameters.decimal("limit_price")
        post_only = parameters.boolean("post_only")
        deadline_s = read_deadline_s(parameters, caller)
        order = orders.the_open_one(caller.account, parameters)
        pair = orders.pairs.of(order.symbol)
        if quantity is None and price is None:
            raise Refuse(invalid_arguments("order_qty"))
        orders.check_deadline(deadline_s)
        orders.system.check_placing(order.symbol, post_only=True)
        self._pay_for_amending(order, pair, quantity)
        ticks = None if price is None else price_ticks(exchange, pair, price)
        lots = None if quantity is None else volume_lots(exchange, pair, quantity, "order_qty")
        check_cost(exchange, pair, order.side, ticks or order.ticks, lots or order.lots)
        if post_only and ticks is not None:
            engine = exchange.engine(order.symbol)
            if engine.side(order.side.opposite).crosses(ticks):
                raise Refuse(errors.WOULD_TAKE)
        self.amend_ids(order)
        outcome = exchange.revise(order.symbol, order.order_id, ticks=ticks, lots=lots)
        if not isinstance(outcome, Order):
            raise refused(outcome.reason)
        return order, self.amend_ids(order)[-1]

    def _pay_for_amending(self, order: Order, pair: Pair, quantity: Decimal | None) -> None:
        """Down to what is filled, it is a cancel as well."""
        age_ms = self._orders.age_ms(order)
        points = FIXED + by_age(AMENDING, age_ms)
        filled = pair.digits.instrument.quantity(order.filled_lots)
        if quantity is not None and order.filled_lots and quantity <= filled:
            points += by_age(CANCELLING, age_ms)
        self._orders.limits.pay(order.account, order.symbol, points)

    # --- editing ----------------------------------------------------------------------------------

    def edit(self, parameters: Parameters, caller: Caller) -> Edited:
        """The fills stay with the old order; the new one has what was not changed from it (KRK-73)."""
        orders = self._orders
        if "cl_ord_id" in parameters:
            raise Refuse(invalid_arguments("cl_ord_id"))
        original = orders.the_open_one(caller.account, parameters)
        pair = orders.reader.pair(parameters)
        if pair.symbol != original.symbol:
            raise Refuse(errors.UNKNOWN_ORDER)
        wish = orders.reader.read(self._whole(parameters, original), caller)
        orders.check_deadline(wish.deadline_s)
        orders.system.check_placing(original.symbol, post_only=wish.post_only)
        description = orders.reader.described(wish)
        if wish.validate:
            orders.reader.checked(wish, caller, "")
            return Edited(original=original, order=None, description=description, wish=wish)
        points = FIXED + by_age(EDITING, orders.age_ms(original))
        orders.limits.pay(caller.account, original.symbol, points)
        new = orders.reader.checked(wish, caller, "")
        if new.lots is not None and new.lots < original.filled_lots:
            raise Refuse(errors.INVALID_ORDER)
        outcome = self._exchange.cancel(original.symbol, original.order_id)
        if not isinstance(outcome, Order):
            raise refused(outcome.reason)
        try:
            placed = orders.place(wish, caller)
        except Refuse as refuse:
            return Edited(
                original=original, order=None, description=description, wish=wish, error=refuse.text
            )
        return Edited(original=original, order=placed.order, description=description, wish=wish)

    def _whole(self, parameters: Parameters, original: Order) -> Parameters:
        """A new order's parameters: the old one's with what is to be changed."""
        digits = self._orders.pairs.of(original.symbol).digits
        side = "buy" if original.side is BUY else "sell"
        whole = {
            "pair": parameters.required("pair"),
            "type": side,
            "ordertype": "limit",
            "volume": parameters.text("volume") or digits.quantity(original.lots).text,
            "price": parameters.text("price") or digits.price(original.ticks or 0).text,
            "oflags": parameters.text("oflags") or flags(original),
        }
        for name in ("userref", "deadline", "validate"):
            text = parameters.text(name)
            if text is not None:
                whole[name] = text
        if "userref" not in whole and userref(original) is not None:
            whole["userref"] = str(userref(original))
        return Parameters(whole)

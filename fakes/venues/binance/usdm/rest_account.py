"""What an account may ask about its orders and executions, and what it may set about itself."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.matching import Order
from fakes.operations import Operation
from fakes.trades import OwnTrade
from fakes.venues.binance import errors as spot
from fakes.venues.binance.endpoints import Caller, Endpoint, Security
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.limits import Limits
from fakes.venues.binance.listing import Listing, within
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.rest_trading import find
from fakes.venues.binance.usdm import errors, order_view
from fakes.venues.binance.usdm.dead_man import DeadMan
from fakes.venues.binance.usdm.endpoint_kinds import asked, done
from fakes.venues.binance.usdm.listen_keys import ListenKeys
from fakes.venues.binance.usdm.numbers import UsdmScale

Json = Any
DAY_MS: Final = 86_400_000
WEEK_MS: Final = 7 * DAY_MS
READ: Final = Security.USER_DATA


class UsdmAccount:
    def __init__(
        self,
        exchange: Exchange,
        listing: Listing,
        limits: Limits,
        keys: ListenKeys,
        dead_man: DeadMan,
    ) -> None:
        self._exchange = exchange
        self._listing = listing
        self._limits = limits
        self._keys = keys
        self._dead_man = dead_man

    def endpoints(self) -> Sequence[Endpoint]:
        symbol = frozenset({"symbol"})
        by_id = symbol | {"orderId", "origClientOrderId"}
        span = symbol | {"orderId", "startTime", "endTime", "limit"}
        key, stream = "/fapi/v1/listenKey", Security.USER_STREAM
        return (
            asked("/fapi/v1/order", Operation.QUERY, self.order, by_id, security=READ),
            asked("/fapi/v1/openOrder", Operation.QUERY, self.open_order, by_id, security=READ),
            asked(
                "/fapi/v1/openOrders",
                Operation.OPEN_ORDERS,
                self.open_orders,
                symbol,
                lambda p: 1 if "symbol" in p else 40,  # BFU-32
                security=READ,
            ),
            asked("/fapi/v1/allOrders", Operation.ALL_ORDERS, self.all_orders, span, 5, security=READ),
            asked(
                "/fapi/v1/userTrades", Operation.MY_TRADES, self.trades, span | {"fromId"}, 5, security=READ
            ),
            asked(
                "/fapi/v1/rateLimit/order",
                Operation.ORDER_QUOTA,
                lambda _p, _c: self._limits.order_rules(),
                security=READ,
            ),
            done("POST", key, Operation.USER_STREAM, self.open_key, security=stream),
            done("PUT", key, Operation.USER_STREAM, self.keep_key, {"listenKey"}, security=stream),
            done("DELETE", key, Operation.USER_STREAM, self.close_key, {"listenKey"}, security=stream),
            done(
                "POST",
                "/fapi/v1/countdownCancelAll",
                Operation.OTHER,
                self.count_down,
                {"symbol", "countdownTime"},
                10,
            ),
        )

    # --- orders ---------------------------------------------------------------------------------------

    def order(self, parameters: Parameters, caller: Caller) -> Json:
        symbol, found = self._found(parameters, caller)
        if found is None:
            raise Refuse(errors.NO_SUCH_ORDER)  # BFU-17
        return order_view.queried(self._scale(symbol), found)

    def open_order(self, parameters: Parameters, caller: Caller) -> Json:
        symbol, found = self._found(parameters, caller)
        if found is None or not found.is_open:
            raise Refuse(errors.NO_SUCH_ORDER)
        return order_view.queried(self._scale(symbol), found)

    def _found(self, parameters: Parameters, caller: Caller) -> tuple[str, Order | None]:
        """A finished order that nobody filled is forgotten after three days (BFU-17)."""
        symbol = self._listing.symbol(parameters)
        order_id, name = parameters.integer("orderId"), parameters.text("origClientOrderId")
        if order_id is None and name is None:
            raise Refuse(spot.either_missing("origClientOrderId", "orderId"))
        found = find(self._exchange, caller.trader, symbol, order_id, name)
        if found is None or found.is_open or found.filled_lots:
            return symbol, found
        forgotten = found.created_at_ms + 3 * DAY_MS < self._exchange.now_ms()
        return symbol, None if forgotten else found

    def open_orders(self, parameters: Parameters, caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters) if "symbol" in parameters else None
        orders = self._exchange.open_orders(caller.trader, symbol)
        return [order_view.queried(self._scale(order.symbol), order) for order in orders]

    def all_orders(self, parameters: Parameters, caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        orders = self._exchange.all_orders(caller.trader, symbol)
        limit, order_id = parameters.limit(), parameters.integer("orderId")
        start_ms, end_ms = self._span(parameters)
        if order_id is not None:
            first = bisect_left(orders, order_id, key=lambda order: order.order_id)
            found = orders[first : first + limit]
        else:
            found = within(orders, start_ms, end_ms, limit, when=lambda order: order.created_at_ms)
        return [order_view.listed(self._scale(symbol), order) for order in found]

    def trades(self, parameters: Parameters, caller: Caller) -> Json:
        """BFU-69."""
        symbol = self._listing.symbol(parameters)
        limit, order_id = parameters.limit(), parameters.integer("orderId")
        from_id = parameters.integer("fromId")
        start_ms, end_ms = self._span(parameters)
        if from_id is not None and ("startTime" in parameters or "endTime" in parameters):
            raise Refuse(spot.BAD_COMBINATION)
        trades: Sequence[OwnTrade] = self._exchange.trades_of(caller.trader, symbol)
        if order_id is not None:
            trades = [trade for trade in trades if trade.order.order_id == order_id]
        if from_id is not None:
            first = bisect_left(trades, from_id, key=lambda trade: trade.fill.trade_id)
            trades = trades[first : first + limit]
        else:
            trades = within(trades, start_ms, end_ms, limit, when=lambda trade: trade.fill.at_ms)
        scale = self._scale(symbol)
        return [order_view.own_trade(scale, trade) for trade in trades]

    def _span(self, parameters: Parameters) -> tuple[int | None, int | None]:
        """At most a week."""
        start_ms, end_ms = parameters.time_range()
        if start_ms is not None and end_ms is not None and end_ms - start_ms > WEEK_MS:
            raise Refuse(errors.BAD_INTERVAL_OF_TIME)
        return start_ms, end_ms

    # --- the stream, and the dead man's switch --------------------------------------------------------

    def open_key(self, _parameters: Parameters, caller: Caller) -> Json:
        return {"listenKey": self._keys.open(caller.trader)}

    def keep_key(self, _parameters: Parameters, caller: Caller) -> Json:
        key = self._keys.keep(caller.trader)
        if key is None:
            raise Refuse(errors.NO_LISTEN_KEY)
        return {"listenKey": key}

    def close_key(self, _parameters: Parameters, caller: Caller) -> Json:
        self._keys.close(caller.trader)
        return {}

    def count_down(self, parameters: Parameters, caller: Caller) -> Json:
        """BFU-66."""
        symbol = self._listing.symbol(parameters)
        parameters.required("countdownTime")
        wait_ms = parameters.integer("countdownTime") or 0
        self._dead_man.set(caller.trader, symbol, wait_ms)
        return {"symbol": symbol, "countdownTime": str(wait_ms)}

    def _scale(self, symbol: str) -> UsdmScale:
        return UsdmScale(self._exchange.instrument(symbol))

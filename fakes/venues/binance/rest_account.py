"""What an account may ask about itself: balances, orders, trades, limits, fees."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Final

from fakes.exchange import Batch, Exchange
from fakes.ledger import BalanceChanged, SelfTradePrevented
from fakes.matching import Order
from fakes.operations import Operation
from fakes.trades import OwnTrade
from fakes.venues.binance import errors, render
from fakes.venues.binance.endpoints import Act, Caller, Endpoint, Security, Weight
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.limits import Limits
from fakes.venues.binance.listing import Listing, within
from fakes.venues.binance.numbers import ZERO, Scale, atoms_text
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.rest_trading import find
from fakes.venues.binance.symbols import symbol_filters

Json = Any
DAY_MS: Final = 86_400_000
DEFAULT_PRECISION: Final = 8
NO_RATES: Final = {"maker": ZERO, "taker": ZERO, "buyer": ZERO, "seller": ZERO}
NO_TRADE_GROUP: Final = -1


class Account:
    def __init__(self, exchange: Exchange, listing: Listing, limits: Limits) -> None:
        self._exchange = exchange
        self._listing = listing
        self._limits = limits
        self._uids: dict[str, int] = {}
        self._updated_ms: dict[str, int] = {}
        exchange.listen_to_watched(self._heard)

    def endpoints(self) -> Sequence[Endpoint]:
        symbol = frozenset({"symbol"})
        by_id = symbol | {"orderId", "origClientOrderId"}
        lists = frozenset({"fromId", "startTime", "endTime", "limit"})
        allocations = symbol | {"startTime", "endTime", "fromAllocationId", "limit", "orderId"}
        span = symbol | {"orderId", "startTime", "endTime", "limit"}
        return (
            _ask("account", "account.status", Operation.ACCOUNT, self.account, {"omitZeroBalances"}, 20),
            _ask("order", "order.status", Operation.QUERY, self.order, by_id, 4),
            _ask(
                "openOrders",
                "openOrders.status",
                Operation.OPEN_ORDERS,
                self.open_orders,
                symbol,
                lambda p: 6 if "symbol" in p else 80,
            ),
            _ask("allOrders", "allOrders", Operation.ALL_ORDERS, self.all_orders, span, 20),
            _ask(
                "myTrades",
                "myTrades",
                Operation.MY_TRADES,
                self.my_trades,
                span | {"fromId"},
                lambda p: 5 if "orderId" in p else 20,
            ),
            _ask(
                "rateLimit/order",
                "account.rateLimits.orders",
                Operation.ORDER_QUOTA,
                lambda _p, caller: self._limits.order_counts(caller.trader),
                frozenset(),
                40,
            ),
            _ask(
                "myPreventedMatches",
                "myPreventedMatches",
                Operation.OTHER,
                self.prevented,
                symbol | {"preventedMatchId", "orderId", "fromPreventedMatchId", "limit"},
                lambda p: 20 if "orderId" in p else 2,
            ),
            _ask("openOrderList", "openOrderLists.status", Operation.OTHER, self.no_lists, frozenset(), 6),
            _ask("allOrderList", "allOrderLists", Operation.OTHER, self.no_lists, lists, 20),
            _ask("myAllocations", "myAllocations", Operation.OTHER, self.no_allocations, allocations, 20),
            _ask("account/commission", "account.commission", Operation.OTHER, self.commission, symbol, 20),
            _ask("myFilters", "myFilters", Operation.OTHER, self.filters, symbol, 40),
            _ask(
                "order/amendments",
                "order.amendments",
                Operation.OTHER,
                self.amendments,
                symbol | {"orderId", "fromExecutionId", "limit"},
                4,
            ),
        )

    # --- balances ---------------------------------------------------------------------------------

    def account(self, parameters: Parameters, caller: Caller) -> Json:
        omit = parameters.boolean("omitZeroBalances", False)
        precisions = self.precisions()
        held = self._exchange.accounts.of(caller.trader)
        balances = [
            {
                "asset": asset,
                "free": atoms_text(held[asset].free_atoms if asset in held else 0, precision),
                "locked": atoms_text(held[asset].held_atoms if asset in held else 0, precision),
            }
            for asset, precision in precisions.items()
            if not omit or (asset in held and held[asset].total_atoms)
        ]
        maker, taker = self._fees()
        return {
            "makerCommission": maker // 100,
            "takerCommission": taker // 100,
            "buyerCommission": 0,
            "sellerCommission": 0,
            "commissionRates": {
                "maker": render.rate(maker),
                "taker": render.rate(taker),
                "buyer": ZERO,
                "seller": ZERO,
            },
            "canTrade": True,
            "canWithdraw": True,
            "canDeposit": True,
            "brokered": False,
            "requireSelfTradePrevention": False,
            "preventSor": False,
            "updateTime": self._updated_ms.setdefault(caller.trader, self._exchange.now_ms()),
            "accountType": "SPOT",
            "balances": balances,
            "permissions": ["SPOT"],
            "uid": self._uids.setdefault(caller.trader, 100_000_001 + len(self._uids)),
        }

    def _heard(self, batch: Batch) -> None:
        for step in batch.steps:
            if isinstance(step.fact, BalanceChanged):
                self._updated_ms[step.fact.account] = batch.at_ms

    def precisions(self) -> dict[str, int]:
        """Every asset that can be traded here, in order of listing, and its decimal places."""
        found: dict[str, int] = {}
        for symbol in self._exchange.symbols():
            instrument = self._exchange.instrument(symbol)
            found.setdefault(instrument.base, instrument.base_precision)
            found.setdefault(instrument.quote, instrument.quote_precision)
        return found

    def _fees(self) -> tuple[int, int]:
        symbols = self._exchange.symbols()
        if not symbols:
            return 0, 0
        instrument = self._exchange.instrument(symbols[0])
        return instrument.maker_fee_ppm, instrument.taker_fee_ppm

    # --- orders -----------------------------------------------------------------------------------

    def order(self, parameters: Parameters, caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        order_id, client_order_id = parameters.integer("orderId"), parameters.text("origClientOrderId")
        if order_id is None and client_order_id is None:
            raise Refuse(errors.either_missing("origClientOrderId", "orderId"))
        found = find(self._exchange, caller.trader, symbol, order_id, client_order_id)
        if found is None:
            raise Refuse(errors.NO_SUCH_ORDER)  # BIN-15
        if client_order_id is not None and found.client_order_id != client_order_id:
            raise Refuse(errors.IDS_DISAGREE)
        return render.queried(self._listing.scale(symbol), found)

    def open_orders(self, parameters: Parameters, caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters) if "symbol" in parameters else None
        return self._written(self._exchange.open_orders(caller.trader, symbol))

    def all_orders(self, parameters: Parameters, caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        orders = self._exchange.all_orders(caller.trader, symbol)
        limit, order_id = parameters.limit(), parameters.integer("orderId")
        start_ms, end_ms = _day_range(parameters)
        if order_id is not None:
            first = bisect_left(orders, order_id, key=lambda order: order.order_id)
            return self._written(orders[first : first + limit])
        return self._written(within(orders, start_ms, end_ms, limit, when=lambda order: order.created_at_ms))

    def _written(self, orders: Sequence[Order]) -> Json:
        return [render.queried(self._listing.scale(order.symbol), order) for order in orders]

    # --- trades -----------------------------------------------------------------------------------

    def my_trades(self, parameters: Parameters, caller: Caller) -> Json:
        """BIN-48."""
        symbol = self._listing.symbol(parameters)
        limit, order_id = parameters.limit(), parameters.integer("orderId")
        from_id = parameters.integer("fromId")
        start_ms, end_ms = _day_range(parameters)
        timed = start_ms is not None or end_ms is not None
        if timed and (order_id is not None or from_id is not None):
            raise Refuse(errors.BAD_COMBINATION)
        trades: Sequence[OwnTrade] = self._exchange.trades_of(caller.trader, symbol)
        if order_id is not None:
            trades = [trade for trade in trades if trade.order.order_id == order_id]
        if from_id is not None:
            first = bisect_left(trades, from_id, key=lambda trade: trade.fill.trade_id)
            trades = trades[first : first + limit]
        else:
            trades = within(trades, start_ms, end_ms, limit, when=lambda trade: trade.fill.at_ms)
        scale = self._listing.scale(symbol)
        return [render.own_trade(scale, trade) for trade in trades]

    def prevented(self, parameters: Parameters, caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        limit, order_id = parameters.limit(), parameters.integer("orderId")
        match_id, from_id = parameters.integer("preventedMatchId"), parameters.integer("fromPreventedMatchId")
        if (match_id is None) == (order_id is None) or (from_id is not None and order_id is None):
            raise Refuse(errors.BAD_COMBINATION)
        scale = self._listing.scale(symbol)
        rows = [
            _prevented(scale, fact, at_ms)
            for fact, at_ms in self._exchange.preventions(caller.trader, symbol)
            if match_id in (None, fact.prevention_id)
            and (order_id is None or order_id in (fact.maker_order_id, fact.taker_order_id))
            and fact.prevention_id >= (from_id or 0)
        ]
        return rows[:limit]

    def amendments(self, parameters: Parameters, caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        parameters.required("orderId")
        limit, first = parameters.limit(), parameters.integer("fromExecutionId") or 0
        order = find(self._exchange, caller.trader, symbol, parameters.integer("orderId"), None)
        if order is None:
            raise Refuse(errors.NO_SUCH_ORDER)
        scale = self._listing.scale(symbol)
        return [
            render.amendment_record(scale, order, amendment)
            for amendment in order.amendments
            if amendment.execution_id >= first
        ][:limit]

    def no_lists(self, _parameters: Parameters, _caller: Caller) -> Json:
        """Order lists are not allowed on any symbol here, so nobody has one."""
        return []

    def no_allocations(self, parameters: Parameters, _caller: Caller) -> Json:
        """Nothing is routed to other books here."""
        self._listing.symbol(parameters)
        return []

    # --- rules ------------------------------------------------------------------------------------

    def commission(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        instrument = self._exchange.instrument(symbol)
        return {
            "symbol": symbol,
            "standardCommission": {
                "maker": render.rate(instrument.maker_fee_ppm),
                "taker": render.rate(instrument.taker_fee_ppm),
                "buyer": ZERO,
                "seller": ZERO,
            },
            "specialCommission": NO_RATES,
            "taxCommission": NO_RATES,
            "discount": render.NO_DISCOUNT,
        }

    def filters(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        return {
            "exchangeFilters": [],
            "symbolFilters": symbol_filters(self._exchange.instrument(symbol)),
            "assetFilters": [],
        }


def _prevented(scale: Scale, fact: SelfTradePrevented, at_ms: int) -> Json:
    """A side's quantity stands in it only if the mode took any from that side (BIN-49)."""
    record = {
        "symbol": fact.symbol,
        "preventedMatchId": fact.prevention_id,
        "takerOrderId": fact.taker_order_id,
        "makerSymbol": fact.symbol,
        "makerOrderId": fact.maker_order_id,
        "tradeGroupId": NO_TRADE_GROUP,
        "selfTradePreventionMode": fact.mode,
        "price": scale.price(fact.ticks),
    }
    if fact.taker_lots:
        record["takerPreventedQuantity"] = scale.quantity(fact.taker_lots)
    if fact.maker_lots:
        record["makerPreventedQuantity"] = scale.quantity(fact.maker_lots)
    return {**record, "transactTime": at_ms}


def _day_range(parameters: Parameters) -> tuple[int | None, int | None]:
    start_ms, end_ms = parameters.time_range()
    if start_ms is not None and end_ms is not None and end_ms - start_ms > DAY_MS:
        raise Refuse(errors.LOOKUP_TOO_LONG)
    return start_ms, end_ms


def _ask(
    path: str,
    websocket: str,
    operation: Operation,
    act: Act,
    accepts: frozenset[str] | set[str],
    weight: int | Weight,
) -> Endpoint:
    return Endpoint(
        method="GET",
        path=f"/api/v3/{path}",
        websocket=websocket,
        operation=operation,
        act=act,
        accepts=frozenset(accepts),
        weight=weight,
        security=Security.USER_DATA,
    )

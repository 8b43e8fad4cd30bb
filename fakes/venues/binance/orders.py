"""Reading a new order: what its type demands, the filters, and what is left for the engine.

Nothing here changes anything, so `order/test` asks the same questions.
"""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from fakes.exchange import Exchange
from fakes.instruments import Instrument, Side
from fakes.matching import NewOrder, OrderKind, SelfTrade, TimeInForce
from fakes.venues.binance import errors
from fakes.venues.binance.averages import Averages
from fakes.venues.binance.endpoints import Caller
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.filters import check_notional, check_percent_price, check_price, check_quantity
from fakes.venues.binance.listing import Listing
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.symbols import AVERAGE_MINUTES, DEFAULT_SELF_TRADE, MAX_OPEN_ORDERS

ORDER_PARAMETERS: Final = frozenset(
    {
        "symbol",
        "side",
        "type",
        "timeInForce",
        "quantity",
        "quoteOrderQty",
        "price",
        "newClientOrderId",
        "strategyId",
        "strategyType",
        "stopPrice",
        "trailingDelta",
        "icebergQty",
        "newOrderRespType",
        "selfTradePreventionMode",
        "pegPriceType",
        "pegOffsetValue",
        "pegOffsetType",
    }
)
UNSUPPORTED_TYPES: Final = {
    "STOP_LOSS": "Stop loss orders are not supported for this symbol.",
    "STOP_LOSS_LIMIT": "Stop loss limit orders are not supported for this symbol.",
    "TAKE_PROFIT": "Take profit orders are not supported for this symbol.",
    "TAKE_PROFIT_LIMIT": "Take profit limit orders are not supported for this symbol.",
}
UNSUPPORTED_PARAMETERS: Final = {
    "icebergQty": "Iceberg orders are not supported for this symbol.",
    "trailingDelta": "Trailing stop orders are not supported for this symbol.",
    "pegPriceType": "Pegged orders are not supported for this symbol.",
}
ALLOWED: Final = {
    OrderKind.LIMIT: ("timeInForce", "quantity", "price"),
    OrderKind.LIMIT_MAKER: ("quantity", "price"),
    OrderKind.MARKET: ("quantity", "quoteOrderQty"),
}
SMALLEST_STRATEGY_TYPE: Final = 1_000_000


class OrderReader:
    """From parameters to a NewOrder, or `Refuse` with the venue's own error."""

    def __init__(self, exchange: Exchange, listing: Listing, new_id: Callable[[], str]) -> None:
        self._exchange = exchange
        self._listing = listing
        self._new_id = new_id
        self._averages = Averages(exchange, AVERAGE_MINUTES * 60_000)

    def read(self, parameters: Parameters, caller: Caller) -> tuple[str, NewOrder]:
        """(symbol, order): well-formed first, then the filters."""
        symbol = self._listing.symbol(parameters)
        side = _side(parameters)
        kind = _kind(parameters)
        for name, words in UNSUPPORTED_PARAMETERS.items():
            if name in parameters:
                raise Refuse(errors.rejected(words))
        time_in_force = _time_in_force(parameters, kind)
        for name in ("timeInForce", "quantity", "price", "quoteOrderQty", "stopPrice"):
            if name in parameters and name not in ALLOWED[kind]:
                raise Refuse(errors.not_required(name))
        self_trade = _self_trade(parameters)
        client_order_id = parameters.client_order_id("newClientOrderId")
        tags = _tags(parameters)
        ticks, lots, quote_atoms = self._amounts(symbol, side, kind, parameters)
        self._check_open_orders(caller.trader, symbol)
        return symbol, NewOrder(
            account=caller.trader,
            client_order_id=client_order_id or self._new_id(),
            side=side,
            kind=kind,
            ticks=ticks,
            lots=lots,
            quote_atoms=quote_atoms,
            time_in_force=time_in_force,
            self_trade=self_trade,
            request_id=caller.request_id,
            tags=tags,
        )

    def _amounts(
        self, symbol: str, side: Side, kind: OrderKind, parameters: Parameters
    ) -> tuple[int | None, int | None, int | None]:
        """(ticks, lots, quote atoms), each filter passed."""
        instrument = self._exchange.instrument(symbol)
        if kind is OrderKind.MARKET:
            return None, *self._market_amounts(instrument, parameters)
        quantity = parameters.required_decimal("quantity")
        price = parameters.required_decimal("price")
        if not quantity * price:
            raise Refuse(errors.ZERO_NOTIONAL)
        ticks = check_price(instrument, price)
        lots = check_quantity(instrument, quantity)
        check_percent_price(price, self._averages.price(symbol))
        check_notional(instrument, quantity * price)
        return ticks, lots, None

    def _market_amounts(
        self, instrument: Instrument, parameters: Parameters
    ) -> tuple[int | None, int | None]:
        quantity, amount = parameters.decimal("quantity"), parameters.decimal("quoteOrderQty")
        if (quantity is None) == (amount is None):
            if quantity is None:
                raise Refuse(errors.either_missing("quantity", "quoteOrderQty"))
            raise Refuse(errors.BAD_COMBINATION)
        if amount is not None:
            check_notional(instrument, amount, market=True)
            return None, int(amount.scaleb(instrument.quote_precision))
        lots = check_quantity(instrument, quantity or Decimal(0), market=True)
        average = self._averages.price(instrument.symbol)
        if average is not None:
            check_notional(instrument, instrument.quantity(lots) * average, market=True)
        return lots, None

    def _check_open_orders(self, account: str, symbol: str) -> None:
        if len(self._exchange.open_orders(account, symbol)) >= MAX_OPEN_ORDERS:
            raise Refuse(errors.filter_failure("MAX_NUM_ORDERS"))


def _side(parameters: Parameters) -> Side:
    text = parameters.required("side")
    try:
        return Side(text)
    except ValueError:
        raise Refuse(errors.BAD_SIDE) from None


def _kind(parameters: Parameters) -> OrderKind:
    text = parameters.required("type")
    if text in UNSUPPORTED_TYPES:
        raise Refuse(errors.rejected(UNSUPPORTED_TYPES[text]))
    try:
        return OrderKind(text)
    except ValueError:
        raise Refuse(errors.BAD_ORDER_TYPE) from None


def _time_in_force(parameters: Parameters, kind: OrderKind) -> TimeInForce:
    """Market orders and post-only orders show GTC."""
    text = parameters.text("timeInForce")
    if text is None:
        if kind is OrderKind.LIMIT:
            raise Refuse(errors.missing("timeInForce"))
        return TimeInForce.GTC
    try:
        return TimeInForce(text)
    except ValueError:
        raise Refuse(errors.BAD_TIME_IN_FORCE) from None


def _self_trade(parameters: Parameters) -> SelfTrade:
    text = parameters.text("selfTradePreventionMode")
    if text is None:
        return DEFAULT_SELF_TRADE
    try:
        return SelfTrade(text)
    except ValueError:
        raise Refuse(errors.UNSUPPORTED_STP) from None


def _tags(parameters: Parameters) -> dict[str, str]:
    tags = {}
    strategy, kind = parameters.integer("strategyId"), parameters.integer("strategyType")
    if strategy is not None:
        tags["strategyId"] = str(strategy)
    if kind is not None:
        if kind < SMALLEST_STRATEGY_TYPE:
            raise Refuse(errors.BAD_STRATEGY_TYPE)
        tags["strategyType"] = str(kind)
    return tags

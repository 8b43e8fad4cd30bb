"""Reading a new order: what its type demands, the filters, and what is left for the engine."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from fakes.exchange import Exchange
from fakes.instruments import BUY, Instrument, Side
from fakes.matching import NewOrder, OrderKind, SelfTrade, TimeInForce
from fakes.venues.binance import errors as spot
from fakes.venues.binance.endpoints import Caller
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.listing import Listing
from fakes.venues.binance.parameters import DECIMAL, Parameters
from fakes.venues.binance.usdm import errors
from fakes.venues.binance.usdm.numbers import decimals, plain

ORDER_PARAMETERS: Final = frozenset(
    {
        "symbol",
        "side",
        "positionSide",
        "type",
        "timeInForce",
        "quantity",
        "reduceOnly",
        "price",
        "newClientOrderId",
        "stopPrice",
        "closePosition",
        "activationPrice",
        "callbackRate",
        "workingType",
        "priceProtect",
        "newOrderRespType",
        "priceMatch",
        "selfTradePreventionMode",
        "goodTillDate",
    }
)
CLIENT_ORDER_ID: Final = re.compile(r"^[\.A-Z\:/a-z0-9_-]{1,36}$")  # BFU-16
LONGEST_ID: Final = 36
ALGO_TYPES: Final = ("STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET", "TRAILING_STOP_MARKET")
MULTIPLIER_UP: Final = Decimal("1.0500")
MULTIPLIER_DOWN: Final = Decimal("0.9500")
DEFAULT_SELF_TRADE: Final = SelfTrade.EXPIRE_MAKER
SELF_TRADE: Final = ("EXPIRE_TAKER", "EXPIRE_MAKER", "EXPIRE_BOTH")
TIMES_IN_FORCE: Final = ("GTC", "IOC", "FOK", "GTX")


class UsdmOrderReader:
    """From parameters to a NewOrder, or `Refuse` with the venue's own error."""

    def __init__(
        self, exchange: Exchange, listing: Listing, new_id: Callable[[], str], most_open: int
    ) -> None:
        self._most_open = most_open
        self._exchange = exchange
        self._listing = listing
        self._new_id = new_id

    def read(self, parameters: Parameters, caller: Caller) -> tuple[str, NewOrder]:
        """(symbol, order): well-formed first, then the filters, then what would be opened."""
        symbol = self._listing.symbol(parameters)
        side = read_side(parameters)
        kind, time_in_force = _kind(parameters)
        _position_side(parameters)
        reduce_only = _reduce_only(parameters)
        self_trade = _self_trade(parameters)
        name = client_order_id(parameters, "newClientOrderId")
        instrument = self._exchange.instrument(symbol)
        quantity = read_quantity(instrument, parameters)
        ticks = None
        if kind is OrderKind.MARKET:
            if "price" in parameters:
                raise Refuse(spot.not_required("price"))
            self._check_counterparty(instrument, side)
        else:
            ticks = read_price(instrument, parameters)
            self.check_mark(instrument, side, ticks)
        worth = instrument.price(ticks or self._exchange.contracts.mark_ticks(symbol)) * quantity
        if worth < instrument.min_notional and not reduce_only:
            raise Refuse(errors.too_little(plain(instrument.min_notional, 1)))
        if len(self._exchange.open_orders(caller.trader, symbol)) >= self._most_open:
            raise Refuse(errors.TOO_MANY_OPEN)  # BFU-15
        return symbol, NewOrder(
            account=caller.trader,
            client_order_id=name or self._new_id(),
            side=side,
            kind=kind,
            ticks=ticks,
            lots=instrument.lots(quantity),
            time_in_force=time_in_force,
            self_trade=self_trade,
            reduce_only=reduce_only,
            request_id=caller.request_id,
        )

    def check_mark(self, instrument: Instrument, side: Side, ticks: int) -> None:
        """PERCENT_PRICE: a price that would be bad for its owner (BFU-14)."""
        mark = self._exchange.contracts.mark_ticks(instrument.symbol)
        if not mark:
            return
        if side is BUY and ticks > mark * MULTIPLIER_UP:
            raise Refuse(errors.PRICE_ABOVE_MARK)
        if side is not BUY and ticks < mark * MULTIPLIER_DOWN:
            raise Refuse(errors.PRICE_BELOW_MARK)

    def _check_counterparty(self, instrument: Instrument, side: Side) -> None:
        best = self._exchange.engine(instrument.symbol).side(side.opposite).best
        mark = self._exchange.contracts.mark_ticks(instrument.symbol)
        if best is None or not mark:
            return
        if not mark * MULTIPLIER_DOWN <= best.ticks <= mark * MULTIPLIER_UP:
            raise Refuse(errors.COUNTERPARTY_TOO_FAR)


def read_side(parameters: Parameters) -> Side:
    try:
        return Side(parameters.required("side"))
    except ValueError:
        raise Refuse(spot.BAD_SIDE) from None


def read_price(instrument: Instrument, parameters: Parameters) -> int:
    """In ticks. BFU-13."""
    price = _amount(parameters, "price", decimals(instrument.tick))
    if price <= 0:
        raise Refuse(errors.PRICE_BELOW_ZERO)
    if price < instrument.price(instrument.min_ticks):
        raise Refuse(errors.PRICE_BELOW_MIN)
    if price > instrument.price(instrument.max_ticks):
        raise Refuse(errors.PRICE_ABOVE_MAX)
    if price % instrument.tick_size:
        raise Refuse(errors.PRICE_OFF_TICK)
    return instrument.ticks(price)


def read_quantity(instrument: Instrument, parameters: Parameters) -> Decimal:
    """On the grid. BFU-13."""
    quantity = _amount(parameters, "quantity", decimals(instrument.step))
    if quantity <= 0:
        raise Refuse(errors.QUANTITY_BELOW_ZERO)
    if quantity < instrument.quantity(instrument.min_lots):
        raise Refuse(errors.QUANTITY_BELOW_MIN)
    if quantity > instrument.quantity(instrument.max_lots):
        raise Refuse(errors.QUANTITY_ABOVE_MAX)
    if quantity % instrument.step_size:
        raise Refuse(errors.QUANTITY_OFF_STEP)
    return quantity


def client_order_id(parameters: Parameters, name: str) -> str | None:
    text = parameters.text(name)
    if text is not None and len(text) > LONGEST_ID:
        raise Refuse(errors.ID_TOO_LONG)
    if text is not None and not CLIENT_ORDER_ID.match(text):
        raise Refuse(errors.BAD_ID)
    return text


def _amount(parameters: Parameters, name: str, places: int) -> Decimal:
    """BFU-04."""
    text = parameters.required(name)
    if not DECIMAL.match(text):
        raise Refuse(spot.illegal(name, DECIMAL.pattern))
    if len(text.partition(".")[2].rstrip("0")) > places:
        raise Refuse(errors.TOO_PRECISE)
    return Decimal(text)


def _kind(parameters: Parameters) -> tuple[OrderKind, TimeInForce]:
    text = parameters.required("type")
    if text in ALGO_TYPES:
        raise Refuse(errors.ALGO_ONLY)  # BFU-19
    if text not in ("LIMIT", "MARKET"):
        raise Refuse(spot.BAD_ORDER_TYPE)
    if "priceMatch" in parameters and parameters.text("priceMatch") != "NONE":
        raise Refuse(errors.BAD_PRICE_MATCH if text == "LIMIT" else errors.NO_PRICE_MATCH_HERE)
    wanted = parameters.text("timeInForce")
    if text == "MARKET":
        return OrderKind.MARKET, TimeInForce.GTC
    if wanted is None:
        raise Refuse(spot.missing("timeInForce"))
    if wanted not in TIMES_IN_FORCE:
        raise Refuse(spot.BAD_TIME_IN_FORCE)
    if wanted == "GTX":
        return OrderKind.LIMIT_MAKER, TimeInForce.GTC
    return OrderKind.LIMIT, TimeInForce(wanted)


def _position_side(parameters: Parameters) -> None:
    """One-way mode (BFU-60)."""
    side = parameters.text("positionSide")
    if side not in (None, "BOTH", "LONG", "SHORT"):
        raise Refuse(errors.BAD_POSITION_SIDE)
    if side in ("LONG", "SHORT"):
        raise Refuse(errors.WRONG_POSITION_SIDE)


def _reduce_only(parameters: Parameters) -> bool:
    """BFU-61."""
    text = parameters.text("reduceOnly") or "false"
    if text not in ("true", "false"):
        raise Refuse(errors.BAD_REDUCE_ONLY)
    return text == "true"


def _self_trade(parameters: Parameters) -> SelfTrade:
    """BFU-63."""
    text = parameters.text("selfTradePreventionMode")
    if text is None:
        return DEFAULT_SELF_TRADE
    if text not in SELF_TRADE:
        raise Refuse(errors.BAD_SELF_TRADE)
    return SelfTrade(text)

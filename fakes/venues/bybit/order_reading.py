"""A new order as a client worded it: its form, then what the market's rules say to it.

What this fake cannot match is refused as a feature that there is not (BYB-94).
"""

from collections.abc import Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

import msgspec

from fakes.exchange import Exchange
from fakes.instruments import BUY, SELL, Side
from fakes.matching import NewOrder, OrderKind, SelfTrade, TimeInForce
from fakes.venues.bybit.endpoints import Caller
from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.order_rules import (
    band,
    check_id,
    check_worth,
    price_ticks,
    quantity_lots,
    quote_atoms,
)
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.product import Product

SIDES: Final = {"Buy": BUY, "Sell": SELL}
TIMES: Final = {
    "GTC": TimeInForce.GTC,
    "IOC": TimeInForce.IOC,
    "FOK": TimeInForce.FOK,
    "PostOnly": TimeInForce.GTC,
}
SELF_TRADE: Final = {
    "None": SelfTrade.NONE,
    "CancelMaker": SelfTrade.EXPIRE_MAKER,
    "CancelTaker": SelfTrade.EXPIRE_TAKER,
    "CancelBoth": SelfTrade.EXPIRE_BOTH,
}
UNSUPPORTED: Final = (
    "triggerPrice",
    "takeProfit",
    "stopLoss",
    "tpLimitPrice",
    "slLimitPrice",
    "bboSideType",
    "orderIv",
)
TOLERANCE: Final = {"TickSize": (Decimal(1), Decimal(10_000)), "Percent": (Decimal("0.01"), Decimal(10))}


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """An order as it goes to the engine. `limit_ticks`: what a market order is shown with (BYB-39)."""

    symbol: str
    new: NewOrder
    link_id: str


class OrderReader:
    def __init__(self, exchange: Exchange, product: Product, doomed: Mapping[int, None]) -> None:
        """`doomed`: requests whose orders the engine will reject (BYB-35)."""
        self._exchange = exchange
        self._product = product
        self._doomed = doomed

    def symbol(self, parameters: Parameters) -> str:
        """A market that there is. Raises Refuse."""
        symbol = parameters.required("symbol")
        if not self._exchange.lists(symbol):
            raise Refuse(self._product.codes.unknown_symbol)
        return symbol

    def read(self, parameters: Parameters, caller: Caller, order_id: str) -> Wish:
        """Raises Refuse."""
        codes = self._product.codes
        symbol = self.symbol(parameters)
        side = SIDES.get(parameters.required("side"))
        if side is None:
            raise Refuse(codes.bad_side)
        kind = parameters.required("orderType")
        if kind not in ("Limit", "Market"):
            raise Refuse(codes.bad_type)
        self._refuse_unsupported(parameters)
        link_id = parameters.text("orderLinkId")
        if link_id is not None:
            check_id(link_id)
        market = kind == "Market"
        named = "IOC" if market else self._time_in_force(parameters)
        lots, atoms = self._amount(parameters, caller, symbol, side, market=market)
        ticks = (
            self._edge_ticks(parameters, symbol, side) if market else self._price(parameters, symbol, side)
        )
        new = NewOrder(
            account=caller.account,
            client_order_id=link_id or order_id,
            side=side,
            kind=_kind(named, market=market),
            ticks=ticks,
            lots=lots,
            quote_atoms=atoms,
            time_in_force=TIMES[named],
            self_trade=self._self_trade(parameters),
            reduce_only=self._reduces(parameters),
            doomed=caller.request_id in self._doomed,
            request_id=caller.request_id,
            tags=_tags(order_id, link_id, named, parameters, market=market),
        )
        if lots is not None and not new.reduce_only:
            check_worth(self._exchange.instrument(symbol), codes, ticks, lots)
        return Wish(symbol=symbol, new=new, link_id=link_id or "")

    def _amount(
        self, parameters: Parameters, caller: Caller, symbol: str, side: Side, *, market: bool
    ) -> tuple[int | None, int | None]:
        """(lots, atoms of the quote coin), of which one is None (BYB-38)."""
        quantity = parameters.decimal("qty")
        if quantity is None:
            raise Refuse(params("qty is required"))
        instrument, codes = self._exchange.instrument(symbol), self._product.codes
        if market and self._by_value(parameters, side):
            return None, quote_atoms(instrument, codes, quantity)
        return self.lots(symbol, quantity, market=market), None

    def lots(self, symbol: str, quantity: Decimal, *, market: bool) -> int:
        """By the market's rules. Raises Refuse."""
        return quantity_lots(self._exchange.instrument(symbol), self._product.codes, quantity, market=market)

    def _price(self, parameters: Parameters, symbol: str, side: Side) -> int:
        price = parameters.decimal("price")
        if price is None:
            raise Refuse(params("price is required"))
        return price_ticks(self._exchange, symbol, self._product.codes, side, price)

    def _reduces(self, parameters: Parameters) -> bool:
        """Spot has nothing to reduce."""
        return False

    def _by_value(self, parameters: Parameters, side: Side) -> bool:
        """BYB-38."""
        unit = parameters.one_of("marketUnit", ("baseCoin", "quoteCoin", ""), "")
        return unit == "quoteCoin" or (unit == "" and side is BUY)

    def _time_in_force(self, parameters: Parameters) -> str:
        named = parameters.text("timeInForce") or "GTC"
        if named == "RPI":
            raise Refuse(self._product.codes.no_market_maker)  # BYB-40
        if named not in TIMES:
            raise Refuse(self._product.codes.bad_time_in_force)
        return named

    def _self_trade(self, parameters: Parameters) -> SelfTrade:
        """BYB-54."""
        return SELF_TRADE[parameters.one_of("smpType", tuple(SELF_TRADE), "None")]

    def _refuse_unsupported(self, parameters: Parameters) -> None:
        if any(name in parameters for name in UNSUPPORTED) or parameters.integer("isLeverage"):
            raise Refuse(self._product.codes.unsupported)
        if (parameters.text("orderFilter") or "Order") != "Order":
            raise Refuse(self._product.codes.bad_filter)
        if parameters.integer("positionIdx"):
            raise Refuse(params("position idx not match position mode"))  # BYB-87

    def _edge_ticks(self, parameters: Parameters, symbol: str, side: Side) -> int:
        """The price at which a market order stops (BYB-39): the band, or the client's own tolerance."""
        engine, instrument = self._exchange.engine(symbol), self._exchange.instrument(symbol)
        best = engine.best_ask if side is BUY else engine.best_bid
        named = parameters.one_of("slippageToleranceType", (*TOLERANCE, ""), "")
        limits = band(self._exchange, symbol)
        if named and best is not None:
            amount = parameters.decimal("slippageTolerance")
            least, most = TOLERANCE[named]
            if amount is None or not least <= amount <= most:
                raise Refuse(params("slippageTolerance invalid"))
            sign = 1 if side is BUY else -1
            price = instrument.price(best[0])
            away = amount * instrument.tick if named == "TickSize" else price * amount / 100
            return _on_grid(price + sign * away, instrument.tick, side)
        if limits is not None:
            return instrument.ticks(limits[0] if side is BUY else limits[1])
        if best is None:
            raise Refuse(self._product.codes.no_liquidity)
        return best[0]


def _kind(named: str, *, market: bool) -> OrderKind:
    if named == "PostOnly":
        return OrderKind.LIMIT_MAKER
    return OrderKind.MARKET if market else OrderKind.LIMIT


def _on_grid(price: Decimal, tick: Decimal, side: Side) -> int:
    return int((price / tick).to_integral_value(ROUND_FLOOR if side is BUY else ROUND_CEILING))


def _tags(
    order_id: str, link_id: str | None, named: str, parameters: Parameters, *, market: bool
) -> dict[str, str]:
    tags = {"orderId": order_id, "timeInForce": named, "orderLinkId": link_id or ""}
    if market:
        tags["marketUnit"] = parameters.text("marketUnit") or ""
        tags["slippageToleranceType"] = parameters.text("slippageToleranceType") or "UNKNOWN"
        tags["slippageTolerance"] = parameters.text("slippageTolerance") or ""
    smp = parameters.text("smpType")
    if smp is not None:
        tags["smpType"] = smp
    return tags

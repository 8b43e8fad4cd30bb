"""A new order as a client worded it: first its form, then (`checked`) what the market's rules say to it.

What this fake cannot match is refused as the venue refuses what it does not have for a market (CBS-87).
"""

from decimal import Decimal
from typing import Any, Final

import msgspec

from fakes.exchange import Exchange, SymbolStatus
from fakes.instruments import BUY, SELL, Side
from fakes.matching import FeeIn, NewOrder, OrderKind, SelfTrade, TimeInForce
from fakes.venues.coinbase import order_rules, reasons
from fakes.venues.coinbase.endpoints import Caller
from fakes.venues.coinbase.errors import Failure, invalid
from fakes.venues.coinbase.parameters import Parameters
from fakes.venues.coinbase.products import Product, Products

SIDES: Final = {"BUY": BUY, "SELL": SELL}
MARKET_IOC: Final = "market_market_ioc"
GTC: Final = "limit_limit_gtc"
GTD: Final = "limit_limit_gtd"
CONFIGURATIONS: Final = {
    MARKET_IOC: TimeInForce.IOC,
    GTC: TimeInForce.GTC,
    GTD: TimeInForce.GTC,
    "sor_limit_ioc": TimeInForce.IOC,
    "limit_limit_fok": TimeInForce.FOK,
}
FARTHEST_END_MS: Final = 10 * 366 * 86_400_000
PPM: Final = 1_000_000


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Well-formed, not yet checked against the market's rules. One of `size` and `quote` is given."""

    product: Product
    side: Side
    client_order_id: str
    configuration: str
    price: Decimal | None
    size: Decimal | None
    quote: Decimal | None
    post_only: bool
    end_ms: int | None
    as_sent: dict[str, Any]
    """The configuration, to be echoed."""

    @property
    def kind(self) -> OrderKind:
        if self.price is None:
            return OrderKind.MARKET
        return OrderKind.LIMIT_MAKER if self.post_only else OrderKind.LIMIT


class OrderReader:
    def __init__(self, exchange: Exchange, products: Products) -> None:
        self._exchange = exchange
        self._products = products

    def read(self, parameters: Parameters, *, named: bool = True) -> Wish:
        """Raises Failure, or Refuse for what is no order at all. `named` = it must have a client order id."""
        client_order_id = parameters.required("client_order_id") if named else ""
        product = self._products.named(parameters.required("product_id"))
        if product is None:
            raise Failure(reasons.INVALID_PRODUCT)
        side = SIDES.get(parameters.required("side"))
        if side is None:
            raise Failure(reasons.INVALID_SIDE)
        _refuse_unsupported(parameters)
        configuration, inner = _configured(parameters)
        price = _number(inner, "limit_price") if configuration != MARKET_IOC else None
        if configuration != MARKET_IOC and price is None:
            raise Failure(reasons.INVALID_LIMIT_PRICE)
        size, quote = _number(inner, "base_size"), _number(inner, "quote_size")
        if (size is None) == (quote is None):
            raise Failure(reasons.INVALID_REQUEST)
        return Wish(
            product=product,
            side=side,
            client_order_id=client_order_id,
            configuration=configuration,
            price=price,
            size=size,
            quote=quote,
            post_only=inner.boolean("post_only") and configuration in (GTC, GTD),
            end_ms=self._end_ms(inner) if configuration == GTD else None,
            as_sent=parameters.raw("order_configuration"),
        )

    def _end_ms(self, inner: Parameters) -> int:
        """CBS-43."""
        end_ms = inner.instant_ms("end_time")
        if end_ms is None:
            raise Failure(reasons.NEEDS_END_TIME)
        now_ms = self._exchange.now_ms()
        if end_ms <= now_ms:
            raise Failure(reasons.END_TIME_PAST)
        if end_ms > now_ms + FARTHEST_END_MS:
            raise Failure(reasons.END_TIME_FAR)
        return end_ms

    def checked(self, wish: Wish, caller: Caller, order_id: str) -> NewOrder:
        """On the grid, worth enough, and of a market that takes it. Raises Failure."""
        exchange, symbol = self._exchange, wish.product.symbol
        self._check_open(symbol, wish.kind)
        instrument = exchange.instrument(symbol)
        ticks = None if wish.price is None else order_rules.price_ticks(instrument, wish.price)
        lots, quote_atoms = None, None
        if wish.quote is not None and wish.price is None:
            order_rules.check_quote(instrument, wish.quote)
            quote_atoms = int(wish.quote.scaleb(instrument.quote_precision))
            if wish.side is BUY:  # its fee is part of the amount (CBS-39, CBS-86)
                quote_atoms = quote_atoms * PPM // (PPM + instrument.taker_fee_ppm)
        else:
            size = wish.size
            if size is None:
                assert wish.quote is not None  # one of the two was given
                assert wish.price is not None
                size = wish.quote / wish.price // instrument.step_size * instrument.step_size
            lots = order_rules.size_lots(instrument, size)
            order_rules.check_worth(instrument, ticks or self._opposite(symbol, wish.side), lots)
        if wish.price is None and self._opposite(symbol, wish.side) is None:
            raise Failure(reasons.NO_LIQUIDITY)  # CBS-48
        return NewOrder(
            account=caller.account,
            client_order_id=wish.client_order_id,
            side=wish.side,
            kind=wish.kind,
            ticks=ticks,
            lots=lots,
            quote_atoms=quote_atoms,
            time_in_force=CONFIGURATIONS[wish.configuration],
            self_trade=SelfTrade.DECREMENT,  # CBS-44
            fee_in=FeeIn.QUOTE,  # CBS-39
            request_id=caller.request_id,
            tags=_tags(wish, order_id),
        )

    def _check_open(self, symbol: str, kind: OrderKind) -> None:
        """CBS-48."""
        status = self._exchange.status(symbol)
        if status is SymbolStatus.TRADING or (
            status is SymbolStatus.POST_ONLY and kind is OrderKind.LIMIT_MAKER
        ):
            return
        raise Failure(_CLOSED.get(status, reasons.HALTED))

    def _opposite(self, symbol: str, side: Side) -> int | None:
        """The best price that it would meet, in ticks."""
        engine = self._exchange.engine(symbol)
        best = engine.best_ask if side is BUY else engine.best_bid
        return None if best is None else best[0]


_CLOSED: Final = {
    SymbolStatus.BREAK: reasons.DISABLED,
    SymbolStatus.CANCEL_ONLY: reasons.ENTRY_DISABLED,
    SymbolStatus.POST_ONLY: reasons.ENTRY_DISABLED,
    SymbolStatus.DELISTED: reasons.INVALID_PRODUCT,
}


def _refuse_unsupported(parameters: Parameters) -> None:
    if parameters.text("leverage") not in (None, "0", "1"):
        raise Failure(reasons.INVALID_LEVERAGE)
    if parameters.text("margin_type") is not None:
        raise Failure(reasons.INVALID_MARGIN)
    if parameters.raw("attached_order_configuration"):
        raise Failure(reasons.NO_ATTACHED)


def _configured(parameters: Parameters) -> tuple[str, Parameters]:
    """The name of the one configuration, and what is in it."""
    outer = parameters.member("order_configuration")
    if outer is None:
        raise invalid("order_configuration is required")
    given = [name for name in outer.names() if outer.raw(name) is not None]
    if len(given) != 1 or given[0] not in CONFIGURATIONS:
        raise Failure(reasons.UNSUPPORTED_CONFIGURATION)
    inner = outer.member(given[0])
    if inner is None:
        raise Failure(reasons.UNSUPPORTED_CONFIGURATION)
    if inner.boolean("reduce_only"):
        raise Failure(reasons.NOT_REDUCIBLE)
    return given[0], inner


def _number(inner: Parameters, name: str) -> Decimal | None:
    """Money is text (CBS-08)."""
    value = inner.raw(name)
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        raise invalid(f"{name} must be a string")
    number = order_rules.number(value)
    if number is None:
        raise Failure(preview=reasons.NON_NUMERIC)
    return number


def _tags(wish: Wish, order_id: str) -> dict[str, str]:
    tags = {"order_id": order_id, "configuration": wish.configuration, "product_id": wish.product.id}
    if wish.quote is not None and wish.price is None:
        tags["quote_size"] = f"{wish.quote:f}"
    if wish.end_ms is not None:
        tags["end_ms"] = str(wish.end_ms)
    return tags

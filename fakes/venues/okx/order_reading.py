"""A new order as a client worded it: its form, and what the market's rules say to it (OKX-30, OKX-31)."""

from decimal import Decimal
from typing import Final

import msgspec

from fakes.exchange import Exchange
from fakes.instruments import BUY, SELL, Side
from fakes.matching import NewOrder, OrderKind, SelfTrade, TimeInForce
from fakes.venues.okx import codes
from fakes.venues.okx.endpoints import Caller
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.names import Market, Markets
from fakes.venues.okx.order_rules import (
    TAG,
    check_band,
    check_id,
    check_status,
    check_worth,
    price_ticks,
    size_lots,
)
from fakes.venues.okx.parameters import Parameters
from fakes.venues.okx.usd import Usd

SIDES: Final = {"buy": BUY, "sell": SELL}
KINDS: Final = {
    "market": (OrderKind.MARKET, TimeInForce.GTC),
    "limit": (OrderKind.LIMIT, TimeInForce.GTC),
    "post_only": (OrderKind.LIMIT_MAKER, TimeInForce.GTC),
    "fok": (OrderKind.LIMIT, TimeInForce.FOK),
    "ioc": (OrderKind.LIMIT, TimeInForce.IOC),
}
SELF_TRADE: Final = {
    "cancel_maker": SelfTrade.EXPIRE_MAKER,
    "cancel_taker": SelfTrade.EXPIRE_TAKER,
    "cancel_both": SelfTrade.EXPIRE_BOTH,
}
QUOTE: Final = "quote_ccy"
BASE: Final = "base_ccy"
MARGIN: Final = ("cross", "isolated", "spot_isolated")


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What was asked for, on the grid; `quote` = the size is an amount of the quote asset."""

    market: Market
    side: Side
    order_type: str
    size: Decimal
    quote: bool
    ticks: int | None
    lots: int | None
    self_trade: SelfTrade
    cl_ord_id: str | None
    tags: dict[str, str]
    may_shrink: bool


class OrderReader:
    def __init__(self, exchange: Exchange, markets: Markets, usd: Usd) -> None:
        self._exchange = exchange
        self._markets = markets
        self._usd = usd

    def read(self, parameters: Parameters) -> Wish:
        """Raises Refuse."""
        inst_id = parameters.required("instId")
        mode = parameters.required("tdMode")
        side = SIDES.get(parameters.required("side"))
        order_type = parameters.required("ordType")
        size_text = parameters.required("sz")
        market = self._markets.asked(inst_id)
        if market is None:
            raise Refuse(codes.UNKNOWN_INSTRUMENT)
        if side is None:
            raise Refuse(codes.PARAMETER_ERROR, "side")
        if order_type not in KINDS:
            raise Refuse(codes.PARAMETER_ERROR, "ordType")
        _check_mode(mode, parameters)
        size = parameters.decimal("sz")
        if not size:
            raise Refuse(codes.PARAMETER_ERROR, "sz")
        check_id(parameters.text("clOrdId"), "clOrdId")
        check_id(parameters.text("tag"), "tag", TAG)
        stp_mode = parameters.text("stpMode") or "cancel_maker"
        if stp_mode not in SELF_TRADE:
            raise Refuse(codes.PARAMETER_ERROR, "stpMode")
        if stp_mode == "cancel_both" and order_type == "fok":
            raise Refuse(codes.FOK_AND_BOTH)
        if parameters.text("tradeQuoteCcy") not in (None, market.instrument.quote):
            raise Refuse(codes.PARAMETER_ERROR, "tradeQuoteCcy")
        check_status(self._exchange, market, post_only=order_type == "post_only")
        quote = order_type == "market" and _in_quote(parameters, side)
        ticks = self._ticks(parameters, market, side, order_type)
        instrument = self._exchange.instrument(market.symbol)
        lots = None if quote else size_lots(instrument, size)
        self._check_worth(market, size, ticks=ticks, quote=quote)
        return Wish(
            market=market,
            side=side,
            order_type=order_type,
            size=size,
            quote=quote,
            ticks=ticks,
            lots=lots,
            self_trade=SELF_TRADE[stp_mode],
            cl_ord_id=parameters.text("clOrdId"),
            tags=_tags(parameters, order_type, size_text, stp_mode, quote=quote),
            may_shrink=order_type == "market" and not parameters.boolean("banAmend"),
        )

    def _ticks(self, parameters: Parameters, market: Market, side: Side, order_type: str) -> int | None:
        if order_type == "market":
            return None
        price = parameters.decimal("px")
        if price is None:
            raise Refuse(codes.NO_PRICE)
        ticks = price_ticks(self._exchange.instrument(market.symbol), price, "px")
        check_band(self._exchange, market, side, ticks)
        return ticks

    def _check_worth(self, market: Market, size: Decimal, *, ticks: int | None, quote: bool) -> None:
        instrument = market.instrument
        if quote:
            check_worth(size * self._usd.price(instrument.quote), at_market=True)
        elif ticks is not None:
            worth = size * instrument.price(ticks) * self._usd.price(instrument.quote)
            check_worth(worth, at_market=False)
        else:
            check_worth(size * self._usd.price(instrument.base), at_market=True)

    def new_order(self, wish: Wish, caller: Caller, ord_id: str) -> NewOrder:
        """For the engine; a market order that asks for more than there is may be cut (OKX-31)."""
        kind, time_in_force = KINDS[wish.order_type]
        instrument = wish.market.instrument
        lots = wish.lots
        quote_atoms = int(wish.size.scaleb(instrument.quote_precision)) if wish.quote else None
        if wish.may_shrink:
            lots, quote_atoms = self._cut(wish, caller.account, lots, quote_atoms)
        return NewOrder(
            account=caller.account,
            client_order_id=wish.cl_ord_id or ord_id,
            side=wish.side,
            kind=kind,
            ticks=wish.ticks,
            lots=lots,
            quote_atoms=quote_atoms,
            time_in_force=time_in_force,
            self_trade=wish.self_trade,
            request_id=caller.request_id,
            tags={**wish.tags, "ordId": ord_id},
        )

    def _cut(
        self, wish: Wish, account: str, lots: int | None, quote_atoms: int | None
    ) -> tuple[int | None, int | None]:
        instrument = self._exchange.instrument(wish.market.symbol)
        accounts = self._exchange.accounts
        if wish.side is BUY and quote_atoms is not None:
            free_atoms = accounts.balance(account, instrument.quote).free_atoms
            return lots, min(quote_atoms, free_atoms) if free_atoms else quote_atoms
        if wish.side is SELL and lots is not None:
            free_atoms = accounts.balance(account, instrument.base).free_atoms
            step_atoms = instrument.base_atoms(1) * instrument.step_multiple
            free_lots = free_atoms // step_atoms * instrument.step_multiple
            return min(lots, free_lots) if free_lots >= instrument.min_lots else lots, quote_atoms
        return lots, quote_atoms


def _check_mode(mode: str, parameters: Parameters) -> None:
    """OKX-48, OKX-79. Raises Refuse."""
    if mode in MARGIN:
        raise Refuse(codes.ACCOUNT_MODE)
    if mode != "cash":
        raise Refuse(codes.PARAMETER_ERROR, "tdMode")
    if parameters.text("posSide") not in (None, "net"):
        raise Refuse(codes.PARAMETER_ERROR, "posSide")
    if parameters.boolean("reduceOnly"):
        raise Refuse(codes.NO_REDUCE_ONLY)
    for name in ("attachAlgoOrds", "pxUsd", "pxVol"):
        if name in parameters:
            raise Refuse(codes.PARAMETER_ERROR, name)


def _in_quote(parameters: Parameters, side: Side) -> bool:
    unit = parameters.one_of("tgtCcy", (BASE, QUOTE))
    return unit == QUOTE if unit is not None else side is BUY


def _tags(
    parameters: Parameters, order_type: str, size: str, stp_mode: str, *, quote: bool
) -> dict[str, str]:
    tags = {"ordType": order_type, "sz": size, "stpMode": stp_mode}
    if order_type == "market":
        tags["tgtCcy"] = QUOTE if quote else BASE
    for name in ("clOrdId", "tag"):
        text = parameters.text(name)
        if text is not None:
            tags[name] = text
    return tags

"""A new order as a client worded it: its form, and what the market's rules say to it (OKX-30, OKX-31)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import ClassVar, Final

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
    reduce_only: bool


class OrderReader:
    kinds: ClassVar[Mapping[str, tuple[OrderKind, TimeInForce]]] = KINDS

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
        if order_type not in self.kinds:
            raise Refuse(codes.PARAMETER_ERROR, "ordType")
        self.check_mode(mode, parameters)
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
        at_market = self.kinds[order_type][0] is OrderKind.MARKET
        quote = at_market and self.in_quote(parameters, side)
        ticks = None if at_market else self._ticks(parameters, market, side)
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
            tags=self._tags(parameters, order_type, size_text, stp_mode, at_market=at_market, quote=quote),
            may_shrink=at_market
            and market.instrument.contract is None
            and not parameters.boolean("banAmend"),
            reduce_only=parameters.boolean("reduceOnly"),
        )

    def _ticks(self, parameters: Parameters, market: Market, side: Side) -> int:
        price = parameters.decimal("px")
        if price is None:
            raise Refuse(codes.NO_PRICE)
        ticks = price_ticks(self._exchange.instrument(market.symbol), price, "px")
        check_band(self._exchange, market, side, ticks)
        return ticks

    def _check_worth(self, market: Market, size: Decimal, *, ticks: int | None, quote: bool) -> None:
        instrument = market.instrument
        if instrument.contract is not None:
            return  # of contracts the size is bounded, not the worth
        if quote:
            check_worth(size * self._usd.price(instrument.quote), at_market=True)
        elif ticks is not None:
            worth = size * instrument.price(ticks) * self._usd.price(instrument.quote)
            check_worth(worth, at_market=False)
        else:
            check_worth(size * self._usd.price(instrument.base), at_market=True)

    def new_order(self, wish: Wish, caller: Caller, ord_id: str) -> NewOrder:
        """For the engine; a market order that asks for more than there is may be cut (OKX-31)."""
        kind, time_in_force = self.kinds[wish.order_type]
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
            reduce_only=wish.reduce_only,
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

    # --- what differs between products -------------------------------------------------------------

    def check_mode(self, mode: str, parameters: Parameters) -> None:
        """OKX-48, OKX-79. Raises Refuse."""
        if mode in MARGIN:
            raise Refuse(codes.ACCOUNT_MODE)
        if mode != "cash":
            raise Refuse(codes.PARAMETER_ERROR, "tdMode")
        if parameters.text("posSide") not in (None, "net"):
            raise Refuse(codes.PARAMETER_ERROR, "posSide")
        if parameters.boolean("reduceOnly"):
            raise Refuse(codes.NO_REDUCE_ONLY)
        refuse_unsupported(parameters)

    def in_quote(self, parameters: Parameters, side: Side) -> bool:
        """Whether a market order is sized in the quote asset (OKX-31)."""
        unit = parameters.one_of("tgtCcy", (BASE, QUOTE))
        return unit == QUOTE if unit is not None else side is BUY

    def _tags(
        self,
        parameters: Parameters,
        order_type: str,
        size: str,
        stp_mode: str,
        *,
        at_market: bool,
        quote: bool,
    ) -> dict[str, str]:
        tags = {"ordType": order_type, "sz": size, "stpMode": stp_mode}
        if at_market:
            tags["tgtCcy"] = QUOTE if quote else BASE
        for name in ("clOrdId", "tag"):
            text = parameters.text(name)
            if text is not None:
                tags[name] = text
        return tags


def refuse_unsupported(parameters: Parameters) -> None:
    """OKX-79. Raises Refuse."""
    for name in ("attachAlgoOrds", "pxUsd", "pxVol"):
        if name in parameters:
            raise Refuse(codes.PARAMETER_ERROR, name)

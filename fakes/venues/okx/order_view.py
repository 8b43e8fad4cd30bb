"""Orders and their fills as this venue shows them, on REST and on the channel (OKX-33 to OKX-36, OKX-71)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.instruments import BUY
from fakes.matching import DoneReason, Fill, Order, OrderKind, OrderStatus, SelfTrade, TimeInForce
from fakes.venues.okx.names import Markets
from fakes.venues.okx.numbers import plain, text
from fakes.venues.okx.order_ids import OrderIds
from fakes.venues.okx.orders import named
from fakes.venues.okx.usd import Usd

Json = dict[str, Any]

STATES: Final[Mapping[OrderStatus, str]] = {  # OKX-34
    OrderStatus.NEW: "live",
    OrderStatus.PARTIALLY_FILLED: "partially_filled",
    OrderStatus.FILLED: "filled",
    OrderStatus.CANCELED: "canceled",
    OrderStatus.EXPIRED: "canceled",
    OrderStatus.EXPIRED_IN_MATCH: "canceled",
}
SOURCES: Final[Mapping[DoneReason, tuple[str, str]]] = {
    DoneReason.NONE: ("", ""),
    DoneReason.BY_CLIENT: ("1", "Order canceled by user"),
    DoneReason.BY_VENUE: ("0", "Order canceled by system"),
    DoneReason.LIQUIDATED: ("3", "Order canceled: the account was at risk of liquidation"),
    DoneReason.UNFILLED_FOK: ("13", "Order canceled: the FOK order could not be filled at once"),
    DoneReason.UNFILLED_IOC: ("14", "Order canceled: the rest of the IOC order could not be filled"),
    DoneReason.NO_LIQUIDITY: ("14", "Order canceled: the rest of the order could not be filled"),
    DoneReason.OUT_OF_TIME: ("20", "Order canceled: cancel all after was triggered"),
    DoneReason.POST_ONLY: ("31", "The post-only order would take liquidity"),
    DoneReason.SELF_TRADE: ("32", "Self trade prevention"),
    DoneReason.REDUCED_AWAY: ("23", "The reduce-only order could only have reduced the position"),
}
"""`cancelSource` and `cancelSourceReason`; the wording of the latter is *unconfirmed* (OKX-33)."""
STP: Final = {
    SelfTrade.EXPIRE_TAKER: "cancel_taker",
    SelfTrade.EXPIRE_BOTH: "cancel_both",
}
_PPM_DECIMALS: Final = 6
ALGO: Final[Json] = {
    "attachAlgoClOrdId": "",
    "tpTriggerPx": "",
    "tpTriggerPxType": "",
    "tpOrdPx": "",
    "slTriggerPx": "",
    "slTriggerPxType": "",
    "slOrdPx": "",
    "attachAlgoOrds": [],
    "linkedAlgoOrd": {"algoId": ""},
    "algoClOrdId": "",
    "algoId": "",
}
"""Of orders with triggers, which nobody here has (OKX-79)."""


def order_type(order: Order) -> str:
    """As its client asked for it, or as the engine has it."""
    if "ordType" in order.tags:
        return order.tags["ordType"]
    if order.kind is not OrderKind.LIMIT:
        return "market" if order.kind is OrderKind.MARKET else "post_only"
    return {TimeInForce.IOC: "ioc", TimeInForce.FOK: "fok"}.get(order.time_in_force, "limit")


class OrderView:
    def __init__(self, exchange: Exchange, markets: Markets, ids: OrderIds, usd: Usd) -> None:
        self._exchange = exchange
        self._markets = markets
        self._ids = ids
        self._usd = usd

    # --- REST -------------------------------------------------------------------------------------

    def order(self, order: Order) -> Json:
        """With its last fill."""
        return {**self._shown(order), **self._fill_fields(order, order.fills[-1] if order.fills else None)}

    def fill(self, order: Order, fill: Fill) -> Json:
        market = self._markets.of(order.symbol)
        numbers = market.numbers
        instrument = market.instrument
        ppm = instrument.maker_fee_ppm if fill.is_maker else instrument.taker_fee_ppm
        return {
            "instType": market.inst_type,
            "instId": market.inst_id,
            "tradeId": str(fill.trade_id),
            "ordId": self._ids.of(order),
            "clOrdId": named(order),
            "billId": self._ids.bill(order, fill),
            "subType": "1" if order.side is BUY else "2",
            "tag": order.tags.get("tag", ""),
            "fillPx": numbers.price(fill.ticks),
            "fillSz": numbers.size(fill.lots),
            "fillIdxPx": "",
            "fillPnl": self._gain(order, fill),
            "fillPxVol": "",
            "fillPxUsd": "",
            "fillMarkVol": "",
            "fillFwdPx": "",
            "fillMarkPx": "",
            "side": order.side.value.lower(),
            "posSide": "net",
            "execType": _liquidity(fill),
            "feeCcy": fill.fee_asset,
            "fee": numbers.money(-fill.fee_atoms, fill.fee_asset),
            "feeRate": plain(-ppm, _PPM_DECIMALS),
            "ts": str(fill.at_ms),
            "fillTime": str(fill.at_ms),
            "tradeQuoteCcy": instrument.quote,
        }

    # --- the channel ------------------------------------------------------------------------------

    def report(self, order: Order, fill: Fill | None, *, req_id: str = "", amended: bool = False) -> Json:
        """`fill`: the one that is told, if one is (OKX-36)."""
        market = self._markets.of(order.symbol)
        numbers = market.numbers
        shown = self._shown(order)
        last = self._usd.last_ticks(order.symbol)
        return {
            **shown,
            **self._fill_fields(order, fill),
            "fillNotionalUsd": "" if fill is None else self._worth(order.symbol, fill.ticks, fill.lots),
            "fillFee": "0" if fill is None else numbers.money(-fill.fee_atoms, fill.fee_asset),
            "fillFeeCcy": shown["feeCcy"] if fill is None else fill.fee_asset,
            "fillPnl": "0" if fill is None else self._gain(order, fill),
            "fillPxVol": "",
            "fillPxUsd": "",
            "fillMarkVol": "",
            "fillFwdPx": "",
            "fillMarkPx": "",
            "execType": "" if fill is None else _liquidity(fill),
            "notionalUsd": self._worth(order.symbol, order.ticks or last, order.lots),
            "amendResult": "0" if amended else "",
            "amendSource": "1" if amended else "",
            "reqId": req_id,
            "lastPx": numbers.price(last),
            "code": "0",
            "msg": "",
        }

    def _worth(self, symbol: str, ticks: int, lots: int) -> str:
        instrument = self._markets.of(symbol).instrument
        value = instrument.price(ticks) * instrument.quantity(lots) * self._usd.price(instrument.quote)
        return text(value.quantize(Decimal("0.00000001")))

    # --- what differs between products -------------------------------------------------------------

    def _terms(self, order: Order) -> Json:
        """Of spot: a fee is taken in what is received (OKX-35)."""
        market = self._markets.of(order.symbol)
        received, other = market.instrument.base, market.instrument.quote
        if order.side is not BUY:
            received, other = other, received
        return {
            "tgtCcy": order.tags.get("tgtCcy", ""),
            "ccy": "",
            "tdMode": "cash",
            "lever": "",
            "feeCcy": received,
            "fee": market.numbers.money(-sum(fill.fee_atoms for fill in order.fills), received),
            "rebateCcy": other,
            "pnl": "0",
            "category": "normal",
            "reduceOnly": "false",
        }

    def _gain(self, order: Order, fill: Fill) -> str:
        """What it realised: nothing, where nothing is borrowed."""
        return "0"

    # --- both -------------------------------------------------------------------------------------

    def _shown(self, order: Order) -> Json:
        market = self._markets.of(order.symbol)
        numbers, instrument = market.numbers, market.instrument
        source, why = SOURCES[order.done_reason] if STATES[order.status] == "canceled" else ("", "")
        tags = order.tags
        return {
            "instType": market.inst_type,
            "instId": market.inst_id,
            "ordId": self._ids.of(order),
            "clOrdId": named(order),
            "tag": tags.get("tag", ""),
            "px": "" if order.ticks is None else numbers.price(order.ticks),
            "pxUsd": "",
            "pxVol": "",
            "pxType": "",
            "sz": _size(order, numbers.size(order.lots)),
            "ordType": order_type(order),
            "side": order.side.value.lower(),
            "posSide": "net",
            "accFillSz": numbers.size(order.filled_lots),
            "avgPx": numbers.average(order.quote_filled_atoms, order.filled_lots),
            "state": STATES[order.status],
            "stpId": "",
            "stpMode": tags.get("stpMode") or STP.get(order.self_trade, "cancel_maker"),
            **ALGO,
            **self._terms(order),
            "rebate": "0",
            "source": "",
            "isTpLimit": "false",
            "cancelSource": source,
            "cancelSourceReason": why,
            "quickMgnType": "",
            "tradeQuoteCcy": instrument.quote,
            "cTime": str(order.created_at_ms),
            "uTime": str(order.updated_at_ms),
        }

    def _fill_fields(self, order: Order, fill: Fill | None) -> Json:
        if fill is None:
            return {"fillPx": "", "fillSz": "0", "fillTime": "", "tradeId": ""}
        numbers = self._markets.of(order.symbol).numbers
        return {
            "fillPx": numbers.price(fill.ticks),
            "fillSz": numbers.size(fill.lots),
            "fillTime": str(fill.at_ms),
            "tradeId": str(fill.trade_id),
        }


def _size(order: Order, in_base: str) -> str:
    """As it was asked for, unless it was amended since."""
    return in_base if order.amendments else order.tags.get("sz", in_base)


def _liquidity(fill: Fill) -> str:
    return "M" if fill.is_maker else "T"

"""The methods that act on orders, and those that say what it would cost (CBS-30 to CBS-50)."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from fakes.instruments import BUY
from fakes.matching import NewOrder, Order
from fakes.matching.liquidity import lots_for_quote, reachable
from fakes.operations import Operation
from fakes.venues.coinbase import errors, reasons
from fakes.venues.coinbase.digits import Digits, ratio
from fakes.venues.coinbase.endpoints import TRADE, V3, Act, Caller, Endpoint
from fakes.venues.coinbase.errors import Failure
from fakes.venues.coinbase.order_reading import PPM
from fakes.venues.coinbase.order_view import Sums
from fakes.venues.coinbase.orders import Orders
from fakes.venues.coinbase.parameters import Parameters

Json = dict[str, Any]

BIG: Final = Decimal(100_000)
"""An order worth more is called big, by the venue's own and unpublished measure (here)."""
PREVIEWED: Final = {
    reasons.INVALID_SIDE: "PREVIEW_INVALID_SIDE",
    reasons.INVALID_PRODUCT: "PREVIEW_INVALID_PRODUCT_ID",
    reasons.SIZE_PRECISION: "PREVIEW_INVALID_SIZE_PRECISION",
    reasons.PRICE_PRECISION: "PREVIEW_INVALID_PRICE_PRECISION",
    reasons.INSUFFICIENT_FUND: "PREVIEW_INSUFFICIENT_FUND",
    reasons.WOULD_TAKE: "PREVIEW_INVALID_LIMIT_PRICE_POST_ONLY",
    reasons.INVALID_LIMIT_PRICE: "PREVIEW_INVALID_LIMIT_PRICE",
    reasons.NO_LIQUIDITY: "PREVIEW_INVALID_NO_LIQUIDITY",
    reasons.END_TIME_PAST: "PREVIEW_END_TIME_IS_IN_THE_PAST",
    reasons.HALTED: "PREVIEW_PRODUCT_TRADING_HALTED",
    reasons.DISABLED: "PREVIEW_TRADING_DISABLED",
}


class Trading:
    """What the answers have; the doing is in `Orders`."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            _trading("/orders", Operation.PLACE, self._create),
            _trading("/orders/batch_cancel", Operation.CANCEL, self._cancel),
            _trading("/orders/edit", Operation.AMEND, self._edit),
            _trading("/orders/edit_preview", Operation.OTHER, self._preview_edit),
            _trading("/orders/preview", Operation.PLACE_TEST, self._preview),
            _trading("/orders/close_position", Operation.OTHER, self._close_position),
        )

    # --- placing ----------------------------------------------------------------------------------

    def _create(self, parameters: Parameters, caller: Caller) -> Json:
        configuration = parameters.raw("order_configuration")
        try:
            order = self._orders.place(self._orders.reader.read(parameters), caller)
        except Failure as failure:
            return errors.not_placed(failure, configuration)
        order_id = self._orders.ids.order(order)
        return {
            "success": True,
            "failure_reason": reasons.UNKNOWN,  # CBS-31: it means nothing here
            "order_id": order_id,
            "success_response": {
                "order_id": order_id,
                "product_id": order.tags["product_id"],
                "side": order.side.value,
                "client_order_id": order.client_order_id,
                "attached_order_id": "",
            },
            "order_configuration": configuration,
        }

    def _close_position(self, parameters: Parameters, caller: Caller) -> Json:
        """CBS-87: nobody has one."""
        parameters.required("client_order_id")
        parameters.required("product_id")
        return errors.not_placed(Failure(reasons.NO_POSITION))

    def _cancel(self, parameters: Parameters, caller: Caller) -> Json:
        return {
            "results": [
                {"success": reason == reasons.NOT_FAILED, "failure_reason": reason, "order_id": order_id}
                for order_id, reason in self._orders.cancel(parameters, caller)
            ]
        }

    def _edit(self, parameters: Parameters, caller: Caller) -> Json:
        failed = self._orders.edit(parameters, caller)
        return {"success": True, "errors": []} if failed is None else errors.not_edited(*failed)

    # --- what it would cost -----------------------------------------------------------------------

    def _preview(self, parameters: Parameters, caller: Caller) -> Json:
        """CBS-50."""
        try:
            wish = self._orders.reader.read(parameters, named=False)
            new = self._orders.reader.checked(wish, caller, "")
            symbol = wish.product.symbol
            errs = [] if self._affords(symbol, new) else ["PREVIEW_INSUFFICIENT_FUND"]
        except Failure as failure:
            return _estimate(errs=[_previewed(failure)])
        figures = self._figures(symbol, new, wish.product.digits)
        worth = Decimal(figures["quote_size"])
        warning = ["BIG_ORDER"] if worth > BIG else []
        preview_id = "" if errs else self._orders.ids.new()
        return _estimate(errs=errs, warning=warning, preview_id=preview_id, **figures)

    def _affords(self, symbol: str, new: NewOrder) -> bool:
        return self._orders.exchange.refuses(symbol, new) is None

    def _figures(self, symbol: str, new: NewOrder, digits: Digits) -> Json:
        engine, instrument = self._orders.exchange.engine(symbol), digits.instrument
        bid, ask = engine.best_bid, engine.best_ask
        opposite = engine.side(new.side.opposite)
        lots = new.lots or lots_for_quote(opposite, new, instrument.max_lots, instrument.tick_lot_atoms())
        taken = list(reachable(opposite, new, lots))
        met = sum(count for _, count in taken)
        tick_lots = sum(ticks * count for ticks, count in taken)
        tick_lots += (new.ticks or 0) * (lots - met)
        atoms = engine.quote_atoms(tick_lots)
        ppm = instrument.taker_fee_ppm if taken else instrument.maker_fee_ppm
        fee = atoms * ppm // PPM
        best = ask if new.side is BUY else bid
        slipped = abs(tick_lots - best[0] * lots) if taken and best is not None else 0
        return {
            "order_total": digits.quote(atoms + fee if new.side is BUY else atoms - fee),
            "commission_total": digits.quote(fee),
            "quote_size": digits.quote(atoms),
            "base_size": digits.size(lots),
            "best_bid": digits.price(bid[0]) if bid else "0",
            "best_ask": digits.price(ask[0]) if ask else "0",
            "slippage": ratio(slipped, best[0] * lots, 6) if best is not None and lots else "0",
        }

    def _preview_edit(self, parameters: Parameters, caller: Caller) -> Json:
        try:
            order, ticks, lots = self._orders.edited(parameters, caller)
        except Failure as failure:
            reason = {"edit_failure_reason": failure.reason, "preview_failure_reason": failure.preview}
            return _edit_estimate([reason])
        digits = self._orders.products.of(order.symbol).digits
        figures = self._figures(order.symbol, _as_if_new(order, ticks, lots), digits)
        return _edit_estimate([], average_filled_price=Sums(order, digits).average, **figures)


def _trading(path: str, operation: Operation, act: Act) -> Endpoint:
    return Endpoint(path=V3 + path, method="POST", operation=operation, act=act, needs=TRADE)


def _previewed(failure: Failure) -> str:
    if failure.preview != reasons.PREVIEW_UNKNOWN:
        return failure.preview
    return PREVIEWED.get(failure.reason, "PREVIEW_INVALID_ORDER_CONFIG")


def _as_if_new(order: Order, ticks: int, lots: int) -> NewOrder:
    """What of an edited order would be open."""
    return NewOrder(
        account=order.account,
        client_order_id=order.client_order_id,
        side=order.side,
        kind=order.kind,
        ticks=ticks,
        lots=lots - order.filled_lots,
        fee_in=order.fee_in,
        self_trade=order.self_trade,
    )


def _estimate(
    *, errs: list[str], warning: list[str] | None = None, preview_id: str = "", **figures: str
) -> Json:
    names = ("order_total", "commission_total", "quote_size", "base_size", "best_bid", "best_ask", "slippage")
    return {
        "errs": errs,
        "warning": warning or [],
        **{name: figures.get(name, "0") for name in names},
        "is_max": False,
        "order_margin_total": "0",
        "leverage": "",
        "long_leverage": "",
        "short_leverage": "",
        "preview_id": preview_id,
        "current_liquidation_buffer": "",
        "projected_liquidation_buffer": "",
        "max_leverage": "",
        "pnl_configuration": None,
        "commission_detail_total": None,
    }


def _edit_estimate(failed: list[Json], **figures: str) -> Json:
    names = ("slippage", "order_total", "commission_total", "quote_size", "base_size", "best_bid", "best_ask")
    return {
        "errors": failed,
        **{name: figures.get(name, "0") for name in names},
        "average_filled_price": figures.get("average_filled_price", "0"),
        "order_margin_total": "0",
        "commission_detail_total": None,
        "pnl_configuration": None,
    }

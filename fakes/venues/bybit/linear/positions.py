"""Positions as `position/list` and the topic `position` show them (BYB-86), and what may be set."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.operations import Operation
from fakes.venues.bybit import errors
from fakes.venues.bybit.digits import Digits, decimals, plain
from fakes.venues.bybit.endpoints import Caller, Endpoint, Result, other, trading
from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.linear.order_view import created_by
from fakes.venues.bybit.linear.orders import check_scope
from fakes.venues.bybit.linear.product import (
    NOT_MODIFIED,
    SAME_LEVERAGE,
    SAME_MODE,
    leverage_too_high,
)
from fakes.venues.bybit.linear.settled import Closing, Settled
from fakes.venues.bybit.order_ids import OrderIds
from fakes.venues.bybit.pages import WEEK_MS, page_of, span_ms
from fakes.venues.bybit.parameters import Parameters

Row = dict[str, Any]
MOST_RISK: Final = "2000000"
PRICE_DECIMALS: Final = 8
GOALS: Final = ("takeProfit", "stopLoss", "trailingStop", "tpLimitPrice", "slLimitPrice")


class PositionView:
    """`digits_of` by symbol."""

    def __init__(self, exchange: Exchange, settled: Settled, digits_of: Callable[[str], Digits]) -> None:
        self._exchange = exchange
        self._settled = settled
        self._digits_of = digits_of

    def row(self, account: str, symbol: str) -> Row:
        contracts, digits = self._exchange.contracts, self._digits_of(symbol)
        position, run = contracts.position(account, symbol), self._settled.run(account, symbol)
        lots, value = position.lots, digits.value
        worth = value(position.worth_atoms(digits.instrument, contracts.mark_ticks(symbol)))
        margin = value(contracts.margin_atoms(account, symbol)) if lots else ""
        kept = value(contracts.maintenance_atoms(account, symbol)) if lots else ""
        return {
            "positionIdx": 0,
            "riskId": 1,
            "riskLimitValue": MOST_RISK,
            "symbol": symbol,
            "side": "Buy" if lots > 0 else "Sell" if lots < 0 else "",
            "size": digits.quantity(abs(lots)) if lots else "0",
            "avgPrice": _price(position.entry_price(digits.instrument)),
            "positionValue": worth if lots else "",
            "tradeMode": 0,
            "positionStatus": "Normal",
            "autoAddMargin": 0,
            "adlRankIndicator": 2 if lots else 0,
            "leverage": str(contracts.leverage(account, symbol)),
            "breakEvenPrice": _price(position.break_even_price(digits.instrument)) if lots else "",
            "positionBalance": margin or "0",
            "markPrice": digits.price(contracts.mark_ticks(symbol)),
            "liqPrice": "",
            "bustPrice": "",
            "positionMM": kept,
            "positionMMByMp": kept,
            "positionIM": margin,
            "positionIMByMp": margin,
            "tpslMode": "Full",
            "takeProfit": "",
            "stopLoss": "",
            "trailingStop": digits.price(0),
            "unrealisedPnl": value(contracts.unrealised_atoms(account, symbol)) if lots else "",
            "curRealisedPnl": value(run.present_atoms) if lots else "0",
            "cumRealisedPnl": value(run.all_atoms),
            "seq": run.seq,
            "isReduceOnly": False,
            "mmrSysUpdatedTime": "",
            "leverageSysUpdatedTime": "",
            "sessionAvgPrice": "",
            "openTime": run.since_ms if lots else 0,
            "createdTime": str(run.since_ms),
            "updatedTime": str(position.updated_ms),
        }

    def streamed(self, account: str, symbol: str) -> Row:
        """`avgPrice` is called `entryPrice` there, and what is missing is 0."""
        row = self.row(account, symbol)
        row["entryPrice"] = row.pop("avgPrice")
        numbers = ("positionValue", "positionIM", "positionIMByMp", "positionMM", "positionMMByMp")
        for name in (*numbers, "unrealisedPnl", "takeProfit", "stopLoss", "trailingStop", "sessionAvgPrice"):
            row[name] = row[name] or "0"
        return row | {"category": "linear"}

    def closed(self, closing: Closing, order_id: str) -> Row:
        """A line of `closed-pnl`: here one for each fill that closed something."""
        order, fill, digits = closing.order, closing.fill, self._digits_of(closing.order.symbol)
        return {
            "symbol": order.symbol,
            "orderType": "Limit" if fill.is_maker or order.kind.value != "MARKET" else "Market",
            "leverage": str(self._exchange.contracts.leverage(order.account, order.symbol)),
            "updatedTime": str(fill.at_ms),
            "side": "Buy" if order.side.value == "BUY" else "Sell",
            "orderId": order_id,
            "closedPnl": digits.value(closing.pnl_atoms),
            "openFee": digits.value(closing.open_fee_atoms),
            "closeFee": digits.value(closing.close_fee_atoms),
            "avgEntryPrice": digits.average(closing.entry_atoms, closing.lots),
            "qty": digits.quantity(order.lots),
            "cumEntryValue": digits.value(closing.entry_atoms),
            "createdTime": str(fill.at_ms),
            "orderPrice": digits.price(order.ticks or 0),
            "closedSize": digits.quantity(closing.lots),
            "avgExitPrice": digits.average(closing.exit_atoms, closing.lots),
            "execType": "BustTrade" if created_by(order) == "CreateByLiq" else "Trade",
            "fillCount": "1",
            "cumExitValue": digits.value(closing.exit_atoms),
        }


def _price(price: Decimal) -> str:
    rounded = abs(price).quantize(Decimal(1).scaleb(-PRICE_DECIMALS))
    return plain(int(rounded.scaleb(PRICE_DECIMALS)), PRICE_DECIMALS)


class Positions:
    """The methods. `tell` sends the account's position in that market to its topic."""

    def __init__(
        self,
        *,
        exchange: Exchange,
        view: PositionView,
        settled: Settled,
        ids: OrderIds,
        tell: Callable[[str, str], None],
        clock_ms: Callable[[], int],
    ) -> None:
        self._exchange = exchange
        self._view = view
        self._settled = settled
        self._ids = ids
        self._tell = tell
        self._clock_ms = clock_ms

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            Endpoint(name="position/list", operation=Operation.ACCOUNT, act=self._list),
            other("position/closed-pnl", self._closed),
            trading("position/set-leverage", Operation.OTHER, self._set_leverage),
            trading("position/switch-mode", Operation.OTHER, self._switch_mode),
            trading("position/trading-stop", Operation.OTHER, self._trading_stop),
        )

    def _check_category(self, parameters: Parameters) -> None:
        if parameters.required("category") != "linear":
            raise Refuse(params("Illegal category"))

    def _list(self, parameters: Parameters, caller: Caller) -> Result:
        """BYB-86: a market that is named is listed flat too."""
        self._check_category(parameters)
        check_scope(parameters, ("symbol", "settleCoin"))
        if "symbol" in parameters:
            symbols = [self._symbol(parameters)]
        else:
            coin = parameters.required("settleCoin")
            symbols = [s for s, _ in self._exchange.contracts.positions(caller.account)]
            symbols = [s for s in symbols if self._exchange.instrument(s).quote == coin]
        page, cursor = page_of(symbols, parameters, named=str, default=20, most=200)
        rows = [self._view.row(caller.account, symbol) for symbol in page]
        return Result({"list": rows, "nextPageCursor": cursor, "category": "linear"})

    def _symbol(self, parameters: Parameters) -> str:
        symbol = parameters.required("symbol")
        if not self._exchange.lists(symbol):
            raise Refuse(errors.NO_SUCH_SYMBOL)
        return symbol

    def _closed(self, parameters: Parameters, caller: Caller) -> Result:
        self._check_category(parameters)
        start_ms, end_ms = span_ms(parameters, self._clock_ms(), WEEK_MS)
        symbol = parameters.text("symbol")
        found = [
            one
            for one in reversed(self._settled.closings.get(caller.account, []))
            if symbol in (None, one.order.symbol) and start_ms <= one.fill.at_ms <= end_ms
        ]
        page, cursor = page_of(
            found, parameters, named=lambda one: str(one.fill.trade_id), default=50, most=100
        )
        rows = [self._view.closed(one, self._ids.order(one.order)) for one in page]
        return Result({"nextPageCursor": cursor, "category": "linear", "list": rows})

    # --- settings -----------------------------------------------------------------------------------

    def _set_leverage(self, parameters: Parameters, caller: Caller) -> Result:
        """BYB-89. Whole numbers only here."""
        self._check_category(parameters)
        symbol = self._symbol(parameters)
        buy, sell = parameters.decimal("buyLeverage"), parameters.decimal("sellLeverage")
        if buy is None or sell is None or buy != sell or decimals(buy) or buy < 1:
            raise Refuse(params("buyLeverage or sellLeverage invalid"))
        asked, contracts = int(buy), self._exchange.contracts
        if asked == contracts.leverage(caller.account, symbol):
            raise Refuse(SAME_LEVERAGE)
        try:
            contracts.set_leverage(caller.account, symbol, asked)
        except ValueError:
            contract = self._exchange.instrument(symbol).contract
            raise Refuse(leverage_too_high(asked, contract.max_leverage if contract else 1)) from None
        self._tell(caller.account, symbol)
        return Result({})

    def _switch_mode(self, parameters: Parameters, _caller: Caller) -> Result:
        """One way only (BYB-87)."""
        self._check_category(parameters)
        if parameters.integer("mode", least=0, most=3) != 0:
            raise Refuse(params("mode is not supported"))
        raise Refuse(SAME_MODE)

    def _trading_stop(self, parameters: Parameters, _caller: Caller) -> Result:
        """Nothing waits for a price here (BYB-94), so that nothing can be taken away either (BYB-59)."""
        self._check_category(parameters)
        self._symbol(parameters)
        if any((parameters.decimal(name) or 0) > 0 for name in GOALS):
            raise Refuse(params("not supported"))
        raise Refuse(NOT_MODIFIED)

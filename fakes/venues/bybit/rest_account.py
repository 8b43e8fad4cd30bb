"""What an account has, had and could spend (BYB-61)."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar, Final

from fakes.exchange import Exchange
from fakes.instruments import BUY
from fakes.operations import Operation
from fakes.venues.bybit.digits import Digits, plain, rate
from fakes.venues.bybit.endpoints import Caller, Endpoint, Result, other
from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.order_ids import OrderIds, link_id
from fakes.venues.bybit.pages import DAY_MS, page_of, span_ms
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.product import Product
from fakes.venues.bybit.rest_public import Public
from fakes.venues.bybit.transactions import Line, Transactions
from fakes.venues.bybit.wallet import Wallet, precision

Json = dict[str, Any]

USER_ID: Final = 1


class Account:
    transactions_type: ClassVar[type[Transactions]] = Transactions

    def __init__(
        self,
        *,
        exchange: Exchange,
        product: Product,
        ids: OrderIds,
        markets: Public,
        wallet: Wallet,
        digits_of: Callable[[str], Digits],
        clock_ms: Callable[[], int],
    ) -> None:
        self._exchange = exchange
        self._product = product
        self._ids = ids
        self._markets = markets
        self._wallet = wallet
        self._digits_of = digits_of
        self._clock_ms = clock_ms
        self._transactions = self.transactions_type(exchange)

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            Endpoint(name="account/wallet-balance", operation=Operation.ACCOUNT, act=self._balance),
            other("account/transaction-log", self._log),
            other("order/spot-borrow-check", self._quota),
        )

    # --- balances ---------------------------------------------------------------------------------

    def _balance(self, parameters: Parameters, caller: Caller) -> Result:
        if parameters.required("accountType") != "UNIFIED":
            raise Refuse(params("accountType only support UNIFIED."))
        asked = parameters.text("coin")
        coins = self._wallet.coins(caller.account) if asked is None else asked.split(",")
        return Result({"list": [self._wallet.account(caller.account, coins)]})

    def _log(self, parameters: Parameters, caller: Caller) -> Result:
        """Newest first; a day unless asked for another, a week at most."""
        longest_ms = 7 * DAY_MS if "startTime" in parameters and "endTime" in parameters else DAY_MS
        start_ms, end_ms = span_ms(parameters, self._clock_ms(), longest_ms)
        kind, coin = parameters.text("type"), parameters.text("currency")
        lines = [
            line
            for line in reversed(self._transactions.of(caller.account))
            if start_ms <= line.at_ms <= end_ms and kind in (None, line.kind) and coin in (None, line.coin)
        ]
        page, cursor = page_of(lines, parameters, named=lambda line: str(line.number), default=20, most=50)
        return Result({"list": [self._line(line) for line in page], "nextPageCursor": cursor})

    def _line(self, line: Line) -> Json:
        order, fill, places = line.order, line.fill, precision(self._exchange, line.coin)
        row: Json = {
            "transSubType": "",
            "id": f"{USER_ID}_{line.coin}_{line.number}",
            "symbol": "",
            "side": "None",
            "funding": "",
            "orderLinkId": "",
            "orderId": "",
            "fee": plain(line.fee_atoms, places),
            "change": plain(line.atoms - line.fee_atoms, places),
            "cashFlow": plain(line.atoms, places),
            "transactionTime": str(line.at_ms),
            "type": line.kind,
            "feeRate": "",
            "bonusChange": "",
            "size": "0",
            "qty": plain(line.atoms, places),
            "cashBalance": plain(line.total_atoms, places),
            "currency": line.coin,
            "category": self._product.category if order is not None else "",
            "tradePrice": "",
            "tradeId": "",
            "extraFees": "",
        }
        if order is not None and fill is not None:
            digits = self._digits_of(order.symbol)
            instrument = self._exchange.instrument(order.symbol)
            row |= {
                "symbol": order.symbol,
                "side": "Buy" if order.side is BUY else "Sell",
                "orderLinkId": link_id(order),
                "orderId": self._ids.order(order),
                "feeRate": rate(instrument.maker_fee_ppm if fill.is_maker else instrument.taker_fee_ppm),
                "tradePrice": digits.price(fill.ticks),
                "tradeId": self._ids.trade(order.symbol, fill.trade_id),
            }
        return row

    def _quota(self, parameters: Parameters, caller: Caller) -> Result:
        """Without borrowing: what the account has."""
        symbol = self._markets.symbol(parameters)
        side = parameters.one_of("side", ("Buy", "Sell"), "")
        instrument = self._exchange.instrument(symbol)
        balances = self._exchange.accounts
        base = balances.balance(caller.account, instrument.base).free_atoms
        quote = balances.balance(caller.account, instrument.quote).free_atoms
        quantity = plain(base // 10 ** (instrument.base_precision - 4), 4)
        amount = plain(quote // 10 ** (instrument.quote_precision - 8), 8)
        return Result(
            {
                "symbol": symbol,
                "side": side,
                "maxTradeQty": quantity,
                "maxTradeAmount": amount,
                "spotMaxTradeQty": quantity,
                "spotMaxTradeAmount": amount,
                "borrowCoin": instrument.quote if side == "Buy" else instrument.base,
            }
        )

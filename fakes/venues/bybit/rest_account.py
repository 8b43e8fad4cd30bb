"""What an account has, may and pays (BYB-26, BYB-61, BYB-91)."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.instruments import BUY
from fakes.operations import Operation
from fakes.venue import Key
from fakes.venues.bybit import errors
from fakes.venues.bybit.digits import Digits, plain, rate
from fakes.venues.bybit.endpoints import READ, TRADE, Caller, Endpoint, Result
from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.instrument_rows import spot_row
from fakes.venues.bybit.order_ids import OrderIds, link_id
from fakes.venues.bybit.pages import DAY_MS, page_of, span_ms
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.product import Product
from fakes.venues.bybit.rest_public import Public, status_of
from fakes.venues.bybit.transactions import Line, Transactions
from fakes.venues.bybit.wallet import Wallet, precision

Json = dict[str, Any]

PERMISSIONS: Final = (
    "ContractTrade",
    "Spot",
    "Wallet",
    "Options",
    "Derivatives",
    "CopyTrading",
    "BlockTrade",
    "Exchange",
    "NFT",
    "Affiliate",
    "Earn",
    "FiatP2P",
    "FiatConvertBroker",
    "FiatGlobalPay",
    "FiatBitPay",
    "BitCard",
    "ByXPost",
)
USER_ID: Final = 1


class Account:
    def __init__(
        self,
        *,
        exchange: Exchange,
        product: Product,
        ids: OrderIds,
        markets: Public,
        wallet: Wallet,
        digits_of: Callable[[str], Digits],
        key_of: Callable[[str], Key],
        clock_ms: Callable[[], int],
    ) -> None:
        self._exchange = exchange
        self._product = product
        self._ids = ids
        self._markets = markets
        self._wallet = wallet
        self._digits_of = digits_of
        self._key_of = key_of
        self._clock_ms = clock_ms
        self._transactions = Transactions(exchange)

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            Endpoint(name="account/wallet-balance", operation=Operation.ACCOUNT, act=self._balance),
            _other("account/info", self._info),
            _other("account/fee-rate", self._fees),
            _other("account/transaction-log", self._log),
            _other("account/query-dcp-info", self._protection),
            _other("account/smp-group", self._group),
            _other("account/instruments-info", self._instruments),
            _other("account/collateral-info", self._collateral),
            _other("account/user-setting-config", self._settings),
            _other("user/query-api", self._key),
            _other("asset/coin/query-info", self._coins),
            _other("order/spot-borrow-check", self._quota),
            Endpoint(
                name="order/disconnected-cancel-all",
                operation=Operation.OTHER,
                act=self._protect,
                method="POST",
                needs=TRADE,
            ),
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
            instrument = digits.instrument
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

    # --- the account ------------------------------------------------------------------------------

    def _info(self, _parameters: Parameters, _caller: Caller) -> Result:
        return Result(
            {
                "marginMode": "REGULAR_MARGIN",
                "updatedTime": "1697078946000",
                "unifiedMarginStatus": 5,
                "dcpStatus": "OFF",
                "timeWindow": 0,
                "smpGroup": 0,
                "isMasterTrader": False,
                "spotHedgingStatus": "OFF",
            }
        )

    def _fees(self, parameters: Parameters, _caller: Caller) -> Result:
        """BYB-91."""
        asked = parameters.text("symbol")
        symbols = [self._markets.symbol(parameters)] if asked is not None else self._exchange.symbols()
        rows = []
        for symbol in symbols:
            instrument = self._exchange.instrument(symbol)
            rows.append(
                {
                    "symbol": symbol,
                    "takerFeeRate": rate(instrument.taker_fee_ppm),
                    "makerFeeRate": rate(instrument.maker_fee_ppm),
                }
            )
        return Result({"category": parameters.required("category"), "list": rows})

    def _protection(self, _parameters: Parameters, _caller: Caller) -> Result:
        """BYB-62: not for this account."""
        return Result({"dcpInfos": []}, text="success")

    def _protect(self, parameters: Parameters, _caller: Caller) -> Result:
        """BYB-62."""
        if parameters.integer("timeWindow", least=3, most=300) is None:
            raise Refuse(params("timeWindow is required"))
        raise Refuse(errors.NO_PERMISSION)

    def _group(self, _parameters: Parameters, _caller: Caller) -> Result:
        return Result({"smpGroup": 0}, text="success")

    def _settings(self, _parameters: Parameters, _caller: Caller) -> Result:
        return Result({"lpaSpot": False, "lpaPerp": False, "smsef": False, "fmsef": False})

    def _instruments(self, parameters: Parameters, _caller: Caller) -> Result:
        """The markets that the account may trade: here all."""
        if parameters.required("category") != self._product.category:
            raise Refuse(errors.NO_SUCH_SYMBOL)
        asked = parameters.text("symbol")
        symbols = [self._markets.symbol(parameters)] if asked is not None else self._exchange.symbols()
        rows = [
            spot_row(self._exchange.instrument(symbol), number, status_of(self._exchange, symbol))
            | {"isPublicRpi": True, "myRpiPermission": False}
            for number, symbol in enumerate(symbols, start=1)
        ]
        return Result({"category": self._product.category, "list": rows})

    def _key(self, _parameters: Parameters, caller: Caller) -> Result:
        key, now_s = self._key_of(caller.api_key), self._clock_ms() / 1000
        trades = TRADE in key.permissions
        return Result(
            {
                "id": "1",
                "note": "",
                "apiKey": key.api_key,
                "readOnly": 0 if trades else 1,
                "secret": "",
                "permissions": {key_0: [] for key_0 in PERMISSIONS}
                | ({"Spot": ["SpotTrade"], "ContractTrade": ["Order", "Position"]} if trades else {}),
                "ips": list(key.sources) or ["*"],
                "type": 1,
                "deadlineDay": -2 if key.sources else 90,
                "expiredAt": _iso(now_s + 90 * 86_400),
                "createdAt": _iso(now_s - 86_400),
                "unified": 0,
                "uta": 1,
                "userID": USER_ID,
                "inviterID": 0,
                "vipLevel": "No VIP",
                "mktMakerLevel": "0",
                "affiliateID": 0,
                "rsaPublicKey": key.public_key_pem or "",
                "isMaster": True,
                "parentUid": "0",
                "kycLevel": "LEVEL_1",
                "kycRegion": "",
                "userIDInt64": str(USER_ID),
                "inviterIDInt64": "0",
                "affiliateIDInt64": "0",
            },
            text="",
        )

    # --- coins ------------------------------------------------------------------------------------

    def _coin_names(self, asked: str | None) -> Sequence[str]:
        instruments = self._exchange.ledger.instruments.values()
        coins = list(dict.fromkeys(c for each in instruments for c in (each.base, each.quote)))
        return coins if asked is None else [coin for coin in coins if coin == asked]

    def _coins(self, parameters: Parameters, _caller: Caller) -> Result:
        rows = [_coin(coin) for coin in self._coin_names(parameters.text("coin"))]
        return Result({"rows": rows}, text="success")

    def _collateral(self, parameters: Parameters, _caller: Caller) -> Result:
        rows = [
            {
                "currency": coin,
                "hourlyBorrowRate": "0",
                "maxBorrowingAmount": "0",
                "freeBorrowingLimit": "0",
                "freeBorrowAmount": "0",
                "borrowAmount": "0",
                "otherBorrowAmount": "0",
                "freeBorrowingAmount": "",
                "availableToBorrow": "0",
                "borrowable": False,
                "borrowUsageRate": "0",
                "marginCollateral": True,
                "collateralSwitch": True,
                "collateralRatio": str(Decimal("0.95")),
            }
            for coin in self._coin_names(parameters.text("currency"))
        ]
        return Result({"list": rows})


def _other(name: str, act: Callable[[Parameters, Caller], Result]) -> Endpoint:
    return Endpoint(name=name, operation=Operation.OTHER, act=act, needs=READ)


def _iso(at_s: float) -> str:
    return datetime.fromtimestamp(int(at_s), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _coin(coin: str) -> Json:
    """One chain, that of its own name."""
    chain = {
        "chainType": coin,
        "confirmation": "6",
        "withdrawFee": "0.0001",
        "depositMin": "0",
        "withdrawMin": "0.001",
        "chain": coin,
        "chainDeposit": "1",
        "chainWithdraw": "1",
        "minAccuracy": "8",
        "withdrawPercentageFee": "0",
        "contractAddress": "",
        "safeConfirmNumber": "6",
        "withdrawMax": "10000000",
    }
    return {"name": coin, "coin": coin, "remainAmount": "10000000", "chains": [chain]}

"""What an account is, may and pays (BYB-26, BYB-62, BYB-91)."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.operations import Operation
from fakes.venue import Key
from fakes.venues.bybit import errors
from fakes.venues.bybit.digits import rate
from fakes.venues.bybit.endpoints import TRADE, Caller, Endpoint, Result, other
from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.product import Product
from fakes.venues.bybit.rest_public import Public, status_of

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


class Standing:
    """`clock_ms` is the venue's own clock."""

    def __init__(
        self,
        *,
        exchange: Exchange,
        product: Product,
        markets: Public,
        key_of: Callable[[str], Key],
        clock_ms: Callable[[], int],
    ) -> None:
        self._exchange = exchange
        self._product = product
        self._markets = markets
        self._key_of = key_of
        self._clock_ms = clock_ms

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            other("account/info", self._info),
            other("account/fee-rate", self._fees),
            other("account/query-dcp-info", self._protection),
            other("account/smp-group", self._group),
            other("account/instruments-info", self._instruments),
            other("account/collateral-info", self._collateral),
            other("account/user-setting-config", self._settings),
            other("user/query-api", self._key),
            other("asset/coin/query-info", self._coins),
            Endpoint(
                name="order/disconnected-cancel-all",
                operation=Operation.OTHER,
                act=self._protect,
                method="POST",
                needs=TRADE,
            ),
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
        listed = {"list": rows}
        spot = self._product.numbered_ids
        return Result({"category": parameters.required("category"), **listed} if spot else listed)

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
        """The markets that the account may trade: here all. At most 200 a page where there are pages."""
        if parameters.required("category") != self._product.category:
            raise Refuse(errors.NO_SUCH_SYMBOL)
        asked = parameters.text("symbol")
        symbols = [self._markets.symbol(parameters)] if asked is not None else self._exchange.symbols()
        exchange, markets = self._exchange, self._markets
        rows = [
            markets.account_rules(exchange.instrument(symbol), number, status_of(exchange, symbol))
            for number, symbol in enumerate(exchange.ledger.instruments, start=1)
            if symbol in symbols
        ]
        return Result({"category": self._product.category, **markets.paged(rows, parameters, most=200)})

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
                "collateralRatio": "0.95",
            }
            for coin in self._coin_names(parameters.text("currency"))
        ]
        return Result({"list": rows})


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

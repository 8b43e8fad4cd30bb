"""Public questions about contracts: rules, fundings, marks, open interest (BYB-15, BYB-17, BYB-90)."""

from collections.abc import Sequence
from typing import Any, Final

from fakes.derivatives.clockwork import HOUR_MS
from fakes.instruments import Instrument
from fakes.klines import klines
from fakes.operations import Operation
from fakes.venues.bybit.digits import decimals, rate, written
from fakes.venues.bybit.endpoints import Caller, Endpoint, Result, public
from fakes.venues.bybit.linear.rates import FUNDING_CAP, FUNDING_FLOOR
from fakes.venues.bybit.order_rules import BAND, most_market_lots
from fakes.venues.bybit.pages import page_of
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.rest_public import Json, Public
from fakes.venues.bybit.rest_tickers import INTERVALS, MOST_CANDLES

MOST_FUNDINGS: Final = 200
SPANS_MS: Final = {
    "5min": HOUR_MS // 12,
    "15min": HOUR_MS // 4,
    "30min": HOUR_MS // 2,
    "1h": HOUR_MS,
    "4h": 4 * HOUR_MS,
    "1d": 24 * HOUR_MS,
}


class LinearPublic(Public):
    def endpoints(self) -> Sequence[Endpoint]:
        return (
            *super().endpoints(),
            public("market/funding/history", Operation.OTHER, self._fundings),
            public("market/mark-price-kline", Operation.KLINES, self._marks),
            public("market/index-price-kline", Operation.KLINES, self._marks),
            public("market/open-interest", Operation.OTHER, self._open_interest),
            public("market/risk-limit", Operation.OTHER, self._risk_limits),
        )

    # --- rules ------------------------------------------------------------------------------------

    def rules(self, instrument: Instrument, number: int, status: str) -> Json:
        contract = instrument.contract
        assert contract is not None  # it is of contracts
        most = written(instrument.quantity(instrument.max_lots))
        return {
            "symbol": instrument.symbol,
            "symbolId": number,
            "contractType": "LinearPerpetual",
            "status": status,
            "baseCoin": instrument.base,
            "quoteCoin": instrument.quote,
            "launchTime": "1585526400000",
            "deliveryTime": "0",
            "deliveryFeeRate": "",
            "priceScale": str(decimals(instrument.tick_size)),
            "leverageFilter": {
                "minLeverage": "1",
                "maxLeverage": f"{contract.max_leverage}.00",
                "leverageStep": "1",
            },
            "priceFilter": {
                "minPrice": written(instrument.price(instrument.min_ticks)),
                "maxPrice": written(instrument.price(instrument.max_ticks)),
                "tickSize": str(instrument.tick_size),
            },
            "lotSizeFilter": {
                "maxOrderQty": most,
                "minOrderQty": written(instrument.quantity(instrument.min_lots)),
                "qtyStep": written(instrument.step_size),
                "postOnlyMaxOrderQty": most,
                "maxMktOrderQty": written(instrument.quantity(most_market_lots(instrument))),
                "minNotionalValue": written(instrument.min_notional),
            },
            "unifiedMarginTrade": True,
            "fundingInterval": contract.funding_every_h * 60,
            "settleCoin": instrument.quote,
            "copyTrading": "none",
            "upperFundingRate": FUNDING_CAP,
            "lowerFundingRate": FUNDING_FLOOR,
            "isPreListing": False,
            "preListingInfo": None,
            "riskParameters": {"priceLimitRatioX": written(BAND), "priceLimitRatioY": written(BAND)},
            "symbolType": "",
            "displayName": "",
            "forbidUplWithdrawal": False,
        }

    def account_rules(self, instrument: Instrument, number: int, status: str) -> Json:
        row = super().account_rules(instrument, number, status)
        del row["forbidUplWithdrawal"]  # told to everybody only
        return row

    def paged(self, rows: Sequence[Json], parameters: Parameters, *, most: int = 1_000) -> Json:
        """BYB-15."""
        page, cursor = page_of(
            rows, parameters, named=lambda row: str(row["symbol"]), default=min(500, most), most=most
        )
        return {"list": page, "nextPageCursor": cursor}

    # --- fundings, marks --------------------------------------------------------------------------

    def _fundings(self, parameters: Parameters, _caller: Caller) -> Result:
        """Newest first. The rate never changes here."""
        symbol = self.symbol(parameters)
        contract = self._exchange.instrument(symbol).contract
        assert contract is not None  # it is of contracts
        limit = parameters.integer("limit", least=1, most=MOST_FUNDINGS) or MOST_FUNDINGS
        now_ms, every_ms = int(self._clock_s() * 1000), contract.funding_every_h * HOUR_MS
        start_ms = parameters.integer("startTime", least=0) or 0
        end_ms = min(parameters.integer("endTime", least=0) or now_ms, now_ms)
        newest_ms = end_ms // every_ms * every_ms
        times = range(newest_ms, max(start_ms, newest_ms - limit * every_ms + 1) - 1, -every_ms)
        rows = [
            {
                "symbol": symbol,
                "fundingRate": rate(contract.funding_ppm),
                "fundingRateTimestamp": str(at_ms),
            }
            for at_ms in times
        ]
        return Result({"category": self._product.category, "list": rows})

    def _marks(self, parameters: Parameters, _caller: Caller) -> Result:
        """Candles without volumes; here the mark of the past is the price that was traded."""
        category = parameters.text("category") or "linear"
        symbol = self.symbol(parameters.with_(category=category))
        interval = INTERVALS[parameters.one_of("interval", tuple(INTERVALS), "")]
        limit = parameters.integer("limit", least=1, most=MOST_CANDLES) or 200
        now_ms = int(self._clock_s() * 1000)
        start_ms = parameters.integer("start", least=0) or 0
        end_ms = min(parameters.integer("end", least=0) or now_ms, now_ms)
        digits = self._digits_of(symbol)
        candles = list(klines(self._exchange.trades(symbol), interval, start_ms, end_ms))[-limit:]
        rows: list[Any] = [
            [
                str(candle.open_ms),
                digits.price(candle.open_ticks),
                digits.price(candle.high_ticks),
                digits.price(candle.low_ticks),
                digits.price(candle.close_ticks),
            ]
            for candle in reversed(candles)
        ]
        return Result({"symbol": symbol, "category": category, "list": rows})

    def _open_interest(self, parameters: Parameters, _caller: Caller) -> Result:
        """Only the present one is known."""
        symbol = self.symbol(parameters)
        span_ms = SPANS_MS[parameters.one_of("intervalTime", tuple(SPANS_MS), "")]
        now_ms = int(self._clock_s() * 1000)
        digits, lots = self._digits_of(symbol), self._exchange.contracts.open_lots(symbol)
        row = {
            "openInterest": digits.quantity(2 * lots),
            "singleOpenInterest": digits.quantity(lots),
            "timestamp": str(now_ms // span_ms * span_ms),
        }
        told = {"symbol": symbol, "category": self._product.category, "list": [row], "nextPageCursor": ""}
        return Result(told)

    def _risk_limits(self, parameters: Parameters, _caller: Caller) -> Result:
        """One tier for each market."""
        symbols = [self.symbol(parameters)] if "symbol" in parameters else self._exchange.symbols()
        rows = []
        for symbol in symbols:
            contract = self._exchange.instrument(symbol).contract
            assert contract is not None  # it is of contracts
            rows.append(
                {
                    "id": 1,
                    "symbol": symbol,
                    "riskLimitValue": "2000000",
                    "maintenanceMargin": rate(contract.maintenance_ppm),
                    "initialMargin": rate(1_000_000 // contract.max_leverage),
                    "isLowestRisk": 1,
                    "maxLeverage": f"{contract.max_leverage}.00",
                    "mmDeduction": "",
                }
            )
        return Result({"category": self._product.category, "list": rows, "nextPageCursor": ""})

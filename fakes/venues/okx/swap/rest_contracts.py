"""What may be asked of contracts, and what an account may set about them (OKX-84, OKX-89 to OKX-91)."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final

from fakes.derivatives.clockwork import HOUR_MS, next_funding_ms
from fakes.exchange import Exchange
from fakes.matching import NewOrder, Order, OrderKind
from fakes.operations import Operation
from fakes.venues.okx import codes
from fakes.venues.okx.endpoints import Act, Caller, Endpoint
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.names import TYPES, Market, Markets
from fakes.venues.okx.numbers import plain
from fakes.venues.okx.order_ids import OrderIds
from fakes.venues.okx.order_rules import check_id
from fakes.venues.okx.orders import Orders
from fakes.venues.okx.parameters import Parameters
from fakes.venues.okx.swap.contract_rows import (
    PPM_DECIMALS,
    contract_of,
    funding_row,
    interest_row,
    mark_row,
)

Json = Any
MOST_FUNDINGS: Final = 400


class ContractQuestions:
    """`clock_ms`: the venue's own clock."""

    def __init__(
        self,
        *,
        exchange: Exchange,
        markets: Markets,
        orders: Orders,
        ids: OrderIds,
        clock_ms: Callable[[], int],
    ) -> None:
        self._exchange = exchange
        self._contracts = exchange.contracts
        self._markets = markets
        self._orders = orders
        self._ids = ids
        self._clock_ms = clock_ms
        self._opened_ms = clock_ms()

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            Endpoint(name="public/funding-rate", operation=Operation.OTHER, act=self._funding),
            Endpoint(name="public/funding-rate-history", operation=Operation.OTHER, act=self._fundings),
            Endpoint(name="public/mark-price", operation=Operation.OTHER, act=self._mark_prices),
            Endpoint(name="public/open-interest", operation=Operation.OTHER, act=self._interest),
            Endpoint(name="public/position-tiers", operation=Operation.OTHER, act=self._tiers),
            Endpoint(
                name="account/leverage-info", operation=Operation.OTHER, act=self._leverages, private=True
            ),
            _setting("account/set-leverage", self._set_leverage),
            _setting("account/set-position-mode", self._set_mode),
            _setting("trade/close-position", self._close),
        )

    # --- anybody ----------------------------------------------------------------------------------

    def _market(self, parameters: Parameters) -> Market:
        market = self._markets.asked(parameters.required("instId"))
        if market is None:
            raise Refuse(codes.UNKNOWN_INSTRUMENT)
        return market

    def _wanted(self, parameters: Parameters) -> Iterator[Market]:
        """Of a list by type, which may be narrowed."""
        parameters.required("instType")
        if parameters.one_of("instType", TYPES) != self._markets.inst_type:
            return
        inst_id, pair = parameters.text("instId"), parameters.text("instFamily") or parameters.text("uly")
        for market in self._markets.listed():
            if inst_id in (None, market.inst_id) and pair in (None, market.pair):
                yield market

    def _funding(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        everything = parameters.text("instId") == "ANY"
        markets = self._markets.listed() if everything else (self._market(parameters),)
        return [funding_row(self._exchange, market, self._clock_ms()) for market in markets]

    def _fundings(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        """Since the venue was opened, newest first."""
        market = self._market(parameters)
        instrument = self._exchange.instrument(market.symbol)
        contract = contract_of(instrument)
        every_ms, now_ms = contract.funding_every_h * HOUR_MS, self._clock_ms()
        limit = min(parameters.integer("limit", least=1) or MOST_FUNDINGS, MOST_FUNDINGS)
        after_ms, before_ms = parameters.integer("after"), parameters.integer("before")
        rate = plain(contract.funding_ppm, PPM_DECIMALS)
        rows: list[Json] = []
        due_ms = next_funding_ms(instrument, now_ms) - every_ms
        while due_ms >= self._opened_ms and len(rows) < limit:
            if (after_ms is None or due_ms < after_ms) and (before_ms is None or due_ms > before_ms):
                rows.append(
                    {
                        "formulaType": "noRate",
                        "fundingRate": rate,
                        "fundingTime": str(due_ms),
                        "instId": market.inst_id,
                        "instType": market.inst_type,
                        "method": "current_period",
                        "realizedRate": rate,
                    }
                )
            due_ms -= every_ms
        return rows

    def _mark_prices(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        return [mark_row(self._exchange, each, self._clock_ms()) for each in self._wanted(parameters)]

    def _interest(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        return [interest_row(self._exchange, each, self._clock_ms()) for each in self._wanted(parameters)]

    def _tiers(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        """One tier: the leverage is the same for every size here."""
        parameters.required("tdMode")
        rows = []
        for market in self._wanted(parameters):
            instrument = self._exchange.instrument(market.symbol)
            contract = contract_of(instrument)
            rows.append(
                {
                    "baseMaxLoan": "",
                    "imr": plain(10**PPM_DECIMALS // contract.max_leverage, PPM_DECIMALS),
                    "instFamily": market.pair,
                    "instId": "",
                    "maxLever": str(contract.max_leverage),
                    "maxSz": market.numbers.size(instrument.max_lots),
                    "minSz": "0",
                    "mmr": plain(contract.maintenance_ppm, PPM_DECIMALS),
                    "optMgnFactor": "",
                    "quoteMaxLoan": "",
                    "tier": "1",
                    "uly": market.pair,
                }
            )
        return rows

    # --- an account's settings ----------------------------------------------------------------------

    def _leverages(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        parameters.required("mgnMode")
        names = parameters.required("instId").split(",")
        rows = []
        for name in names:
            market = self._markets.asked(name)
            if market is None:
                raise Refuse(codes.UNKNOWN_INSTRUMENT)
            lever = str(self._contracts.leverage(caller.account, market.symbol))
            rows.append({"ccy": "", "instId": name, "mgnMode": "cross", "posSide": "net", "lever": lever})
        return rows

    def _set_leverage(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        lever = parameters.integer("lever", least=1)
        if lever is None:
            raise Refuse(codes.PARAMETER_EMPTY, "lever")
        if parameters.required("mgnMode") != "cross":
            raise Refuse(codes.PARAMETER_ERROR, "mgnMode")
        market = self._market(parameters)
        try:
            self._contracts.set_leverage(caller.account, market.symbol, lever)
        except ValueError:
            raise Refuse(codes.TOO_MUCH_LEVERAGE) from None
        return [{"lever": str(lever), "mgnMode": "cross", "instId": market.inst_id, "posSide": ""}]

    def _set_mode(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        """There is one mode here (OKX-95): to ask for it changes nothing."""
        mode = parameters.required("posMode")
        if mode not in ("net_mode", "long_short_mode"):
            raise Refuse(codes.PARAMETER_ERROR, "posMode")
        busy = any(self._contracts.positions(caller.account)) or self._exchange.open_orders(caller.account)
        if mode == "long_short_mode":
            raise Refuse(codes.OPEN_POSITIONS if busy else codes.ACCOUNT_MODE)
        return [{"posMode": mode}]

    def _close(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        """All of it, at market. Orders that rest may stand in the way: `autoCxl` takes them off."""
        market = self._market(parameters)
        if parameters.required("mgnMode") != "cross":
            raise Refuse(codes.PARAMETER_ERROR, "mgnMode")
        cl_ord_id = parameters.text("clOrdId")
        check_id(cl_ord_id, "clOrdId")
        position = self._contracts.position(caller.account, market.symbol)
        if not position.lots:
            raise Refuse(codes.NO_POSITION)
        if parameters.boolean("autoCxl"):
            self._exchange.cancel_all(caller.account, market.symbol)
        ord_id = self._ids.new()
        tags = {"ordId": ord_id, "ordType": "market", "sz": market.numbers.size(abs(position.lots))}
        if cl_ord_id is not None:
            tags["clOrdId"] = cl_ord_id
        placed = self._exchange.place(
            market.symbol,
            NewOrder(
                account=caller.account,
                client_order_id=cl_ord_id or ord_id,
                side=self._contracts.closing_side(caller.account, market.symbol),
                kind=OrderKind.MARKET,
                lots=abs(position.lots),
                reduce_only=True,
                request_id=caller.request_id,
                tags=tags,
            ),
        )
        if not isinstance(placed, Order):
            raise Refuse(codes.NOTHING_TO_REDUCE)
        self._orders.know(placed)
        return [{"instId": market.inst_id, "posSide": "net", "clOrdId": cl_ord_id or "", "tag": ""}]


def _setting(name: str, act: Act) -> Endpoint:
    return Endpoint(name=name, operation=Operation.OTHER, act=act, method="POST", private=True, trades=True)

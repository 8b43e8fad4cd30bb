"""Public questions about the venue: its time, its instruments, its limits of price, how it is."""

from collections.abc import Callable, Sequence
from typing import Any

from fakes.exchange import Exchange
from fakes.operations import Operation
from fakes.venues.okx import codes
from fakes.venues.okx.endpoints import Act, Caller, Endpoint
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.names import TYPES, Market, Markets
from fakes.venues.okx.order_rules import price_limits
from fakes.venues.okx.parameters import Parameters

Json = Any
InstrumentRow = Callable[[Exchange, Market], Json]


class PublicQuestions:
    """`clock_ms`: the venue's own clock."""

    def __init__(
        self, exchange: Exchange, markets: Markets, row: InstrumentRow, clock_ms: Callable[[], int]
    ) -> None:
        """`row` is a market's rules as the list of instruments has them."""
        self._row = row
        self._exchange = exchange
        self._markets = markets
        self._clock_ms = clock_ms

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            _endpoint("public/time", Operation.TIME, self._time),
            _endpoint("public/instruments", Operation.INSTRUMENTS, self.instruments),
            _endpoint("public/price-limit", Operation.OTHER, self._price_limit),
            _endpoint("system/status", Operation.SYSTEM, self._status),
        )

    def _time(self, _parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        return [{"ts": str(self._clock_ms())}]  # OKX-09

    def instruments(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        """Also what an account sees of them. Of types that are not traded here there are none."""
        parameters.required("instType")
        inst_id = parameters.text("instId")
        if parameters.one_of("instType", TYPES) != self._markets.inst_type:
            if self._markets.asked(inst_id) is not None:
                raise Refuse(codes.WRONG_TYPE)
            return []
        if inst_id is None:
            return [self._row(self._exchange, market) for market in self._markets.listed()]
        return [self._row(self._exchange, self._market(parameters))]

    def _market(self, parameters: Parameters) -> Market:
        market = self._markets.asked(parameters.required("instId"))
        if market is None:
            raise Refuse(codes.UNKNOWN_INSTRUMENT)
        return market

    def _price_limit(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        """OKX-19."""
        return [price_limit_row(self._exchange, self._market(parameters), self._clock_ms())]

    def _status(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        """Nothing is planned: what befalls this venue comes unannounced (OKX-21)."""
        parameters.one_of("state", ("scheduled", "ongoing", "pre_open", "completed", "canceled"))
        return []


def price_limit_row(exchange: Exchange, market: Market, at_ms: int) -> Json:
    limits = price_limits(exchange, market)
    return {
        "instType": market.inst_type,
        "instId": market.inst_id,
        "buyLmt": "" if limits is None else market.numbers.price(limits[0]),
        "sellLmt": "" if limits is None else market.numbers.price(limits[1]),
        "ts": str(at_ms),
        "enabled": limits is not None,
    }


def _endpoint(name: str, operation: Operation, act: Act) -> Endpoint:
    return Endpoint(name=name, operation=operation, act=act)

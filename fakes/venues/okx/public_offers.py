"""What `/public` and `/business` offer: market data, to anybody."""

from collections.abc import Mapping
from typing import Any

from fakes.exchange import Exchange
from fakes.operations import Role
from fakes.serving.publisher import Message, Publisher
from fakes.serving.wire_json import encoded
from fakes.venues.okx import events
from fakes.venues.okx.events import EventRefused
from fakes.venues.okx.line import Line
from fakes.venues.okx.market_streams import MarketStreams
from fakes.venues.okx.names import Markets
from fakes.venues.okx.product import Product
from fakes.venues.okx.subscriptions import Wanted, is_about
from fakes.venues.okx.ws_trading import OPS


class PublicOffers:
    def __init__(
        self,
        *,
        exchange: Exchange,
        markets: Markets,
        product: Product,
        streams: MarketStreams,
        publisher: Publisher,
    ) -> None:
        self._product = product
        self._exchange = exchange
        self._markets = markets
        self._streams = streams
        self._publisher = publisher
        self._told_of_instruments: dict[int, tuple[Line, Wanted]] = {}

    # --- Offers -----------------------------------------------------------------------------------

    def join(self, line: Line, wanted: Wanted) -> None:
        if wanted.symbol:
            self._streams.join(line, wanted)
        elif wanted.channel == "instruments" and is_about(wanted, self._product.inst_type):
            self._told_of_instruments[line.session.number] = (line, wanted)

    def begin(self, line: Line, wanted: Wanted) -> None:
        if wanted.symbol:
            self._streams.begin(line, wanted)
        elif wanted.channel == "instruments" and is_about(wanted, self._product.inst_type):
            self._tell(line, wanted, tuple(self._exchange.symbols()))  # OKX-20

    def leave(self, line: Line, wanted: Wanted) -> None:
        if wanted.symbol:
            self._streams.leave(line, wanted)
        elif wanted.channel == "instruments":
            self._told_of_instruments.pop(line.session.number, None)

    def count(self, line: Line, wanted: Wanted) -> None:
        """Connections are counted of private channels only."""
        return None

    def serve(self, line: Line, op: str, request: Mapping[str, Any]) -> bool:
        if op in OPS:
            raise EventRefused(events.WRONG_URL)
        return False

    # --- news -------------------------------------------------------------------------------------

    def market_changed(self, symbol: str) -> None:
        """Its rules or its state are other than before."""
        for line, wanted in tuple(self._told_of_instruments.values()):
            self._tell(line, wanted, (symbol,))

    def _tell(self, line: Line, wanted: Wanted, symbols: tuple[str, ...]) -> None:
        rows = [self._product.row(self._exchange, self._markets.of(symbol)) for symbol in symbols]
        payload = {"arg": wanted.arg, "data": rows}
        message = Message(
            role=Role.MARKET,
            kind=wanted.kind,
            stream=wanted.stream,
            payload=payload,
            body=encoded(payload),
        )
        if self._publisher.publish(line.session, message):
            line.moved()

"""What ws.kraken.com offers: market data, to anybody."""

from collections.abc import Sequence
from typing import Any, Final

from fakes.exact_json import encoded
from fakes.exchange import Exchange
from fakes.operations import Role
from fakes.serving.publisher import Message, Publisher
from fakes.venues.kraken import instrument_messages
from fakes.venues.kraken.frames import Refused, Request
from fakes.venues.kraken.line import Line
from fakes.venues.kraken.market_messages import Kind
from fakes.venues.kraken.market_streams import MarketStreams
from fakes.venues.kraken.pairs import Asset, Pair, Pairs
from fakes.venues.kraken.subscriptions import KINDS, PRIVATE, Channel, Wanted
from fakes.venues.kraken.system import System

TRY_THE_OTHER: Final = "Private data and trading are unavailable on this endpoint. Try ws-auth.kraken.com"
METHODS_OF_THE_OTHER: Final = (
    "add_order",
    "amend_order",
    "edit_order",
    "cancel_order",
    "cancel_all",
    "cancel_all_orders_after",
    "batch_add",
    "batch_cancel",
)


class PublicOffers:
    def __init__(
        self,
        *,
        exchange: Exchange,
        pairs: Pairs,
        system: System,
        streams: MarketStreams,
        publisher: Publisher,
    ) -> None:
        self._exchange = exchange
        self._system = system
        self._pairs = pairs
        self._streams = streams
        self._publisher = publisher
        self._told_of_instruments: dict[int, Line] = {}

    # --- Offers -----------------------------------------------------------------------------------

    def admit(self, line: Line, wanted: Wanted) -> dict[str, Any]:
        if wanted.channel in PRIVATE:
            raise Refused(TRY_THE_OTHER)
        return {}

    def symbol(self, name: str) -> str:
        pair = self._pairs.named(name)
        if pair is None:
            raise Refused(f"Currency pair not supported {name}")  # KRK-10, KRK-69
        return pair.symbol

    def join(self, line: Line, wanted: Wanted, symbol: str) -> None:
        if symbol:
            self._streams.join(line, wanted, symbol)
        elif wanted.channel is Channel.INSTRUMENT:
            self._told_of_instruments[line.session.number] = line

    def begin(self, line: Line, wanted: Wanted, symbol: str) -> None:
        if symbol:
            self._streams.begin(line, wanted, symbol)
        elif wanted.channel is Channel.INSTRUMENT and wanted.options["snapshot"]:
            self._tell("snapshot", [line], self._pairs.assets(), self._pairs.listed())

    def leave(self, line: Line, wanted: Wanted, symbol: str) -> None:
        if symbol:
            self._streams.leave(line, wanted, symbol)
        elif wanted.channel is Channel.INSTRUMENT:
            self._told_of_instruments.pop(line.session.number, None)

    def serve(self, line: Line, request: Request, came_in: str) -> bool:
        if request.method in METHODS_OF_THE_OTHER:
            raise Refused(TRY_THE_OTHER)
        return False

    def depart(self, line: Line) -> None:
        """Its subscriptions are over already."""

    # --- news -------------------------------------------------------------------------------------

    def pair_changed(self, symbol: str) -> None:
        """Its rules or its status are other than before."""
        self._tell("update", list(self._told_of_instruments.values()), (), (self._pairs.of(symbol),))

    def _tell(
        self, kind: Kind, lines: Sequence[Line], assets: Sequence[Asset], pairs: Sequence[Pair]
    ) -> None:
        exchange = self._exchange
        traded = [(p, exchange.instrument(p.symbol), self._system.pair_mode(p.symbol)) for p in pairs]
        payload = instrument_messages.instruments(kind, assets, traded)
        message = Message(
            role=Role.MARKET,
            kind=KINDS[Channel.INSTRUMENT],
            stream=Channel.INSTRUMENT.value,
            payload=payload,
            body=encoded(payload),
        )
        for line in lines:
            if self._publisher.publish(line.session, message):
                line.spoken()

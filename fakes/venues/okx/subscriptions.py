"""What can be subscribed to, at which address, and how an argument is read (OKX-56 to OKX-73)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from fakes.operations import StreamKind
from fakes.venues.okx import events
from fakes.venues.okx.candles import BARS_MS
from fakes.venues.okx.events import EventRefused
from fakes.venues.okx.names import TYPES, Markets

Json = dict[str, Any]


class Place(StrEnum):
    """The last part of the address."""

    PUBLIC = "public"
    PRIVATE = "private"
    BUSINESS = "business"


class Offer(NamedTuple):
    place: Place
    kind: StreamKind
    vip: bool = False


CHANNELS: Final[Mapping[str, Offer]] = {
    "books": Offer(Place.PUBLIC, StreamKind.DEPTH),
    "books5": Offer(Place.PUBLIC, StreamKind.BOOK_TOP),
    "bbo-tbt": Offer(Place.PUBLIC, StreamKind.BOOK_TOP),
    "books-l2-tbt": Offer(Place.PUBLIC, StreamKind.DEPTH, vip=True),
    "books50-l2-tbt": Offer(Place.PUBLIC, StreamKind.DEPTH, vip=True),
    "trades": Offer(Place.PUBLIC, StreamKind.TRADE),
    "tickers": Offer(Place.PUBLIC, StreamKind.TICKER),
    "price-limit": Offer(Place.PUBLIC, StreamKind.TICKER),
    "instruments": Offer(Place.PUBLIC, StreamKind.SYSTEM),
    "status": Offer(Place.PUBLIC, StreamKind.SYSTEM),
    "trades-all": Offer(Place.BUSINESS, StreamKind.TRADE),
    **{f"candle{bar}": Offer(Place.BUSINESS, StreamKind.KLINE) for bar in BARS_MS},
    "account": Offer(Place.PRIVATE, StreamKind.BALANCE),
    "positions": Offer(Place.PRIVATE, StreamKind.BALANCE),
    "balance_and_position": Offer(Place.PRIVATE, StreamKind.BALANCE),
    "orders": Offer(Place.PRIVATE, StreamKind.ORDER),
    "fills": Offer(Place.PRIVATE, StreamKind.ORDER, vip=True),
}
WITH_TYPE: Final = ("instruments", "positions", "orders")
WITHOUT: Final = ("status", "account", "balance_and_position", "fills")


class Wanted(NamedTuple):
    """One argument. `arg` as it comes back, `symbol` the lab's, "" of channels that are of no market."""

    channel: str
    arg: Json
    symbol: str
    kind: StreamKind

    @property
    def stream(self) -> str:
        return f"{self.channel}:{self.symbol}" if self.symbol else self.channel

    @property
    def key(self) -> str:
        """By which one connection has it once."""
        names = ("channel", "instType", "instFamily", "instId", "ccy")
        return "/".join(str(self.arg.get(name, "")) for name in names)


def read(
    arg: Any, place: Place, markets: Markets, channels: Mapping[str, Offer], *, logged_in: bool
) -> Wanted:
    """Raises EventRefused."""
    if not isinstance(arg, dict) or not isinstance(arg.get("channel"), str):
        raise EventRefused(events.ARGUMENTS)
    channel = arg["channel"]
    offer = channels.get(channel)
    if offer is None:
        raise EventRefused(events.NOT_THERE, _spoken(arg))
    if offer.place is Place.BUSINESS and place is Place.PUBLIC:
        raise EventRefused(events.NOT_THERE, _spoken(arg))
    if offer.place is Place.BUSINESS and place is Place.PRIVATE:
        raise EventRefused(events.MOVED)
    if offer.place is not place and place is Place.BUSINESS:
        raise EventRefused(events.NOT_ON_BUSINESS)
    if offer.place is not place:
        raise EventRefused(events.NOT_THERE, _spoken(arg))
    if place is Place.PRIVATE and not logged_in:
        raise EventRefused(events.LOG_IN_FIRST)
    if "uly" in arg:
        raise EventRefused(events.ULY)
    if offer.vip:
        raise EventRefused(events.TIER)
    return Wanted(channel, arg, _symbol(channel, arg, markets), offer.kind)


def _symbol(channel: str, arg: Json, markets: Markets) -> str:
    inst_id = arg.get("instId")
    if channel in WITH_TYPE:
        if arg.get("instType") not in (*TYPES, "ANY"):
            raise EventRefused(events.NOT_THERE, _spoken(arg))
        if channel == "instruments" and arg["instType"] == "ANY":
            raise EventRefused(events.NOT_THERE, _spoken(arg))
        if inst_id is not None and markets.asked(str(inst_id)) is None:
            raise EventRefused(events.NOT_THERE, _spoken(arg))
        return ""
    if channel in WITHOUT:
        return ""
    market = markets.asked(inst_id) if isinstance(inst_id, str) else None
    if market is None:
        raise EventRefused(events.NOT_THERE, _spoken(arg))
    return market.symbol


def _spoken(arg: Json) -> str:
    return ",".join(f"{name}:{value}" for name, value in arg.items())


def is_about(wanted: Wanted, inst_type: str) -> bool:
    """Whether a channel with a type is about that one."""
    return wanted.arg.get("instType") in (inst_type, "ANY", None)

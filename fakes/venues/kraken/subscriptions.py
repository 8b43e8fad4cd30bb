"""What can be subscribed to, and how the parameters of a subscription are read (KRK-50 to KRK-62)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from fakes.operations import StreamKind
from fakes.venues.kraken.frames import Refused, Request, flag_of, integer_of, text_of, texts_of

DEPTHS: Final = (10, 25, 100, 500, 1000)
MINUTES: Final = (1, 5, 15, 30, 60, 240, 1440, 10080, 21600)
TRIGGERS: Final = ("trades", "bbo")


class Channel(StrEnum):
    BOOK = "book"
    EXECUTIONS = "executions"
    BALANCES = "balances"
    HEARTBEAT = "heartbeat"
    INSTRUMENT = "instrument"
    OHLC = "ohlc"
    TICKER = "ticker"
    TRADE = "trade"


PRIVATE: Final = (Channel.EXECUTIONS, Channel.BALANCES)
OF_SYMBOLS: Final = (Channel.BOOK, Channel.OHLC, Channel.TICKER, Channel.TRADE)
KINDS: Final[Mapping[Channel, StreamKind]] = {
    Channel.BOOK: StreamKind.DEPTH,
    Channel.EXECUTIONS: StreamKind.ORDER,
    Channel.BALANCES: StreamKind.BALANCE,
    Channel.HEARTBEAT: StreamKind.SYSTEM,
    Channel.INSTRUMENT: StreamKind.SYSTEM,
    Channel.OHLC: StreamKind.KLINE,
    Channel.TICKER: StreamKind.TICKER,
    Channel.TRADE: StreamKind.TRADE,
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A subscription as asked for, for all its symbols.

    `options` come back in every acknowledgement; `distinct` are those by which one connection may have
    the channel of a symbol more than once (a second depth of a book it may not have).
    """

    channel: Channel
    symbols: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    distinct: tuple[int, ...] = ()
    token: str | None = None


Reader = Callable[[Request], Wanted]


def read(request: Request) -> Wanted:
    """The parameters of `subscribe` and of `unsubscribe`. Raises Refused."""
    name = text_of(request.params, "channel")
    try:
        channel = Channel(name or "")
    except ValueError:
        raise Refused("Unsupported event") from None
    return _READERS[channel](request)


def _read_book(request: Request) -> Wanted:
    request.accept_only("channel", "symbol", "depth", "snapshot")
    depth = integer_of(request.params, "depth", DEPTHS[0])
    if depth not in DEPTHS:
        raise Refused("Subscription depth not supported")
    options = {"depth": depth, "snapshot": flag_of(request.params, "snapshot", True)}
    return Wanted(Channel.BOOK, _symbols(request), options)


def _read_trade(request: Request) -> Wanted:
    request.accept_only("channel", "symbol", "snapshot")
    options = {"snapshot": flag_of(request.params, "snapshot", False)}  # KRK-59
    return Wanted(Channel.TRADE, _symbols(request), options)


def _read_ticker(request: Request) -> Wanted:
    request.accept_only("channel", "symbol", "event_trigger", "snapshot")
    trigger = text_of(request.params, "event_trigger") or TRIGGERS[0]
    if trigger not in TRIGGERS:
        raise Refused("Event_trigger not supported")
    options = {"event_trigger": trigger, "snapshot": flag_of(request.params, "snapshot", True)}
    return Wanted(Channel.TICKER, _symbols(request), options)


def _read_ohlc(request: Request) -> Wanted:
    request.accept_only("channel", "symbol", "interval", "snapshot")
    minutes = integer_of(request.params, "interval", MINUTES[0])
    if minutes not in MINUTES:
        raise Refused("Subscription ohlc interval not supported")
    options = {"interval": minutes, "snapshot": flag_of(request.params, "snapshot", True)}
    return Wanted(Channel.OHLC, _symbols(request), options, distinct=(minutes or 0,))


def _read_instrument(request: Request) -> Wanted:
    request.accept_only("channel", "snapshot", "include_tokenized_assets", "execution_venue")
    flag_of(request.params, "include_tokenized_assets", False)
    return Wanted(Channel.INSTRUMENT, options={"snapshot": flag_of(request.params, "snapshot", True)})


def _read_heartbeat(request: Request) -> Wanted:
    request.accept_only("channel")
    return Wanted(Channel.HEARTBEAT)


def _read_executions(request: Request) -> Wanted:
    params = request.params
    request.accept_only(
        "channel",
        "token",
        "snap_orders",
        "snap_trades",
        "order_status",
        "ratecounter",
        "rebased",
        "users",
        "snapshot",
        "snapshot_trades",
    )
    trades = flag_of(params, "snap_trades", flag_of(params, "snapshot_trades", False))
    options = {
        "snap_orders": flag_of(params, "snap_orders", flag_of(params, "snapshot", True)),
        "snap_trades": trades,
        "order_status": flag_of(params, "order_status", True),
        "ratecounter": flag_of(params, "ratecounter", False),
    }
    return Wanted(Channel.EXECUTIONS, options=options, token=text_of(params, "token"))


def _read_balances(request: Request) -> Wanted:
    request.accept_only("channel", "token", "snapshot", "rebased", "users")
    options = {"snapshot": flag_of(request.params, "snapshot", True)}
    return Wanted(Channel.BALANCES, options=options, token=text_of(request.params, "token"))


def _symbols(request: Request) -> tuple[str, ...]:
    if "symbol" not in request.params:
        raise Refused("Symbol(s) not found")
    return tuple(dict.fromkeys(texts_of(request.params, "symbol")))


_READERS: Final[Mapping[Channel, Reader]] = {
    Channel.BOOK: _read_book,
    Channel.EXECUTIONS: _read_executions,
    Channel.BALANCES: _read_balances,
    Channel.HEARTBEAT: _read_heartbeat,
    Channel.INSTRUMENT: _read_instrument,
    Channel.OHLC: _read_ohlc,
    Channel.TICKER: _read_ticker,
    Channel.TRADE: _read_trade,
}

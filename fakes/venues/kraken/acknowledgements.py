"""What a subscription is acknowledged with, and its end: one `result` for each symbol (KRK-50)."""

from collections.abc import Mapping
from typing import Any, Final

from fakes.venues.kraken.subscriptions import Channel, Wanted

_SUBSCRIBED: Final[Mapping[Channel, tuple[str, ...]]] = {
    Channel.BOOK: ("depth", "snapshot"),
    Channel.EXECUTIONS: ("snap_orders", "snap_trades"),
    Channel.BALANCES: ("snapshot",),
    Channel.HEARTBEAT: (),
    Channel.INSTRUMENT: ("snapshot",),
    Channel.OHLC: ("interval", "snapshot"),
    Channel.TICKER: ("snapshot",),
    Channel.TRADE: ("snapshot",),
}
_UNSUBSCRIBED: Final[Mapping[Channel, tuple[str, ...]]] = {
    Channel.BOOK: ("depth", "snapshot"),
    Channel.OHLC: ("interval",),
    Channel.TICKER: ("event_trigger",),
}
_WARNINGS: Final[Mapping[Channel, str]] = {
    Channel.INSTRUMENT: "tick_size is deprecated, use price_increment",
    Channel.OHLC: "timestamp is deprecated, use interval_begin",
}


def subscribed(wanted: Wanted, name: str | None) -> dict[str, Any]:
    """`name`: the symbol as this API has it, of channels that have symbols."""
    result = _result(wanted, name, _SUBSCRIBED[wanted.channel])
    warning = _WARNINGS.get(wanted.channel)
    return result if warning is None else result | {"warnings": [warning]}


def unsubscribed(wanted: Wanted, name: str | None) -> dict[str, Any]:
    return _result(wanted, name, _UNSUBSCRIBED.get(wanted.channel, ()))


def _result(wanted: Wanted, name: str | None, shown: tuple[str, ...]) -> dict[str, Any]:
    result = {"channel": wanted.channel.value} | {option: wanted.options[option] for option in shown}
    return result if name is None else result | {"symbol": name}

from typing import Any

import pytest

from fakes.venues.kraken import acknowledgements, subscriptions
from fakes.venues.kraken.frames import Refused, Request
from tests.unit.fakes.kraken.vectors import documented


def read(**params: Any) -> subscriptions.Wanted:
    return subscriptions.read(Request("subscribe", params))


PARAMS: dict[str, dict[str, Any]] = {
    "book": {"depth": 10},
    "ohlc": {"interval": 5},
    "trade": {"snapshot": True},
}


@pytest.mark.parametrize("channel", ["book", "ohlc", "ticker", "trade"])
def test_a_subscription_to_a_symbol_is_acknowledged_as_documented(channel: str) -> None:
    payload = documented("replies", f"subscribe.{channel}")["result"]

    wanted = read(channel=channel, symbol=[payload["symbol"]], **PARAMS.get(channel, {}))

    assert acknowledgements.subscribed(wanted, payload["symbol"]) == payload


@pytest.mark.parametrize("channel", ["book", "ohlc", "ticker"])
def test_its_end_is_acknowledged_as_documented(channel: str) -> None:
    payload = documented("replies", f"unsubscribe.{channel}")["result"]

    wanted = read(channel=channel, symbol=[payload["symbol"]], **PARAMS.get(channel, {}))

    assert acknowledgements.unsubscribed(wanted, payload["symbol"]) == payload


@pytest.mark.parametrize(
    ("channel", "params"),
    [
        ("instrument", {}),
        ("balances", {"token": "t"}),
        ("executions", {"token": "t", "snap_trades": True}),
    ],
)
def test_channels_without_symbols_are_acknowledged_as_documented(
    channel: str, params: dict[str, Any]
) -> None:
    payload = documented("replies", f"subscribe.{channel}")["result"]
    more = {"maxratecount": 125} if channel == "executions" else {}

    wanted = read(channel=channel, **params)

    assert acknowledgements.subscribed(wanted, None) | more == payload
    assert (
        acknowledgements.unsubscribed(wanted, None)
        == documented("replies", f"unsubscribe.{channel}")["result"]
    )


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"channel": "book", "symbol": ["BTC/USDT"], "depth": 50}, "Subscription depth not supported"),
        (
            {"channel": "ohlc", "symbol": ["BTC/USDT"], "interval": 2},
            "Subscription ohlc interval not supported",
        ),
        (
            {"channel": "ticker", "symbol": ["BTC/USDT"], "event_trigger": "all"},
            "Event_trigger not supported",
        ),
        ({"channel": "book"}, "Symbol.s. not found"),
        ({"channel": "spread", "symbol": ["BTC/USDT"]}, "Unsupported event"),
        ({"symbol": ["BTC/USDT"]}, "Unsupported event"),
        (
            {"channel": "trade", "symbol": ["BTC/USDT"], "depth": 10},
            "Unsupported field: 'depth' for the given msg type: subscribe",
        ),
    ],
)
def test_what_cannot_be_subscribed_to_is_refused(params: dict[str, Any], error: str) -> None:
    with pytest.raises(Refused, match=error):
        read(**params)


def test_a_symbol_named_twice_is_one_subscription() -> None:
    assert read(channel="book", symbol=["A/B", "C/D", "A/B"]).symbols == ("A/B", "C/D")


def test_trades_have_a_snapshot_only_when_asked_for_and_books_unless_declined() -> None:
    assert read(channel="trade", symbol=["A/B"]).options["snapshot"] is False
    assert read(channel="book", symbol=["A/B"]).options == {"depth": 10, "snapshot": True}


def test_the_older_names_of_snapshots_are_understood() -> None:
    options = read(channel="executions", token="t", snapshot=False, snapshot_trades=True).options

    assert (options["snap_orders"], options["snap_trades"]) == (False, True)

from typing import Any

from fakes.instruments import Side
from fakes.matching import OrderKind, SelfTrade, TimeInForce
from fakes.venues.binance.execution_reports import report
from fakes.venues.binance.numbers import Scale
from tests.unit.fakes.binance.binance_market import FOOUSDT, OPENED_MS, BinanceMarket

EVERY_FIELD = [
    *("e", "E", "s", "c", "S", "o", "f", "q", "p", "P", "F", "g", "C", "x", "X", "r", "i", "l", "z", "L"),
    *("n", "N", "T", "t", "I", "w", "m", "M", "O", "Z", "Y", "Q", "W", "V"),
]


def reports(market: BinanceMarket) -> list[dict[str, Any]]:
    """What the subject is told of everything since last time."""
    told = []
    for batch in market.batches:
        for step in batch.steps:
            for order in step.orders:
                event = report(Scale(FOOUSDT), step.fact, order, 7, batch.at_ms)
                if event is not None:
                    told.append(event)
    market.batches.clear()
    return told


def executions(market: BinanceMarket) -> list[tuple[str, str]]:
    return [(event["x"], event["X"]) for event in reports(market)]


def test_a_new_order_is_reported_with_every_documented_field(market: BinanceMarket) -> None:
    market.place("c1", Side.BUY, ticks=1000, lots=1000)

    (event,) = reports(market)

    assert list(event) == EVERY_FIELD
    assert event == {
        "e": "executionReport",
        "E": OPENED_MS,
        "s": "FOOUSDT",
        "c": "c1",
        "S": "BUY",
        "o": "LIMIT",
        "f": "GTC",
        "q": "1.00000000",
        "p": "100.00000000",
        "P": "0.00000000",
        "F": "0.00000000",
        "g": -1,
        "C": "",
        "x": "NEW",
        "X": "NEW",
        "r": "NONE",
        "i": 1,
        "l": "0.00000000",
        "z": "0.00000000",
        "L": "0.00000000",
        "n": "0",
        "N": None,
        "T": OPENED_MS,
        "t": -1,
        "I": 7,
        "w": True,
        "m": False,
        "M": False,
        "O": OPENED_MS,
        "Z": "0.00000000",
        "Y": "0.00000000",
        "Q": "0.00000000",
        "W": OPENED_MS,
        "V": "NONE",
    }


def test_a_partial_fill_as_maker_tells_of_this_trade_and_of_all_so_far(market: BinanceMarket) -> None:
    market.place("c1", Side.BUY, ticks=1000, lots=1000)
    market.crowd.take("FOOUSDT", Side.SELL, 100)
    reports(market)
    market.crowd.take("FOOUSDT", Side.SELL, 300)

    (event,) = reports(market)

    assert (event["x"], event["X"], event["t"], event["m"]) == ("TRADE", "PARTIALLY_FILLED", 2, True)
    assert (event["l"], event["L"], event["Y"]) == ("0.30000000", "100.00000000", "30.00000000")
    assert (event["z"], event["Z"]) == ("0.40000000", "40.00000000")
    assert (event["n"], event["N"]) == ("0.00030000", "FOO")
    assert event["w"] is True


def test_a_complete_fill_ends_the_order_and_is_told_once(market: BinanceMarket) -> None:
    market.quote(Side.SELL, 1000, 1000)
    market.place("c1", Side.BUY, ticks=1000, lots=1000)

    assert executions(market) == [("NEW", "NEW"), ("TRADE", "FILLED")]


def test_a_cancel_names_the_request_and_the_order(market: BinanceMarket) -> None:
    order = market.place("c1")
    reports(market)
    market.exchange.cancel("FOOUSDT", order.order_id, client_order_id="cancel-1")

    (event,) = reports(market)

    assert (event["x"], event["X"], event["c"], event["C"]) == ("CANCELED", "CANCELED", "cancel-1", "c1")
    assert event["w"] is False


def test_what_an_immediate_order_could_not_fill_expires_and_says_why(market: BinanceMarket) -> None:
    market.quote(Side.SELL, 1000, 300)
    market.place("c1", Side.BUY, ticks=1000, lots=1000, time_in_force=TimeInForce.IOC)

    new, trade, expired = reports(market)

    assert (new["x"], trade["x"]) == ("NEW", "TRADE")
    assert (expired["x"], expired["X"], expired["z"]) == ("EXPIRED", "EXPIRED", "0.30000000")
    assert expired["eR"] == "UNFILLED_IOC_QUANTITY_EXPIRED"


def test_a_market_order_has_no_price(market: BinanceMarket) -> None:
    market.quote(Side.SELL, 1000, 1000)
    market.place("c1", Side.BUY, ticks=None, lots=1000, kind=OrderKind.MARKET)

    new, _ = reports(market)

    assert (new["o"], new["p"]) == ("MARKET", "0.00000000")


def test_an_amended_order_is_replaced_under_its_new_name(market: BinanceMarket) -> None:
    order = market.place("c1", lots=1000)
    reports(market)
    market.exchange.amend("FOOUSDT", order.order_id, 600, "c2")

    (event,) = reports(market)

    assert (event["x"], event["X"], event["c"], event["C"]) == ("REPLACED", "NEW", "c2", "c1")
    assert event["q"] == "0.60000000"


def test_both_sides_of_a_prevented_trade_are_told_how_much_was_taken_from_them(market: BinanceMarket) -> None:
    market.place("maker", Side.SELL, ticks=1000, lots=1000)
    reports(market)
    market.place("taker", Side.BUY, ticks=1000, lots=300, self_trade=SelfTrade.DECREMENT)

    new, maker, taker = reports(market)

    assert new["x"] == "NEW"
    assert (maker["x"], maker["X"], maker["w"]) == ("TRADE_PREVENTION", "NEW", True)
    assert (taker["x"], taker["X"], taker["w"]) == ("TRADE_PREVENTION", "EXPIRED_IN_MATCH", False)
    assert {name: taker[name] for name in ("v", "A", "B", "u", "U", "Cs", "pl", "pL", "pY")} == {
        "v": 0,
        "A": "0.30000000",
        "B": "0.30000000",
        "u": -1,
        "U": maker["i"],
        "Cs": "FOOUSDT",
        "pl": "0.30000000",
        "pL": "100.00000000",
        "pY": "30.00000000",
    }


def test_the_side_that_the_mode_spares_hears_nothing_of_it(market: BinanceMarket) -> None:
    market.place("maker", Side.SELL, ticks=1000, lots=1000)
    market.place("taker", Side.BUY, ticks=1000, lots=300, self_trade=SelfTrade.EXPIRE_TAKER)

    preventions = [event for event in reports(market) if event["x"] == "TRADE_PREVENTION"]

    assert [event["c"] for event in preventions] == ["taker"]

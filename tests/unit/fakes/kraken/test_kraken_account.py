"""Balances, lists of orders and trades, tokens: KRK-35 to KRK-38, KRK-46, KRK-60."""

import re
from decimal import Decimal

import pytest

from fakes.instruments import Side
from fakes.matching import NewOrder, Order
from tests.unit.fakes.kraken.kraken_caller import OTHER_KEY, KrakenCaller
from tests.unit.fakes.still_venue import OPENED_S


def filled(caller: KrakenCaller, count: int) -> None:
    """So many trades of their own, a second apart."""
    for _ in range(count):
        caller.now_s += 1
        caller.place(price="60100", volume="0.001")


def test_balances_have_the_decimals_of_their_assets(caller: KrakenCaller) -> None:
    assert caller.post("Balance").result == {"XXBT": "10.0000000000", "USDT": "1000000.00000000"}


def test_what_open_orders_hold_is_told_beside_the_balance(caller: KrakenCaller) -> None:
    caller.place(price="50000", volume="1")

    told = caller.post("BalanceEx").result["USDT"]

    assert told == {
        "balance": "1000000.00000000",
        "credit": "0.00000000",
        "credit_used": "0.00000000",
        "hold_trade": "50200.00000000",
    }


def test_open_orders_are_a_map_from_their_ids(caller: KrakenCaller) -> None:
    first, second = caller.placed(), caller.placed()
    caller.placed(price="60100")

    assert list(caller.post("OpenOrders").result["open"]) == [second, first]


def test_lists_are_filtered_by_names(caller: KrakenCaller) -> None:
    named, referred, _ = caller.placed(cl_ord_id="a"), caller.placed(userref="7"), caller.placed()

    assert list(caller.post("OpenOrders", cl_ord_id="a").result["open"]) == [named]
    assert list(caller.post("OpenOrders", userref="7").result["open"]) == [referred]
    assert caller.post("OpenOrders", cl_ord_id="b").result == {"open": {}}
    caller.post("CancelAll")
    assert list(caller.post("ClosedOrders", cl_ord_id="a").result["closed"]) == [named]


def test_nobody_sees_anothers_orders(caller: KrakenCaller) -> None:
    txid = caller.placed()

    assert caller.post("OpenOrders", api_key=OTHER_KEY, nonce="1").result == {"open": {}}
    told = caller.post("QueryOrders", api_key=OTHER_KEY, nonce="2", txid=txid)
    assert told.error == "EOrder:Unknown order"


def test_several_orders_are_asked_for_at_once(caller: KrakenCaller) -> None:
    txids = [caller.placed(), caller.placed()]

    assert list(caller.post("QueryOrders", txid=",".join(txids)).result) == txids


@pytest.mark.parametrize("count", [0, 51])
def test_but_not_none_and_not_too_many(caller: KrakenCaller, count: int) -> None:
    txids = ",".join(["OAAAAA-BBBBB-CCCCCC"] * count)

    assert caller.post("QueryOrders", txid=txids).error == "EGeneral:Invalid arguments:txid"


def test_an_open_order_has_every_documented_field(caller: KrakenCaller) -> None:
    order = caller.order(caller.placed(cl_ord_id="a"))

    assert order == {
        "refid": None,
        "userref": 0,
        "cl_ord_id": "a",
        "status": "open",
        "opentm": OPENED_S,
        "starttm": 0,
        "expiretm": 0,
        "descr": {
            "pair": "XBTUSDT",
            "type": "buy",
            "ordertype": "limit",
            "price": "50000.0",
            "price2": "0",
            "leverage": "none",
            "order": "buy 0.01000000 XBTUSDT @ limit 50000.0",
            "close": "",
        },
        "vol": "0.01000000",
        "vol_exec": "0.00000000",
        "cost": "0.00000",
        "fee": "0.00000",
        "price": "0.00000",
        "stopprice": "0.00000",
        "limitprice": "0.00000",
        "misc": "",
        "oflags": "fciq",
    }


def test_a_finished_one_says_when_and_why(caller: KrakenCaller) -> None:
    txid = caller.placed()
    caller.now_s += 2.5
    caller.post("CancelOrder", txid=txid)

    order = caller.order(txid)

    assert (order["closetm"], order["reason"]) == (OPENED_S + 2.5, "User requested")


def test_it_lists_its_trades_when_asked(caller: KrakenCaller) -> None:
    txid = caller.placed(price="60100")

    told = caller.post("QueryOrders", txid=txid, trades="True").result[txid]["trades"]

    assert told == list(caller.post("TradesHistory").result["trades"])
    assert "trades" not in caller.order(txid)


# --- pages ----------------------------------------------------------------------------------------


def test_closed_orders_come_fifty_at_a_time_newest_first() -> None:
    caller = KrakenCaller()
    filled(caller, 60)

    first = caller.post("ClosedOrders").result
    rest = caller.post("ClosedOrders", ofs="50").result

    assert (len(first["closed"]), len(rest["closed"]), first["count"]) == (50, 10, 60)
    times = [order["closetm"] for page in (first, rest) for order in page["closed"].values()]
    assert times == sorted(times, reverse=True)


def test_the_count_may_be_left_out(caller: KrakenCaller) -> None:
    assert caller.post("ClosedOrders", without_count="true").result == {"closed": {}}


@pytest.mark.parametrize(("by", "found"), [("open", 1), ("close", 0), ("both", 1)])
def test_times_are_those_of_opening_or_closing(caller: KrakenCaller, by: str, found: int) -> None:
    caller.placed()
    caller.now_s += 100
    caller.post("CancelAll")

    told = caller.post("ClosedOrders", closetime=by, end=str(int(OPENED_S) + 50)).result

    assert told["count"] == found


def test_the_start_is_exclusive_and_the_end_inclusive(caller: KrakenCaller) -> None:
    filled(caller, 3)
    start, end = str(int(OPENED_S) + 1), str(int(OPENED_S) + 2)

    told = caller.post("ClosedOrders", start=start, end=end).result

    assert [order["closetm"] for order in told["closed"].values()] == [OPENED_S + 2]


# --- trades ---------------------------------------------------------------------------------------


def test_a_trade_has_every_documented_field(caller: KrakenCaller) -> None:
    txid = caller.placed(price="60100", volume="0.5")

    ((trade_id, trade),) = caller.post("TradesHistory").result["trades"].items()

    assert re.fullmatch(r"T[A-Z0-9]{5}-[A-Z0-9]{5}-[A-Z0-9]{6}", trade_id)
    assert trade == {
        "ordertxid": txid,
        "postxid": "T" + txid[1:],
        "pair": "XBTUSDT",
        "time": OPENED_S,
        "type": "buy",
        "ordertype": "limit",
        "price": "60100.00000",
        "cost": "30050.00000",
        "fee": "120.20000",
        "vol": "0.50000000",
        "margin": "0.00000",
        "leverage": "0",
        "misc": "",
        "trade_id": 1,
        "maker": False,
    }


def test_trades_come_fifty_at_a_time_newest_first(caller: KrakenCaller) -> None:
    filled(caller, 55)

    first = caller.post("TradesHistory").result
    rest = caller.post("TradesHistory", ofs="50").result

    assert (len(first["trades"]), len(rest["trades"]), first["count"]) == (50, 5, 55)
    numbers = [trade["trade_id"] for page in (first, rest) for trade in page["trades"].values()]
    assert numbers == list(range(55, 0, -1))


def test_a_span_may_begin_with_a_trade(caller: KrakenCaller) -> None:
    filled(caller, 3)
    oldest = list(caller.post("TradesHistory").result["trades"])[-1]

    told = caller.post("TradesHistory", start=oldest).result["trades"]

    assert [trade["trade_id"] for trade in told.values()] == [3, 2]


def test_trades_are_asked_for_by_their_ids(caller: KrakenCaller) -> None:
    filled(caller, 2)
    newest, oldest = caller.post("TradesHistory").result["trades"]

    assert list(caller.post("QueryTrades", txid=f"{oldest},{newest}").result) == [oldest, newest]
    assert caller.post("QueryTrades", txid="").error == "EGeneral:Invalid arguments:txid"


def test_the_maker_is_told_from_the_taker(caller: KrakenCaller) -> None:
    caller.placed(price="60000", volume="0.1")
    caller.place(api_key=OTHER_KEY, nonce="1", type="sell", price="60000", volume="0.1")

    (mine,) = caller.post("TradesHistory").result["trades"].values()
    (theirs,) = caller.post("TradesHistory", api_key=OTHER_KEY, nonce="2").result["trades"].values()

    assert (mine["maker"], mine["fee"], theirs["maker"]) == (True, "15.00000", False)
    assert mine["trade_id"] == theirs["trade_id"]


# --- the rest -------------------------------------------------------------------------------------


def test_a_token_is_good_for_a_quarter_of_an_hour(caller: KrakenCaller) -> None:
    told = caller.post("GetWebSocketsToken").result

    assert told["expires"] == 900
    key = caller.venue.tokens.key(told["token"])
    assert key is not None
    assert key.account == "subject"
    caller.now_s += 900
    assert caller.venue.tokens.key(told["token"]) is None


def test_what_is_owned_is_told_in_dollars(caller: KrakenCaller) -> None:
    caller.place(price="60100", volume="0.5")

    told = caller.post("TradeBalance").result

    # 10.5 BTC at 60100, and what is left of a million after 30050 and the fee of 120.2
    assert told["eb"] == told["mf"] == "1600879.8000"
    assert told["n"] == "0.0000"


def test_the_volume_and_what_it_makes_of_fees(caller: KrakenCaller) -> None:
    caller.place(price="60100", volume="0.5")

    told = caller.post("TradeVolume", pair="XBTUSDT").result

    assert (told["currency"], told["volume"]) == ("ZUSD", "30050.0000")
    assert (told["fees"]["XBTUSDT"]["fee"], told["fees_maker"]["XBTUSDT"]["fee"]) == ("0.4000", "0.2500")
    assert caller.post("TradeVolume", pair="XBTPLN").error == "EQuery:Unknown asset pair"


# --- orders that came in by no protocol of the venue's --------------------------------------------


def by_hand(caller: KrakenCaller, name: str) -> None:
    instrument = caller.exchange.instrument("BTCUSDT")
    new = NewOrder(
        account="subject",
        client_order_id=name,
        side=Side.BUY,
        ticks=instrument.ticks(Decimal(50_000)),
        lots=instrument.lots(Decimal("0.01")),
    )
    assert isinstance(caller.exchange.place("BTCUSDT", new), Order)


def test_they_have_an_id_and_their_name(caller: KrakenCaller) -> None:
    by_hand(caller, "by-hand")

    ((txid, order),) = caller.post("OpenOrders").result["open"].items()

    assert (order["cl_ord_id"], order["oflags"], order["userref"]) == ("by-hand", "fciq", 0)
    assert caller.order(txid) == order
    assert caller.post("CancelOrder", txid=txid).result == {"count": 1}


def test_or_no_name_if_it_would_not_be_one_here(caller: KrakenCaller) -> None:
    by_hand(caller, "a name with blanks")

    (order,) = caller.post("OpenOrders").result["open"].values()

    assert order["cl_ord_id"] is None


def test_they_are_cancelled_by_their_name(caller: KrakenCaller) -> None:
    by_hand(caller, "by-hand")

    assert caller.post("CancelOrder", cl_ord_id="by-hand").result == {"count": 1}

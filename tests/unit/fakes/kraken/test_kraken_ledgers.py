"""The account's ledger: a line for each change of a balance."""

from tests.unit.fakes.kraken.kraken_caller import KrakenCaller
from tests.unit.fakes.still_venue import OPENED_S


def test_a_purchase_makes_two_lines_and_the_fee_stands_in_one(caller: KrakenCaller) -> None:
    caller.place(price="60100", volume="0.5")
    (trade_id,) = caller.post("TradesHistory").result["trades"]

    told = caller.post("Ledgers").result

    assert told["count"] == 2
    lines = {line["asset"]: line for line in told["ledger"].values()}
    shared = {"refid": trade_id, "time": OPENED_S, "type": "trade", "subtype": "", "aclass": "currency"}
    assert lines["XXBT"] == {
        **shared,
        "asset": "XXBT",
        "amount": "0.5000000000",
        "fee": "0.0000000000",
        "balance": "10.5000000000",
    }
    assert lines["USDT"] == {
        **shared,
        "asset": "USDT",
        "amount": "-30050.00000000",
        "fee": "120.20000000",
        "balance": "969829.80000000",
    }


def test_what_is_only_held_makes_none(caller: KrakenCaller) -> None:
    caller.place()
    caller.post("CancelAll")

    assert caller.post("Ledgers").result == {"ledger": {}, "count": 0}


def test_transfers_make_one_and_refer_to_themselves(caller: KrakenCaller) -> None:
    caller.exchange.deposit("subject", "BTC", 10**10)
    caller.exchange.deposit("subject", "BTC", -(10**9))

    told = list(caller.post("Ledgers").result["ledger"].values())

    assert [(line["type"], line["amount"]) for line in told] == [
        ("withdrawal", "-0.1000000000"),
        ("deposit", "1.0000000000"),
    ]
    assert told[0]["refid"] != told[1]["refid"]


def test_lines_are_chosen_by_kind_asset_and_time(caller: KrakenCaller) -> None:
    caller.exchange.deposit("subject", "BTC", 10**10)
    caller.now_s += 10
    caller.place(price="60100", volume="0.5")
    late = str(int(OPENED_S) + 5)

    by_kind, by_asset = {"type": "trade"}, ({"asset": "XBT"}, {"asset": "USDT,XXBT"})
    chosen = (by_kind, *by_asset, {"start": late}, {"end": late})
    counts = [caller.post("Ledgers", **each).result["count"] for each in chosen]

    assert counts == [2, 2, 3, 2, 1]


def test_fifty_at_a_time_newest_first(caller: KrakenCaller) -> None:
    for _ in range(60):
        caller.now_s += 1
        caller.exchange.deposit("subject", "BTC", 10**6)

    first = caller.post("Ledgers").result
    rest = caller.post("Ledgers", ofs="50").result

    times = [line["time"] for page in (first, rest) for line in page["ledger"].values()]
    assert (len(first["ledger"]), len(rest["ledger"]), first["count"]) == (50, 10, 60)
    assert times == sorted(times, reverse=True)


def test_lines_are_asked_for_by_their_ids(caller: KrakenCaller) -> None:
    caller.place(price="60100", volume="0.5")
    first, second = caller.post("Ledgers").result["ledger"]

    assert list(caller.post("QueryLedgers", id=f"{second},{first}").result) == [second, first]
    assert caller.post("QueryLedgers", id="LAAAAA-BBBBB-CCCCCC").error == "EGeneral:Invalid arguments:id"
    assert caller.post("QueryLedgers").error == "EGeneral:Invalid arguments:id"


def test_they_are_dear_questions(caller: KrakenCaller) -> None:
    caller.post("Ledgers")

    assert caller.venue.calls.count("k" * 56) == 4

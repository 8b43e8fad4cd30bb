"""Swaps: sizes in contracts, positions, margin, leverage, funding, liquidation."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from fakes.derivatives.clockwork import HOUR_MS
from fakes.instruments import BUY, SELL
from fakes.ledger import FundingPaid
from fakes.venue import Key
from fakes.venues.okx import codes
from fakes.venues.okx.swap import OkxSwap
from tests.unit.fakes.okx.okx_caller import API_KEY, PASSPHRASE, SECRET
from tests.unit.fakes.okx.okx_stage import Stage, played
from tests.unit.fakes.okx.swap_caller import CODE, SWAP, SwapCaller

POSITIONS = {"channel": "positions", "instType": "SWAP"}


@pytest.fixture
def caller() -> SwapCaller:
    return SwapCaller()


def shown(row: Any, *names: str) -> list[Any]:
    return [row[name] for name in names]


# --- sizes ----------------------------------------------------------------------------------------


def test_a_contract_is_listed_with_its_size(caller: SwapCaller) -> None:
    row = caller.get("public/instruments", instType="SWAP", instId=SWAP).row

    names = ("ctVal", "ctMult", "ctType", "ctValCcy", "settleCcy", "uly", "baseCcy")
    assert shown(row, *names) == ["0.01", "1", "linear", "BTC", "USDT", "BTC-USDT", ""]
    assert shown(row, "lotSz", "minSz", "lever", "instIdCode") == ["0.01", "0.01", "100", CODE]


def test_books_trades_and_candles_count_contracts(caller: SwapCaller) -> None:
    caller.placed(px="60100", sz="2")

    assert caller.get("market/books", instId=SWAP).row["bids"] == [["59900", "100", "0", "1"]]
    assert caller.get("market/trades", instId=SWAP).data[0]["sz"] == "2"
    assert caller.get("market/candles", instId=SWAP).data[0][5:8] == ["2", "0.02", "1202"]
    assert shown(caller.get("market/ticker", instId=SWAP).row, "vol24h", "volCcy24h") == ["2", "0.02"]


@pytest.mark.parametrize(
    ("size", "code"), [("0.005", codes.NOT_A_LOT), ("0.01", 0), ("1.23", 0), ("1.234", codes.NOT_A_LOT)]
)
def test_an_order_is_of_hundredths_of_contracts(caller: SwapCaller, size: str, code: int) -> None:
    assert caller.place(sz=size).code == code


# --- orders ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"tdMode": "cash"}, codes.ACCOUNT_MODE),
        ({"tdMode": "isolated"}, codes.PARAMETER_ERROR),
        ({"posSide": "long"}, codes.PARAMETER_ERROR),
        ({"reduceOnly": True}, codes.NOTHING_TO_REDUCE),
        ({"sz": "100000"}, codes.NO_FUNDS),
        ({"instId": "BTC-USDT"}, codes.UNKNOWN_INSTRUMENT),
    ],
)
def test_what_contracts_have_no_room_for_is_refused(
    caller: SwapCaller, changed: dict[str, Any], code: int
) -> None:
    assert caller.place(**changed).code == code


def test_a_fill_pays_its_fee_in_the_settlement_asset(caller: SwapCaller) -> None:
    row = caller.order(caller.placed(px="60100"))

    assert shown(row, "state", "accFillSz", "avgPx") == ["filled", "1", "60100"]
    assert shown(row, "fee", "feeCcy", "lever", "tdMode", "pnl") == ["-0.3005", "USDT", "10", "cross", "0"]


@pytest.mark.parametrize("kind", ["market", "optimal_limit_ioc"])
def test_a_market_order_is_sized_in_contracts(caller: SwapCaller, kind: str) -> None:
    row = caller.order(caller.placed(ordType=kind, px=None, sz="3"))

    assert shown(row, "ordType", "accFillSz", "sz", "tgtCcy", "state") == [kind, "3", "3", "", "filled"]


def test_an_order_that_only_reduces_is_cut_to_what_there_is(caller: SwapCaller) -> None:
    caller.placed(px="60100")

    row = caller.order(caller.placed(side="sell", px="59900", sz="5", reduceOnly=True))

    assert shown(row, "accFillSz", "reduceOnly") == ["1", "true"]
    assert caller.get("account/positions").data == []


def test_all_orders_and_amendments_together_have_a_limit() -> None:
    caller = SwapCaller(limits={"orders and amendments": 2})
    caller.placed()
    caller.placed(instId="ETH-USDT-SWAP", px="10")

    assert caller.place().body["code"] == str(codes.SUB_ACCOUNT_LIMIT)


# --- positions ------------------------------------------------------------------------------------


def falls(caller: SwapCaller) -> None:
    """The last price is the best bid from now on, and so is the mark price."""
    caller.venue.counterparty.take("BTCUSDT", SELL, 1)


def test_a_position_is_shown_with_its_margin(caller: SwapCaller) -> None:
    caller.placed(px="60100", sz="10")
    falls(caller)

    row = caller.position()

    assert shown(row, "pos", "avgPx", "posSide", "mgnMode", "lever") == ["10", "60100", "net", "cross", "10"]
    assert shown(row, "markPx", "upl", "imr", "mmr") == ["59900", "-20", "599", "23.96"]
    assert shown(row, "fee", "realizedPnl", "fundingFee") == ["-3.005", "-3.005", "0"]
    assert row["liqPx"] == ""  # it has funds beyond all that a tenth of a bitcoin can lose


def test_a_short_one_is_negative(caller: SwapCaller) -> None:
    caller.placed(side="sell", px="59900", sz="2")
    caller.venue.counterparty.take("BTCUSDT", BUY, 1)

    assert shown(caller.position(), "pos", "avgPx", "upl") == ["-2", "59900", "-4"]


def test_the_account_counts_what_was_gained_and_what_is_tied_up(caller: SwapCaller) -> None:
    caller.placed(px="60100", sz="10")
    caller.placed(px="50000", sz="10")
    falls(caller)

    detail = caller.detail()

    wallet = Decimal(1_000_000) - Decimal("3.005")
    assert Decimal(detail["cashBal"]) == wallet
    assert Decimal(detail["eq"]) == wallet - 20
    assert shown(detail, "upl", "ordFrozen", "imr", "mmr") == ["-20", "500", "1099", "23.96"]
    assert Decimal(detail["availEq"]) == wallet - 20 - 1099
    assert Decimal(detail["frozenBal"]) == 1099


def test_closing_realises_what_was_gained(caller: SwapCaller) -> None:
    caller.placed(px="60100", sz="10")

    row = caller.order(caller.placed(side="sell", px="59900", sz="10"))

    assert row["pnl"] == "-20"
    assert caller.get("trade/fills").data[0]["fillPnl"] == "-20"
    assert caller.get("account/positions").data == []
    assert Decimal(caller.detail()["cashBal"]) == Decimal(1_000_000) - 20 - 6


def test_a_position_opened_anew_is_another(caller: SwapCaller) -> None:
    caller.placed(px="60100", sz="1")
    first = caller.position()
    caller.placed(side="sell", px="59900", sz="1")
    caller.placed(side="sell", px="59900", sz="1")

    second = caller.position()

    assert first["posId"] != second["posId"]
    assert shown(second, "pos", "pnl", "fee") == ["-1", "0", "-0.2995"]


def test_a_position_can_be_closed_at_market(caller: SwapCaller) -> None:
    caller.placed(px="60100", sz="10")

    answer = caller.post("trade/close-position", instId=SWAP, mgnMode="cross", clOrdId="bye")

    assert answer.row == {"instId": SWAP, "posSide": "net", "clOrdId": "bye", "tag": ""}
    assert caller.get("trade/order", instId=SWAP, clOrdId="bye").row["state"] == "filled"
    assert caller.get("account/positions").data == []
    nothing = caller.post("trade/close-position", instId=SWAP, mgnMode="cross")
    assert nothing.body["code"] == str(codes.NO_POSITION)


def test_leverage_is_set_by_market(caller: SwapCaller) -> None:
    answer = caller.post("account/set-leverage", instId=SWAP, mgnMode="cross", lever="20")

    assert answer.row["lever"] == "20"
    assert caller.get("account/leverage-info", instId=SWAP, mgnMode="cross").row["lever"] == "20"
    caller.placed(px="50000", sz="10")
    assert caller.detail()["ordFrozen"] == "250"
    beyond = caller.post("account/set-leverage", instId=SWAP, mgnMode="cross", lever="101")
    assert beyond.body["code"] == str(codes.TOO_MUCH_LEVERAGE)


def test_there_is_one_mode_of_positions(caller: SwapCaller) -> None:
    assert caller.get("account/config").row["posMode"] == "net_mode"
    assert caller.post("account/set-position-mode", posMode="net_mode").row == {"posMode": "net_mode"}
    caller.placed()
    refused = caller.post("account/set-position-mode", posMode="long_short_mode")
    assert refused.body["code"] == str(codes.OPEN_POSITIONS)


def test_funding_and_mark_prices_are_told_to_anybody(caller: SwapCaller) -> None:
    falls(caller)
    funding = caller.get("public/funding-rate", instId=SWAP).row
    mark = caller.get("public/mark-price", instType="SWAP", instId=SWAP).row
    interest = caller.get("public/open-interest", instType="SWAP", instId=SWAP).row
    tier = caller.get("public/position-tiers", instType="SWAP", tdMode="cross", instFamily="BTC-USDT").row

    assert int(funding["fundingTime"]) % (8 * HOUR_MS) == 0
    assert int(funding["nextFundingTime"]) - int(funding["fundingTime"]) == 8 * HOUR_MS
    assert (funding["fundingRate"], mark["markPx"], interest["oi"]) == ("0.0001", "59900", "0.01")
    assert shown(tier, "maxLever", "mmr", "imr") == ["100", "0.004", "0.01"]


# --- over a socket --------------------------------------------------------------------------------


def swaps(play: Any, usdt: int = 1_000_000) -> Any:
    key = Key(api_key=API_KEY, secret=SECRET, passphrase=PASSPHRASE, balances={"USDT": Decimal(usdt)})
    return played(play, venue_class=OkxSwap, keys=[key])


def ordered(**changed: str) -> dict[str, str]:
    return {"instId": SWAP, "tdMode": "cross", "side": "buy", "ordType": "market", "sz": "1", **changed}


def test_positions_are_told_at_first_and_as_they_change() -> None:
    async def play(stage: Stage) -> list[Any]:
        await stage.post("trade/order", **ordered())
        async with stage.logged_in(POSITIONS, {"channel": "orders", "instType": "SWAP"}) as client:
            messages = [await client.data("positions")]
            await stage.post("trade/order", **ordered(sz="2"))
            messages.append(await client.data("positions"))
            await stage.post("trade/order", **ordered(side="sell", sz="3"))
            while messages[-1]["data"][0]["pos"] != "0":
                messages.append(await client.data("positions"))
            report = (await client.rows("orders", 2))[-1]
            assert shown(report, "instType", "feeCcy", "tdMode") == ["SWAP", "USDT", "cross"]
            return messages

    messages = swaps(play)

    assert [message["eventType"] for message in messages[:2]] == ["snapshot", "event_update"]
    assert [message["data"][0]["pos"] for message in messages][::2] == ["1", "0"]


def test_open_positions_come_regularly() -> None:
    async def play(stage: Stage) -> Any:
        await stage.post("trade/order", **ordered())
        async with stage.logged_in(POSITIONS) as client:
            await client.data("positions")
            return await client.data("positions"), stage.venue.now_s()

    message, at_s = swaps(play)

    assert message["eventType"] == "interval_update"
    assert 5 <= at_s < 5.5


def test_funding_is_paid_at_its_hours_and_billed() -> None:
    async def play(stage: Stage) -> Any:
        await stage.post("trade/order", **ordered(sz="10"))
        await asyncio.sleep(8 * 3600)
        [bill] = (await stage.get("account/bills", type="8"))["data"]
        row = (await stage.get("account/positions"))["data"][0]
        history = (await stage.get("public/funding-rate-history", instId=SWAP))["data"]
        return bill, row, history, stage.facts(FundingPaid)[0].atoms

    bill, row, history, atoms = swaps(play)

    paid = Decimal(atoms).scaleb(-14)
    assert paid > 0
    assert (bill["subType"], Decimal(bill["balChg"]), Decimal(row["fundingFee"])) == ("173", -paid, -paid)
    assert len(history) == 1


def test_whoever_has_too_little_left_is_liquidated() -> None:
    async def play(stage: Stage) -> Any:
        await stage.post("account/set-leverage", instId=SWAP, mgnMode="cross", lever="100")
        async with stage.logged_in({"channel": "orders", "instType": "SWAP"}) as client:
            await stage.post("trade/order", **ordered(sz="10"))
            exchange, crowd = stage.venue.exchange, stage.venue.counterparty
            crowd.take("BTCUSDT", SELL, sum(lots for _, lots in exchange.depth("BTCUSDT", 49).bids))
            crowd.quote("BTCUSDT", BUY, 590_000, 10**6)
            crowd.quote("BTCUSDT", SELL, 592_000, 100)
            rows = await client.rows("orders", 2)
            while rows[-1]["category"] != "full_liquidation" or rows[-1]["state"] != "filled":
                rows += await client.rows("orders", 1)
            return rows[-1], (await stage.get("account/positions"))["data"]

    row, positions = swaps(play, usdt=70)

    assert shown(row, "side", "sz", "reduceOnly") == ["sell", "10", "true"]
    assert positions == []


@pytest.mark.parametrize(
    ("channel", "name"), [("funding-rate", "fundingRate"), ("mark-price", "markPx"), ("open-interest", "oi")]
)
def test_what_everybody_may_know_is_told_on_channels(channel: str, name: str) -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            await client.subscribed(channel, instId=SWAP)
            row = (await client.data(channel))["data"][0]
            assert row["instId"] == SWAP
            assert row[name]

    swaps(play)


def test_contracts_are_ordered_by_number_over_the_socket() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.logged_in() as client:
            return await client.place(instIdCode=CODE, tdMode="cross", sz="1")

    assert swaps(play)["data"][0]["sCode"] == "0"

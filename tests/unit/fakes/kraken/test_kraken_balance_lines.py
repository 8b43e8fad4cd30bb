import pytest

from fakes.instruments import Side
from fakes.matching import FeeIn
from fakes.venues.kraken.balance_lines import LedgerLine, LedgerLines, snapshot_row, update_row
from tests.unit.fakes.kraken.kraken_market import LOT, KrakenMarket, shown
from tests.unit.fakes.kraken.vectors import documented, unlike

PRECISION = {"FOO": 10, "USDT": 5}


def lines(market: KrakenMarket) -> list[LedgerLine]:
    """Of everything that happens from here on; call `since()` for them."""
    ledger = LedgerLines()
    ledger.know("subject", market.exchange.accounts.of("subject"))
    heard: list[LedgerLine] = []
    market.exchange.listen_to_watched(lambda batch: heard.extend(ledger.of(batch)))
    return heard


def test_a_trade_makes_a_line_for_each_asset_with_the_fee_where_it_was_taken() -> None:
    market = KrakenMarket()
    heard = lines(market)
    market.place("mine")
    assert heard == []  # what an order holds is not told

    market.crowd.fill("subject", "FOOUSDT", "mine")

    assert [(line.asset, line.amount_atoms, line.fee_atoms) for line in heard] == [
        ("FOO", 10**10, 0),
        ("USDT", -100 * 10**5, 25_000),
    ]
    assert [line.filled and line.filled[1].trade_id for line in heard] == [1, 1]


def test_a_fee_in_the_base_asset_is_taken_from_what_was_bought() -> None:
    market = KrakenMarket()
    heard = lines(market)
    market.quote(Side.SELL, 1000)

    market.place("mine", fee_in=FeeIn.BASE)

    assert [(line.asset, line.amount_atoms, line.fee_atoms) for line in heard] == [
        ("FOO", 10**10, 4 * 10**7),
        ("USDT", -100 * 10**5, 0),
    ]


def test_totals_are_those_of_the_account_after_every_line() -> None:
    market = KrakenMarket()
    heard = lines(market)
    for ticks in (1000, 1001, 1002):
        market.quote(Side.SELL, ticks, LOT // 2)

    market.place("sweep", ticks=1002, lots=LOT * 5 // 4)
    market.exchange.deposit("subject", "FOO", 7)
    market.exchange.deposit("subject", "USDT", -5)

    told = {line.asset: line.total_atoms for line in heard}
    accounts = market.exchange.accounts
    assert told == {asset: accounts.balance("subject", asset).total_atoms for asset in ("FOO", "USDT")}
    totals = {"FOO": 10**18, "USDT": 10**18}
    for line in heard:
        totals[line.asset] += line.amount_atoms - line.fee_atoms
        assert totals[line.asset] == line.total_atoms
    assert [line.kind for line in heard] == ["trade"] * 6 + ["deposit", "withdrawal"]


@pytest.mark.parametrize("name", ["balances.deposit", "balances.trade.base", "balances.trade.quote"])
def test_a_line_has_the_documented_fields(name: str) -> None:
    asset = "FOO" if name.endswith("base") else "USDT"
    line = LedgerLine("subject", asset, "trade", -5, 3, 10**9)

    row = update_row(line, PRECISION[asset], "L-1", "T-1", 0)

    [shown_row] = documented("private", name)["data"]
    assert unlike(shown_row, row, name) == []


def test_amounts_are_written_with_the_decimals_of_the_asset() -> None:
    row = update_row(LedgerLine("subject", "USDT", "trade", -12_345, 3, 10**9), 5, "L-1", "T-1", 0)

    assert shown(row, "amount", "fee", "balance") == ["-0.12345000", "0.00003000", "10000.00000000"]


def test_a_snapshot_has_the_documented_fields() -> None:
    market = KrakenMarket()
    balance = market.exchange.accounts.balance("subject", "USDT")

    row = snapshot_row("USDT", balance, 5)

    documented_row = documented("private", "balances.snapshot")["data"][1]
    assert unlike(documented_row, row, "snapshot") == []
    assert shown(row, "balance") == ["10000000000000.00000000"]

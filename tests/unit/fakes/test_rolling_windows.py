from random import Random

from fakes.instruments import Side
from fakes.ledger import Traded
from fakes.rolling import RollingWindow
from fakes.trades import Trade
from fakes.venues.binance.aggregates import Aggregates, aggregates

LENGTH_MS = 1_000


def trade(number: int, at_ms: int, ticks: int, lots: int, taker_order_id: int = 0) -> Trade:
    fact = Traded(
        symbol="FOOUSDT",
        trade_id=number,
        ticks=ticks,
        lots=lots,
        taker_side=Side.BUY,
        maker_order_id=1,
        taker_order_id=taker_order_id or number,
        maker_account="a",
        taker_account="b",
        maker_client_order_id="c",
        taker_client_order_id="d",
        maker_fee_atoms=0,
        taker_fee_atoms=0,
    )
    return Trade(fact, at_ms, ticks * lots)


def at_random(count: int, seed: int) -> list[Trade]:
    rng = Random(seed)
    at_ms, trades = 0, []
    for number in range(1, count + 1):
        at_ms += rng.randrange(0, 60)
        trades.append(trade(number, at_ms, rng.randrange(90, 110), rng.randrange(1, 9), rng.randrange(1, 4)))
    return trades


def test_a_window_says_what_adding_up_its_trades_says() -> None:
    trades = at_random(2_000, seed=1)
    window = RollingWindow(LENGTH_MS)

    for index, latest in enumerate(trades):
        window.add(latest)
        window.advance(latest.at_ms)
        inside = [each for each in trades[: index + 1] if each.at_ms > latest.at_ms - LENGTH_MS]
        assert (window.first, window.last, len(window)) == (inside[0], latest, len(inside))
        assert window.high_ticks == max(each.ticks for each in inside)
        assert window.low_ticks == min(each.ticks for each in inside)
        assert window.lots == sum(each.lots for each in inside)
        assert window.quote_atoms == sum(each.quote_atoms for each in inside)


def test_an_emptied_window_remembers_only_what_was_before_it() -> None:
    window = RollingWindow(LENGTH_MS, [trade(1, 0, 100, 5)])

    window.advance(LENGTH_MS)

    assert (len(window), window.lots, window.high_ticks, window.first, window.last) == (0, 0, 0, None, None)
    assert window.before is not None
    assert window.before.trade_id == 1


def test_aggregates_cover_every_trade_once_and_split_at_price_and_taker() -> None:
    trades = at_random(500, seed=2)

    groups = list(aggregates(trades))

    assert [each for _, group in groups for each in group] == trades
    assert [number for number, _ in groups] == list(range(1, len(groups) + 1))
    for _, group in groups:
        assert len({(each.ticks, each.fact.taker_order_id) for each in group}) == 1


def test_numbering_goes_on_where_history_ended() -> None:
    history = [trade(1, 0, 100, 1, 7), trade(2, 0, 100, 1, 7), trade(3, 0, 101, 1, 7)]

    new = Aggregates(history).add([trade(4, 5, 101, 1, 8)])

    assert [number for number, _ in new] == [3]

import pytest

from fakes.accounts import VENUE, Overdrawn
from fakes.exchange import Batch, Exchange, SymbolStatus
from fakes.instruments import Instrument, Side
from fakes.ledger import (
    BalanceChanged,
    Fact,
    Ledger,
    LevelChanged,
    OrderAccepted,
    OrderDone,
    OrderRefused,
    StatusChanged,
    Traded,
)
from fakes.market import Counterparty, NotTradable
from fakes.matching import (
    Conventions,
    NewOrder,
    Order,
    OrderKind,
    OrderStatus,
    Quote,
    RefusalReason,
    Refused,
    SelfTrade,
)

SYMBOL = "BTCUSDT"
INSTRUMENT = Instrument(symbol=SYMBOL, base="BTC", quote="USDT")
LOT = 1_000
"""Atoms of BTC in a lot; a lot at one tick costs 10 atoms of USDT."""


@pytest.fixture
def exchange() -> Exchange:
    exchange = Exchange([INSTRUMENT], Ledger(lambda: 1.5), lambda: 42)
    exchange.watch("subject")
    exchange.deposit("subject", "USDT", 1_000_000)
    exchange.deposit("subject", "BTC", 1_000 * LOT)
    return exchange


def order(side: Side, ticks: int, lots: int, name: str = "c1", **more: object) -> NewOrder:
    return NewOrder(
        account="subject",
        client_order_id=name,
        side=side,
        ticks=ticks,
        lots=lots,
        **more,  # type: ignore[arg-type]
    )


def placed(exchange: Exchange, new: NewOrder) -> Order:
    outcome = exchange.place(SYMBOL, new)
    assert isinstance(outcome, Order)
    return outcome


def balance(exchange: Exchange, asset: str) -> tuple[int, int]:
    found = exchange.accounts.balance("subject", asset)
    return found.free_atoms, found.held_atoms


def facts(exchange: Exchange) -> list[Fact]:
    return [entry.fact for entry in exchange.ledger.entries]


def test_a_resting_order_holds_what_it_may_spend(exchange: Exchange) -> None:
    placed(exchange, order(Side.BUY, 100, 50))

    assert balance(exchange, "USDT") == (950_000, 50_000)


def test_a_cancelled_order_gives_back_what_it_held(exchange: Exchange) -> None:
    resting = placed(exchange, order(Side.BUY, 100, 50))
    Counterparty(exchange).fill("subject", SYMBOL, "c1", 20)

    exchange.cancel(SYMBOL, resting.order_id)

    assert balance(exchange, "USDT") == (980_000, 0)


def test_a_buyer_pays_quote_and_receives_base_less_the_fee(exchange: Exchange) -> None:
    placed(exchange, order(Side.BUY, 100, 50))

    Counterparty(exchange).fill("subject", SYMBOL, "c1")

    assert balance(exchange, "USDT") == (950_000, 0)
    assert balance(exchange, "BTC") == (1_000 * LOT + 50 * LOT - 50, 0)
    assert exchange.accounts.balance(VENUE, "BTC").free_atoms == 50


def test_a_taker_that_fills_better_than_its_limit_gets_the_difference_back(exchange: Exchange) -> None:
    Counterparty(exchange).quote(SYMBOL, Side.SELL, 90, 50)

    placed(exchange, order(Side.BUY, 100, 80))

    assert balance(exchange, "USDT") == (1_000_000 - 50 * 900 - 30 * 1_000, 30_000)


def test_a_market_buy_holds_nothing_afterwards(exchange: Exchange) -> None:
    Counterparty(exchange).quote(SYMBOL, Side.SELL, 90, 50)

    placed(
        exchange,
        NewOrder(account="subject", client_order_id="m", side=Side.BUY, kind=OrderKind.MARKET, lots=80),
    )

    assert balance(exchange, "USDT") == (1_000_000 - 50 * 900, 0)


def test_a_market_buy_that_is_bounded_pays_what_it_meets_and_stops_at_its_bound(exchange: Exchange) -> None:
    for ticks in (90, 100, 120):
        Counterparty(exchange).quote(SYMBOL, Side.SELL, ticks, 50)

    bought = placed(
        exchange,
        NewOrder(
            account="subject", client_order_id="m", side=Side.BUY, kind=OrderKind.MARKET, ticks=110, lots=120
        ),
    )

    assert (bought.filled_lots, bought.status, bought.ticks) == (100, OrderStatus.EXPIRED, 110)
    assert balance(exchange, "USDT") == (1_000_000 - 50 * 900 - 50 * 1_000, 0)


def test_a_bounded_market_buy_by_value_may_spend_all_there_is(exchange: Exchange) -> None:
    Counterparty(exchange).quote(SYMBOL, Side.SELL, 100, 2_000)

    placed(
        exchange,
        NewOrder(
            account="subject",
            client_order_id="m",
            side=Side.BUY,
            kind=OrderKind.MARKET,
            ticks=105,
            quote_atoms=1_000_000,
        ),
    )

    assert balance(exchange, "USDT") == (0, 0)


def test_trades_are_numbered_by_market_as_the_venue_does() -> None:
    conventions = Conventions(first_trade=501, trades_apart=1_000)
    other = Instrument(symbol="ETHUSDT", base="ETH", quote="USDT")
    exchange = Exchange([INSTRUMENT, other], Ledger(lambda: 1.5), lambda: 42, conventions)
    counterparty = Counterparty(exchange)
    for symbol in (SYMBOL, "ETHUSDT"):
        counterparty.quote(symbol, Side.SELL, 90, 50)
        for _ in range(2):
            Counterparty(exchange, "taker").take(symbol, Side.BUY, 10)

    assert [trade.trade_id for trade in exchange.trades(SYMBOL)] == [501, 502]
    assert [trade.trade_id for trade in exchange.trades("ETHUSDT")] == [1_501, 1_502]


def test_an_order_beyond_the_balance_is_refused_and_leaves_no_order(exchange: Exchange) -> None:
    outcome = exchange.place(SYMBOL, order(Side.BUY, 100, 1_001))

    assert outcome == Refused(reason=RefusalReason.INSUFFICIENT_BALANCE)
    assert exchange.order_of("subject", SYMBOL, "c1") is None
    assert next(f for f in facts(exchange) if isinstance(f, OrderRefused)).client_order_id == "c1"


def test_a_refused_post_only_order_holds_nothing(exchange: Exchange) -> None:
    Counterparty(exchange).quote(SYMBOL, Side.SELL, 90, 50)

    outcome = exchange.place(SYMBOL, order(Side.BUY, 100, 10, kind=OrderKind.LIMIT_MAKER))

    assert outcome == Refused(reason=RefusalReason.WOULD_MATCH)
    assert balance(exchange, "USDT") == (1_000_000, 0)


def test_prevented_quantity_is_no_longer_held(exchange: Exchange) -> None:
    placed(exchange, order(Side.BUY, 100, 50))

    placed(exchange, order(Side.SELL, 100, 20, "c2", self_trade=SelfTrade.DECREMENT))

    assert balance(exchange, "USDT") == (970_000, 30_000)
    assert balance(exchange, "BTC") == (1_000 * LOT, 0)


def test_a_client_order_id_is_taken_only_while_its_order_is_open(exchange: Exchange) -> None:
    first = placed(exchange, order(Side.BUY, 100, 1))

    twice = exchange.place(SYMBOL, order(Side.BUY, 100, 1))
    exchange.cancel(SYMBOL, first.order_id)
    again = placed(exchange, order(Side.BUY, 100, 1))

    assert twice == Refused(reason=RefusalReason.DUPLICATE_CLIENT_ORDER_ID)
    assert exchange.order_of("subject", SYMBOL, "c1") is again
    assert list(exchange.all_orders("subject", SYMBOL)) == [first, again]


def test_an_amended_order_is_found_under_both_its_names(exchange: Exchange) -> None:
    resting = placed(exchange, order(Side.BUY, 100, 50))

    exchange.amend(SYMBOL, resting.order_id, 30, "c1-smaller")

    assert exchange.order_of("subject", SYMBOL, "c1-smaller") is resting
    assert exchange.order_of("subject", SYMBOL, "c1") is resting
    assert balance(exchange, "USDT") == (970_000, 30_000)


def test_replacing_stops_at_a_failed_cancel_if_told_so(exchange: Exchange) -> None:
    outcome = exchange.replace(SYMBOL, 99, order(Side.BUY, 100, 1), stop_on_failure=True)

    assert outcome.placed is None
    assert list(exchange.open_orders("subject")) == []


def test_replacing_goes_on_after_a_failed_cancel_if_told_so(exchange: Exchange) -> None:
    outcome = exchange.replace(SYMBOL, 99, order(Side.BUY, 100, 1), stop_on_failure=False)

    assert isinstance(outcome.cancelled, Refused)
    assert list(exchange.open_orders("subject")) == [outcome.placed]


def test_a_restricted_cancel_leaves_an_order_of_another_status(exchange: Exchange) -> None:
    resting = placed(exchange, order(Side.BUY, 100, 50))

    outcome = exchange.cancel(SYMBOL, resting.order_id, only=(OrderStatus.PARTIALLY_FILLED,))

    assert outcome == Refused(reason=RefusalReason.RESTRICTED, order=resting)
    assert resting.working


def test_cancelling_all_ends_every_order_of_the_account_oldest_first(exchange: Exchange) -> None:
    orders = [placed(exchange, order(Side.BUY, 100 + n, 1, f"c{n}")) for n in range(3)]
    Counterparty(exchange).quote(SYMBOL, Side.BUY, 50, 1)

    assert list(exchange.cancel_all("subject", SYMBOL)) == orders
    assert exchange.depth(SYMBOL).bids == [(50, 1)]


@pytest.mark.parametrize("status", [s for s in SymbolStatus if s is not SymbolStatus.TRADING])
def test_only_a_trading_symbol_takes_orders(exchange: Exchange, status: SymbolStatus) -> None:
    exchange.set_status(SYMBOL, status)

    assert isinstance(exchange.place(SYMBOL, order(Side.BUY, 100, 1)), Refused)


@pytest.mark.parametrize("status", [SymbolStatus.HALT, SymbolStatus.CANCEL_ONLY, SymbolStatus.END_OF_DAY])
def test_a_halted_symbol_still_cancels(exchange: Exchange, status: SymbolStatus) -> None:
    resting = placed(exchange, order(Side.BUY, 100, 1))
    exchange.set_status(SYMBOL, status)

    assert exchange.cancel(SYMBOL, resting.order_id) is resting
    assert StatusChanged(symbol=SYMBOL, status=status) in facts(exchange)


def test_delisting_ends_open_orders_and_forgets_the_symbol(exchange: Exchange) -> None:
    resting = placed(exchange, order(Side.BUY, 100, 1))

    exchange.set_status(SYMBOL, SymbolStatus.DELISTED)

    assert (resting.status, exchange.symbols()) == (OrderStatus.EXPIRED, ())
    assert exchange.place(SYMBOL, order(Side.BUY, 100, 1)) == Refused(reason=RefusalReason.UNKNOWN_SYMBOL)


def test_listeners_hear_one_batch_an_operation_after_it_is_done(exchange: Exchange) -> None:
    heard: list[Batch] = []
    exchange.listen(heard.append)
    Counterparty(exchange).quote(SYMBOL, Side.SELL, 90, 50)

    placed(exchange, order(Side.BUY, 100, 20))

    assert [type(fact) for fact in heard[-1].facts] == [
        OrderAccepted,
        BalanceChanged,
        BalanceChanged,
        Traded,
        BalanceChanged,
        BalanceChanged,
        LevelChanged,
        OrderDone,
    ]
    assert facts(exchange)[-8:] == heard[-1].facts


def test_of_the_crowd_only_trades_and_levels_are_recorded(exchange: Exchange) -> None:
    before = len(facts(exchange))
    crowd = Counterparty(exchange)
    crowd.quote(SYMBOL, Side.SELL, 90, 50)
    crowd.take(SYMBOL, Side.BUY, 20)

    assert [type(fact) for fact in facts(exchange)[before:]] == [LevelChanged, Traded, LevelChanged]
    assert [o.remaining for o in exchange.engine(SYMBOL).orders.values()] == [30]


def test_own_trades_carry_the_fee_and_who_was_maker(exchange: Exchange) -> None:
    placed(exchange, order(Side.BUY, 100, 50))
    Counterparty(exchange).fill("subject", SYMBOL, "c1", 20)
    Counterparty(exchange, "other").quote(SYMBOL, Side.SELL, 110, 5)
    placed(exchange, order(Side.BUY, 110, 5, "c2"))

    own = [
        (t.order.client_order_id, t.fill.lots, t.fill.is_maker) for t in exchange.trades_of("subject", SYMBOL)
    ]

    assert own == [("c1", 20, True), ("c2", 5, False)]


def test_the_counterparty_reaches_an_order_behind_others(exchange: Exchange) -> None:
    counterparty = Counterparty(exchange, "quoter")
    counterparty.quote(SYMBOL, Side.BUY, 101, 7)
    counterparty.quote(SYMBOL, Side.BUY, 100, 7)
    mine = placed(exchange, order(Side.BUY, 100, 50))

    Counterparty(exchange).fill("subject", SYMBOL, "c1", 20)

    assert mine.filled_lots == 20


def test_the_counterparty_cannot_fill_what_does_not_rest(exchange: Exchange) -> None:
    with pytest.raises(NotTradable, match="c9 of subject"):
        Counterparty(exchange).fill("subject", SYMBOL, "c9")


def test_filters_may_coarsen_but_the_grid_of_the_book_stays(exchange: Exchange) -> None:
    exchange.change_filters(SYMBOL, tick_multiple=10)

    assert str(exchange.instrument(SYMBOL).tick_size) == "0.10"
    with pytest.raises(ValueError, match="tick is the grid"):
        exchange.change_filters(SYMBOL, tick=INSTRUMENT.tick * 10)


def test_a_withdrawal_beyond_the_balance_is_impossible(exchange: Exchange) -> None:
    with pytest.raises(Overdrawn):
        exchange.deposit("subject", "USDT", -1_000_001)


def test_candles_add_up_the_trades(exchange: Exchange) -> None:
    counterparty = Counterparty(exchange)
    counterparty.quote(SYMBOL, Side.SELL, 90, 50)
    counterparty.take(SYMBOL, Side.BUY, 20)
    counterparty.take(SYMBOL, Side.BUY, 5)

    (candle,) = exchange.klines(SYMBOL, "1m", 0, 60_000)

    assert (candle.open_ms, candle.close_ms, candle.trades, candle.lots) == (0, 59_999, 2, 25)
    assert candle.taker_buy_quote_atoms == 25 * 90 * 10


def _funded(account: str) -> Exchange:
    exchange = Exchange([INSTRUMENT], Ledger(lambda: 1.5), lambda: 42)
    exchange.watch("subject")
    exchange.deposit(account, "USDT", 1_000_000)
    exchange.deposit(account, "BTC", 1_000 * LOT)
    return exchange


def test_a_book_laid_out_in_one_go_is_the_book_of_its_orders_placed_one_by_one() -> None:
    quotes = [
        Quote("maker", Side.BUY, 90, 3),
        Quote("maker", Side.SELL, 110, 2),
        Quote("maker", Side.BUY, 90, 4),
        Quote("maker", Side.SELL, 112, 1),
    ]
    laid, one_by_one = _funded("maker"), _funded("maker")

    orders = laid.lay_out(SYMBOL, quotes)
    for number, quote in enumerate(quotes, start=1):
        new = NewOrder(
            account="maker",
            client_order_id=f"maker-{number}",
            side=quote.side,
            ticks=quote.ticks,
            lots=quote.lots,
        )
        assert orders[number - 1].snapshot().client_order_id == placed(one_by_one, new).client_order_id

    assert facts(laid) == facts(one_by_one)
    assert laid.depth(SYMBOL) == one_by_one.depth(SYMBOL)
    for asset in ("USDT", "BTC"):
        assert laid.accounts.balance("maker", asset) == one_by_one.accounts.balance("maker", asset)
    for order in orders:
        twin = one_by_one.order(SYMBOL, order.order_id)
        assert twin is not None
        fields = ("side", "kind", "ticks", "lots", "held_atoms", "working", "status", "created_at_ms")
        assert [getattr(order, name) for name in fields] == [getattr(twin, name) for name in fields]


def test_what_was_laid_out_can_be_cancelled_and_gives_back_its_funds() -> None:
    exchange = _funded("maker")
    (laid,) = exchange.lay_out(SYMBOL, [Quote("maker", Side.BUY, 90, 3)])
    assert exchange.accounts.balance("maker", "USDT").held_atoms == 90 * 3 * 10

    exchange.cancel(SYMBOL, laid.order_id)

    assert exchange.accounts.balance("maker", "USDT").free_atoms == 1_000_000
    assert exchange.depth(SYMBOL).bids == []


def test_a_laid_out_quote_that_would_match_is_a_mistake() -> None:
    exchange = _funded("maker")

    with pytest.raises(ValueError, match="would match"):
        exchange.lay_out(SYMBOL, [Quote("maker", Side.SELL, 100, 1), Quote("maker", Side.BUY, 100, 1)])


def test_what_a_watched_account_does_is_not_laid_out_silently(exchange: Exchange) -> None:
    with pytest.raises(ValueError, match="watched"):
        exchange.lay_out(SYMBOL, [Quote("subject", Side.BUY, 90, 1)])

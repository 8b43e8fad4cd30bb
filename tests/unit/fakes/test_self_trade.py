"""Binance, faqs/stp_faq.md: what each mode of self-trade prevention does, in its own scenarios."""

import pytest

from fakes.instruments import Instrument, Side
from fakes.ledger import SelfTradePrevented, Traded
from fakes.matching import (
    Engine,
    Identifiers,
    NewOrder,
    Order,
    OrderStatus,
    Result,
    SelfTrade,
    TimeInForce,
)

INSTRUMENT = Instrument(symbol="BTCUSDT", base="BTC", quote="USDT")
BIDS = ((12, 12), (11, 13), (10, 81))


class Meeting:
    """An account's bids, and the same account's sell order of `lots` at 10 that meets them."""

    def __init__(
        self, mode: SelfTrade, lots: int, time_in_force: TimeInForce = TimeInForce.GTC, stranger: int = 0
    ) -> None:
        self.engine = Engine(INSTRUMENT, Identifiers())
        self.makers: list[Order] = []
        for ticks, bid_lots in BIDS:
            self.makers.append(self._submit("me", Side.BUY, ticks, bid_lots, SelfTrade.NONE).order)
        if stranger:
            self._submit("other", Side.BUY, 10, stranger, SelfTrade.NONE)
        self.result = self._submit("me", Side.SELL, 10, lots, mode, time_in_force)
        self.taker = self.result.order
        self.prevented = [fact for fact in self.result.facts if isinstance(fact, SelfTradePrevented)]

    def _submit(
        self,
        account: str,
        side: Side,
        ticks: int,
        lots: int,
        mode: SelfTrade,
        time_in_force: TimeInForce = TimeInForce.GTC,
    ) -> Result:
        new = NewOrder(
            account=account,
            client_order_id=f"{side}{ticks}",
            side=side,
            ticks=ticks,
            lots=lots,
            self_trade=mode,
            time_in_force=time_in_force,
        )
        result = self.engine.submit(new, 0)
        assert isinstance(result, Result)
        return result


def test_without_prevention_an_account_trades_with_itself() -> None:
    meeting = Meeting(SelfTrade.NONE, 12)

    assert any(isinstance(fact, Traded) for fact in meeting.result.facts)
    assert meeting.taker.status is OrderStatus.FILLED


def test_expire_maker_clears_the_accounts_own_orders_and_rests() -> None:
    meeting = Meeting(SelfTrade.EXPIRE_MAKER, 30)

    assert [(o.status, o.prevented_lots) for o in meeting.makers] == [
        (OrderStatus.EXPIRED_IN_MATCH, lots) for _, lots in BIDS
    ]
    assert (meeting.taker.status, meeting.taker.working) == (OrderStatus.NEW, True)
    assert [fact.prevention_id for fact in meeting.prevented] == [0, 1, 2]


def test_expire_taker_leaves_the_book_alone() -> None:
    meeting = Meeting(SelfTrade.EXPIRE_TAKER, 30)

    assert (meeting.taker.status, meeting.taker.prevented_lots) == (OrderStatus.EXPIRED_IN_MATCH, 30)
    assert [o.status for o in meeting.makers] == [OrderStatus.NEW] * 3


def test_expire_both_ends_the_taker_and_the_first_order_that_it_met() -> None:
    meeting = Meeting(SelfTrade.EXPIRE_BOTH, 30)

    assert [o.status for o in (meeting.taker, *meeting.makers)] == [
        OrderStatus.EXPIRED_IN_MATCH,
        OrderStatus.EXPIRED_IN_MATCH,
        OrderStatus.NEW,
        OrderStatus.NEW,
    ]


@pytest.mark.parametrize("mode", [SelfTrade.DECREMENT, SelfTrade.TRANSFER])
def test_decrement_takes_the_overlap_from_both_and_ends_the_smaller(mode: SelfTrade) -> None:
    meeting = Meeting(mode, 30)

    assert [(o.status, o.prevented_lots, o.remaining) for o in meeting.makers] == [
        (OrderStatus.EXPIRED_IN_MATCH, 12, 0),
        (OrderStatus.EXPIRED_IN_MATCH, 13, 0),
        (OrderStatus.NEW, 5, 76),
    ]
    assert (meeting.taker.status, meeting.taker.prevented_lots) == (OrderStatus.EXPIRED_IN_MATCH, 30)
    assert meeting.engine.best_bid == (10, 76)


def test_after_prevention_the_rest_trades_with_others() -> None:
    meeting = Meeting(SelfTrade.EXPIRE_MAKER, 30, stranger=40)

    assert (meeting.taker.status, meeting.taker.filled_lots) == (OrderStatus.FILLED, 30)


def test_a_fill_or_kill_order_does_not_count_on_its_own_accounts_orders() -> None:
    meeting = Meeting(SelfTrade.EXPIRE_MAKER, 30, TimeInForce.FOK)

    assert meeting.taker.status is OrderStatus.EXPIRED
    assert [o.status for o in meeting.makers] == [OrderStatus.NEW] * 3

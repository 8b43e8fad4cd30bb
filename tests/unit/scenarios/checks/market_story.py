"""A run made by hand of a market: what happened to its book and its trades, and what the user saw."""

from decimal import Decimal
from typing import Self

from fakes.instruments import Side
from fakes.ledger import Ledger, LevelChanged, Traded
from fakes.venues.binance.markets import BTCUSDT
from scenarios.history import BookSampled, History, Noted, Told
from scenarios.run import Run
from subjects.seen import BookSeen, Level, StreamLost, TradeSeen

SYMBOL = "BTCUSDT"
STREAM = f"trades:{SYMBOL}"
Rows = tuple[tuple[int, int], ...]
"""Ticks and lots."""


class MarketStory:
    """Every line happens at `now_s`, which `at` sets. Prices are ticks, quantities lots."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.sequence = 0
        self.ledger = Ledger(lambda: self.now_s, {SYMBOL: BTCUSDT})
        self.history = History(lambda: self.now_s)

    @property
    def run(self) -> Run:
        return Run(subject="hand", venue="hand", token="hand", history=self.history, ledger=self.ledger)

    def at(self, now_s: float) -> Self:
        self.now_s = now_s
        return self

    # --- the venue --------------------------------------------------------------------------------

    def bid(self, ticks: int, lots: int) -> Self:
        return self._level(Side.BUY, ticks, lots)

    def ask(self, ticks: int, lots: int) -> Self:
        return self._level(Side.SELL, ticks, lots)

    def _level(self, side: Side, ticks: int, lots: int) -> Self:
        self.sequence += 1
        self.ledger.record(
            LevelChanged(symbol=SYMBOL, sequence=self.sequence, side=side, ticks=ticks, lots=lots)
        )
        return self

    def trades(self, *trade_ids: int) -> Self:
        """Each at 100 ticks, as many lots as its number."""
        for trade_id in trade_ids:
            self.ledger.record(
                Traded(
                    symbol=SYMBOL,
                    trade_id=trade_id,
                    ticks=100,
                    lots=trade_id,
                    taker_side=Side.BUY,
                    maker_order_id=1,
                    taker_order_id=2,
                    maker_account="crowd",
                    taker_account="crowd",
                    maker_client_order_id="",
                    taker_client_order_id="",
                    maker_fee_atoms=0,
                    taker_fee_atoms=0,
                )
            )
        return self

    # --- the user ---------------------------------------------------------------------------------

    def reads(self, sequence: int | None, *, bids: Rows = (), asks: Rows = ()) -> Self:
        """A strategy reads the book."""
        return self.reads_levels(sequence, _levels(bids), _levels(asks))

    def reads_levels(
        self, sequence: int | None, bids: tuple[Level, ...] = (), asks: tuple[Level, ...] = ()
    ) -> Self:
        book = BookSeen(symbol=SYMBOL, bids=bids, asks=asks, sequence=sequence)
        self.history.record(BookSampled(symbol=SYMBOL, book=book))
        return self

    def reads_nothing(self) -> Self:
        self.history.record(BookSampled(symbol=SYMBOL, book=None))
        return self

    def is_told(self, *trade_ids: int, price: Decimal = Decimal("1.00")) -> Self:
        for trade_id in trade_ids:
            quantity = BTCUSDT.quantity(trade_id)
            seen = TradeSeen(symbol=SYMBOL, trade_id=trade_id, price=price, quantity=quantity)
            self.history.record(Told(stream=STREAM, seen=seen))
        return self

    def is_told_of_a_loss(self, stream: str = STREAM) -> Self:
        self.history.record(Told(stream=stream, seen=StreamLost(stream=stream, reason="by hand")))
        return self

    def notes(self, name: str) -> Self:
        self.history.record(Noted(name=name, value=self.now_s))
        return self


def _levels(rows: Rows) -> tuple[Level, ...]:
    return tuple((BTCUSDT.price(ticks), BTCUSDT.quantity(lots)) for ticks, lots in rows)

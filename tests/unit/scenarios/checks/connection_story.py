"""A run made by hand: sessions, messages and books, one line each."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Self

from fakes.instruments import Side
from fakes.ledger import (
    Fact,
    FaultFired,
    Ledger,
    LevelChanged,
    Published,
    SessionClosed,
    SessionOpened,
    SessionRefused,
    Subscribed,
    Traded,
)
from fakes.venues.binance.markets import BTCUSDT
from scenarios.history import BookSampled, Event, History, Told
from scenarios.run import Leftovers, Run
from subjects.seen import BookSeen, TradeSeen

SYMBOL = "BTCUSDT"
STREAM = "btcusdt@depth"


@dataclass
class Story:
    """Every line happens at `now_s`, which `at` sets."""

    now_s: float = 0.0
    leftovers: Leftovers = field(default_factory=Leftovers)
    sequence: int = 0
    trades: int = 0

    complaints: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.ledger = Ledger(lambda: self.now_s, {SYMBOL: BTCUSDT})
        self.history = History(lambda: self.now_s)

    def at(self, now_s: float) -> Self:
        self.now_s = now_s
        return self

    @property
    def run(self) -> Run:
        return Run(
            subject="hand",
            venue="hand",
            token="hand",
            history=self.history,
            ledger=self.ledger,
            leftovers=self.leftovers,
            complaints=self.complaints,
        )

    def happens(self, *facts: Fact) -> Self:
        for fact in facts:
            self.ledger.record(fact)
        return self

    def says(self, event: Event) -> Self:
        self.history.record(event)
        return self

    # --- sessions ---------------------------------------------------------------------------------

    def opens(self, session: int, role: str = "market") -> Self:
        return self.happens(SessionOpened(session=session, role=role, source="client"))

    def ends(self, session: int, role: str = "market") -> Self:
        return self.happens(SessionClosed(session=session, role=role, code=1001, by_venue=True))

    def refuses(self, outcome: str = "failed", role: str = "market") -> Self:
        return self.happens(SessionRefused(role=role, source="client", status=503, outcome=outcome))

    def subscribes(self, session: int, stream: str = STREAM) -> Self:
        return self.happens(Subscribed(session=session, stream=stream))

    def strikes(self, fault: str) -> Self:
        return self.happens(FaultFired(fault=fault))

    # --- market data ------------------------------------------------------------------------------

    def moves(self, lots: int | None = None) -> Self:
        """The venue's book changes: to a state that it never was in, unless `lots` says which."""
        self.sequence += 1
        lots = self.sequence if lots is None else lots
        return self.happens(
            LevelChanged(symbol=SYMBOL, sequence=self.sequence, side=Side.BUY, ticks=100, lots=lots)
        )

    def sends(self, session: int = 1) -> Self:
        return self.happens(Published(session=session, stream=STREAM, kind="depth", sequence=self.sequence))

    def serves(self, sequence: int | None = None) -> Self:
        """The user reads the book as it now is, or as it was then."""
        levels = ((Decimal(1), Decimal(1)),)
        of = self.sequence if sequence is None else sequence
        return self.says(
            BookSampled(symbol=SYMBOL, book=BookSeen(symbol=SYMBOL, bids=levels, asks=levels, sequence=of))
        )

    def shows(self, lots: int) -> Self:
        """The user reads a book that says no number, with so many lots on its only level."""
        bids = ((BTCUSDT.price(100), BTCUSDT.step * lots),)
        return self.says(
            BookSampled(symbol=SYMBOL, book=BookSeen(symbol=SYMBOL, bids=bids, asks=(), sequence=None))
        )

    def trades_once(self, *, told: bool = True) -> Self:
        self.trades += 1
        parties: dict[str, Any] = dict.fromkeys(("maker_order_id", "taker_order_id"), 1)
        parties |= dict.fromkeys(("maker_account", "taker_account"), "crowd")
        parties |= dict.fromkeys(("maker_client_order_id", "taker_client_order_id"), "")
        parties |= dict.fromkeys(("maker_fee_atoms", "taker_fee_atoms"), 0)
        self.happens(
            Traded(symbol=SYMBOL, trade_id=self.trades, ticks=1, lots=1, taker_side=Side.BUY, **parties)
        )
        if told:
            self.says(
                Told(
                    stream=f"trades:{SYMBOL}",
                    seen=TradeSeen(
                        symbol=SYMBOL, trade_id=self.trades, price=Decimal(1), quantity=Decimal(1)
                    ),
                )
            )
        return self

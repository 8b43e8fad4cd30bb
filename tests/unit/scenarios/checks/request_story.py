"""A run made by hand: what the user called, what reached the venue and how it answered, one line each."""

from decimal import Decimal
from typing import Any, Self

from fakes.instruments import Side
from fakes.ledger import (
    Fact,
    FaultClosed,
    Ledger,
    OrderAccepted,
    OrderDone,
    QuotaExceeded,
    RequestAnswered,
    RequestReceived,
    SessionClosed,
    SessionRefused,
    Subscribed,
)
from fakes.operations import Operation, Outcome
from fakes.venues.binance.markets import BTCUSDT
from scenarios.history import BookSampled, Called, Event, HealthSampled, History, Raised, Returned
from scenarios.run import Run
from subjects.seen import BookSeen, Claim, HealthSeen, Intent

SYMBOL = "BTCUSDT"


class Story:
    """Every line names its stage time first."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.ledger = Ledger(lambda: self.now_s, {SYMBOL: BTCUSDT})
        self.history = History(lambda: self.now_s)
        self.calls = 0
        self.requests = 0

    @property
    def run(self) -> Run:
        return Run(subject="hand", venue="hand", token="hand", history=self.history, ledger=self.ledger)

    def fact(self, at_s: float, fact: Fact) -> Self:
        self.now_s = at_s
        self.ledger.record(fact)
        return self

    def event(self, at_s: float, event: Event) -> Self:
        self.now_s = at_s
        self.history.record(event)
        return self

    # --- the user ---------------------------------------------------------------------------------

    def calls_for(
        self, at_s: float, verb: str = "order", name: str = "one", *, ends: str | None = "returned"
    ) -> Self:
        """`ends`: "returned", None for a call that is never over, or the kind of the error it raises."""
        self.calls += 1
        intent = Intent(symbol=SYMBOL, side="BUY", quantity=Decimal(1), client_order_id=name)
        arguments: tuple[Any, ...] = (intent,) if verb == "submit" else (SYMBOL, name)
        self.event(at_s, Called(call=self.calls, verb=verb, arguments=arguments))
        if ends == "returned":
            return self.event(at_s, Returned(call=self.calls, verb=verb, result=None))
        if ends is not None:
            return self.raises(at_s, verb, ends)
        return self

    def raises(self, at_s: float, verb: str, kind: str, *, typed: bool = True) -> Self:
        return self.event(
            at_s,
            Raised(
                call=self.calls,
                verb=verb,
                kind=kind,
                error=f"lib.{kind}",
                claim=Claim.UNKNOWN,
                typed=typed,
                text="no",
            ),
        )

    def feels(self, at_s: float, *, healthy: bool) -> Self:
        return self.event(at_s, HealthSampled(health=HealthSeen(healthy=healthy)))

    def reads_book(self, at_s: float, symbol: str, *, there: bool = True) -> Self:
        book = BookSeen(symbol=symbol, bids=(), asks=()) if there else None
        return self.event(at_s, BookSampled(symbol=symbol, book=book))

    # --- the venue --------------------------------------------------------------------------------

    def request(
        self, at_s: float, outcome: Outcome = Outcome.DONE, operation: Operation = Operation.QUERY
    ) -> Self:
        """A request arrives and is answered."""
        self.requests += 1
        self.fact(
            at_s,
            RequestReceived(
                request_id=self.requests,
                operation=operation,
                transport="rest",
                method="GET",
                path="/order",
                source="client",
            ),
        )
        answered = RequestAnswered(request_id=self.requests, operation=operation, status=0, outcome=outcome)
        return self.fact(at_s, answered)

    def accepts(self, at_s: float, name: str) -> Self:
        return self.fact(
            at_s,
            OrderAccepted(
                symbol=SYMBOL,
                account="subject",
                order_id=1,
                client_order_id=name,
                side=Side.BUY,
                kind="LIMIT",
                ticks=1,
                lots=1,
            ),
        )

    def cancels(self, at_s: float, name: str) -> Self:
        return self.fact(
            at_s,
            OrderDone(
                symbol=SYMBOL,
                account="subject",
                order_id=1,
                client_order_id=name,
                status="CANCELED",
                filled_lots=0,
            ),
        )

    def refuses_connection(self, at_s: float, outcome: Outcome = Outcome.BANNED) -> Self:
        refused = SessionRefused(role="user", source="client", status=0, outcome=outcome)
        return self.fact(at_s, refused)

    def lifts_ban(self, at_s: float) -> Self:
        return self.fact(at_s, FaultClosed(fault="Ban", fired=1))

    def cuts(self, at_s: float) -> Self:
        return self.fact(at_s, SessionClosed(session=1, role="market", code=1001, by_venue=True))

    def subscribes(self, at_s: float, *streams: str) -> Self:
        for stream in streams:
            self.fact(at_s, Subscribed(session=1, stream=stream))
        return self

    def drops_for_frames(self, at_s: float) -> Self:
        return self.fact(at_s, QuotaExceeded(source="client", limiter="FRAMES", used=6, limit=5))

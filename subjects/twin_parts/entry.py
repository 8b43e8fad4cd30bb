"""One order as far as it is known: it moves forward only."""

import asyncio
from dataclasses import dataclass
from decimal import Decimal

from subjects.seen import FillSeen, OrderSeen, State
from subjects.twin_parts.reading import STATES


@dataclass(slots=True)
class Entry:
    symbol: str
    name: str
    quantity: Decimal
    state: State = State.UNKNOWN
    filled: Decimal = Decimal(0)
    told: Decimal = Decimal(0)
    """The part of `filled` whose executions were told."""
    venue_id: str | None = None
    news_s: float = 0.0
    deciding: "asyncio.Task[None] | None" = None

    @property
    def absent(self) -> bool:
        return self.state in (State.UNKNOWN, State.REJECTED)

    def seen(self, fill: FillSeen | None = None) -> OrderSeen:
        return OrderSeen(
            symbol=self.symbol,
            client_order_id=self.name,
            venue_order_id=self.venue_id,
            state=self.state,
            quantity=self.quantity,
            filled=self.filled,
            fill=fill,
        )

    def move(self, status: str, filled: Decimal, venue_id: int, now_s: float) -> bool:
        """What the venue says of it, however late; whether that is news."""
        before = self.state, self.filled
        self.news_s = now_s
        self.venue_id = str(venue_id)
        self.filled = max(self.filled, filled)
        state = STATES.get(status, State.UNKNOWN)
        if _stage(state) > _stage(self.state):
            self.state = state
        return (self.state, self.filled) != before


def _stage(state: State) -> int:
    if state in (State.UNKNOWN, State.REJECTED):
        return 0
    return 3 if state.final else 2 if state is State.PARTIALLY_FILLED else 1

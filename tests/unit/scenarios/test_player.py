"""What the hand that plays a subject refuses to do."""

from contextlib import AsyncExitStack
from decimal import Decimal
from typing import Any, cast

import pytest

from scenarios.history import Called, History
from scenarios.player import LONGEST_NAME, Player
from subjects.base import Session, Subject
from subjects.seen import Intent


def player() -> Player:
    nowhere: Any = None
    return Player(
        Subject(),
        Session(),
        nowhere,
        History(lambda: 0.0),
        patience_s=1.0,
        sessions=AsyncExitStack(),
        open_session=cast(Any, nowhere),
    )


def intent(name: str) -> Intent:
    return Intent(symbol="BTCUSDT", side="BUY", quantity=Decimal(1), client_order_id=name)


@pytest.mark.asyncio
async def test_an_order_whose_name_some_venue_would_refuse_is_a_mistake_of_the_play() -> None:
    hand = player()

    with pytest.raises(ValueError, match=r"not every venue takes an order called x{19}$"):
        await hand.submit(intent("x" * (LONGEST_NAME + 1)))
    with pytest.raises(ValueError, match=r"not every venue takes an order called order-1$"):
        await hand.submit(intent("order-1"))
    assert list(hand.history.of(Called)) == []

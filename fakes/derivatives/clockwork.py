"""What happens to positions by itself: funding at its hours, and the end of those without margin."""

import asyncio
from collections.abc import Callable
from typing import Final

from fakes.exchange import Batch, Exchange
from fakes.instruments import Instrument
from fakes.matching import DoneReason, NewOrder, OrderKind

HOUR_MS: Final = 3_600_000
LOOKED_AFTER_S: Final = 0.05
"""So soon after something moved it is seen who has no margin left."""
LIQUIDATION: Final = "autoclose-"
"""How the venue names the order by which it closes a position."""


class Clockwork:
    """Runs between `start` and `stop`, by the venue's own clock.

    Nobody trades against a liquidated account on purpose: its orders are cancelled, and what it holds is
    sold on the book for what it brings. What is then owed beyond the wallet stays owed (our choice: no
    insurance fund).
    """

    def __init__(self, exchange: Exchange, clock_ms: Callable[[], int]) -> None:
        self._exchange = exchange
        self._clock_ms = clock_ms
        self._timer: asyncio.TimerHandle | None = None
        self._look: asyncio.Handle | None = None
        self._closed: dict[str, int] = {}

    def start(self) -> None:
        if self._exchange.contracts:
            self._exchange.listen(self._moved)
            self._wind()

    def stop(self) -> None:
        for handle in (self._timer, self._look):
            if handle is not None:
                handle.cancel()

    # --- funding -------------------------------------------------------------------------------------

    def _wind(self) -> None:
        now_ms, contracts = self._clock_ms(), self._exchange.contracts
        due_ms = min(next_funding_ms(self._exchange.instrument(one), now_ms) for one in contracts.symbols())
        wait_s = max(due_ms - self._clock_ms(), 1) / 1000
        self._timer = asyncio.get_running_loop().call_later(wait_s, self._fund, due_ms)

    def _fund(self, due_ms: int) -> None:
        """The clock may have been set back meanwhile: then it is not time yet."""
        if self._clock_ms() >= due_ms:
            for symbol in self._exchange.contracts.symbols():
                if next_funding_ms(self._exchange.instrument(symbol), due_ms - 1) == due_ms:
                    self._exchange.contracts.fund(symbol)
        self._wind()

    # --- liquidation -----------------------------------------------------------------------------------

    def _moved(self, batch: Batch) -> None:
        """A listener must not act, and on an empty book nothing is sold, again and again."""
        if self._look is None and batch.symbol and any(self._exchange.contracts.exposed()):
            self._look = asyncio.get_running_loop().call_later(LOOKED_AFTER_S, self._look_for_drowned)

    def _look_for_drowned(self) -> None:
        self._look = None
        contracts = self._exchange.contracts
        for account, asset in list(contracts.exposed()):
            if contracts.is_under_water(account, asset):
                self._close(account, asset)

    def _close(self, account: str, asset: str) -> None:
        exchange = self._exchange
        for symbol, position in list(exchange.contracts.positions(account)):
            instrument = exchange.instrument(symbol)
            if instrument.quote != asset:
                continue
            for order in exchange.open_orders(account, symbol):
                exchange.expire(symbol, order.order_id, DoneReason.LIQUIDATED)
            self._closed[account] = number = self._closed.get(account, 0) + 1
            exchange.place(
                symbol,
                NewOrder(
                    account=account,
                    client_order_id=f"{LIQUIDATION}{number}",
                    side=exchange.contracts.closing_side(account, symbol),
                    kind=OrderKind.MARKET,
                    lots=abs(position.lots),
                    reduce_only=True,
                ),
            )


def next_funding_ms(instrument: Instrument, now_ms: int) -> int:
    """Epoch ms, later than now; a contract's hours are counted from midnight UTC."""
    assert instrument.contract is not None  # the caller asks of contracts
    every_ms = instrument.contract.funding_every_h * HOUR_MS
    return (now_ms // every_ms + 1) * every_ms

"""The cross sequence: one number for everything that an operation did to one market (BYB-60, BYB-72)."""

from fakes.exchange import Batch, Exchange
from fakes.ledger import Traded


class Sequences:
    """A market's number is that of its book; each trade keeps the one of its operation."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._trades: dict[str, list[int]] = {}
        """By symbol, in order of trade ids, which rise without holes."""
        exchange.listen(self._heard)

    def of_book(self, symbol: str) -> int:
        return self._exchange.engine(symbol).sequence

    def of_trade(self, symbol: str, trade_id: int) -> int:
        return self._trades[symbol][trade_id - self._exchange.trades(symbol)[0].trade_id]

    def _heard(self, batch: Batch) -> None:
        count = sum(isinstance(step.fact, Traded) for step in batch.steps)
        if count:
            seq = self.of_book(batch.symbol)
            self._trades.setdefault(batch.symbol, []).extend([seq] * count)

"""Private topics of contracts: positions and fundings besides (BYB-86, BYB-90)."""

from collections.abc import Iterable
from typing import Any

from fakes.exchange import Batch
from fakes.ledger import FundingPaid, PositionChanged
from fakes.matching import Order
from fakes.venues.bybit.linear.order_view import LinearOrderView
from fakes.venues.bybit.linear.positions import PositionView
from fakes.venues.bybit.user_streams import News, UserStreams


class LinearUserStreams(UserStreams):
    def __init__(self, positions: PositionView, **parts: Any) -> None:
        """Takes what UserStreams takes."""
        super().__init__(**parts)
        self._positions = positions

    def _more_news(self, account: str, batch: Batch, orders: Iterable[Order]) -> list[News]:
        """The position of a market is told with every order that changed there, too."""
        symbols = dict.fromkeys(order.symbol for order in orders)
        paid = False
        for step in batch.steps:
            fact = step.fact
            if isinstance(fact, PositionChanged | FundingPaid) and fact.account == account:
                symbols[fact.symbol] = None
                paid = paid or isinstance(fact, FundingPaid)
        news = [
            News(account, "position", [self._positions.streamed(account, symbol)], False)
            for symbol in symbols
        ]
        return self._fundings(account, symbols) + news if paid else news

    def _fundings(self, account: str, symbols: Iterable[str]) -> list[News]:
        view = self._view
        assert isinstance(view, LinearOrderView)  # as the venue makes it
        last = view.settled.fundings[account][-1]
        row = view.streamed_funding(last, self._sequences.of_book(last.fact.symbol))
        return [News(account, "execution", [row], False)] if last.fact.symbol in symbols else []

    def tell(self, account: str, symbol: str) -> None:
        """A setting changed."""
        self._say([News(account, "position", [self._positions.streamed(account, symbol)], False)])

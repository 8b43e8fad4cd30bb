"""The account's log on contracts: a line for each trade and each funding, of the settle coin only."""

from collections.abc import Sequence

import msgspec

from fakes.exchange import Batch, Exchange
from fakes.ledger import FundingPaid
from fakes.matching import Order
from fakes.venues.bybit.digits import plain, rate
from fakes.venues.bybit.endpoints import Endpoint
from fakes.venues.bybit.rest_account import Account, Json
from fakes.venues.bybit.transactions import Line, Transactions
from fakes.venues.bybit.wallet import precision


class FundingLine(msgspec.Struct, frozen=True, kw_only=True):
    symbol: str
    lots: int
    rate_ppm: int


class LinearTransactions(Transactions):
    def __init__(self, exchange: Exchange) -> None:
        super().__init__(exchange)
        self.fundings: dict[int, FundingLine] = {}
        """By the number of the line."""

    def _heard(self, batch: Batch) -> None:
        super()._heard(batch)
        for at, step in enumerate(batch.steps):
            fact = step.fact
            if isinstance(fact, FundingPaid):
                total = self._totals(batch, at, fact.account).get(fact.asset, 0)
                self.fundings[self._count + 1] = FundingLine(
                    symbol=fact.symbol, lots=fact.lots, rate_ppm=fact.rate_ppm
                )
                self._add(
                    fact.account, fact.asset, batch.at_ms, "SETTLEMENT", -fact.atoms, 0, total, None, None
                )

    def _traded(self, batch: Batch, at: int, order: Order) -> None:
        fill = order.fills[-1]
        coin = self._exchange.instrument(batch.symbol).quote
        total = self._totals(batch, at, order.account).get(coin, 0)
        self._add(
            order.account,
            coin,
            batch.at_ms,
            "TRADE",
            fill.realised_atoms,
            fill.fee_atoms,
            total,
            order,
            fill,
        )


class LinearAccount(Account):
    transactions_type = LinearTransactions

    def endpoints(self) -> Sequence[Endpoint]:
        """Nothing is borrowed for contracts."""
        return [each for each in super().endpoints() if each.name != "order/spot-borrow-check"]

    def _line(self, line: Line) -> Json:
        row, places = super()._line(line), precision(self._exchange, line.coin)
        if line.order is not None and line.fill is not None:
            digits = self._digits_of(line.order.symbol)
            return row | {"qty": digits.quantity(line.fill.lots)}
        transactions = self._transactions
        paid = (
            transactions.fundings.get(line.number) if isinstance(transactions, LinearTransactions) else None
        )
        if paid is None:
            return row
        digits = self._digits_of(paid.symbol)
        return row | {
            "symbol": paid.symbol,
            "side": "Buy" if paid.lots > 0 else "Sell",
            "funding": plain(line.atoms, places),
            "change": plain(line.atoms, places),
            "cashFlow": "0",
            "feeRate": rate(paid.rate_ppm),
            "size": digits.quantity(abs(paid.lots)),
            "qty": digits.quantity(abs(paid.lots)),
            "category": self._product.category,
        }

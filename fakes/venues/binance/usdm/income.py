"""What moved an account's money: fees, gains, funding and transfers, one row each."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from fakes.exchange import Batch, Exchange
from fakes.ledger import BalanceChanged, FundingPaid, Traded
from fakes.operations import Operation
from fakes.venues.binance.endpoints import Caller, Endpoint, Security
from fakes.venues.binance.listing import Listing, within
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.usdm.endpoint_kinds import asked
from fakes.venues.binance.usdm.numbers import plain

Json = Any
TRANSFERS: Final = ("deposit", "withdrawal")


class Income:
    """Written down as it happens, by account."""

    def __init__(self, exchange: Exchange, listing: Listing) -> None:
        self._exchange = exchange
        self._listing = listing
        self._rows: dict[str, list[Json]] = {}
        self._wallets: dict[tuple[str, str], int] = {}
        self._number = 0
        exchange.listen_to_watched(self._heard)

    def endpoints(self) -> Sequence[Endpoint]:
        accepts = {"symbol", "incomeType", "startTime", "endTime", "page", "limit"}
        return (
            asked(
                "/fapi/v1/income",
                Operation.OTHER,
                self.income,
                accepts,
                30,
                security=Security.USER_DATA,
            ),
        )

    def income(self, parameters: Parameters, caller: Caller) -> Json:
        """The first page is of the oldest from a time on, else of the newest (our choice)."""
        symbol = self._listing.symbol(parameters) if "symbol" in parameters else None
        kind, limit = parameters.text("incomeType"), parameters.limit(default=100)
        page = max(1, parameters.integer("page") or 1)
        start_ms, end_ms = parameters.time_range()
        rows = [
            row
            for row in self._rows.get(caller.trader, [])
            if symbol in (None, row["symbol"]) and kind in (None, row["incomeType"])
        ]
        passed_over = limit * (page - 1)
        found = within(rows, start_ms, end_ms, limit * page, when=lambda row: int(row["time"]))
        if start_ms is None:
            return list(found[: max(0, len(found) - passed_over)][-limit:])
        return list(found[passed_over:])

    def _heard(self, batch: Batch) -> None:
        for step in batch.steps:
            fact = step.fact
            if isinstance(fact, Traded):
                for order in step.orders:
                    fill = order.fills[-1]
                    trade = str(fact.trade_id)
                    if fill.realised_atoms:
                        self._note(
                            order.account, batch, "REALIZED_PNL", fill.fee_asset, fill.realised_atoms, trade
                        )
                    self._note(order.account, batch, "COMMISSION", fill.fee_asset, -fill.fee_atoms, trade)
            elif isinstance(fact, FundingPaid):
                self._note(fact.account, batch, "FUNDING_FEE", fact.asset, -fact.atoms)
            elif isinstance(fact, BalanceChanged):
                wallet = fact.free_atoms + fact.held_atoms
                before = self._wallets.get((fact.account, fact.asset), 0)
                self._wallets[fact.account, fact.asset] = wallet
                if fact.cause in TRANSFERS:
                    self._note(fact.account, batch, "TRANSFER", fact.asset, wallet - before)

    def _note(self, account: str, batch: Batch, kind: str, asset: str, atoms: int, trade: str = "") -> None:
        self._number += 1
        row = {
            "symbol": batch.symbol,
            "incomeType": kind,
            "income": plain(Decimal(atoms).scaleb(-8)),
            "asset": asset,
            "info": trade or kind,
            "time": batch.at_ms,
            "tranId": self._number,
            "tradeId": trade,
        }
        self._rows.setdefault(account, []).append(row)

"""The ledger of each account: a line for each change of a balance, named once for every protocol."""

from collections.abc import Sequence
from typing import NamedTuple

from fakes.exchange import Batch, Exchange
from fakes.venues.kraken.balance_lines import LedgerLine, LedgerLines
from fakes.venues.kraken.txids import Txids


class Entry(NamedTuple):
    """`ref_id` is what the line refers to: of a trade the id of its side, of a transfer one of its own."""

    ledger_id: str
    ref_id: str
    at_ms: int
    line: LedgerLine


class AccountLedger:
    """Made before those who ask it for the lines of an operation that they hear of."""

    def __init__(self, exchange: Exchange, txids: Txids) -> None:
        self._exchange = exchange
        self._txids = txids
        self._lines = LedgerLines()
        self._entries: dict[str, list[Entry]] = {}
        self.latest: Sequence[Entry] = ()
        """Of the operation that is being told."""
        for account in exchange.accounts.names():
            self._lines.know(account, exchange.accounts.of(account))
        exchange.listen_to_watched(self._heard)

    def of(self, account: str) -> Sequence[Entry]:
        """Oldest first."""
        return self._entries.get(account, ())

    def _heard(self, batch: Batch) -> None:
        self.latest = [self._entry(line, batch.at_ms) for line in self._lines.of(batch)]
        for entry in self.latest:
            self._entries.setdefault(entry.line.account, []).append(entry)

    def _entry(self, line: LedgerLine, at_ms: int) -> Entry:
        ref_id = self._txids.new("Q") if line.filled is None else self._txids.trade(*line.filled)
        return Entry(self._txids.new("L"), ref_id, at_ms, line)

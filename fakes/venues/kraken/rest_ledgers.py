"""The account's ledger as REST shows it: a line for each change of a balance, newest first."""

from collections.abc import Sequence
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.operations import Operation
from fakes.venues.kraken import money
from fakes.venues.kraken.account_ledger import AccountLedger, Entry
from fakes.venues.kraken.endpoints import QUERY_LEDGER, Caller, Endpoint
from fakes.venues.kraken.errors import Refuse, invalid_arguments
from fakes.venues.kraken.order_view import at_s
from fakes.venues.kraken.pairs import asset
from fakes.venues.kraken.parameters import Parameters

Json = dict[str, Any]

PAGE: Final = 50
MOST_LINES: Final = 20
KINDS: Final = ("all", "trade", "deposit", "withdrawal")
"""Those that the fake knows."""


class Ledgers:
    def __init__(self, exchange: Exchange, ledger: AccountLedger) -> None:
        self._exchange = exchange
        self._ledger = ledger

    def endpoints(self) -> Sequence[Endpoint]:
        needs = (QUERY_LEDGER,)
        return (
            Endpoint(name="Ledgers", operation=Operation.OTHER, act=self._lines, cost=4, needs=needs),
            Endpoint(name="QueryLedgers", operation=Operation.OTHER, act=self._query, cost=4, needs=needs),
        )

    def _lines(self, parameters: Parameters, caller: Caller) -> Json:
        """`start` is exclusive, `end` inclusive, both in seconds."""
        kind = parameters.one_of("type", KINDS) or "all"
        names = parameters.listed("asset")
        wanted = [name for name in names if name != "all"]
        start, end = parameters.decimal("start"), parameters.decimal("end")
        entries = [
            entry
            for entry in reversed(self._ledger.of(caller.account))
            if kind in ("all", entry.line.kind)
            and (not wanted or any(name in _names(entry) for name in wanted))
            and (start is None or at_s(entry.at_ms) > start)
            and (end is None or at_s(entry.at_ms) <= end)
        ]
        page = entries[parameters.integer("ofs", least=0) or 0 :][:PAGE]
        answer: Json = {"ledger": {entry.ledger_id: self._shown(entry) for entry in page}}
        if not parameters.boolean("without_count"):
            answer["count"] = len(entries)
        return answer

    def _query(self, parameters: Parameters, caller: Caller) -> Json:
        ids = parameters.listed("id")
        if not 0 < len(ids) <= MOST_LINES:
            raise Refuse(invalid_arguments("id"))
        entries = {entry.ledger_id: entry for entry in self._ledger.of(caller.account)}
        if not any(each in entries for each in ids):
            raise Refuse(invalid_arguments("id"))
        return {each: self._shown(entries[each]) for each in ids if each in entries}

    def _shown(self, entry: Entry) -> Json:
        line = entry.line
        one = asset(line.asset)
        return {
            "refid": entry.ref_id,
            "time": at_s(entry.at_ms),
            "type": line.kind,
            "subtype": "",
            "aclass": "currency",
            "asset": one.key,
            "amount": money.balance(self._exchange, one, line.amount_atoms),
            "fee": money.balance(self._exchange, one, line.fee_atoms),
            "balance": money.balance(self._exchange, one, line.total_atoms),
        }


def _names(entry: Entry) -> tuple[str, ...]:
    one = asset(entry.line.asset)
    return one.key, one.altname, one.name

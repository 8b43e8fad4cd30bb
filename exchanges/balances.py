"""Balances from snapshots and account events that may come late or twice. Sans-I/O.

Events carry absolute amounts and the time of the account's last update, so an amount is replaced
only by one that is not older. Events that carry a *difference* (deposits, transfers) are not added
up: the venue follows them with an absolute one, and adding both would count the money twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from exchanges.models import Balance


class BalanceSheet:
    """``is_current`` is false until the first snapshot and from ``doubt`` until the next one."""

    def __init__(self) -> None:
        self._balances: dict[str, Balance] = {}
        self._as_of_ms: dict[str, int] = {}
        self._doubts = 1
        self._settled = 0
        self._snapshot_ms = 0

    @property
    def is_current(self) -> bool:
        return self._settled == self._doubts

    def doubt(self) -> None:
        """Events may have been missed: a new snapshot is needed."""
        self._doubts += 1

    def mark(self) -> int:
        """To be taken when a snapshot is requested and handed to ``apply_snapshot``.

        A doubt that arises while the snapshot is under way is not settled by it.
        """
        return self._doubts

    def apply_snapshot(self, balances: Iterable[Balance], as_of_ms: int, mark: int) -> None:
        """The whole account as of ``as_of_ms``; assets it does not list are zero."""
        listed = {balance.asset: balance for balance in balances}
        for asset in list(self._balances):
            if asset not in listed and self._as_of_ms[asset] <= as_of_ms:
                del self._balances[asset], self._as_of_ms[asset]
        self._replace(listed.values(), as_of_ms)
        self._snapshot_ms = max(self._snapshot_ms, as_of_ms)
        self._settled = max(self._settled, mark)

    def apply_changes(self, balances: Iterable[Balance], as_of_ms: int) -> tuple[Balance, ...]:
        """The assets that an event says have changed; returns those that really did."""
        if as_of_ms < self._snapshot_ms:
            # Older than the whole picture: an asset it names may have been zero by then.
            return ()
        return self._replace(balances, as_of_ms)

    def get(self, asset: str) -> Balance | None:
        return self._balances.get(asset)

    def all(self) -> Mapping[str, Balance]:
        """A copy, in the venue's order."""
        return dict(self._balances)

    def _replace(self, balances: Iterable[Balance], as_of_ms: int) -> tuple[Balance, ...]:
        changed = []
        for balance in balances:
            if as_of_ms < self._as_of_ms.get(balance.asset, 0):
                continue
            self._as_of_ms[balance.asset] = as_of_ms
            if self._balances.get(balance.asset) != balance:
                self._balances[balance.asset] = balance
                changed.append(balance)
        return tuple(changed)

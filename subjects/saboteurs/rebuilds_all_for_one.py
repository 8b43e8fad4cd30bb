"""MD-160: a gap shows that the connection loses messages, so every book on it begins anew."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.market.sequenced import SequencedBooks
from subjects.reference import Reference


class _Books(SequencedBooks):
    def _apply(self, kept: Any, event: Any) -> None:
        was_valid = kept.book.valid
        super()._apply(kept, event)
        if not was_valid or kept.book.valid:
            return
        for other in self._kept.values():
            if other is not kept:
                other.book.invalidate()
                other.updated.clear()
                self._rebuild_if_needed(other)


class _Connector(SpotConnector):
    books_type = _Books


class RebuildsAllForOne(Reference):
    name = "rebuilds_all_for_one"
    connector_type = _Connector

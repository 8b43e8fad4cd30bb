"""MD-160: a gap shows that the connection loses messages, so every book on it begins anew.

Where books come whole by the stream, the others wait for snapshots that nobody has asked for until those are
overdue.
"""

from exchanges.connector import SpotConnector
from exchanges.market.books import Books, KeptBook
from subjects.reference import Reference


class _Books(Books):
    def _rebuild_if_needed(self, kept: KeptBook) -> None:
        super()._rebuild_if_needed(kept)
        if kept.book.valid or kept.book.trouble is None:
            return
        for other in self._kept.values():
            if other.book.valid:
                other.book.invalidate()
                other.updated.clear()
                super()._rebuild_if_needed(other)


class _Connector(SpotConnector):
    books_type = _Books


class RebuildsAllForOne(Reference):
    name = "rebuilds_all_for_one"
    connector_type = _Connector

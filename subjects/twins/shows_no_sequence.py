"""Shows books without their sequence numbers, as many connectors do: they are judged by what is in them."""

from msgspec.structs import replace

from subjects.reference import Reference, ReferenceSession
from subjects.seen import BookSeen


class _Session(ReferenceSession):
    def book(self, symbol: str) -> BookSeen | None:
        book = super().book(symbol)
        return None if book is None else replace(book, sequence=None)


class ShowsNoSequence(Reference):
    name = "shows_no_sequence"
    session_type = _Session

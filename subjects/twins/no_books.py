"""Keeps no books: it places orders for somebody who has prices from elsewhere."""

from subjects.base import Capability, Tell, Unsupported
from subjects.reference import Reference, ReferenceSession
from subjects.seen import BookSeen


class _Session(ReferenceSession):
    async def watch_book(self, symbol: str, tell: Tell) -> None:
        raise Unsupported("watch_book")

    def book(self, symbol: str) -> BookSeen | None:
        raise Unsupported("book")


class NoBooks(Reference):
    name = "no_books"
    capabilities = ~Capability.BOOK
    session_type = _Session

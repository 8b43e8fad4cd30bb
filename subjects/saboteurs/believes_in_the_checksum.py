"""MD-450: a checksum is there to be compared, as it was when the code was written.

Comparing costs, so it is done when the market rests: with a message that comes long after the one before.
"""

import asyncio
from zlib import crc32

import msgspec

from exchanges.chained_book import ChainedBook
from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.orderbook import Outcome
from exchanges.venues.okx.books import OkxBooks
from exchanges.venues.okx.messages import BookData
from subjects.reference import Reference

_CHECKED = 25
_LONG_S = 20.0


class _Data(msgspec.Struct):
    checksum: int


class _Message(msgspec.Struct):
    data: list[_Data]


class _Book(ChainedBook):
    def checksum(self) -> int:
        """Signed; bid and ask by turns."""
        text: list[str] = []
        sides = [
            [f"{price.normalize():f}:{quantity.normalize():f}" for price, quantity in side.best(_CHECKED)]
            for side in (self._bids, self._asks)
        ]
        for place in range(_CHECKED):
            text += [side[place] for side in sides if place < len(side)]
        number = crc32(":".join(text).encode())
        return number - (1 << 32) if number >> 31 else number

    def doubt(self) -> Outcome:
        return self._fail(Outcome.CHECKSUM)


class _Books(OkxBooks):
    book_type = _Book
    _told = 0
    _heard_s = 0.0

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        if b'"checksum"' in raw:
            self._told = msgspec.json.decode(raw, type=_Message).data[0].checksum
        return super().on_message(raw, connection)

    def _on_book(self, symbol: str, data: BookData, *, snapshot: bool) -> None:
        super()._on_book(symbol, data, snapshot=snapshot)
        kept, before_s = self._kept.get(symbol), self._heard_s
        self._heard_s = asyncio.get_running_loop().time()
        rests = not snapshot and self._heard_s > before_s + _LONG_S
        if kept is not None and kept.book.valid and rests:
            assert isinstance(kept.book, _Book)  # see book_type
            if kept.book.checksum() != self._told:
                self._heard(symbol, kept.book.doubt(), snapshot=False)


class _Connector(SpotConnector):
    books_type = _Books


class BelievesInTheChecksum(Reference):
    name = "believes_in_the_checksum"
    deviates_at = "okx"
    connector_type = _Connector

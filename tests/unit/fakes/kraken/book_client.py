"""A client's book as the documents tell to keep it, written from them and from nothing else."""

import json
import zlib
from decimal import Decimal
from typing import Any

Side = dict[Decimal, Decimal]


class ClientBook:
    """Fed with the texts of messages; `digits` of price and quantity as the instruments say."""

    def __init__(self, depth: int, digits: tuple[int, int]) -> None:
        self.depth = depth
        self.price_digits, self.quantity_digits = digits
        self.bids: Side = {}
        self.asks: Side = {}

    def hear(self, text: bytes) -> None:
        """Raises AssertionError if the checksum of the message is not that of the book."""
        message: Any = json.loads(text, parse_float=Decimal)
        [data] = message["data"]
        if message["type"] == "snapshot":
            self.bids, self.asks = {}, {}
        for mine, told in ((self.bids, data["bids"]), (self.asks, data["asks"])):
            for level in told:
                if level["qty"]:
                    mine[level["price"]] = level["qty"]
                else:
                    del mine[level["price"]]
        for price in sorted(self.bids)[: -self.depth]:
            del self.bids[price]
        for price in sorted(self.asks)[self.depth :]:
            del self.asks[price]
        assert self.checksum() == data["checksum"], text

    def checksum(self) -> int:
        levels = [(price, self.asks[price]) for price in sorted(self.asks)[:10]]
        levels += [(price, self.bids[price]) for price in sorted(self.bids, reverse=True)[:10]]
        text = ""
        for price, quantity in levels:
            text += f"{price:.{self.price_digits}f}".replace(".", "").lstrip("0")
            text += f"{quantity:.{self.quantity_digits}f}".replace(".", "").lstrip("0")
        return zlib.crc32(text.encode())

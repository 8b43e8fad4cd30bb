"""Pages of long lists: a cursor is opaque to clients, and here the number of the first row that is left."""

import base64
import binascii
from collections.abc import Sequence
from typing import TypeVar

from fakes.venues.coinbase.errors import invalid

T = TypeVar("T")


def page(rows: Sequence[T], limit: int, cursor: str | None) -> tuple[Sequence[T], str]:
    """(the rows of this page, the next cursor or "")."""
    begin = _read(cursor)
    shown = rows[begin : begin + limit]
    more = begin + limit < len(rows)
    return shown, base64.b64encode(str(begin + limit).encode()).decode() if more else ""


def _read(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        text = base64.b64decode(cursor, validate=True).decode()
    except (binascii.Error, ValueError):
        raise invalid("invalid cursor") from None
    if not text.isdigit():
        raise invalid("invalid cursor")
    return int(text)

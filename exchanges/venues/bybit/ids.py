"""Ids of trades (BYB-75): digits on spot, UUIDs on linear. Both are numbers; their order means nothing."""

from __future__ import annotations

from uuid import UUID


def trade_number(text: str) -> int:
    """Nothing is lost: ``str`` of it, or ``UUID(int=...)``, is the id again. Raises ValueError."""
    return int(text) if text.isascii() and text.isdecimal() else UUID(text).int

"""Requests are those of spot, under another name."""

from __future__ import annotations

from exchanges.venues.okx.wire import OkxWire

VENUE = "okx-swap"


class SwapWire(OkxWire):
    venue = VENUE

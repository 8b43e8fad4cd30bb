"""What a document shows against what the fake writes: names and types, wherever they stand."""

from collections.abc import Iterator
from typing import Any

CONDITIONAL = (
    "expiryReason",
    "icebergQty",
    "preventedMatchId",
    "preventedQuantity",
    "strategyId",
    "strategyType",
    "takerPreventedQuantity",
    "makerPreventedQuantity",
)
"""Fields of orders that appear "only if certain conditions are met" (rest-api.md)."""


def differences(documented: Any, written: Any, at: str) -> Iterator[str]:
    """Missing and undocumented fields, and types that differ.

    Members of a list are all held against the first that the document shows, unless it mixes kinds.
    """
    if type(documented) is not type(written):
        yield f"{at}: {type(written).__name__} instead of {type(documented).__name__}"
    elif isinstance(documented, dict):
        for name in documented:
            if name not in written and name not in CONDITIONAL:
                yield f"{at}.{name} is missing"
        for name in written:
            if name not in documented and name not in CONDITIONAL:
                yield f"{at}.{name} is not documented"
            elif name in documented:
                yield from differences(documented[name], written[name], f"{at}.{name}")
    elif isinstance(documented, list) and documented and not written:
        yield f"{at} is empty"
    elif isinstance(documented, list) and documented:
        if at.endswith(ROWS) and isinstance(documented[0], list):
            for place, (shown, value) in enumerate(zip(documented[0], written[0], strict=True)):
                yield from differences(shown, value, f"{at}[0][{place}]")
        elif not isinstance(documented[0], list):
            for place, member in enumerate(written[:1] if at.endswith(MIXED) else written):
                yield from differences(documented[0], member, f"{at}[{place}]")


ROWS = ("lines", "bids", "asks", "result", ".list", ".b", ".a")
"""Lists of rows whose columns have types of their own: candles, levels."""
MIXED = ("filters",)

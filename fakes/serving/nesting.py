"""JSON that is nested deeper than anybody means is malformed, so that whoever reads it may recurse."""

import json
from typing import Any, Final

LEVELS: Final = 100


def loads(text: str | bytes, **readers: Any) -> Any:
    """As `json.loads`. Raises ValueError for whatever cannot be read, or is nested too deep."""
    try:
        return shallow(json.loads(text, **readers))
    except RecursionError:
        raise ValueError("nested too deep") from None


def shallow(document: Any) -> Any:
    """The same. Raises ValueError if it has more levels than LEVELS."""
    level = [document]
    for _ in range(LEVELS + 1):
        level = [inner for outer in level for inner in _within(outer)]
        if not level:
            return document
    raise ValueError("nested too deep")


def _within(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()

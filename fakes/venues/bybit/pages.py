"""Lists in pages, newest first, and what leads from one to the next (BYB-48)."""

from collections.abc import Callable, Sequence
from typing import Final, TypeVar
from urllib.parse import quote, unquote

from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.parameters import Parameters

DAY_MS: Final = 86_400_000
WEEK_MS: Final = 7 * DAY_MS
_BEFORE: Final = "page_token="

T = TypeVar("T")


def page_of(
    rows: Sequence[T], parameters: Parameters, *, named: Callable[[T], str], default: int, most: int
) -> tuple[Sequence[T], str]:
    """(rows of the page, `nextPageCursor`); "" where nothing follows, or nothing is there."""
    limit = parameters.integer("limit", least=1, most=most) or default
    first = 0
    cursor = parameters.text("cursor")
    if cursor is not None:
        last = _read(cursor)
        first = next((at + 1 for at, row in enumerate(rows) if named(row) == last), len(rows))
    shown = rows[first : first + limit]
    more = first + limit < len(rows)
    return shown, quote(f"{_BEFORE}{named(shown[-1])}&", safe="") if more else ""


def _read(cursor: str) -> str:
    """Clients that encode it once more than the venue did are understood too."""
    text = unquote(cursor)
    if not text.startswith(_BEFORE):
        raise Refuse(params("cursor invalid"))
    return text.removeprefix(_BEFORE).rstrip("&")


def span_ms(parameters: Parameters, now_ms: int, longest_ms: int) -> tuple[int, int]:
    """[start, end] that is asked for; of one end, as far as it may go (BYB-46). Raises Refuse."""
    start_ms, end_ms = parameters.integer("startTime", least=0), parameters.integer("endTime", least=0)
    if start_ms is None and end_ms is None:
        return now_ms - longest_ms, now_ms
    if start_ms is None:
        assert end_ms is not None
        start_ms = end_ms - longest_ms
    if end_ms is None:
        end_ms = start_ms + longest_ms
    if not 0 <= end_ms - start_ms <= longest_ms:
        raise Refuse(params(f"The time range between startTime and endTime cannot exceed {longest_ms} ms"))
    return start_ms, end_ms

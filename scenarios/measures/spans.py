"""Spans of stage time in which something was not as it should be."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Span:
    """From `from_s` until `to_s`; `mended` False = it lasted until nobody looked any more."""

    from_s: float
    to_s: float
    mended: bool = True

    @property
    def seconds(self) -> float:
        return self.to_s - self.from_s


def joined(spans: Iterable[Span], *, apart_s: float = 0.0) -> list[Span]:
    """Spans that overlap, or lie less than `apart_s` apart, as one; in order."""
    found: list[Span] = []
    for span in sorted(spans, key=lambda span: span.from_s):
        if found and span.from_s - found[-1].to_s <= apart_s:
            last = found[-1]
            ends = max(last, span, key=lambda each: each.to_s)
            found[-1] = replace(last, to_s=ends.to_s, mended=ends.mended)
        else:
            found.append(span)
    return found


def clipped(span: Span, windows: Sequence[tuple[float, float]]) -> list[Span]:
    """What of the span lies within the windows; a part that ends with its window was not mended in it."""
    parts = []
    for from_s, to_s in windows:
        start_s, end_s = max(span.from_s, from_s), min(span.to_s, to_s)
        if start_s < end_s:
            parts.append(Span(start_s, end_s, span.mended and span.to_s <= to_s))
    return parts


class Cover:
    """Whether a moment lies in any of many spans, which may overlap; asked often."""

    def __init__(self, spans: Iterable[tuple[float, float]]) -> None:
        self._spans = joined(Span(from_s, to_s) for from_s, to_s in spans)
        self._starts = [span.from_s for span in self._spans]

    def __contains__(self, at_s: float) -> bool:
        before = bisect_right(self._starts, at_s)
        return before > 0 and at_s <= self._spans[before - 1].to_s

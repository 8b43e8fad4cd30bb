"""For how long does what the user believes of his orders differ from the truth, and what is at stake?

Of each order two quantities are compared: what is open of it and what is filled. The user believes the last
thing that he was told, by answer or by stream. A refusal means nothing open and nothing filled; "unknown"
means that he does not know. Orders that the venue took beyond those he wanted are in nobody's belief.

A difference counts from `WIRE_S` after it arose, which is far more than a message needs, and while the user
watches his orders: nobody else is owed any news. What is at stake is the quantity believed wrongly, at the
order's price, in units of the quote asset: open but believed gone, filled but not told, placed twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from scenarios.measures.order_tales import Key, believed, held
from scenarios.measures.records import Records
from scenarios.measures.spans import Span, clipped

WIRE_S = 0.1
"""Normal: a few milliseconds each way, and some for venue and connector."""
ORDERS = "orders"
"""The name of the stream that `Player.watch_orders` watches."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """For that span the user believed something else of an order than was true; `quote` is at stake."""

    key: Key
    span: Span
    quote: float


def order_belief(records: Records) -> Iterator[tuple[str, float]]:
    """The longest difference in s; the most at stake at a moment, and over time in quote units times s."""
    if not records.watched(ORDERS) or not believed(records):
        return
    wrongs = disagreements(records)
    yield "order_wrong_s_max", max((span.seconds for span in _whole(wrongs)), default=0.0)
    yield "order_risk_quote_max", _peak(wrongs)
    yield "order_risk_quote_s", sum(wrong.quote * wrong.span.seconds for wrong in wrongs)


def wrong_spans(records: Records) -> list[Span]:
    """When some order was believed to be what it was not, for each order by itself."""
    return list(_whole(disagreements(records)))


def disagreements(records: Records) -> list[Wrong]:
    """Each stretch in which belief and truth of an order differ in the same way, oldest order first."""
    return records.once("disagreements", lambda: list(_disagreements(records)))


def _disagreements(records: Records) -> Iterator[Wrong]:
    windows = records.watched(ORDERS)
    tales = held(records)
    beliefs = believed(records)
    for key in dict.fromkeys((*beliefs, *tales)):
        truth, belief = tales.get(key, []), beliefs.get(key, [])
        wanted = key in beliefs
        moments = sorted(
            [(at_s, 0, place) for place, (at_s, _) in enumerate(truth)]
            + [(at_s, 1, place) for place, (at_s, _) in enumerate(belief)]
        )
        known, told = (Decimal(0), Decimal(0), Decimal(0), Decimal(0)), None
        price = Decimal(0)
        begun_s: float | None = None
        for number, (at_s, side, place) in enumerate(moments):
            if side == 0:
                state = truth[place][1]
                known, price = (state.open, state.filled, state.extra, state.price), state.price
            else:
                told = belief[place][1]
            until_s = moments[number + 1][0] if number + 1 < len(moments) else records.end_s
            stake = _at_stake(known[0], known[1], known[2], told if wanted else (Decimal(0), Decimal(0)))
            if not stake:
                begun_s = None
                continue
            begun_s = at_s if begun_s is None else begun_s
            from_s = max(at_s, begun_s + WIRE_S)
            if from_s < until_s:
                mended = number + 1 < len(moments)
                for span in clipped(Span(from_s, until_s, mended), windows):
                    yield Wrong(key, span, float(stake * price))


def _at_stake(
    open_: Decimal, filled: Decimal, extra: Decimal, told: tuple[Decimal, Decimal] | None
) -> Decimal:
    """The quantity that the user is wrong about; of one who knows nothing, all that there is."""
    if told is None:
        return open_ + filled + extra
    return max(abs(open_ - told[0]), abs(filled - told[1])) + extra


def _whole(wrongs: list[Wrong]) -> Iterator[Span]:
    """Stretches of one order that follow each other without a break are one difference."""
    for _, of_one in groupby(wrongs, key=lambda wrong: wrong.key):
        span: Span | None = None
        for wrong in of_one:
            if span is not None and wrong.span.from_s <= span.to_s:
                span = Span(span.from_s, wrong.span.to_s, wrong.span.mended)
                continue
            if span is not None:
                yield span
            span = wrong.span
        if span is not None:
            yield span


def _peak(wrongs: list[Wrong]) -> float:
    """The most that was at stake at one moment, over all orders."""
    steps = [(wrong.span.from_s, 1, wrong.quote) for wrong in wrongs]
    steps += [(wrong.span.to_s, 0, -wrong.quote) for wrong in wrongs]
    now = peak = 0.0
    for _, _, change in sorted(steps):
        now += change
        peak = max(peak, now)
    return peak

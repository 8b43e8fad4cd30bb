"""Clients that do all that a venue offers, again and again, so that every fault has something to strike."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeVar

import aiohttp

from fakes.faults import (
    AckWithoutData,
    ClockSkew,
    CutAfter,
    Fault,
    FiltersChanged,
    RefusedSubscription,
    StrangeRow,
    SymbolDelisted,
    SymbolHalted,
    SymbolListed,
    UnknownEnumInStream,
    WrongTypesInStream,
)
from fakes.venue import FakeVenue
from fakes.words import Word
from tests.unit.fakes.hosted import Hosted

S = TypeVar("S", bound=Hosted[Any])
Work = Callable[[S, int], Awaitable[None]]
"""One turn of what a client does; it is told which turn it is."""

WINDOW_S = (2.0, 9.0)
PLAYED_S = 10.0
FAILURES = (aiohttp.ClientError, OSError, ValueError, KeyError, TypeError)
"""What clients meet while a fault strikes; what they do about it is not at issue here."""
GIVEN: Mapping[str, Fault] = {
    "SymbolHalted": SymbolHalted("BTCUSDT"),
    "SymbolListed": SymbolListed("XRPUSDT"),
    "SymbolDelisted": SymbolDelisted("LTCBTC"),
    "FiltersChanged": FiltersChanged("ETHUSDT", tick_multiple=5),
    "ClockSkew": ClockSkew(10.0),
    "CutAfter": CutAfter(n_bytes=100),
    "StrangeRow": StrangeRow(row="ETHUSDT", value="melting"),
    "UnknownEnumInStream": UnknownEnumInStream(field=Word.REPORT_STATUS),
    "AckWithoutData": AckWithoutData(),
    "RefusedSubscription": RefusedSubscription(),
    "WrongTypesInStream": WrongTypesInStream(turn="string"),
}
"""Those that strike nothing as they are by default."""
PRACTISED = [name for name, kind in sorted(Fault.registry.items()) if kind.__module__.startswith("fakes.")]
"""Every fault there is, by name."""


def possible(venue_class: type[FakeVenue]) -> list[str]:
    return [name for name in PRACTISED if Fault.registry[name].needs <= venue_class.traits]


def fault(name: str, given: Mapping[str, Fault] = GIVEN) -> Fault:
    return given.get(name) or Fault.registry[name]()


async def busy(stage: S, works: Sequence[Work[S]]) -> None:
    """All at once, whatever comes of it, each again half a second after it ended."""
    await asyncio.gather(*(_keeps_at(work, stage) for work in works))


async def _keeps_at(work: Work[S], stage: S) -> None:
    turn = 0
    while stage.venue.now_s() < PLAYED_S:
        turn += 1
        try:
            async with asyncio.timeout(5.0):
                await work(stage, turn)
        except FAILURES:
            pass
        await asyncio.sleep(0.5)

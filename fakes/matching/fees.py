"""In which asset a fee is taken, how much it is, and what must be held for it."""

from typing import Final

from fakes.instruments import BUY, SELL, Instrument, Side
from fakes.matching.order import FeeIn

_PPM: Final = 1_000_000
_OF_HALF: Final = {
    (FeeIn.RECEIVED, BUY): 0,
    (FeeIn.RECEIVED, SELL): 1,
    (FeeIn.BASE, BUY): 0,
    (FeeIn.BASE, SELL): 0,
    (FeeIn.QUOTE, BUY): 1,
    (FeeIn.QUOTE, SELL): 1,
}
"""Of which half of a trade the fee is a share: 0 = the base asset's, 1 = the quote asset's."""


def fee(
    halves: tuple[tuple[int, str], tuple[int, str]], side: Side, fee_in: FeeIn, ppm: int
) -> tuple[int, str]:
    """(atoms, asset) of the fee on one side of a trade; `halves` are (atoms, asset) of base and quote."""
    atoms, asset = halves[_OF_HALF[fee_in, side]]
    return atoms * ppm // _PPM, asset


def with_fee(atoms: int, side: Side, fee_in: FeeIn, instrument: Instrument) -> int:
    """What an order ties up that may spend `atoms`: more than that if its fee is taken in what it spends."""
    if fee_in is not (FeeIn.QUOTE if side is BUY else FeeIn.BASE):
        return atoms
    return atoms + atoms * max(instrument.maker_fee_ppm, instrument.taker_fee_ppm) // _PPM

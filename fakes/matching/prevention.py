"""What self-trade prevention takes away when two orders of one account meet."""

from fakes.matching.order import SelfTrade


def lost_lots(mode: SelfTrade, taker_lots: int, maker_lots: int) -> tuple[int, int]:
    """(taker's, maker's) loss in lots, of what each has open. The taker's mode decides (BIN-49).

    EXPIRE_* takes all that is open of the side it names; DECREMENT takes from both what they would
    have traded. TRANSFER differs from DECREMENT only between accounts of one trade group, and this
    fake has no trade groups.
    """
    overlap = min(taker_lots, maker_lots)
    if mode is SelfTrade.EXPIRE_TAKER:
        return taker_lots, 0
    if mode is SelfTrade.EXPIRE_MAKER:
        return 0, maker_lots
    if mode is SelfTrade.EXPIRE_BOTH:
        return taker_lots, maker_lots
    return overlap, overlap

"""Why an order ended, as this venue puts it: `reason` on REST and in reports.

"User requested" and "Post only order" have been seen; the others are *unconfirmed* (KRK-42 to KRK-44).
"""

from collections.abc import Mapping
from typing import Final

from fakes.matching import DoneReason

REASONS: Final[Mapping[DoneReason, str]] = {
    DoneReason.BY_CLIENT: "User requested",
    DoneReason.POST_ONLY: "Post only order",
    DoneReason.BY_VENUE: "Canceled by system",
    DoneReason.OUT_OF_TIME: "Order expired",
    DoneReason.UNFILLED_IOC: "Immediate or cancel",
    DoneReason.UNFILLED_FOK: "Fill or kill",
    DoneReason.NO_LIQUIDITY: "Insufficient liquidity",
    DoneReason.SELF_TRADE: "Self trade prevention",
}

"""Requests about one order on their way to the engine: a cancel at a time, three amendments (OKX-42)."""

from typing import Final

from fakes.operations import Operation
from fakes.venues.okx import codes
from fakes.venues.okx.errors import Refuse

MOST: Final = {
    Operation.CANCEL: (1, codes.ALREADY_CANCELLING),
    Operation.AMEND: (3, codes.AMENDMENTS_IN_FLIGHT),
}
"""So many at once, and what one more is told."""

Place = tuple[Operation, str]


class InFlight:
    def __init__(self) -> None:
        self._counts: dict[Place, int] = {}

    def begin(self, operation: Operation, ord_id: str) -> Place | None:
        """None = of these there may be any number. Raises Refuse for one too many."""
        if operation not in MOST:
            return None
        most, code = MOST[operation]
        place = (operation, ord_id)
        count = self._counts.get(place, 0)
        if count >= most:
            raise Refuse(code)
        self._counts[place] = count + 1
        return place

    def end(self, place: Place | None) -> None:
        if place is None:
            return
        self._counts[place] -= 1
        if not self._counts[place]:
            del self._counts[place]

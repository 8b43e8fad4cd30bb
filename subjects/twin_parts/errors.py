"""Errors of the twin. The class says whether a request happened; refusals differ by code and text.

TwinError
├── NotSent       it did not happen: the request never left
│   └── VenueClosed   and the venue answers, but lets nobody in
├── Refused       it did not happen: the venue said so
├── Unanswered    it may have happened
│   └── VenueDown     and the venue itself has trouble
└── Doubt         what was believed of a stream may be wrong; never raised out of the twin
"""


class TwinError(Exception):
    """Base of all."""


class NotSent(TwinError):
    """Nothing was sent."""


class VenueClosed(NotSent):
    """The venue refuses connections with an error of its own: maintenance."""


class Unanswered(TwinError):
    """Sent, and what came of it is not known."""


class VenueDown(Unanswered):
    """The venue answered that it has trouble (BIN-10, BIN-11)."""


class Doubt(TwinError):
    """A stream cannot be trusted any more. `wait_s`: how long the venue wants to be left alone;
    `status`: with what it refused a connection."""

    def __init__(self, text: str, wait_s: float = 0.0, status: int | None = None) -> None:
        super().__init__(text)
        self.wait_s = wait_s
        self.status = status


class Refused(TwinError):
    """The venue's refusal."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code


class Barred(Refused):
    """Whoever stands before the venue lets nobody in from this place (BIN-12; RFC 7725 for 451)."""


class KeyRefused(Refused):
    """BIN-06."""


class ClockRefused(Refused):
    """BIN-19."""


class LimitReached(Refused):
    """BIN-22."""


class UnknownOrder(Refused):
    """BIN-14, BIN-15."""


class FilterFailed(Refused):
    """BIN-18."""


class UnknownSymbol(Refused):
    """BIN-70."""


class InsufficientFunds(Refused):
    """BIN-13."""


class WouldTake(Refused):
    """BIN-13."""


_BY_CODE: dict[int, type[Refused]] = {
    -1013: FilterFailed,
    -1021: ClockRefused,
    -1111: FilterFailed,
    -1121: UnknownSymbol,
    -2011: UnknownOrder,
    -2013: UnknownOrder,
    -2014: KeyRefused,
    -2015: KeyRefused,
}
_NOT_PROCESSED = -1008  # BIN-17


def refusal(status: int, code: int, text: str) -> TwinError:
    """What an error of the venue means."""
    if status >= 500 and code != _NOT_PROCESSED:
        return VenueDown(f"{code}: {text}")
    if status in (418, 429):
        return LimitReached(code, text)
    if code == -2010 and "insufficient balance" in text:
        return InsufficientFunds(code, text)
    if code == -2010 and "immediately match" in text:
        return WouldTake(code, text)
    return _BY_CODE.get(code, Refused)(code, text)

"""What may go wrong, sorted by the first question that a caller has: did it happen?

ExchangeError                  .message .venue .code .retry_after_s .client_order_id
├── NotSent                    it did not happen: the request never left us
│   ├── InvalidRequest         it can never be right (off the tick, unknown symbol)
│   ├── ThrottledLocally       no budget in time; .retry_after_s says when
│   ├── NotConnected           not started, stopping or stopped
│   └── CircuitOpen            too many failures a moment ago
├── Rejected                   it did not happen: the venue said so (positive evidence)
│   ├── AuthenticationFailed   key, signature
│   ├── PermissionDenied       the key may not do this, from here
│   ├── StampRefused
│   │   ├── ClockSkewed        outside the receive window: resynchronise, sign again
│   │   └── NonceRefused       not above the last one that the venue has seen: count on, sign again
│   ├── InvalidOrder
│   │   ├── InsufficientFunds
│   │   ├── OrderNotFound
│   │   ├── DuplicateClientOrderId
│   │   ├── WouldCross
│   │   └── FilterViolation
│   ├── RateLimited
│   │   └── Banned
│   ├── VenueClosed            maintenance
│   └── SymbolNotTrading       halted, in break, delisted
├── OutcomeUnknown             it may have happened: ask before you repeat
│   ├── RequestTimeout
│   ├── ConnectionLost         after the request was (partly) written
│   ├── VenueFault             5xx, "execution status unknown"
│   └── UnreadableResponse     an answer that is no answer
└── StreamError                what we believed of the market is no longer true
    ├── SequenceGap
    ├── ChecksumMismatch
    ├── StaleStream
    ├── SubscriptionRefused
    └── StreamClosed
ConfigurationError (ValueError)   before anything is opened
"""

from __future__ import annotations


class ExchangeError(Exception):
    """Base of everything a connector raises about the venue.

    ``retry_after_s`` is set when the venue, or our own pacing, named a delay in seconds.
    ``code`` is the venue's own code, as it wrote it.
    """

    def __init__(
        self,
        message: str,
        *,
        venue: str = "",
        code: int | str | None = None,
        retry_after_s: float | None = None,
        client_order_id: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.venue = venue
        self.code = code
        self.retry_after_s = retry_after_s
        self.client_order_id = client_order_id

    def __str__(self) -> str:
        code = "" if self.code is None else f" [{self.code}]"
        where = f"{self.venue}{code}: " if self.venue or code else ""
        wait = "" if self.retry_after_s is None else f" (retry after {self.retry_after_s:g} s)"
        return f"{where}{self.message}{wait}"


class NotSent(ExchangeError):
    """It did not happen: the request never left this process."""


class InvalidRequest(NotSent):
    """The request can never be right as it is; refused before sending."""


class ThrottledLocally(NotSent):
    """The request would have exceeded a limit of the venue and could not wait long enough."""


class NotConnected(NotSent):
    """The connector is not started, is stopping or has stopped, or the venue cannot be reached."""


class CircuitOpen(NotSent):
    """Requests of this group failed repeatedly; nothing is sent until the circuit has cooled."""


class Rejected(ExchangeError):
    """It did not happen: the venue said so."""


class AuthenticationFailed(Rejected):
    """The venue does not accept the key or the signature."""


class PermissionDenied(Rejected):
    """The key is good but may not do this (scope, address, account)."""


class StampRefused(Rejected):
    """What says when the request was made is not accepted; nothing was executed."""


class ClockSkewed(StampRefused):
    """The timestamp was outside the receive window; nothing was executed."""


class NonceRefused(StampRefused):
    """The venue has seen a higher number from this key; nothing was executed."""


class InvalidOrder(Rejected):
    """The venue refuses this order, cancel or query."""


class InsufficientFunds(InvalidOrder):
    """The balance does not cover the order."""


class OrderNotFound(InvalidOrder):
    """The venue does not find this order *now*; whether that means anything is for orders.py."""


class DuplicateClientOrderId(InvalidOrder):
    """An open order already carries this client order id: so that order does exist."""


class WouldCross(InvalidOrder):
    """A maker-only order would have taken liquidity."""


class FilterViolation(InvalidOrder):
    """Off the price or quantity grid, or below the smallest notional."""


class RateLimited(Rejected):
    """Over a limit; the request was not executed."""


class Banned(RateLimited):
    """The address is banned for ``retry_after_s`` seconds."""


class VenueClosed(Rejected):
    """The venue is in maintenance."""


class SymbolNotTrading(Rejected):
    """This symbol does not trade now (halt, break, delisted)."""


class OutcomeUnknown(ExchangeError):
    """It may have happened. Ask before repeating."""


class RequestTimeout(OutcomeUnknown):
    """No answer in time."""


class ConnectionLost(OutcomeUnknown):
    """The connection ended after at least a part of the request may have been written."""


class VenueFault(OutcomeUnknown):
    """The venue failed (5xx) or said that it does not know whether the request was executed."""


class UnreadableResponse(OutcomeUnknown):
    """The answer could not be understood: HTML, empty, truncated, wrongly typed."""


class StreamError(ExchangeError):
    """What we believed of the market or of the account is no longer known to be true."""


class SequenceGap(StreamError):
    """Updates are missing; the book is being rebuilt. Or trades are, and they will not come any more."""


class ChecksumMismatch(StreamError):
    """The venue's checksum differs from the one of the book kept here."""


class StaleStream(StreamError):
    """No data for too long although the connection seems open."""


class SubscriptionRefused(StreamError):
    """The venue did not confirm a subscription."""


class StreamClosed(StreamError):
    """The stream has ended and will not come back (the connector stopped)."""


class ConfigurationError(ValueError):
    """A setting is wrong; raised before anything is opened. Never contains a secret."""

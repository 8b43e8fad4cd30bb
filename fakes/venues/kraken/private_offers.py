"""What ws-auth.kraken.com offers: orders and balances of an account, and trading, for a token (KRK-60)."""

from typing import Any, Final, Protocol

from fakes.venue import Key
from fakes.venues.kraken import errors
from fakes.venues.kraken.frames import Refused, Request
from fakes.venues.kraken.line import Line
from fakes.venues.kraken.subscriptions import PRIVATE, Channel, Wanted
from fakes.venues.kraken.tokens import Tokens
from fakes.venues.kraken.user_streams import UserStreams

TRY_THE_OTHER: Final = "Public market data subscriptions are unavailable on this endpoint. Try ws.kraken.com"
UNOPENED: Final = "Token(s) not found"


class Trading(Protocol):
    """The methods that act on orders."""

    def knows(self, method: str) -> bool: ...

    def serve(self, line: Line, request: Request, key: Key, came_in: str) -> None:
        """Act, and reply when that is done. Raises Refused for parameters that cannot be read."""

    def close(self) -> None:
        """Forget what is on its way to the engine."""

    def max_rate(self, key: Key) -> int:
        """The threshold of the engine's counter for this account (KRK-27)."""


class PrivateOffers:
    def __init__(self, *, tokens: Tokens, streams: UserStreams, trading: Trading) -> None:
        self._tokens = tokens
        self._streams = streams
        self._trading = trading

    def admit(self, line: Line, wanted: Wanted) -> dict[str, Any]:
        if wanted.channel is Channel.HEARTBEAT:
            return {}
        if wanted.channel not in PRIVATE:
            raise Refused(TRY_THE_OTHER)
        key = self._key(wanted)
        return {"maxratecount": self._trading.max_rate(key)} if wanted.channel is Channel.EXECUTIONS else {}

    def symbol(self, name: str) -> str:
        raise Refused(TRY_THE_OTHER)  # no channel of this host has symbols

    def join(self, line: Line, wanted: Wanted, symbol: str) -> None:
        if wanted.channel in PRIVATE:
            self._streams.join(line, wanted, self._key(wanted).account)
            self._tokens.hold(wanted.token or "", line.session.number)

    def begin(self, line: Line, wanted: Wanted, symbol: str) -> None:
        if wanted.channel in PRIVATE:
            self._streams.begin(line, wanted)

    def leave(self, line: Line, wanted: Wanted, symbol: str) -> None:
        self._streams.leave(line, wanted.channel)

    def serve(self, line: Line, request: Request, came_in: str) -> bool:
        if not self._trading.knows(request.method):
            return False
        token = request.params.get("token")
        if token is None:
            raise Refused(UNOPENED)
        key = self._tokens.key(token) if isinstance(token, str) else None
        if key is None:
            raise Refused(errors.INVALID_SESSION)
        self._trading.serve(line, request, key, came_in)
        return True

    def depart(self, line: Line) -> None:
        self._tokens.release(line.session.number)

    def _key(self, wanted: Wanted) -> Key:
        key = self._tokens.key(wanted.token or "")
        if key is None:
            raise Refused(errors.INVALID_SESSION, channel=wanted.channel.value, status="error")
        return key

"""Methods that concern the connection itself: logging on and off, user data subscriptions.

Source: web-socket-api.md, "Authentication requests" and "User Data Stream requests"; BIN-40, BIN-41,
BIN-66, BIN-67.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from fakes.operations import Operation
from fakes.serving.session import Desk, Session
from fakes.venue import Key
from fakes.venues.binance import errors
from fakes.venues.binance.endpoints import Caller, Endpoint, Security
from fakes.venues.binance.errors import Refuse, bad
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.user_data import STREAM, Subscription, UserData

MOST_AT_ONCE: Final = 1_000
MOST_EVER: Final = 65_535
WEIGHT: Final = 2
ALREADY_ACTIVE: Final = bad(-2035, "User Data Stream subscription already active.")
NOT_ACTIVE: Final = bad(-2036, "User Data Stream subscription not active.")
NUMBERS_EXHAUSTED: Final = bad(-2042, "Maximum subscription ID reached for this connection.")
TOO_MANY: Final = bad(
    -1191, f"Too many subscriptions. Connection may create up to '{MOST_AT_ONCE}' subscriptions at a time."
)
# BIN-66: the documents state the rule and not its error; the wording is unconfirmed.
NOT_ED25519: Final = bad(-4056, "HMAC_SHA256 API key is not supported.")

Json = Any


@dataclass(slots=True, eq=False)
class ApiSession:
    """What a connection to the API remembers."""

    session: Session
    return_rate_limits: bool
    microseconds: bool
    api_key: str | None = None
    """The key that `session.logon` authenticated."""
    authorised_since_ms: int | None = None
    next_subscription: int = 0

    def forget(self) -> None:
        self.api_key = None
        self.authorised_since_ms = None


@dataclass(slots=True, eq=False)
class Pending:
    """One request about the connection, and what must follow its answer."""

    state: ApiSession
    api_key: str | None
    unacknowledged: bool = False
    ended: list[Subscription] = field(default_factory=list)


Handler = Callable[[Pending, Parameters, Caller], Json]


class SessionMethods:
    def __init__(
        self, *, user_data: UserData, desk: Desk, clock_ms: Callable[[], int], keys: Mapping[str, Key]
    ) -> None:
        self._user_data = user_data
        self._desk = desk
        self._clock_ms = clock_ms
        self._keys = keys
        self._methods: dict[str, tuple[Handler, Operation, Security]] = {
            "session.logon": (self._log_on, Operation.LOGON, Security.USER_STREAM),
            "session.status": (self._status, Operation.LOGON, Security.NONE),
            "session.logout": (self._log_out, Operation.LOGON, Security.NONE),
            "session.subscriptions": (self._list, Operation.USER_STREAM, Security.NONE),
            "userDataStream.subscribe": (self._subscribe_logged_on, Operation.USER_STREAM, Security.NONE),
            "userDataStream.subscribe.signature": (
                self._subscribe_signed,
                Operation.USER_STREAM,
                Security.USER_STREAM,
            ),
            "userDataStream.unsubscribe": (self._unsubscribe, Operation.USER_STREAM, Security.NONE),
        }

    def endpoint(self, method: str, pending: Pending) -> Endpoint | None:
        """The endpoint that serves this one request; None if the method is not about the connection."""
        if method not in self._methods:
            return None
        handler, operation, security = self._methods[method]
        return Endpoint(
            method="WS",
            path="/ws-api/v3",
            websocket=method,
            operation=operation,
            act=lambda parameters, caller: handler(pending, parameters, caller),
            accepts=frozenset({"subscriptionId"} if method == "userDataStream.unsubscribe" else ()),
            weight=WEIGHT,
            security=security,
        )

    def finish(self, pending: Pending) -> None:
        """After the answer: tell what has ended."""
        for subscription in pending.ended:
            self._user_data.unsubscribe(subscription, announce=True)

    def depart(self, state: ApiSession) -> None:
        self._user_data.depart(state.session)

    # --- logging on -------------------------------------------------------------------------------

    def _log_on(self, pending: Pending, _parameters: Parameters, _caller: Caller) -> Json:
        state = pending.state
        if pending.api_key is not None:
            if not _is_ed25519(self._keys[pending.api_key]):
                raise Refuse(NOT_ED25519)
            state.api_key = pending.api_key
            state.authorised_since_ms = self._clock_ms()
        return self._shown(state)

    def _status(self, pending: Pending, _parameters: Parameters, _caller: Caller) -> Json:
        return self._shown(pending.state)

    def _log_out(self, pending: Pending, _parameters: Parameters, _caller: Caller) -> Json:
        pending.state.forget()
        pending.ended = [each for each in self._user_data.of(pending.state.session) if each.by_logon]
        return self._shown(pending.state) | {"userDataStream": self._is_heard(pending)}

    def _shown(self, state: ApiSession) -> dict[str, Json]:
        return {
            "apiKey": state.api_key,
            "authorizedSince": state.authorised_since_ms,
            "connectedSince": state.session.opened_at_ms,
            "returnRateLimits": state.return_rate_limits,
            "serverTime": self._clock_ms(),
            "userDataStream": bool(self._user_data.of(state.session)),
        }

    def _is_heard(self, pending: Pending) -> bool:
        return len(self._user_data.of(pending.state.session)) > len(pending.ended)

    # --- user data --------------------------------------------------------------------------------

    def _list(self, pending: Pending, _parameters: Parameters, _caller: Caller) -> Json:
        return [{"subscriptionId": each.number} for each in self._user_data.of(pending.state.session)]

    def _subscribe_logged_on(self, pending: Pending, _parameters: Parameters, _caller: Caller) -> Json:
        key = self._keys.get(pending.state.api_key or "")
        if key is None or not key.enabled:
            raise Refuse(errors.REJECTED_KEY)
        return self._subscribe(pending, key.account, by_logon=True)

    def _subscribe_signed(self, pending: Pending, _parameters: Parameters, caller: Caller) -> Json:
        return self._subscribe(pending, caller.trader, by_logon=False)

    def _subscribe(self, pending: Pending, account: str, *, by_logon: bool) -> Json:
        state = pending.state
        active = self._user_data.of(state.session)
        if any(each.account == account for each in active):
            raise Refuse(ALREADY_ACTIVE)
        if len(active) >= MOST_AT_ONCE:
            raise Refuse(TOO_MANY)
        if state.next_subscription >= MOST_EVER:
            raise Refuse(NUMBERS_EXHAUSTED)
        opinion = self._desk.subscribe(state.session.number, STREAM)
        if opinion == "refuse":
            raise Refuse(errors.NOT_PROCESSED)
        number = state.next_subscription
        state.next_subscription += 1
        pending.unacknowledged = opinion == "drop_ack"
        self._user_data.subscribe(
            Subscription(
                state.session,
                number,
                account,
                by_logon=by_logon,
                microseconds=state.microseconds,
                muted=opinion == "mute",
            )
        )
        return {"subscriptionId": number}

    def _unsubscribe(self, pending: Pending, parameters: Parameters, _caller: Caller) -> Json:
        active = self._user_data.of(pending.state.session)
        number = parameters.integer("subscriptionId")
        pending.ended = [each for each in active if number in (None, each.number)]
        if number is not None and not pending.ended:
            raise Refuse(NOT_ACTIVE)
        return {}


def _is_ed25519(key: Key) -> bool:
    pem = key.public_key_pem
    return pem is not None and isinstance(load_pem_public_key(pem.encode()), Ed25519PublicKey)

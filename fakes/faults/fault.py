"""What a fault is: plain frozen data with hooks, asked by the venue at the places where it can strike.

A fault overrides the hooks it needs. A hook that returns None has no opinion; the first fault with an
opinion decides. The venue records FaultFired whenever a hook acted, so a check can demand that its
premise came about. Faults hold no state: what must be remembered lives in `Armed`.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from math import inf
from random import Random
from typing import Any, ClassVar, Literal, Protocol

import msgspec

from fakes.ledger import Ledger
from fakes.operations import Operation, Refusal, Role, StreamKind
from fakes.traits import Trait
from fakes.wire import Wire


class RequestSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A request as the venue understood it, before acting."""

    request_id: int
    operation: Operation
    transport: Literal["rest", "ws"]
    parameters: dict[str, str]
    source: str
    api_key: str | None = None
    method: str = ""
    """What is asked, as the dialect calls it, where the form of the answer hangs on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What goes back. On a WebSocket API `status` is the status member of the answer."""

    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """Answer after `seconds`. `reply` None = the venue's own. Only on_request delays the act as well."""

    seconds: float
    reply: Reply | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """No answer. The connection is reset, closed in order, or left open in silence."""

    how: Literal["reset", "close", "silence"] = "reset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truncated:
    """The true headers and the first `n_bytes` of the body, then the connection is closed."""

    reply: Reply | None = None
    n_bytes: int = 20


Answer = Reply | Late | Lost | Truncated
SubscriptionOpinion = Literal["mute", "drop_ack", "refuse"]


class MessageSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A message about to be pushed to one session. `payload` is the decoded event, not the envelope."""

    session: int
    role: Role
    kind: StreamKind
    stream: str
    payload: dict[str, Any]
    text: str
    """The whole frame as it would be sent."""
    reports_fill: bool = False
    """An order message that tells of an execution: how a fault finds fills without knowing the dialect."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """A frame to send instead: text or binary payload, or raw bytes put on the wire as they are."""

    data: str | bytes
    after_s: float = 0.0
    """Held back for so long; what the session sends meanwhile overtakes it."""
    raw: bool = False
    close_after: bool = False


class VenueControl(Protocol):
    """What a fault may do to the venue itself when its window opens or closes."""

    wire: Wire
    ledger: Ledger

    def refusal(self, refusal: Refusal, **details: Any) -> Reply: ...
    async def close_sessions(
        self, role: Role | None, code: int | None, reason: str = "", *, abruptly: bool = False
    ) -> int:
        """Close sessions with a close code; code None = TCP FIN without close frame; abruptly = RST."""

    async def broadcast(self, role: Role | None, frame: Frame) -> int: ...
    def set_symbol_status(self, symbol: str, status: str) -> None: ...
    def set_system_mode(self, mode: str) -> bool:
        """What the venue says of itself as a whole; False = no change, or a venue that says nothing."""

    def page(self, status: int) -> Reply:
        """The web page of what stands before the venue."""

    def worded(self, text: str) -> Reply:
        """An error in the dialect's own words."""

    def with_rows(self, reply: Reply, rows: int) -> Reply | None:
        """An answer that lists things with its first rows only; None if it lists no more than that."""

    def not_found(self, request: RequestSeen) -> Reply:
        """What that question for an order is answered if there is no such order."""

    def change_filters(self, symbol: str, **changes: Any) -> None: ...
    def list_symbol(self, symbol: str) -> None: ...
    def delist_symbol(self, symbol: str) -> None:
        """Gone from the instruments; requests that name it are refused as an unknown symbol."""

    def depth_reply(self, request: RequestSeen, at_s: float) -> Reply | None:
        """What this depth request would have been answered at that earlier stage time; None = no book yet."""

    def restart_books(self, symbol: str | None) -> int:
        """Begin the stream of each book (of that market) anew; returns how many did."""

    def doom(self, request: RequestSeen) -> None:
        """The order that this request places is taken, and then rejected by the engine."""

    async def end_user_streams(self, *, announce: bool) -> int:
        """Terminate user-data subscriptions; the socket stays open. `announce` = tell the client."""

    async def announce_shutdown(self, role: Role | None) -> int:
        """Send the venue's own "this connection is about to end" to its sessions; 0 = it has none."""

    async def end_announced(self, role: Role | None, code: int) -> int:
        """Close, with this code, the sessions to which their end was announced."""

    def set_key_enabled(self, api_key: str | None, enabled: bool) -> int: ...
    def spend(self, source: str, weight: int) -> bool:
        """Others behind that address used up so much of its quota; False = this venue counts no weight."""

    def step_clock(self, seconds: float) -> None:
        """Add to the venue's clock offset."""

    def open_symbols(self) -> Sequence[str]: ...
    def advance_nonces(self, seconds: float) -> int:
        """Each key was used with a number that much later; returns how many keys there are with a number."""

    def called(self, word: str) -> str:
        """What the dialect calls that (fakes.words.Word); any other text stands for itself."""

    def spellings(self, symbol: str) -> Sequence[str]:
        """Every name that the dialect has for the market, the lab's own among them."""


@dataclass(slots=True)
class Armed:
    """One fault while its window is open: how often it fired, its own generator, its memory."""

    fault: "Fault"
    venue: VenueControl
    rng: Random
    fired: int = 0
    memory: dict[Hashable, Any] = field(default_factory=dict)
    closes_at_s: float = inf
    """Stage time at which the window closes."""

    @property
    def now_s(self) -> float:
        """Stage time, in seconds."""
        return self.venue.ledger.now()

    @property
    def spent(self) -> bool:
        return self.fault.limit is not None and self.fired >= self.fault.limit


@dataclass(frozen=True, kw_only=True)
class Fault:
    """Override the hooks you need. `limit` bounds how often it may fire; the window bounds when."""

    limit: int | None = None
    sessions_only: ClassVar[bool] = False
    """It can strike nothing but sessions and what is said on them: never a request over HTTP."""
    registry: ClassVar[dict[str, type["Fault"]]] = {}
    name: ClassVar[str] = ""
    needs: ClassVar[frozenset[Trait]] = frozenset()
    """What a venue must have for it to be possible there."""
    takes_names: ClassVar[bool] = False
    """True = it strikes the resolving of names, which a stage without names does not have."""

    def __init_subclass__(cls, *, abstract: bool = False, **kwargs: Any) -> None:
        """`abstract` = a base of faults, which cannot be planned itself."""
        super().__init_subclass__(**kwargs)
        cls.name = cls.__name__
        if not abstract:
            Fault.registry[cls.name] = cls

    # requests
    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        """Before the venue acts. Late with reply None delays the act; anything else prevents it."""
        return None

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        """After the venue acted."""
        return None

    # sessions
    def on_upgrade(self, role: Role, source: str, armed: Armed) -> Reply | Lost | None:
        return None

    def on_subscribe(self, session: int, stream: str, armed: Armed) -> SubscriptionOpinion | None:
        """mute: acknowledge but never send that stream; drop_ack: subscribe but never say so; refuse."""
        return None

    def on_message(self, message: MessageSeen, armed: Armed) -> Sequence[Frame] | None:
        """What to send instead: () drops it, two frames duplicate it."""
        return None

    def on_client_ping(self, session: int, role: Role, armed: Armed) -> bool:
        """True = the venue does not answer this ping."""
        return False

    def sends_pings(self, armed: Armed) -> bool:
        """False = the venue's own heartbeat stops."""
        return True

    # windows
    async def on_open(self, armed: Armed) -> int:
        """The window opened; return how many things it struck (0 = nothing to strike yet)."""
        return 0

    async def on_close(self, armed: Armed) -> None:
        """The window closed: undo what on_open did."""

    def clock_offset_s(self, armed: Armed) -> float:
        """Added to the venue's clock while the window is open."""
        return 0.0

    # data
    def to_json(self) -> dict[str, Any]:
        return {"fault": self.name, **{f.name: getattr(self, f.name) for f in fields(self)}}

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> "Fault":
        """The inverse of `to_json`. Raises KeyError for an unknown fault, TypeError for a parameter."""
        parameters = {key: _frozen(value) for key, value in data.items() if key != "fault"}
        return Fault.registry[data["fault"]](**parameters)


def _frozen(value: Any) -> Any:
    """JSON has no tuples, faults have no lists."""
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value

"""Which requests and which messages a fault strikes: the parameters that many faults share."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random
from typing import ClassVar, Literal

from fakes.faults.fault import Armed, Fault, MessageSeen, RequestSeen
from fakes.operations import Operation, Role, StreamKind

Operations = Operation | tuple[Operation, ...]
Kinds = StreamKind | tuple[StreamKind, ...]
Transport = Literal["rest", "ws"]


@dataclass(frozen=True)
class RequestFault(Fault, abstract=True):
    """`on`: one operation, several, or () for all. `probability`: how many of the selected are struck.

    `order`: a client order id; only requests about that order are struck.
    """

    on: Operations = ()
    transport: Transport | None = None
    symbol: str | None = None
    order: str | None = None
    probability: float = 1.0

    def strikes(self, request: RequestSeen, armed: Armed) -> bool:
        return (
            _selected(request.operation, self.on)
            and self.transport in (None, request.transport)
            and (self.symbol is None or _names(request, armed.venue.spellings(self.symbol)))
            and (self.order is None or self.order in request.parameters.values())
            and _hit(self.probability, armed.rng)
        )


@dataclass(frozen=True)
class MessageFault(Fault, abstract=True):
    """`kind`: one kind of message, several, or () for all. `stream`: the venue's name of one stream.

    `symbol`: only streams whose names speak of it, however the venue spells them.
    """

    sessions_only: ClassVar[bool] = True
    kind: Kinds = ()
    role: Role | None = None
    stream: str | None = None
    probability: float = 1.0
    symbol: str | None = field(default=None, kw_only=True)

    def selects(self, message: MessageSeen) -> bool:
        return (
            _selected(message.kind, self.kind)
            and self.role in (None, message.role)
            and self.stream in (None, message.stream)
            and (self.symbol is None or self.symbol.lower() in message.stream.lower())
        )

    def strikes(self, message: MessageSeen, armed: Armed) -> bool:
        return self.selects(message) and _hit(self.probability, armed.rng)


def subscribes_to(stream: str, wanted: str | None, symbol: str | None, armed: Armed) -> bool:
    """Whether the stream that a client asks for is the wanted one, and speaks of that symbol. None = any."""
    if wanted is not None and armed.venue.called(wanted) != stream:
        return False
    return symbol is None or symbol.lower() in stream.lower()


def _names(request: RequestSeen, names: Sequence[str]) -> bool:
    return any(name in request.parameters.values() for name in names)


def _selected(value: str, wanted: str | tuple[str, ...]) -> bool:
    return value == wanted if isinstance(wanted, str) else not wanted or value in wanted


def _hit(probability: float, rng: Random) -> bool:
    # No draw for a certainty: a schedule without chance must not depend on the generator.
    return probability >= 1.0 or rng.random() < probability
